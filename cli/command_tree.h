// SPDX-License-Identifier: Apache-2.0
/// The tree of verbs and options itself, and what is written from it: completions and manual pages.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace seatape::cli {

/// Tells whether an option is for programs alone: it has no group, and --help does not show it.
inline bool isHidden(const CLI::Option& option) {
    return option.get_group().empty();
}

/// Returns the verbs that are directly below one, or below the program.
inline std::vector<const CLI::App*> verbsOf(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

/// Returns the names of verbs, in their order.
inline std::vector<std::string> namesOf(const std::vector<const CLI::App*>& verbs) {
    std::vector<std::string> names;
    for (const CLI::App* verb : verbs)
        names.push_back(verb->get_name());
    return names;
}

/// Returns a completion script for `bash`, `zsh` or `fish`.
std::string completionScript(const CLI::App& app, const std::string& shell);

/// A page of the manual: `seatape-run.1` and its roff text.
struct ManualPage {
    std::string file;
    std::string text;
};
/// Returns seatape.1 and a page for each verb.
std::vector<ManualPage> manualPages(const CLI::App& app);

} // namespace seatape::cli
