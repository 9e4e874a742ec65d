// SPDX-License-Identifier: Apache-2.0
#include "gui/models/lesson_check.h"

#include "gui/text.h"

#include "seatape/base/seatape_assert.h"
#include "seatape/core/injection_edit.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr uint64_t kMostExits = 5000; // the longest lesson needs 600

QString trCheck(const char* text) {
    return QCoreApplication::translate("Lessons", text);
}

QString settingsKey(const Lesson& lesson) {
    return QStringLiteral("lessons/%1").arg(lesson.name);
}

QString editText(const LessonSolution& solution) {
    QStringList parts;
    if (solution.dialect)
        parts << trCheck("choose the dialect %1").arg(toQString(dialectName(*solution.dialect)));
    for (const auto& [field, value] : solution.set)
        parts << trCheck("set %1 to %2").arg(toQString(field), hexText(value));
    return parts.join(QStringLiteral(", "));
}

} // namespace

bool isRightFrame(const LessonStep& step, const trace::FrameView& current) {
    SEATAPE_ASSERT(step.task == LessonTask::GoTo && step.filter);
    return step.filter->matches(current);
}

Result<bool> isRightOutcome(const LessonStep& step, const Scenario& scenario,
                            FrameSource& outcome) {
    SEATAPE_ASSERT((step.task == LessonTask::Outcome || step.task == LessonTask::End) &&
                   step.filter);
    trace::FrameMatcher matcher(*step.filter, scenario);
    bool isRight = false;
    Frame frame;
    while (true) {
        auto more = outcome.next(frame);
        if (!more)
            return passOn(more);
        if (!*more)
            return isRight;
        const bool matches = matcher.matches(frame);
        isRight = matches || (isRight && step.task == LessonTask::Outcome);
    }
}

std::optional<uint64_t> solutionFrame(const LessonSolution& solution,
                                      const std::vector<uint64_t>& aborts, uint64_t frameCount) {
    if (solution.isLast)
        return frameCount == 0 ? std::nullopt : std::optional(frameCount - 1);
    return solution.abort < aborts.size() ? std::optional(aborts[solution.abort]) : std::nullopt;
}

Result<TraceEdits> solutionEdits(const LessonSolution& solution, const Frame& frame,
                                 Dialect recorded) {
    const Dialect dialect = solution.dialect.value_or(recorded);
    Injection answer = translateInjection(frame.injection, recorded, dialect);
    for (const auto& [field, value] : solution.set)
        if (auto edited = editInjection(answer, dialect, field, value); !edited)
            return passOn(edited);
    return TraceEdits{{{frame.index, std::move(answer)}}, solution.dialect};
}

QString solutionText(const LessonStep& step) {
    if (step.task == LessonTask::Choose) {
        const auto right = std::ranges::find(step.answers, true, &LessonAnswer::isRight);
        SEATAPE_ASSERT(right != step.answers.end());
        return right->text;
    }
    const QString place =
        step.solution.isLast
            ? trCheck("the last frame")
            : trCheck("abort number %1 of the recording").arg(step.solution.abort + 1);
    if (step.task == LessonTask::GoTo)
        return trCheck("Go to %1. Its kind is found by the filter %2")
            .arg(place, toQString(step.filter->text()));
    return trCheck("In the answer of %1, %2; then run the what-if.")
        .arg(place, editText(step.solution));
}

Scenario forLesson(Scenario scenario) {
    scenario.limits.exits = std::min(scenario.limits.exits, kMostExits);
    return scenario;
}

size_t doneSteps(const Lesson& lesson) {
    const qulonglong done = QSettings().value(settingsKey(lesson)).toULongLong();
    return std::min<size_t>(done, lesson.steps.size());
}

void setDoneSteps(const Lesson& lesson, size_t count) {
    QSettings().setValue(settingsKey(lesson), static_cast<qulonglong>(count));
}

} // namespace seatape::gui
