// SPDX-License-Identifier: Apache-2.0
#include "gui/models/what_if_run.h"

#include "gui/models/overview.h"

#include "seatape/core/recorder.h"
#include "seatape/core/what_if.h"
#include "traces/container/file.h"
#include "traces/container/rewrite.h"
#include "traces/container/trace_writer.h"
#include "traces/export/html.h"
#include "traces/export/text.h"

namespace seatape::gui {
namespace {

tl::unexpected<Error> cancelled() {
    return failure("cancelled");
}

/// Lets `write` make a file beside `out`, which then takes its place.
template <class Write>
auto replaceFile(const std::string& out, Write write) -> decltype(write(out)) {
    auto file = trace::Replacement::of(out);
    if (!file)
        return passOn(file);
    auto result = write(file->path());
    if (!result)
        return result;
    if (auto placed = file->takePlace(); !placed)
        return passOn(placed);
    return result;
}

/// Counts the frames that are read, and ends when nobody wants them any more.
class CountedFrames final : public FrameSource {
public:
    CountedFrames(FrameSource& frames, const RunProgress& progress)
        : m_frames(frames), m_progress(progress) {}

    Result<bool> next(Frame& frame) override {
        if (m_progress && !m_progress(m_count++))
            return cancelled();
        return m_frames.next(frame);
    }

private:
    FrameSource& m_frames;
    const RunProgress& m_progress;
    uint64_t m_count = 0;
};

Result<RunSummary> recordRun(Machine& machine, Policy& policy, const trace::TraceHeader& header,
                             const std::string& out, const RunProgress& progress) {
    auto writer = trace::TraceWriter::create(out, header);
    if (!writer)
        return passOn(writer);
    Recorder recorder(machine.backend(), *writer);
    SessionOptions options = sessionOptions(header.scenario);
    bool isStopped = false;
    options.stopRequested = [&] { return isStopped = progress && !progress(writer->frameCount()); };
    auto summary = runSession(recorder, policy, options);
    if (!summary)
        return summary;
    if (isStopped)
        return cancelled();
    if (auto finished = writer->finish(); !finished)
        return passOn(finished);
    return summary;
}

Result<void> compareWith(trace::TraceReader& recorded, const std::string& path,
                         WhatIfOutcome& outcome, Dialect dialect, const RunProgress& progress) {
    auto observed = trace::TraceReader::open(path);
    if (!observed)
        return passOn(observed);
    recorded.seek(0);
    TranslatedFrames translated(recorded, recorded.header().scenario.dialect, dialect);
    CountedFrames counted(translated, progress);
    return compareRuns(counted, *observed, dialect, [&outcome](Divergence divergence) {
        outcome.areAll = outcome.divergences.size() < WhatIfOutcome::kMostDivergences;
        if (outcome.areAll)
            outcome.divergences.push_back(std::move(divergence));
        return outcome.areAll;
    });
}

Result<void> writeEdited(trace::TraceReader& reader, const trace::TraceHeader& header,
                         const TraceEdits& edits, const std::string& out,
                         const RunProgress& progress) {
    auto writer = trace::TraceWriter::create(out, header);
    if (!writer)
        return passOn(writer);
    TranslatedFrames recorded(reader, reader.header().scenario.dialect, header.scenario.dialect);
    CountedFrames frames(recorded, progress);
    Frame frame;
    while (true) {
        auto more = frames.next(frame);
        if (!more)
            return passOn(more);
        if (!*more)
            return writer->finish();
        const auto edited = edits.answers.find(frame.index);
        if (edited != edits.answers.end())
            frame.injection = edited->second;
        if (auto put = writer->put(frame); !put)
            return put;
    }
}

Result<uint64_t> writeRecovered(trace::TraceReader& reader, const std::string& out,
                                const RunProgress& progress) {
    uint64_t checked = 0; // every frame is read twice, so that each counts half
    bool isWanted = true;
    const auto damages = reader.check([&](uint64_t frames) {
        checked = frames;
        return isWanted = !progress || progress(checked / 2);
    });
    if (!isWanted)
        return cancelled();
    auto writer = trace::TraceWriter::create(out, trace::recoveredHeader(reader, damages));
    if (!writer)
        return passOn(writer);
    auto report = trace::copyFrames(reader, {}, *writer, [&](uint64_t frames) {
        return !progress || progress((checked + frames) / 2);
    });
    if (!report)
        return passOn(report);
    if (auto finished = writer->finish(); !finished)
        return passOn(finished);
    return report->written;
}

} // namespace

Result<WhatIfOutcome> runWhatIf(const MachineFactory& factory, const std::string& trace,
                                const TraceEdits& edits, const std::string& out,
                                const RunProgress& progress) {
    auto reader = openTrace(trace);
    if (!reader)
        return passOn(reader);
    if (reader->header().isPart)
        return failure("frames of this trace are missing, so it cannot be executed again", trace,
                       "open the whole trace");
    trace::TraceHeader header =
        trace::editedHeader(reader->header(), trace, edits, "the what-if of");
    header.toolVersion = SEATAPE_VERSION;
    header.backend = "sim"; // whatever recorded the trace
    const Dialect dialect = header.scenario.dialect;
    TranslatedFrames recorded(*reader, reader->header().scenario.dialect, dialect);
    auto plan = planFork(recorded, edits.answers, header.scenario);
    if (!plan)
        return passOn(plan);
    auto machine = factory(header.scenario);
    if (!machine)
        return passOn(machine);
    auto policy = makePolicy(header.scenario.policy, dialect);
    if (!policy)
        return passOn(policy);
    ForkPolicy fork(std::move(*plan), **policy);
    return replaceFile(out, [&](const std::string& part) -> Result<WhatIfOutcome> {
        auto summary = recordRun(**machine, fork, header, part, progress);
        if (!summary)
            return passOn(summary);
        WhatIfOutcome outcome{std::move(*summary), {}, true};
        if (auto compared = compareWith(*reader, part, outcome, dialect, progress); !compared)
            return passOn(compared);
        return outcome;
    });
}

Result<RunSummary> recordScenario(const MachineFactory& factory, const Scenario& scenario,
                                  const std::string& out, const RunProgress& progress) {
    auto machine = factory(scenario);
    if (!machine)
        return passOn(machine);
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    if (!policy)
        return passOn(policy);
    return replaceFile(out, [&](const std::string& part) {
        return recordRun(**machine, **policy, {SEATAPE_VERSION, "sim", scenario, {}, false}, part,
                         progress);
    });
}

Result<void> writeScenario(const Scenario& scenario, const std::string& out) {
    auto writer = trace::TraceWriter::create(out, {SEATAPE_VERSION, "sim", scenario, {}, false});
    return writer ? writer->finish() : passOn(writer);
}

Result<void> saveEdited(const std::string& trace, const TraceEdits& edits, const std::string& out,
                        const RunProgress& progress) {
    auto reader = openTrace(trace);
    if (!reader)
        return passOn(reader);
    return replaceFile(out, [&](const std::string& part) {
        return writeEdited(*reader,
                           trace::editedHeader(reader->header(), trace, edits, "edited from"),
                           edits, part, progress);
    });
}

Result<uint64_t> recoverTrace(const std::string& trace, const std::string& out,
                              const RunProgress& progress) {
    auto reader = trace::TraceReader::open(trace, trace::OpenMode::Salvage);
    if (!reader)
        return passOn(reader);
    return replaceFile(
        out, [&](const std::string& part) { return writeRecovered(*reader, part, progress); });
}

Result<void> exportReport(const std::string& trace, const std::string& out,
                          const RunProgress& progress) {
    auto reader = openTrace(trace);
    if (!reader)
        return passOn(reader);
    return replaceFile(out, [&](const std::string& part) {
        CountedFrames frames(*reader, progress);
        return trace::exportToFile(part, [&](const trace::TextSink& sink) {
            return trace::exportHtml(reader->header(), frames, sink);
        });
    });
}

} // namespace seatape::gui
