/// Completions and manual pages, both written from the tree of verbs and options itself.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace seatape::cli {

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
