// SPDX-License-Identifier: Apache-2.0
// seatape scenarios [list | show NAME]: what there is to run.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"
#include "traces/export/export.h"

namespace seatape::cli {
namespace {

struct ScenarioOptions {
    std::string name;
    bool json = false;
    bool names = false;
};

void sayEntry(const scenario::CatalogEntry& entry, bool json) {
    const auto scenario = scenario::loadScenario(entry.path);
    if (json)
        return sayJson({{"name", entry.name},
                        {"title", scenario ? Json(scenario->title) : Json(nullptr)},
                        {"path", entry.path.string()}});
    if (scenario)
        say("{:<24} {}\n", entry.name, scenario->title);
    else
        say("{:<24} {}\n", entry.name,
            paint(Style::Bad, "cannot be read: " + scenario.error().what));
}

Result<ExitCode> list(const ScenarioOptions& options) {
    const auto entries = scenario::listScenarios();
    for (const scenario::CatalogEntry& entry : entries)
        options.names ? say("{}\n", entry.name) : sayEntry(entry, options.json);
    if (!entries.empty() || options.json || options.names)
        return ExitCode::Ok;
    return failure("there are no scenarios", scenario::folderList(),
                   "set SEATAPE_SCENARIOS to their folder");
}

void sayScenario(const Scenario& scenario, const std::string& path) {
    say("{}\n", paint(Style::Title, fmt::format("{}: {}", scenario.name, scenario.title)));
    if (!scenario.description.empty())
        say("\n{}\n", scenario.description);
    say("\n{:<10} {}\n", "file", path);
    for (const std::string& line : settingLines(scenario))
        say("{}\n", line);
    const auto expectations = expectationLines(scenario);
    if (!expectations.empty())
        say("\n{}\n", paint(Style::Title, "Expected"));
    for (const std::string& line : expectations)
        say("  {}\n", line);
}

Result<ExitCode> show(const ScenarioOptions& options) {
    auto path = scenario::findScenario(options.name);
    if (!path)
        return passOn(path);
    auto scenario = scenario::loadScenario(*path);
    if (!scenario)
        return passOn(scenario);
    if (!options.json) {
        sayScenario(*scenario, path->string());
        return ExitCode::Ok;
    }
    Json json{{"path", path->string()}};
    json.update(Json::parse(trace::headerJson({SEATAPE_VERSION, "sim", *scenario}))["scenario"]);
    json["expected"] = expectationLines(*scenario);
    sayJson(json);
    return ExitCode::Ok;
}

} // namespace

void addScenarios(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ScenarioOptions>();
    Verb verb = addVerb(app, outcome,
                        {"scenarios", "List the scenarios, or describe one of them",
                         "seatape scenarios show recovery"},
                        options, list);
    verb.standsAlone();
    Verb lister = addVerb(verb, outcome,
                          {"list", "List the scenarios: name and title", "seatape scenarios list"},
                          options, list);
    addJson(lister, options->json);
    lister.flag("--names", options->names, "print the bare names only");
    Verb shower = addVerb(verb, outcome,
                          {"show", "Describe a scenario: settings and expectations",
                           "seatape scenarios show recovery"},
                          options, show);
    addScenario(shower, options->name);
    addJson(shower, options->json);
}

} // namespace seatape::cli
