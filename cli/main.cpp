// SPDX-License-Identifier: Apache-2.0
// The program: parses the command line, runs one verb, turns everything into an exit code.

#include "cli/command_tree.h"
#include "cli/output.h"
#include "cli/verbs.h"

#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

std::string verbList(const CLI::App& app) {
    return fmt::format("{}", fmt::join(namesOf(verbsOf(app)), ", "));
}

/// What is wrong with the command line, in our own words where CLI11's would puzzle.
std::string usageProblem(const CLI::App& app, const CLI::ParseError& error) {
    if (!app.get_subcommands().empty())
        return error.what();
    for (const std::string& word : app.remaining(true))
        if (!word.starts_with("-"))
            return fmt::format("there is no verb '{}'; the verbs are {}", word, verbList(app));
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
        return fmt::format("a verb is missing; the verbs are {}", verbList(app));
    return error.what();
}

int reportUsage(const CLI::App& app, const CLI::ParseError& error) {
    const auto verbs = app.get_subcommands();
    const std::string verb = verbs.empty() ? "" : " " + verbs.front()->get_name();
    fmt::print(stderr, "seatape{}: {}\nRun `seatape{} --help` for examples.\n", verb,
               usageProblem(app, error), verb);
    return static_cast<int>(ExitCode::CannotRun);
}

int parseAndRun(int argc, char** argv) {
    setColour(ColourMode::Auto);
    CLI::App app("", "seatape");
    Outcome outcome;
    buildApp(app, outcome);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
        say("{}\n", app.version());
    } catch (const CLI::Success&) {
        write(app.help());
    } catch (const CLI::ParseError& error) {
        return reportUsage(app, error);
    }
    flushOutput();
    return static_cast<int>(outcome.code);
}

} // namespace
} // namespace seatape::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is a failed write, see cli/output.h
    return seatape::cli::parseAndRun(argc, argv);
}
