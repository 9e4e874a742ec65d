/// The explanation of one abort as titled steps, so that text and JSON tell the same story.
#pragma once

#include "cli/observed_abort.h"

#include <string>
#include <vector>

namespace seatape::cli {

/// One step: a question and the lines that answer it.
struct StoryStep {
    std::string title;
    std::vector<std::string> lines;
};

/// Tells what happened to the abort, from the guest's instruction to the guest's handler.
std::vector<StoryStep> tellAbort(const Scenario& scenario, const ObservedAbort& abort);

} // namespace seatape::cli
