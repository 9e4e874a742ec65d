// SPDX-License-Identifier: Apache-2.0
// seatape explain SCENARIO|FILE: one abort step by step, from the instruction to the handler.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "explain/story.h"

namespace seatape::cli {
namespace {

using explain::ObservedAbort;
using explain::StoryStep;

struct ExplainOptions {
    std::string what;
    explain::WantedAbort wanted;
    bool json = false;
};

void sayStory(const Scenario& scenario, const std::vector<StoryStep>& steps) {
    say("{}\n", paint(Style::Title, fmt::format("{}: {}", scenario.name, scenario.title)));
    for (size_t i = 0; i < steps.size(); ++i) {
        say("\n{}\n", paint(Style::Title, fmt::format("{}. {}", i + 1, steps[i].title)));
        for (const std::string& line : steps[i].lines)
            say("   {}\n", line);
    }
}

void sayStoryJson(const Scenario& scenario, const std::vector<StoryStep>& steps) {
    Json json{{"scenario", scenario.name}, {"steps", Json::array()}};
    for (const StoryStep& step : steps)
        json["steps"].push_back({{"title", step.title}, {"lines", step.lines}});
    sayJson(json);
}

ExitCode tell(const ExplainOptions& options, const Scenario& scenario, const ObservedAbort& abort) {
    const auto steps = explain::tellAbort(scenario, abort);
    options.json ? sayStoryJson(scenario, steps) : sayStory(scenario, steps);
    return ExitCode::Ok;
}

Result<ExitCode> explainTrace(const ExplainOptions& options) {
    auto reader = openTrace(options.what);
    if (!reader)
        return passOn(reader);
    const Scenario& scenario = reader->header().scenario;
    auto abort = explain::observeTrace(*reader, scenario, options.wanted);
    if (!abort)
        return passOn(abort);
    return tell(options, scenario, *abort);
}

Result<ExitCode> explainScenario(const ExplainOptions& options) {
    auto scenario = loadNamedScenario(options.what);
    if (!scenario)
        return passOn(scenario);
    auto abort = explain::observeScenario(*scenario, options.wanted);
    if (!abort)
        return passOn(abort);
    return tell(options, *scenario, *abort);
}

Result<ExitCode> explainAny(const ExplainOptions& options) {
    return isTrace(options.what) ? explainTrace(options) : explainScenario(options);
}

} // namespace

void addExplain(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ExplainOptions>();
    Verb verb = addVerb(app, outcome,
                        {"explain", "Explain one abort step by step, from instruction to handler",
                         "seatape explain recovery"},
                        options, explainAny);
    verb.option("scenario", options->what, "a scenario (path or bare name), or a trace")
        .typeName("")
        .required();
    const Option abort =
        verb.option("--abort", options->wanted.abort, "the n-th abort, from 0").typeName("N");
    verb.option("--frame", options->wanted.frame, "the exit of this frame instead")
        .typeName("N")
        .excludes(abort);
    addJson(verb, options->json);
}

} // namespace seatape::cli
