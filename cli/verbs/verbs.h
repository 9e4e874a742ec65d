// SPDX-License-Identifier: Apache-2.0
/// What every verb of the command line is made of. One file per verb; app.cpp lists them.
#pragma once

#include "cli/command_line.h"

#include "seatape/base/result.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

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
/// CannotRun.
Verb addWork(Verb& above, Outcome& outcome, const VerbText& text,
             const std::function<Result<ExitCode>()>& work);

/// The same for a verb that puts its options into a structure, which lives as long as the verb.
template <class Options>
Verb addVerb(Verb& above, Outcome& outcome, const VerbText& text,
             const std::shared_ptr<Options>& options, Result<ExitCode> (*work)(const Options&)) {
    return addWork(above, outcome, text, [options, work] { return work(*options); });
}

/// Prints an error to standard error and returns CannotRun.
ExitCode report(const Error& error);

/// Adds the positional that names a scenario, and the one that names a trace. Completions know
/// them by these names.
Option addScenario(Verb& verb, std::string& out);
Option addTrace(Verb& verb, std::string& out, const std::string& name = "trace");
/// The file that a verb makes.
struct OutputOptions {
    std::string path;   ///< "-" is standard output
    bool force = false; ///< overwrite an existing one

    bool isStandardOutput() const { return path == "-"; }
    /// Returns what messages call it.
    std::string name() const { return isStandardOutput() ? "standard output" : path; }
};
/// Adds -o and --force. The help tells of standard output after `what`.
Option addOutput(Verb& verb, OutputOptions& out, const std::string& what);
/// Adds --json.
void addJson(Verb& verb, bool& out);
/// Adds an option with a few named values.
template <class T>
void addChoice(const Verb& verb, const std::string& name, T& out, const std::string& help,
               const std::map<std::string, T>& values) {
    std::vector<std::string> names;
    for (const auto& [word, value] : values)
        names.push_back(word);
    verb.option(
            name, [&out, values](const std::string& word) { out = values.at(word); }, help)
        .typeName("NAME")
        .oneOf(names);
}
/// Adds --dialect, which names one that exists.
Option addDialect(Verb& verb, std::string& out, const std::string& help);
/// Adds --policy, whose help lists the policies.
void addPolicy(Verb& verb, std::string& out, const std::string& help);

// Each adds one verb.
void addRun(Verb& app, Outcome& outcome);
void addRecord(Verb& app, Outcome& outcome);
void addReplay(Verb& app, Outcome& outcome);
void addDiff(Verb& app, Outcome& outcome);
void addShow(Verb& app, Outcome& outcome);
void addInfo(Verb& app, Outcome& outcome);
void addDoctor(Verb& app, Outcome& outcome);
void addRecover(Verb& app, Outcome& outcome);
void addCat(Verb& app, Outcome& outcome);
void addFilter(Verb& app, Outcome& outcome);
void addCut(Verb& app, Outcome& outcome);
void addMerge(Verb& app, Outcome& outcome);
void addExport(Verb& app, Outcome& outcome);
void addImport(Verb& app, Outcome& outcome);
void addExplain(Verb& app, Outcome& outcome);
void addDecode(Verb& app, Outcome& outcome);
void addEncode(Verb& app, Outcome& outcome);
void addScenarios(Verb& app, Outcome& outcome);
void addGui(Verb& app, Outcome& outcome);
void addDialects(Verb& app, Outcome& outcome);
void addCompletions(Verb& app, Outcome& outcome);

/// Makes the command line with every verb. The program, its completions and the writer of the
/// manual pages share it.
std::unique_ptr<CommandLine> makeCommandLine(Outcome& outcome);

} // namespace seatape::cli
