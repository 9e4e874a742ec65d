// seatape record SCENARIO -o FILE: run a scenario and write a trace.

#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs.h"

namespace seatape::cli {
namespace {

struct Options {
    std::string scenario;
    std::string output;
    std::string policy;
    bool force = false;
    bool json = false;
};

/// Runs the session into the trace; the trace is whole whatever comes of the run.
Result<RunSummary> recordSession(Run& run, const Scenario& scenario, TraceOutput& output) {
    Recorder recorder(*run.machine, output.writer());
    Progress progress("recording");
    SessionOptions session = sessionOptions(scenario);
    session.stopRequested = [&, isStopped = stopOnInterrupt()] {
        progress.show(output.writer().frameCount());
        return isStopped();
    };
    auto summary = runSession(recorder, *run.policy, session);
    Result<void> status = recorder.status();
    if (!summary)
        status = passOn(summary);
    if (auto finished = output.finish(status); !finished)
        return passOn(finished);
    return summary;
}

Result<ExitCode> record(const Options& options) {
    auto scenario = loadNamedScenario(options.scenario);
    if (!scenario)
        return passOn(scenario);
    auto run = prepareRun(*scenario, options.policy);
    if (!run)
        return passOn(run);
    if (!options.policy.empty() && options.policy != scenario->policy.name)
        scenario->policy = PolicyChoice{options.policy, 0, {}};
    auto output = TraceOutput::create(options.output, options.force, *scenario);
    if (!output)
        return passOn(output);
    auto summary = recordSession(*run, *scenario, *output);
    if (!summary)
        return passOn(summary);
    if (options.json) {
        Json json{{"trace", options.output}, {"frames", output->writer().frameCount()}};
        json.update(summaryJson(*summary));
        sayJson(json);
    } else {
        say("{}: {}, {}\n", options.output, counted(output->writer().frameCount(), "frame"),
            summaryLine(*summary));
    }
    if (wasInterrupted())
        return ExitCode::Interrupted;
    if (const auto error = unfinished(*scenario, *summary))
        return tl::unexpected(*error);
    return ExitCode::Ok;
}

} // namespace

void addRecord(CLI::App& app, Outcome& outcome) {
    auto options = std::make_shared<Options>();
    CLI::App& verb = addVerb(app, outcome,
                             {"record", "Run a scenario and write a trace",
                              "seatape record recovery -o recovery.seatape"},
                             options, record);
    addScenario(verb, options->scenario);
    verb.add_option("-o,--output", options->output, "the trace to write")
        ->type_name("FILE")
        ->required();
    verb.add_flag("-f,--force", options->force, "overwrite an existing file");
    addPolicy(verb, options->policy, "answer aborts with another policy");
    addJson(verb, options->json);
}

} // namespace seatape::cli
