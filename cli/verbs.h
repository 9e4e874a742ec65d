// SPDX-License-Identifier: Apache-2.0
/// What every verb of the command line is made of. One file per verb; app.cpp lists them.
#pragma once

#include "seatape/core/result.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <CLI/CLI.hpp>

namespace seatape::cli {

/// Exit codes of the program.
enum class ExitCode : int {
    Ok = 0,           ///< done, and equal where something was compared
    Diverged = 1,     ///< a comparison found differences, or a trace has lost frames
    CannotRun = 2,    ///< bad input, environment or usage
    Interrupted = 130 ///< Ctrl-C; what was written until then is whole
};

/// Where a verb leaves its result.
struct Outcome {
    ExitCode code = ExitCode::Ok;
};

/// How a verb introduces itself.
struct VerbText {
    std::string name;
    std::string summary;
    std::string example; ///< of a command line, for --help and the manual
};

/// Adds a verb. `work` runs when the command line names it; its error is reported and becomes
/// CannotRun. `Options` lives as long as the app.
template <class Options>
CLI::App& addVerb(CLI::App& app, Outcome& outcome, const VerbText& text,
                  const std::shared_ptr<Options>& options,
                  Result<ExitCode> (*work)(const Options&));

/// Prints an error to standard error and returns CannotRun.
ExitCode report(const Error& error);

/// Adds the positional that names a scenario, and the one that names a trace. Completions know
/// them by these names.
CLI::Option* addScenario(CLI::App& verb, std::string& out);
CLI::Option* addTrace(CLI::App& verb, std::string& out, const std::string& name = "trace");
/// The file that a verb makes.
struct OutputOptions {
    std::string path;   ///< "-" is standard output
    bool force = false; ///< overwrite an existing one

    bool isStandardOutput() const { return path == "-"; }
    /// Returns what messages call it.
    std::string name() const { return isStandardOutput() ? "standard output" : path; }
};
/// Adds -o and --force. The help tells of standard output behind `what`.
CLI::Option* addOutput(CLI::App& verb, OutputOptions& out, const std::string& what);
/// Adds --json.
void addJson(CLI::App& verb, bool& out);
/// Adds an option with a few named values.
template <class T>
void addChoice(CLI::App& verb, const std::string& name, T& out, const std::string& help,
               const std::map<std::string, T>& values) {
    std::set<std::string> names;
    for (const auto& [word, value] : values)
        names.insert(word);
    verb.add_option_function<std::string>(
            name, [&out, values](const std::string& word) { out = values.at(word); }, help)
        ->type_name("NAME")
        ->check(CLI::IsMember(names));
}
/// Adds --dialect, which names one that exists.
CLI::Option* addDialect(CLI::App& verb, std::string& out, const std::string& help);
/// Adds --policy, whose help lists the policies.
void addPolicy(CLI::App& verb, std::string& out, const std::string& help);

// Each adds one verb.
void addRun(CLI::App& app, Outcome& outcome);
void addRecord(CLI::App& app, Outcome& outcome);
void addReplay(CLI::App& app, Outcome& outcome);
void addDiff(CLI::App& app, Outcome& outcome);
void addShow(CLI::App& app, Outcome& outcome);
void addInfo(CLI::App& app, Outcome& outcome);
void addDoctor(CLI::App& app, Outcome& outcome);
void addRecover(CLI::App& app, Outcome& outcome);
void addCat(CLI::App& app, Outcome& outcome);
void addFilter(CLI::App& app, Outcome& outcome);
void addCut(CLI::App& app, Outcome& outcome);
void addMerge(CLI::App& app, Outcome& outcome);
void addExport(CLI::App& app, Outcome& outcome);
void addImport(CLI::App& app, Outcome& outcome);
void addExplain(CLI::App& app, Outcome& outcome);
void addDecode(CLI::App& app, Outcome& outcome);
void addEncode(CLI::App& app, Outcome& outcome);
void addScenarios(CLI::App& app, Outcome& outcome);
void addGui(CLI::App& app, Outcome& outcome);
void addDialects(CLI::App& app, Outcome& outcome);
void addCompletions(CLI::App& app, Outcome& outcome);

/// Fills an empty app with the description, the global options and every verb. The program and the
/// manual page writer share it.
void buildApp(CLI::App& app, Outcome& outcome);

template <class Options>
CLI::App& addVerb(CLI::App& app, Outcome& outcome, const VerbText& text,
                  const std::shared_ptr<Options>& options,
                  Result<ExitCode> (*work)(const Options&)) {
    CLI::App* verb = app.add_subcommand(text.name, text.summary);
    verb->footer("Example: " + text.example);
    verb->callback([options, work, &outcome] {
        auto code = work(*options);
        outcome.code = code ? *code : report(code.error());
    });
    return *verb;
}

} // namespace seatape::cli
