// SPDX-License-Identifier: Apache-2.0
#include "traces/container/rewrite.h"

#include "seatape/core/dialect_translation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace seatape::trace {
namespace {

/// Writes frames with the changes since the last one that was *written*.
class PartWriter {
public:
    explicit PartWriter(TraceWriter& out) : m_out(out) {}

    /// `frame.ran` is replaced; its vCPU was in the state `atExit`.
    Result<void> put(Frame& frame, const VcpuState& atExit) {
        frame.ran.clear();
        appendChanges(m_written.of(frame.vcpu), atExit, frame.ran);
        m_written.atExit(frame);
        m_written.afterInjection(frame);
        return m_out.put(frame);
    }

private:
    TraceWriter& m_out;
    StateTracker m_written;
};

/// Steps through the intact frames of a range with the states before each.
class IntactWalk {
public:
    IntactWalk(TraceReader& trace, const Selection& selection, CopyReport& report)
        : m_trace(trace), m_end(selection.end), m_report(report) {
        m_trace.seek(selection.first);
    }

    /// Reads the next intact frame; false after the last.
    bool next(Frame& frame) {
        while (true) {
            auto more = m_trace.next(frame);
            if (more && *more && frame.index < m_end)
                return enter(frame);
            if (more)
                return false;
            m_report.damages.push_back(std::move(more.error()));
            m_areStatesKnown = false;
            if (!m_trace.skipDamage())
                return false;
        }
    }

    StateTracker& states() { return m_states; }

private:
    /// Behind the start or a damage, the states are what the chunk's keyframe leads to.
    bool enter(const Frame& frame) {
        ++m_report.read;
        if (m_areStatesKnown)
            return true;
        if (auto moment = m_trace.moment(frame.index))
            m_states = std::move(moment->states);
        return m_areStatesKnown = true;
    }

    TraceReader& m_trace;
    uint64_t m_end;
    CopyReport& m_report;
    StateTracker m_states;
    bool m_areStatesKnown = false;
};

/// A trace that takes part in a merge, and its next frame.
struct Source {
    TraceReader* trace = nullptr;
    uint32_t vcpuShift = 0;
    Frame frame;
    bool hasFrame = false;

    Result<void> advance() {
        auto more = trace->next(frame);
        if (!more)
            return passOn(more);
        hasFrame = *more;
        frame.vcpu += vcpuShift;
        return {};
    }
};

tl::unexpected<Error> cancelled(uint64_t frames) {
    return failure(fmt::format("cancelled at frame {}", frames));
}

bool arePartsOfOneMachine(std::span<const TraceReader> traces) {
    uint64_t seen = 0;
    for (const TraceReader& trace : traces) {
        // The last bit stands for many, which may be the same.
        const uint64_t vcpus = trace.vcpus();
        if (!(trace.header().scenario == traces[0].header().scenario) || (seen & vcpus) != 0 ||
            (vcpus >> 63) != 0)
            return false;
        seen |= vcpus;
    }
    return true;
}

} // namespace

Result<CopyReport> copyFrames(TraceReader& trace, const Selection& selection, TraceWriter& out,
                              const CopyProgress& progress) {
    CopyReport report;
    IntactWalk walk(trace, selection, report);
    PartWriter part(out);
    Frame frame;
    while (walk.next(frame)) {
        const VcpuState& atExit = walk.states().atExit(frame);
        if (!selection.pick || selection.pick(frame, atExit)) {
            if (auto put = part.put(frame, atExit); !put)
                return passOn(put);
            ++report.written;
        }
        walk.states().afterInjection(frame);
        if (progress && !progress(report.read))
            return cancelled(report.read);
    }
    return report;
}

TraceHeader editedHeader(const TraceHeader& header, const std::string& path,
                         const TraceEdits& edits, std::string_view how) {
    TraceHeader edited = header;
    if (edits.isEmpty())
        return edited;
    const Dialect recorded = header.scenario.dialect;
    edited.scenario =
        translateScenario(std::move(edited.scenario), edits.dialect.value_or(recorded));
    edited.origin = fmt::format("{} {}: {}", how, std::filesystem::path(path).filename().string(),
                                editsText(edits, recorded));
    if (!header.origin.empty())
        edited.origin += fmt::format("; that one was {}", header.origin);
    return edited;
}

TraceHeader recoveredHeader(const TraceReader& damaged, std::span<const Damage> damages) {
    TraceHeader header = damaged.header();
    std::string losses;
    for (const Damage& damage : damages) {
        if (damage.lost == 0)
            continue;
        losses += fmt::format("{}{}..{}", losses.empty() ? "" : ", ", damage.frame,
                              damage.frame + damage.lost - 1);
        header.isPart = header.isPart || damage.frame + damage.lost < damaged.frameCount();
    }
    header.origin = losses.empty() ? "recovered" : "recovered without the frames " + losses;
    return header;
}

Result<MergePlan> planMerge(std::span<const TraceReader> traces,
                            std::span<const std::string> names) {
    MergePlan plan{traces[0].header(), std::vector<uint32_t>(traces.size(), 0)};
    plan.header.origin = fmt::format("merged from {}", fmt::join(names, ", "));
    plan.header.isPart = true;
    if (arePartsOfOneMachine(traces))
        return plan;
    std::vector<VcpuEntry>& vcpus = plan.header.scenario.vcpus;
    for (size_t i = 1; i < traces.size(); ++i) {
        plan.vcpuShift[i] = static_cast<uint32_t>(vcpus.size());
        const auto& more = traces[i].header().scenario.vcpus;
        vcpus.insert(vcpus.end(), more.begin(), more.end());
    }
    if (vcpus.size() > kMaxVcpus)
        return failure(fmt::format("the traces have {} vCPUs together; a trace has {} at most",
                                   vcpus.size(), kMaxVcpus),
                       {}, "merge fewer traces");
    return plan;
}

Result<void> mergeFrames(std::span<TraceReader> traces, const MergePlan& plan, TraceWriter& out,
                         const CopyProgress& progress) {
    std::vector<Source> sources(traces.size());
    for (size_t i = 0; i < traces.size(); ++i) {
        sources[i].trace = &traces[i];
        sources[i].vcpuShift = plan.vcpuShift[i];
        if (auto first = sources[i].advance(); !first)
            return first;
    }
    while (true) {
        Source* next = nullptr;
        for (Source& source : sources)
            if (source.hasFrame &&
                (next == nullptr || source.frame.instructions < next->frame.instructions))
                next = &source;
        if (next == nullptr)
            return {};
        if (auto put = out.put(next->frame); !put)
            return put;
        if (auto advanced = next->advance(); !advanced)
            return advanced;
        if (progress && !progress(out.frameCount()))
            return cancelled(out.frameCount());
    }
}

} // namespace seatape::trace
