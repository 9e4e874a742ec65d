// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"
#include "cli/verbs/verbs.h"

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

void addColour(const Verb& program) {
    static const std::map<std::string, ColourMode> modes{
        {"auto", ColourMode::Auto}, {"always", ColourMode::Always}, {"never", ColourMode::Never}};
    program
        .option(
            "--color", [](const std::string& name) { setColour(modes.at(name)); },
            "colours: auto (on a terminal, unless NO_COLOR is set), always, never")
        .typeName("WHEN")
        .oneOf({"auto", "always", "never"})
        .atOnce();
}

} // namespace

ExitCode report(const Error& error) {
    flushOutput();
    fmt::print(stderr, "seatape: {}\n", error.message());
    return ExitCode::CannotRun;
}

Option addScenario(Verb& verb, std::string& out) {
    return verb
        .option("scenario", out, "path of a scenario (.toml), its bare name, or a trace of it")
        .typeName("")
        .required();
}

Option addTrace(Verb& verb, std::string& out, const std::string& name) {
    return verb.option(name, out, "a trace (.seatape)").typeName("").required();
}

Option addOutput(Verb& verb, OutputOptions& out, const std::string& what) {
    verb.flag("-f,--force", out.force, "overwrite an existing file");
    return verb.option("-o,--output", out.path, what + "; - is standard output").typeName("FILE");
}

void addJson(Verb& verb, bool& out) {
    verb.flag("--json", out, "print JSON, for programs");
}

Option addDialect(Verb& verb, std::string& out, const std::string& help) {
    std::vector<std::string> names;
    for (const Dialect dialect : kDialects)
        names.emplace_back(dialectName(dialect));
    return verb.option("--dialect", out, help).typeName("NAME").oneOf(names);
}

void addPolicy(Verb& verb, std::string& out, const std::string& help) {
    const auto names = policies() | std::views::transform(&PolicyInfo::name);
    verb.option("--policy", out, fmt::format("{} ({})", help, fmt::join(names, ", ")))
        .typeName("NAME");
}

std::unique_ptr<CommandLine> makeCommandLine(Outcome& outcome) {
    auto line = std::make_unique<CommandLine>("seatape", kDescription, "seatape " SEATAPE_VERSION);
    Verb program = line->program();
    program.footer(kFooter);
    addColour(program);
    for (const auto add :
         {addRun,     addRecord, addReplay, addDiff,      addShow,     addInfo,   addDoctor,
          addRecover, addCat,    addFilter, addCut,       addMerge,    addExport, addImport,
          addExplain, addDecode, addEncode, addScenarios, addDialects, addGui,    addCompletions})
        add(program, outcome);
    return line;
}

Verb addWork(Verb& above, Outcome& outcome, const VerbText& text,
             const std::function<Result<ExitCode>()>& work) {
    Verb verb = above.verb(text.name, text.summary);
    verb.footer("Example: " + text.example);
    verb.onCall([work, &outcome] {
        auto code = work();
        outcome.code = code ? *code : report(code.error());
    });
    return verb;
}

} // namespace seatape::cli
