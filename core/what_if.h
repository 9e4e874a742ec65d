// SPDX-License-Identifier: Apache-2.0
/// What would have happened: a recorded run is forked at an edited answer and goes on live.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/frame.h"
#include "seatape/core/replay.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace seatape {

/// The edited answers, by frame. The run is as recorded before the first of them; a later one
/// counts when the run comes to its abort.
using EditedAnswers = std::map<uint64_t, Injection>;

/// What is edited in a trace: the answers, and the ABI they are for if it is another one than the
/// trace's.
struct TraceEdits {
    EditedAnswers answers;
    std::optional<Dialect> dialect;

    bool isEmpty() const { return answers.empty() && !dialect; }
    bool operator==(const TraceEdits&) const = default;
};

/// Returns the edits in words: "frame 203: ext_dabt_pending=1; dialect iabt".
std::string editsText(const TraceEdits& edits, Dialect recorded);

/// Plans the fork, for ForkPolicy: reads the frames up to the last edit; their answers are in the
/// dialect of the edited ones. Fails with the source's error, and if an edited frame does not exist
/// or has no answer.
Result<ForkPlan> planFork(FrameSource& frames, const EditedAnswers& edits,
                          const Scenario& scenario);

} // namespace seatape
