#include "gui/models/what_if_run.h"

#include "gui/models/overview.h"

#include "core/recorder.h"
#include "core/what_if.h"
#include "traces/rewrite.h"
#include "traces/trace_writer.h"

namespace seatape::gui {
namespace {

Result<RunSummary> recordRun(Machine& machine, Policy& policy, const trace::TraceHeader& header,
                             const std::string& out, const RunProgress& progress) {
    auto writer = trace::TraceWriter::create(out, header);
    if (!writer)
        return passOn(writer);
    Recorder recorder(machine.backend(), *writer);
    SessionOptions options = sessionOptions(header.scenario);
    options.stopRequested = [&] { return progress && !progress(writer->frameCount()); };
    auto summary = runSession(recorder, policy, options);
    if (!summary)
        return summary;
    if (auto finished = writer->finish(); !finished)
        return passOn(finished);
    return summary;
}

Result<void> compareWith(trace::TraceReader& recorded, WhatIfOutcome& outcome, Dialect dialect) {
    auto observed = trace::TraceReader::open(outcome.path);
    if (!observed)
        return passOn(observed);
    recorded.seek(0);
    TranslatedFrames translated(recorded, recorded.header().scenario.dialect, dialect);
    return compareRuns(translated, *observed, dialect, [&outcome](Divergence divergence) {
        outcome.areAll = outcome.divergences.size() < WhatIfOutcome::kMostDivergences;
        if (outcome.areAll)
            outcome.divergences.push_back(std::move(divergence));
        return outcome.areAll;
    });
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
    auto summary = recordRun(**machine, fork, header, out, progress);
    if (!summary)
        return passOn(summary);
    WhatIfOutcome outcome{out, std::move(*summary), {}, true};
    if (auto compared = compareWith(*reader, outcome, dialect); !compared)
        return passOn(compared);
    return outcome;
}

Result<RunSummary> recordScenario(const MachineFactory& factory, const Scenario& scenario,
                                  const std::string& out, const RunProgress& progress) {
    auto machine = factory(scenario);
    if (!machine)
        return passOn(machine);
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    if (!policy)
        return passOn(policy);
    return recordRun(**machine, **policy, {SEATAPE_VERSION, "sim", scenario, {}, false}, out,
                     progress);
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
    const trace::TraceHeader header =
        trace::editedHeader(reader->header(), trace, edits, "edited from");
    auto writer = trace::TraceWriter::create(out, header);
    if (!writer)
        return passOn(writer);
    TranslatedFrames recorded(*reader, reader->header().scenario.dialect, header.scenario.dialect);
    Frame frame;
    while (true) {
        auto more = recorded.next(frame);
        if (!more)
            return passOn(more);
        if (!*more || (progress && !progress(frame.index)))
            return writer->finish();
        const auto edited = edits.answers.find(frame.index);
        if (edited != edits.answers.end())
            frame.injection = edited->second;
        if (auto put = writer->put(frame); !put)
            return put;
    }
}

Result<uint64_t> recoverTrace(const std::string& trace, const std::string& out,
                              const RunProgress& progress) {
    auto reader = trace::TraceReader::open(trace, trace::OpenMode::Salvage);
    if (!reader)
        return passOn(reader);
    const auto damages = reader->check();
    auto writer = trace::TraceWriter::create(out, trace::recoveredHeader(*reader, damages));
    if (!writer)
        return passOn(writer);
    auto report = trace::copyFrames(*reader, {}, *writer, [&progress](uint64_t frames) {
        if (progress)
            progress(frames);
    });
    if (!report)
        return passOn(report);
    if (auto finished = writer->finish(); !finished)
        return passOn(finished);
    return report->written;
}

} // namespace seatape::gui
