// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_compare.h"

#include "seatape/arch/digest.h"
#include "seatape/core/cpu_identification.h"
#include "seatape/core/policy.h"
#include "seatape/core/recorder.h"
#include "seatape/core/session.h"

#include <algorithm>
#include <array>

namespace seatape::test {
namespace {

/// Registers that each CPU implements as it likes (Arm ARM D24.2: IMPLEMENTATION DEFINED), so that
/// what was written need not be read.
constexpr std::array kNotCompared{Reg::ACTLR_EL1, Reg::AFSR0_EL1, Reg::AFSR1_EL1, Reg::AMAIR_EL1};

/// Keeps the last frame of a machine without what is not compared; its digest is that of memory.
class ComparableFrame final : public FrameSink {
public:
    explicit ComparableFrame(Backend& machine) : m_machine(machine) {}

    Result<void> put(const Frame& frame) override {
        last = frame;
        for (auto* changes : {&last.ran, &last.injected})
            std::erase_if(*changes, [](const RegChange& change) {
                return std::ranges::find(kNotCompared, change.reg) != kNotCompared.end();
            });
        for (uint32_t i = 0; i < m_machine.vcpuCount(); ++i)
            last.digest -= vcpuDigest(i, m_machine.state(i));
        return {};
    }
    Frame last;

private:
    Backend& m_machine;
};

/// Bits of PSTATE in which CPUs differ when they take an exception: QEMU's clears NZCV and DIT, and
/// one with FEAT_NMI, which KVM hides from the guest but cannot turn off, sets ALLINT.
constexpr uint64_t kCpusOwn =
    pstate::kNzcv | uint64_t{1} << pstate::DIT | uint64_t{1} << pstate::ALLINT;

/// The model with the habits of the CPU under the real machine: after the guest has run it takes
/// over those bits. What KVM makes of them in an injection is compared like everything else.
class Follower final : public Backend {
public:
    Follower(Backend& model, Backend& real) : m_model(model), m_real(real) {}

    /// Follows the real machine's run, which comes first.
    Result<VmExit> run() override {
        auto exit = m_model.run();
        for (const Reg reg : {Reg::PSTATE, Reg::SPSR_EL1})
            if (exit)
                if (auto taken = takeOver(exit->vcpu, reg); !taken)
                    return passOn(taken);
        return exit;
    }
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override {
        return m_model.apply(vcpu, injection);
    }
    uint32_t vcpuCount() const override { return m_model.vcpuCount(); }
    const VcpuState& state(uint32_t vcpu) override { return m_model.state(vcpu); }
    Result<uint64_t> digest() override { return m_model.digest(); }
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override {
        return m_model.readMemory(gpa, out);
    }

private:
    Result<void> takeOver(uint32_t vcpu, Reg reg) {
        const uint64_t real = m_real.state(vcpu)[reg];
        const uint64_t difference = real ^ m_model.state(vcpu)[reg];
        if (difference == 0 || (difference & ~kCpusOwn) != 0)
            return {};
        auto applied = m_model.apply(vcpu, {{}, {{reg, real}}, {}, {}, {}});
        return applied ? Result<void>() : passOn(applied);
    }

    Backend& m_model;
    Backend& m_real;
};

/// Two machines that look like one to the session, for as long as they do the same.
class Twins final : public Backend {
public:
    Twins(Backend& real, Backend& model, const Scenario& scenario)
        : m_scenario(scenario), m_follower(model, real), m_realFrame(real), m_modelFrame(model),
          m_real(real, m_realFrame), m_model(m_follower, m_modelFrame) {}

    Result<VmExit> run() override {
        if (!found.divergences.empty())
            return VmExit{0, 0, InterruptedExit{}};
        auto exit = m_real.run();
        if (!exit)
            return exit;
        if (auto other = m_model.run(); !other)
            return other;
        return exit;
    }

    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override {
        if (!found.divergences.empty())
            return InjectionResult{};
        const auto result = m_real.apply(vcpu, injection);
        if (!result)
            return result;
        if (auto other = m_model.apply(vcpu, injection); !other)
            return other;
        if (!areInterrupted())
            found.divergences =
                compareFrames(m_realFrame.last, m_modelFrame.last, m_scenario.dialect, false);
        found.injections += isAbort(m_realFrame.last.exit, m_scenario.console) ? 1 : 0;
        return result;
    }

    uint32_t vcpuCount() const override { return m_real.vcpuCount(); }
    const VcpuState& state(uint32_t vcpu) override { return m_real.state(vcpu); }
    Result<uint64_t> digest() override { return m_real.digest(); }
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override {
        return m_real.readMemory(gpa, out);
    }

    Comparison found;

private:
    /// A guest in a loop is stopped anywhere: on real hardware by the clock.
    bool areInterrupted() const {
        return std::holds_alternative<InterruptedExit>(m_realFrame.last.exit) &&
               std::holds_alternative<InterruptedExit>(m_modelFrame.last.exit);
    }

    const Scenario& m_scenario;
    Follower m_follower;
    ComparableFrame m_realFrame, m_modelFrame;
    Recorder m_real, m_model;
};

} // namespace

Result<Comparison> compareMachines(const Scenario& scenario, const MachineFactory& real,
                                   const MachineFactory& model) {
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    if (!policy)
        return passOn(policy);
    auto machine = real(scenario);
    if (!machine)
        return passOn(machine);
    auto twin = model(asIdentified(scenario, (*machine)->state(0)));
    if (!twin)
        return passOn(twin);
    Twins twins(**machine, **twin, scenario);
    if (auto ran = runSession(twins, **policy, sessionOptions(scenario)); !ran)
        return passOn(ran);
    return std::move(twins.found);
}

} // namespace seatape::test
