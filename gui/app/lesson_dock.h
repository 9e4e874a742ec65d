// SPDX-License-Identifier: Apache-2.0
/// The lessons beside the trace: shows them in a LessonPanel, checks the learner's answers against
/// the trace that is in front, and remembers what is done.
#pragma once

#include "gui/app/trace_view.h"
#include "gui/models/job.h"
#include "gui/models/lessons.h"
#include "gui/widgets/lessons/lesson_panel.h"

#include <QDockWidget>

#include <functional>
#include <utility>
#include <vector>

namespace seatape::gui {

class LessonDock final : public QDockWidget {
    Q_OBJECT

public:
    /// `currentView` returns the trace that is in front, or nullptr.
    explicit LessonDock(std::function<TraceView*()> currentView, QWidget* parent = nullptr);

    LessonPanel& panel() { return *m_panel; }
    /// Returns what is wrong with lessons that are not in the list, once.
    std::vector<Error> takeProblems() { return std::exchange(m_problems, {}); }

Q_SIGNALS:
    /// The learner wants this scenario run and opened; see forLesson().
    void scenarioWanted(const QString& name);

private:
    const Lesson& lesson() const { return m_lessons[m_lesson]; }
    const LessonStep& step() const { return lesson().steps[m_step - 1]; }
    void showList();
    void showLesson(int lesson);
    void showStep(int step);
    void check(int answer);
    void checkChoice(int answer);
    void checkFrame(TraceView& view);
    void checkOutcome(TraceView& view);
    void sayDone(const QString& why);

    std::function<TraceView*()> m_currentView;
    LessonPanel* m_panel;
    std::vector<Lesson> m_lessons;
    std::vector<Error> m_problems;
    size_t m_lesson = 0;
    size_t m_step = 0; // 0: the introduction
    JobHandle m_job;
};

} // namespace seatape::gui
