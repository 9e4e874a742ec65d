// SPDX-License-Identifier: Apache-2.0
// seatape record SCENARIO -o FILE: run a scenario and write a trace.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

namespace seatape::cli {
namespace {

struct RecordOptions {
    std::string scenario;
    OutputOptions output;
    std::string policy;
    MachineOptions machine;
    trace::WriterOptions writing;
    bool json = false;
};

/// Runs the session into the trace; the trace is whole whatever comes of the run.
Result<RunSummary> recordSession(Run& run, const Scenario& scenario, TraceOutput& output) {
    Recorder recorder(*run.machine.backend, output.writer());
    Progress progress("recording");
    SessionOptions session = sessionOptions(scenario);
    session.stopRequested = [&, isStopped = stopOnInterrupt()] {
        progress.show(output.writer().frameCount());
        return isStopped();
    };
    auto summary = runSession(recorder, *run.policy, session);
    const Result<void> status = summary ? Result<void>() : passOn(summary);
    if (auto finished = output.finish(status); !finished)
        return passOn(finished);
    return summary;
}

Result<ExitCode> record(const RecordOptions& options) {
    auto scenario = loadNamedScenario(options.scenario);
    if (!scenario)
        return passOn(scenario);
    auto run = prepareRun(*scenario, options.policy, options.machine);
    if (!run)
        return passOn(run);
    trace::TraceHeader& header = run->machine.header;
    header.scenario.policy = choosePolicy(*scenario, options.policy);
    auto output = TraceOutput::record(options.output, header, options.writing);
    if (!output)
        return passOn(output);
    auto summary = recordSession(*run, *scenario, *output);
    if (!summary)
        return passOn(summary);
    if (options.json) {
        Json json{{"trace", options.output.path}, {"frames", output->writer().frameCount()}};
        json.update(summaryJson(*summary));
        sayJson(json);
    } else {
        say("{}: {}, {}\n", options.output.name(), counted(output->writer().frameCount(), "frame"),
            summaryLine(*summary));
    }
    if (wasInterrupted())
        return ExitCode::Interrupted;
    if (const auto error = unfinished(*scenario, *summary))
        return tl::unexpected(*error);
    return ExitCode::Ok;
}

} // namespace

void addRecord(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<RecordOptions>();
    Verb verb = addVerb(app, outcome,
                        {"record", "Run a scenario and write a trace",
                         "seatape record recovery -o recovery.seatape"},
                        options, record);
    addScenario(verb, options->scenario);
    addOutput(verb, options->output, "the trace to write").required();
    addChoice<trace::Sync>(verb, "--sync", options->writing.sync,
                           "what survives a power cut: none (what the system has written back), "
                           "chunk (all but the frames of the last second), frame (every frame)",
                           {{"none", trace::Sync::None},
                            {"chunk", trace::Sync::Chunk},
                            {"frame", trace::Sync::Frame}});
    addChoice<trace::Coding>(verb, "--compress", options->writing.coding,
                             "how chunks are compressed: zstd or none (zstd)",
                             {{"none", trace::Coding::Plain}, {"zstd", trace::Coding::Zstd}});
    addPolicy(verb, options->policy, "answer aborts with another policy");
    addMachine(verb, options->machine);
    addJson(verb, options->json);
}

} // namespace seatape::cli
