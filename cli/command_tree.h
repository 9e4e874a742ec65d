/// Completions and manual pages, both written from the tree of verbs and options itself.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace seatape::cli {

/// Tells whether an option is for programs alone: it has no group, and --help does not show it.
inline bool isHidden(const CLI::Option& option) {
    return option.get_group().empty();
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
