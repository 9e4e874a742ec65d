// SPDX-License-Identifier: Apache-2.0
#include "explain/observed_abort.h"

#include "seatape/core/policy.h"
#include "seatape/core/session.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/kvm_sea.h"
#include "simbackend/machine/sim_backend.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

bool isSea(const sim::TrapNote& trap) {
    return isAbort(esrClass(trap.esr)) && isKvmSeaFsc(esrFsc(trap.esr));
}

/// Tells whether KVM did more about an exception than map a page or ask user space.
bool isNotable(const sim::TrapNote& trap) {
    return isSea(trap) || std::ranges::any_of(trap.notes, [](const sim::DecisionNote& note) {
               return note.function == "inject_abt64" || note.function == "kvm_inject_serror_esr";
           });
}

/// The machine with an eye on it: remembers the wanted exit and what belongs to it.
class Watcher final : public Backend {
public:
    Watcher(sim::SimBackend& machine, const Scenario& scenario, const WantedAbort& wanted)
        : m_machine(machine), m_scenario(scenario), m_wanted(wanted) {
        m_machine.decisions().enable();
    }

    Result<VmExit> run() override {
        auto exit = m_machine.run();
        if (!exit)
            return exit;
        std::vector<sim::TrapNote> traps = m_machine.decisions().takeTraps();
        m_isWanted = isWanted(*exit);
        if (m_isWanted)
            seeExit(*exit, traps);
        else if (!m_hidden)
            seeHidden(*exit, traps);
        ++m_frames;
        m_aborts += isAbort(exit->exit, m_scenario.console) ? 1 : 0;
        return exit;
    }

    InjectionResult apply(uint32_t vcpu, const Injection& injection) override {
        const InjectionResult result = m_machine.apply(vcpu, injection);
        std::vector<sim::DecisionNote> notes = m_machine.decisions().take();
        if (!m_isWanted)
            return result;
        m_seen->frame.injection = injection;
        m_seen->frame.result = result;
        m_seen->after = m_machine.state(vcpu);
        m_seen->answerNotes = std::move(notes);
        constexpr unsigned kHandlerWords = 6;
        for (unsigned i = 0; i < kHandlerWords; ++i)
            m_seen->handler.push_back(codeAt(vcpu, m_seen->after[Reg::PC] + 4 * i));
        m_isDone = true;
        return result;
    }

    uint32_t vcpuCount() const override { return m_machine.vcpuCount(); }
    const VcpuState& state(uint32_t vcpu) override { return m_machine.state(vcpu); }
    uint64_t digest() override { return m_machine.digest(); }
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override {
        return m_machine.readMemory(gpa, out);
    }

    bool isDone() const { return m_isDone; }

    /// Returns what was seen, or an abort that KVM handled alone if user space never got one.
    Result<ObservedAbort> take() {
        if (m_isDone)
            return std::move(*m_seen);
        if (m_hidden && !m_wanted.frame && m_wanted.abort == 0 && m_aborts == 0)
            return std::move(*m_hidden);
        return notFound();
    }

private:
    tl::unexpected<Error> notFound() const {
        if (m_wanted.frame)
            return failure(fmt::format("there is no frame {}", *m_wanted.frame), "--frame",
                           fmt::format("the run has {} frames, which count from 0", m_frames));
        return failure(fmt::format("there is no abort {}", m_wanted.abort), "--abort",
                       fmt::format("user space got {} aborts, which count from 0; --frame N "
                                   "explains any exit, 0 to {}",
                                   m_aborts, m_frames == 0 ? 0 : m_frames - 1));
    }

    bool isWanted(const VmExit& exit) const {
        if (m_wanted.frame)
            return m_frames == *m_wanted.frame;
        return isAbort(exit.exit, m_scenario.console) && m_aborts == m_wanted.abort;
    }

    void seeExit(const VmExit& exit, std::vector<sim::TrapNote>& traps) {
        m_seen.emplace();
        m_seen->frame.index = m_frames;
        m_seen->frame.vcpu = exit.vcpu;
        m_seen->frame.instructions = exit.instructions;
        m_seen->frame.exit = exit.exit;
        m_seen->before = m_machine.state(exit.vcpu);
        if (!traps.empty())
            m_seen->trap = std::move(traps.back());
        lookAround(*m_seen);
    }

