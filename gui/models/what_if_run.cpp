#include "gui/models/what_if_run.h"

#include "gui/models/overview.h"

#include "core/injection_text.h"
#include "core/recorder.h"
#include "core/what_if.h"
#include "traces/rewrite.h"
#include "traces/trace_writer.h"

#include <fmt/format.h>

#include <filesystem>

namespace seatape::gui {
namespace {

/// Translates everything in a scenario that is said in its dialect.
Scenario inDialect(Scenario scenario, Dialect dialect) {
    for (ScriptedAnswer& answer : scenario.policy.script)
        answer.injection =
            translateInjection(std::move(answer.injection), scenario.dialect, dialect);
    scenario.dialect = dialect;
    return scenario;
}

trace::TraceHeader derivedHeader(const trace::TraceHeader& header, const std::string& trace,
                                 const TraceEdits& edits, std::string_view how) {
    trace::TraceHeader derived = header;
    if (edits.isEmpty())
        return derived;
    const Dialect dialect = edits.dialect.value_or(header.scenario.dialect);
    derived.scenario = inDialect(std::move(derived.scenario), dialect);
    derived.origin = fmt::format("{} {}: {}", how, std::filesystem::path(trace).filename().string(),
                                 editsText(edits, dialect));
    if (!header.origin.empty())
        derived.origin += fmt::format("; that one was {}", header.origin);
    return derived;
}

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

Result<ForkPlan> forkPlan(trace::TraceReader& reader, const TraceEdits& edits, Dialect dialect) {
    auto plan = planFork(reader, edits.answers, reader.header().scenario);
    if (plan)
        for (Injection& answer : plan->recorded)
            answer =
                translateInjection(std::move(answer), reader.header().scenario.dialect, dialect);
    return plan;
}

Result<void> compareWith(trace::TraceReader& recorded, WhatIfOutcome& outcome, Dialect dialect) {
    auto observed = trace::TraceReader::open(outcome.path);
    if (!observed)
        return passOn(observed);
    recorded.seek(0);
    return compareRuns(recorded, *observed, dialect, [&outcome](Divergence divergence) {
        outcome.areAll = outcome.divergences.size() < WhatIfOutcome::kMostDivergences;
        if (outcome.areAll)
            outcome.divergences.push_back(std::move(divergence));
        return outcome.areAll;
    });
}

} // namespace

std::string editsText(const TraceEdits& edits, Dialect dialect) {
    std::string text;
    for (const auto& [frame, answer] : edits.answers)
        text += fmt::format("{}frame {}: {}", text.empty() ? "" : "; ", frame,
                            summarizeInjection(answer, dialect));
    if (edits.dialect)
        text += fmt::format("{}dialect {}", text.empty() ? "" : "; ", dialectName(dialect));
    return text;
}

Result<WhatIfOutcome> runWhatIf(const MachineFactory& factory, const std::string& trace,
                                const TraceEdits& edits, const std::string& out,
                                const RunProgress& progress) {
    auto reader = openTrace(trace);
    if (!reader)
        return passOn(reader);
    if (reader->header().isPart)
        return failure("frames of this trace are missing, so it cannot be executed again", trace,
                       "open the whole trace");
    const trace::TraceHeader header =
        derivedHeader(reader->header(), trace, edits, "the what-if of");
    const Dialect dialect = header.scenario.dialect;
    auto plan = forkPlan(*reader, edits, dialect);
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
    const trace::TraceHeader header = derivedHeader(reader->header(), trace, edits, "edited from");
    auto writer = trace::TraceWriter::create(out, header);
    if (!writer)
        return passOn(writer);
    Frame frame;
    while (true) {
        auto more = reader->next(frame);
        if (!more)
            return passOn(more);
        if (!*more || (progress && !progress(frame.index)))
            return writer->finish();
        const auto edited = edits.answers.find(frame.index);
        frame.injection =
            edited != edits.answers.end()
                ? edited->second
                : translateInjection(std::move(frame.injection), reader->header().scenario.dialect,
                                     header.scenario.dialect);
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
