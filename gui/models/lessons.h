// SPDX-License-Identifier: Apache-2.0
/// Lessons: a scenario, a text, and questions that are answered by stepping, editing or choosing.
/// They are TOML files in gui/lessons (docs/lessons.md). No widgets here, and nothing is checked
/// here: see lesson_check.h.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/vcpu_events.h"
#include "traces/filter/filter.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seatape::gui {

/// What the learner has to do, and so what the program looks at.
enum class LessonTask : uint8_t {
    GoTo,    ///< the current frame is one that the filter picks
    Outcome, ///< the filter picks a frame of a what-if's outcome
    End,     ///< the filter picks the last frame of a what-if's outcome
    Choose   ///< the right one of several answers
};

/// One of the answers of LessonTask::Choose.
struct LessonAnswer {
    QString text;
    QString why; ///< why it is right or wrong
    bool isRight = false;
};

/// What solves a step that is not LessonTask::Choose; as a hint, and for the tests.
struct LessonSolution {
    uint64_t abort = 0;  ///< the frame: the n-th abort of the recording, from 0
    bool isLast = false; ///< the frame is the recording's last one instead
    std::optional<Dialect> dialect;
    std::vector<std::pair<std::string, uint64_t>> set; ///< fields of editInjection()
};

struct LessonStep {
    QString text;   ///< Markdown
    QString source; ///< where the facts are from: Arm ARM, or file and function of the kernel
    QString hint;
    QString done; ///< what is told when it is solved, Markdown; Choose has LessonAnswer::why
    LessonTask task = LessonTask::GoTo;
    std::optional<trace::Filter> filter; ///< of all tasks but Choose
    std::vector<LessonAnswer> answers;   ///< of Choose; one is right
    LessonSolution solution;
};

struct Lesson {
    QString name; ///< the file's, without .toml
    QString title;
    QString introduction; ///< Markdown
    QString source;
    std::string scenario; ///< the name of what is recorded for it
    std::vector<LessonStep> steps;
};

/// Reads a lesson; `name` is the file's without .toml. Fails at the first mistake, with its line,
/// key and what is allowed.
Result<Lesson> parseLesson(std::string_view toml, const std::string& name);

/// The lessons of some folders, in the order of their names in each, and what is wrong with the
/// files that are none.
struct LessonShelf {
    std::vector<Lesson> lessons;
    std::vector<Error> problems;

    /// Reads the *.toml of a folder and adds what is in them.
    void addFolder(const QString& folder);
};

/// Returns the lessons that are built in. They have no mistakes.
std::vector<Lesson> builtinLessons();

/// Returns those, and after them the lessons in the folders of $SEATAPE_LESSONS (separated by
/// ':').
LessonShelf allLessons();

} // namespace seatape::gui