    void seeHidden(const VmExit& exit, std::vector<sim::TrapNote>& traps) {
        for (sim::TrapNote& trap : traps)
            if (isNotable(trap)) {
                m_hidden.emplace();
                m_hidden->staysInKernel = true;
                m_hidden->frame.vcpu = exit.vcpu;
                m_hidden->before = m_machine.state(exit.vcpu);
                m_hidden->trap = std::move(trap);
                return lookAround(*m_hidden);
            }
    }

    /// Reads the code around the instruction and walks stage 1 for the address it used.
    void lookAround(ObservedAbort& seen) {
        if (!seen.trap)
            return;
        for (uint64_t va = seen.trap->pc - 8; va != seen.trap->pc + 8; va += 4)
            seen.code.push_back(codeAt(seen.frame.vcpu, va));
        if (!isAbort(esrClass(seen.trap->esr)) || abort_iss::FnV.isSet(seen.trap->esr))
            return;
        const auto access =
            isInstructionAbort(esrClass(seen.trap->esr)) ? Access::Fetch : Access::Read;
        seen.walk = m_machine.walk(seen.frame.vcpu, seen.trap->far, access);
    }

    CodeWord codeAt(uint32_t vcpu, uint64_t va) {
        const sim::WalkResult walked = m_machine.walk(vcpu, va, Access::Fetch);
        const auto* found = std::get_if<Translation>(&walked);
        std::array<uint8_t, 4> bytes{};
        if (found == nullptr || !m_machine.readMemory(found->ipa, bytes))
            return {va, std::nullopt};
        return {va, uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
                        uint32_t{bytes[3]} << 24};
    }

    sim::SimBackend& m_machine;
    const Scenario& m_scenario;
    WantedAbort m_wanted;
    uint64_t m_frames = 0;
    uint64_t m_aborts = 0;
    bool m_isWanted = false;
    bool m_isDone = false;
    std::optional<ObservedAbort> m_seen;
    std::optional<ObservedAbort> m_hidden;
};

/// Runs to the abort; `isCutShort` tells whether the instruction limit ended the search.
Result<ObservedAbort> search(const Scenario& scenario, const WantedAbort& wanted,
                             bool& isCutShort) {
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    if (!policy)
        return passOn(policy);
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    Watcher watcher(**machine, scenario, wanted);
    SessionOptions session = sessionOptions(scenario);
    session.stopRequested = [&watcher] { return watcher.isDone(); };
    auto summary = runSession(watcher, **policy, session);
    if (!summary)
        return passOn(summary);
    isCutShort = summary->end == RunEnd::Interrupted;
    return watcher.take();
}

} // namespace

/// Searches a short stretch first: a guest that KVM re-enters for ever shows all there is to see in
/// it, and watching costs much more than running.
Result<ObservedAbort> observeScenario(const Scenario& scenario, const WantedAbort& wanted) {
    constexpr uint64_t kShort = 1'000'000;
    Scenario start = scenario;
    start.limits.instructions = std::min(kShort, scenario.limits.instructions);
    bool isCutShort = false;
    auto found = search(start, wanted, isCutShort);
    if (found || !isCutShort || start == scenario)
        return found;
    return search(scenario, wanted, isCutShort);
}

Result<ObservedAbort> observeTrace(FrameSource& frames, const Scenario& scenario,
                                   const WantedAbort& wanted) {
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    Watcher watcher(**machine, scenario, wanted);
    while (!watcher.isDone()) {
        auto recorded = frames.next();
        if (!recorded)
            return passOn(recorded);
        if (!*recorded)
            break;
        auto exit = watcher.run();
        if (!exit)
            return passOn(exit);
        if (exit->exit != (*recorded)->exit)
            return failure("the simulator takes another way than the trace",
                           fmt::format("frame {}", (*recorded)->index),
                           "`seatape replay` lists the differences");
        watcher.apply(exit->vcpu, (*recorded)->injection);
    }
    return watcher.take();
}

} // namespace seatape::explain
