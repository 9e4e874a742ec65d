// SPDX-License-Identifier: Apache-2.0
// seatape completions SHELL: the completion script of a shell.

#include "cli/command_tree.h"
#include "cli/output.h"
#include "cli/verbs.h"

namespace seatape::cli {
namespace {

struct Options {
    std::string shell;
};

Result<ExitCode> completions(const Options& options) {
    CLI::App app("", "seatape");
    Outcome unused;
    buildApp(app, unused);
    write(completionScript(app, options.shell));
    return ExitCode::Ok;
}

} // namespace

void addCompletions(CLI::App& app, Outcome& outcome) {
    auto options = std::make_shared<Options>();
    CLI::App& verb = addVerb(app, outcome,
                             {"completions", "Print the completion script of a shell",
                              "source <(seatape completions bash)"},
                             options, completions);
    verb.add_option("shell", options->shell, "bash, zsh or fish")
        ->type_name("")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

} // namespace seatape::cli
