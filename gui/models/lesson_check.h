// SPDX-License-Identifier: Apache-2.0
/// Whether the learner has solved a step of a lesson, from plain inputs; and how far a lesson is
/// done.
#pragma once

#include "gui/models/edits.h"
#include "gui/models/lessons.h"

#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"

#include <cstddef>

namespace seatape::gui {

/// Returns whether the learner stands at the right frame. The step's task is GoTo.
bool isRightFrame(const LessonStep& step, const trace::FrameView& current);

/// Returns whether a what-if came out as the step wants it. The task is Outcome or End; `outcome`
/// has all frames of the what-if's trace. Fails as the source does.
Result<bool> isRightOutcome(const LessonStep& step, const Scenario& scenario, FrameSource& outcome);

/// Returns the frame of a step's solution. `aborts` are the frames of the recording that user space
/// had to decide about. Nothing if there are not so many.
std::optional<uint64_t> solutionFrame(const LessonSolution& solution,
                                      const std::vector<uint64_t>& aborts, uint64_t frameCount);

/// Makes the edit of a solution from the answer of its frame, which is recorded in `recorded`.
/// Fails on a field or a value that the dialect does not have.
Result<TraceEdits> solutionEdits(const LessonSolution& solution, const Frame& frame,
                                 Dialect recorded);

/// Returns the solution of a step in one sentence.
QString solutionText(const LessonStep& step);

/// Returns a scenario as lessons run it: a what-if that never ends must end soon.
Scenario forLesson(Scenario scenario);

/// Returns how many steps of a lesson the user has solved, in their order (QSettings).
size_t doneSteps(const Lesson& lesson);
/// Remembers it.
void setDoneSteps(const Lesson& lesson, size_t count);

} // namespace seatape::gui
