/// What would have happened: a recorded run is forked at an edited answer and goes on live.
#pragma once

#include "core/frame.h"
#include "core/replay.h"
#include "core/result.h"
#include "core/scenario.h"

#include <cstdint>
#include <map>

namespace seatape {

/// The edited answers, by frame. The run is as recorded before the first of them; a later one
/// counts when the run comes to its abort.
using EditedAnswers = std::map<uint64_t, Injection>;

/// Plans the fork, for ForkPolicy: reads the frames up to the last edit. Fails with the source's
/// error, and if an edited frame does not exist or has no answer.
Result<ForkPlan> planFork(FrameSource& frames, const EditedAnswers& edits,
                          const Scenario& scenario);

} // namespace seatape
