// SPDX-License-Identifier: Apache-2.0
/// The explanation of one abort as titled steps, so that text and JSON tell the same story.
#pragma once

#include "explain/observed_abort.h"

#include <string>
#include <vector>

namespace seatape::explain {

/// One step: a question and the lines that answer it.
struct StoryStep {
    std::string title;
    std::vector<std::string> lines;
};

/// Returns what happened to the abort, from the guest's instruction to the guest's handler.
std::vector<StoryStep> tellAbort(const Scenario& scenario, const ObservedAbort& abort);

} // namespace seatape::explain
