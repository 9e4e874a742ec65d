// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"
#include "cli/verbs.h"

#include "seatape/core/policy.h"

#include <cstdio>
#include <map>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

constexpr const char* kDescription =
    "Record, replay, edit and explain Arm64 synchronous external aborts (SEA) under KVM.";
constexpr const char* kFooter =
    "Exit codes: 0 done or equal, 1 diverged or lost frames, 2 could not run, 130 stopped by "
    "Ctrl-C.\n"
    "Example: seatape record recovery -o a.seatape && seatape replay a.seatape";

void addColour(CLI::App& app) {
    static const std::map<std::string, ColourMode> modes{
        {"auto", ColourMode::Auto}, {"always", ColourMode::Always}, {"never", ColourMode::Never}};
    app.add_option_function<std::string>(
           "--color", [](const std::string& name) { setColour(modes.at(name)); },
           "colours: auto (on a terminal, unless NO_COLOR is set), always, never")
        ->type_name("WHEN")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->trigger_on_parse();
}

} // namespace

ExitCode report(const Error& error) {
    flushOutput();
    fmt::print(stderr, "seatape: {}\n", error.message());
    return ExitCode::CannotRun;
}

CLI::Option* addScenario(CLI::App& verb, std::string& out) {
    return verb
        .add_option("scenario", out, "path of a scenario (.toml), its bare name, or a trace of it")
        ->type_name("")
        ->required();
}

CLI::Option* addTrace(CLI::App& verb, std::string& out, const std::string& name) {
    return verb.add_option(name, out, "a trace (.seatape)")->type_name("")->required();
}

CLI::Option* addOutput(CLI::App& verb, OutputOptions& out, const std::string& what) {
    verb.add_flag("-f,--force", out.force, "overwrite an existing file");
    return verb.add_option("-o,--output", out.path, what + "; - is standard output")
        ->type_name("FILE");
}

void addJson(CLI::App& verb, bool& out) {
    verb.add_flag("--json", out, "print JSON, for programs");
}

CLI::Option* addDialect(CLI::App& verb, std::string& out, const std::string& help) {
    std::vector<std::string> names;
    for (const Dialect dialect : kDialects)
        names.emplace_back(dialectName(dialect));
    return verb.add_option("--dialect", out, help)->type_name("NAME")->check(CLI::IsMember(names));
}

void addPolicy(CLI::App& verb, std::string& out, const std::string& help) {
    const auto names = policies() | std::views::transform(&PolicyInfo::name);
    verb.add_option("--policy", out, fmt::format("{} ({})", help, fmt::join(names, ", ")))
        ->type_name("NAME");
}

void buildApp(CLI::App& app, Outcome& outcome) {
    app.description(kDescription);
    app.footer(kFooter);
    app.set_version_flag("--version", "seatape " SEATAPE_VERSION);
    app.fallthrough();
    app.require_subcommand(1);
    addColour(app);
    for (const auto add :
         {addRun,     addRecord, addReplay, addDiff,      addShow,     addInfo,   addDoctor,
          addRecover, addCat,    addFilter, addCut,       addMerge,    addExport, addImport,
          addExplain, addDecode, addEncode, addScenarios, addDialects, addGui,    addCompletions})
        add(app, outcome);
}

} // namespace seatape::cli
