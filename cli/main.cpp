// SPDX-License-Identifier: Apache-2.0
// The program: parses the command line, runs one verb, turns everything into an exit code.

#include "cli/output.h"
#include "cli/verbs/verbs.h"

#include <csignal>
#include <cstdio>

#include <fmt/format.h>

namespace seatape::cli {
namespace {

int parseAndRun(int argc, char** argv) {
    setColour(ColourMode::Auto);
    Outcome outcome;
    const auto commandLine = makeCommandLine(outcome);
    const auto text = commandLine->parse(argc, argv);
    if (!text) {
        const Error& error = text.error();
        fmt::print(stderr, "{}: {}\n{}\n", error.where, error.what, error.remedy);
        return static_cast<int>(ExitCode::CannotRun);
    }
    write(*text);
    flushOutput();
    return static_cast<int>(outcome.code);
}

} // namespace
} // namespace seatape::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is a failed write, see cli/output.h
    return seatape::cli::parseAndRun(argc, argv);
}
