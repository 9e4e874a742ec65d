// SPDX-License-Identifier: Apache-2.0
// seatape completions SHELL: the completion script of a shell.

#include "cli/command_tree.h"
#include "cli/output.h"
#include "cli/verbs/verbs.h"

namespace seatape::cli {
namespace {

struct CompletionOptions {
    std::string shell;
};

Result<ExitCode> completions(const CompletionOptions& options) {
    Outcome unused;
    write(completionScript(makeCommandLine(unused)->program(), options.shell));
    return ExitCode::Ok;
}

} // namespace

void addCompletions(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<CompletionOptions>();
    Verb verb = addVerb(app, outcome,
                        {"completions", "Print the completion script of a shell",
                         "source <(seatape completions bash)"},
                        options, completions);
    verb.option("shell", options->shell, "bash, zsh or fish")
        .typeName("")
        .required()
        .oneOf({"bash", "zsh", "fish"});
}

} // namespace seatape::cli
