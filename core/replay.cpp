#include "core/replay.h"

#include "core/injection_text.h"

#include <algorithm>

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

InjectionResult Replayer::apply(uint32_t, const Injection& injection) {
    if (m_atEnd)
        return {};
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

} // namespace

Result<VerifyReport> verify(Backend& live, FrameSource& trace, Dialect dialect,
                            const std::function<void(uint64_t)>& progress) {
    LastFrame observed;
    Recorder recorder(live, observed);
    VerifyReport report;
    Frame recorded;
    while (!report.stoppedEarly) {
        auto more = trace.next(recorded);
        if (!more)
            return passOn(more);
        if (!*more)
            break;
        auto exit = recorder.run();
        if (!exit)
            return passOn(exit);
        recorder.apply(exit->vcpu, recorded.injection);
        auto found = compareFrames(recorded, *observed.last, dialect, false);
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

Injection ForkPolicy::decide(const VmExit& exit, Backend& machine) {
    const size_t n = m_seen++;
    Injection live = m_afterwards.decide(exit, machine);
    if (n < m_plan.recorded.size())
        return m_plan.recorded[n];
    const auto edited = m_plan.edited.find(n);
    return edited != m_plan.edited.end() ? edited->second : live;
}

} // namespace seatape
