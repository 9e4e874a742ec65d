// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/replay.h"

#include "seatape/arch/digest.h"
#include "seatape/core/injection_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape {

Result<VmExit> Replayer::run() {
    auto more = m_source.next(m_frame);
    if (!more)
        return passOn(more);
    if (!*more) {
        m_atEnd = true;
        return VmExit{m_frame.vcpu, m_frame.instructions, InterruptedExit{}};
    }
    ++m_framesSeen;
    m_vcpuCount = std::max(m_vcpuCount, m_frame.vcpu + 1);
    m_states.atExit(m_frame);
    return VmExit{m_frame.vcpu, m_frame.instructions, m_frame.exit};
}

Result<InjectionResult> Replayer::apply(uint32_t, const Injection& injection) {
    if (m_atEnd)
        return InjectionResult{};
    if (injection != m_frame.injection)
        m_divergences.push_back({m_frame.index,
                                 m_frame.vcpu,
                                 "injection",
                                 summarizeInjection(m_frame.injection, m_dialect),
                                 summarizeInjection(injection, m_dialect),
                                 {}});
    m_states.afterInjection(m_frame);
    return m_frame.result;
}

namespace {

/// Remembers where the recorder keeps its frame, which stays valid until the next run.
class LastFrame final : public FrameSink {
public:
    Result<void> put(const Frame& frame) override {
        last = &frame;
        return {};
    }
    const Frame* last = nullptr;
};

/// Makes frames of two hosts comparable, and notes where the hosts differ.
class TwoHosts {
public:
    TwoHosts(Backend& live, std::span<const Reg> registers)
        : m_live(live), m_registers(registers) {}

    /// Takes the host's registers out of both frames, and gives `observed` the digest that it would
    /// have with the recorded host's values.
    void makeComparable(Frame& recorded, Frame& observed, std::vector<Divergence>& differences) {
        if (m_registers.empty())
            return;
        m_recorded.atExit(recorded);
        const VcpuState& known = m_recorded.afterInjection(recorded);
        noteDifferences(recorded, known, m_live.state(observed.vcpu), differences);
        for (uint32_t i = 0; i < m_live.vcpuCount(); ++i)
            observed.digest += shareOnRecordedHost(i, known) - vcpuDigest(i, m_live.state(i));
        for (auto* changes : {&recorded.ran, &recorded.injected, &observed.ran, &observed.injected})
            std::erase_if(*changes, [this](const RegChange& c) {
                return std::ranges::find(m_registers, c.reg) != m_registers.end();
            });
    }

private:
    uint64_t shareOnRecordedHost(uint32_t vcpu, const VcpuState& known) {
        VcpuState state = m_live.state(vcpu);
        for (const Reg reg : m_registers)
            state[reg] = known[reg];
        return vcpuDigest(vcpu, state);
    }

    void noteDifferences(const Frame& frame, const VcpuState& recorded, const VcpuState& observed,
                         std::vector<Divergence>& differences) {
        for (const Reg reg : m_registers) {
            const std::string name(regInfo(reg).name);
            if (recorded[reg] != observed[reg] &&
                std::ranges::find(differences, name, &Divergence::field) == differences.end())
                differences.push_back({frame.index,
                                       frame.vcpu,
                                       name,
                                       fmt::format("{:#x}", recorded[reg]),
                                       fmt::format("{:#x}", observed[reg]),
                                       {}});
        }
    }

    Backend& m_live;
    std::span<const Reg> m_registers;
    StateTracker m_recorded;
};

} // namespace

Result<VerifyReport> verify(Backend& live, FrameSource& trace, Dialect dialect,
                            const std::function<void(uint64_t)>& progress,
                            std::span<const Reg> hostRegisters) {
    LastFrame last;
    Recorder recorder(live, last);
    TwoHosts hosts(live, hostRegisters);
    VerifyReport report;
    Frame recorded, observed;
    while (!report.stoppedEarly) {
        auto more = trace.next(recorded);
        if (!more)
            return passOn(more);
        if (!*more)
            break;
        auto exit = recorder.run();
        if (!exit)
            return passOn(exit);
        if (auto applied = recorder.apply(exit->vcpu, recorded.injection); !applied)
            return passOn(applied);
        observed = *last.last;
        hosts.makeComparable(recorded, observed, report.hostDependent);
        auto found = compareFrames(recorded, observed, dialect, false);
        ++report.frames;
        report.framesEqual += found.empty() ? 1 : 0;
        report.stoppedEarly =
            exit->vcpu != recorded.vcpu || exit->exit.index() != recorded.exit.index();
        std::ranges::move(found, std::back_inserter(report.divergences));
        if (progress)
            progress(report.frames);
    }
    return report;
}

Injection ForkPolicy::decide(const VmExit& exit, const VcpuState& state) {
    const size_t n = m_seen++;
    Injection live = m_afterwards.decide(exit, state);
    if (n < m_plan.recorded.size())
        return m_plan.recorded[n];
    const auto edited = m_plan.edited.find(n);
    return edited != m_plan.edited.end() ? edited->second : live;
}

} // namespace seatape
