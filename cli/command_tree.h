// SPDX-License-Identifier: Apache-2.0
/// What is written from the tree of verbs and options: completions and manual pages.
#pragma once

#include "cli/command_line.h"

#include <string>
#include <vector>

namespace seatape::cli {

/// Returns a completion script for `bash`, `zsh` or `fish`.
std::string completionScript(const Verb& program, const std::string& shell);

/// A page of the manual: `seatape-run.1` and its roff text.
struct ManualPage {
    std::string file;
    std::string text;
};
/// Returns seatape.1 and a page for each verb.
std::vector<ManualPage> manualPages(const Verb& program);

} // namespace seatape::cli
