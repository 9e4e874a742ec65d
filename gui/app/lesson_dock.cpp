// SPDX-License-Identifier: Apache-2.0
#include "gui/app/lesson_dock.h"

#include "gui/models/lesson_check.h"
#include "gui/models/overview.h"
#include "gui/text.h"

#include <algorithm>

namespace seatape::gui {
namespace {

QString taskText(LessonTask task) {
    switch (task) {
    case LessonTask::GoTo:
        return LessonDock::tr("Go to such a frame, then press Check.");
    case LessonTask::Choose:
        return LessonDock::tr("Choose an answer, then press Check.");
    default:
        return LessonDock::tr("Edit the answer, run the what-if (F5), then press Check.");
    }
}

/// Reads the whole outcome; in a worker, for it can be long.
Result<bool> isRightTrace(const LessonStep& step, const std::string& path) {
    auto reader = openTrace(path);
    if (!reader)
        return passOn(reader);
    const Scenario scenario = reader->header().scenario;
    return isRightOutcome(step, scenario, *reader);
}

LessonPage introduction(const Lesson& lesson) {
    LessonPage page;
    page.place = LessonDock::tr("Introduction");
    page.text = lesson.introduction;
    page.source = lesson.source;
    page.isDone = true;
    return page;
}

LessonPage question(const LessonStep& step) {
    LessonPage page;
    page.text = step.text;
    page.task = taskText(step.task);
    page.source = step.source;
    for (const LessonAnswer& answer : step.answers)
        page.answers << answer.text;
    page.hints = {step.hint, solutionText(step)};
    page.hasCheck = true;
    return page;
}

} // namespace

LessonDock::LessonDock(std::function<TraceView*()> currentView, QWidget* parent)
    : QDockWidget(tr("Lessons"), parent), m_currentView(std::move(currentView)),
      m_panel(new LessonPanel(this)) {
    LessonShelf shelf = allLessons();
    m_lessons = std::move(shelf.lessons);
    m_problems = std::move(shelf.problems);
    setObjectName(QStringLiteral("lessons"));
    setWidget(m_panel);
    connect(m_panel, &LessonPanel::lessonChosen, this, &LessonDock::showLesson);
    connect(m_panel, &LessonPanel::stepWanted, this, &LessonDock::showStep);
    connect(m_panel, &LessonPanel::checkWanted, this, &LessonDock::check);
    connect(m_panel, &LessonPanel::recordingWanted, this,
            [this] { Q_EMIT scenarioWanted(toQString(lesson().scenario)); });
    showList();
}

void LessonDock::showList() {
    std::vector<LessonEntry> entries;
    for (const Lesson& one : m_lessons)
        entries.push_back(
            {one.title, static_cast<int>(doneSteps(one)), static_cast<int>(one.steps.size())});
    m_panel->setLessons(entries);
}

void LessonDock::showLesson(int lesson) {
    m_lesson = static_cast<size_t>(lesson);
    showStep(0);
}

void LessonDock::showStep(int step) {
    m_job.renew();
    m_step = static_cast<size_t>(step);
    LessonPage page = m_step == 0 ? introduction(lesson()) : question(this->step());
    page.title = lesson().title;
    page.step = step;
    page.steps = static_cast<int>(lesson().steps.size());
    page.isDone = m_step <= doneSteps(lesson());
    if (m_step > 0)
        page.place = tr("Question %1 of %2").arg(page.step).arg(page.steps);
    m_panel->showPage(page);
}

void LessonDock::check(int answer) {
    if (step().task == LessonTask::Choose)
        return checkChoice(answer);
    TraceView* view = m_currentView();
    if (view == nullptr || view->document().scenario().name != lesson().scenario)
        return m_panel->say(LessonVerdict::Wrong,
                            tr("The trace in front is not a recording of `%1`. The introduction "
                               "has a button that makes one.")
                                .arg(toQString(lesson().scenario)));
    if (step().task == LessonTask::GoTo)
        checkFrame(*view);
    else
        checkOutcome(*view);
}

void LessonDock::checkChoice(int answer) {
    if (answer < 0)
        return m_panel->say(LessonVerdict::Wrong, tr("Choose one of the answers first."));
    const LessonAnswer& chosen = step().answers[static_cast<size_t>(answer)];
    if (chosen.isRight)
        sayDone(chosen.why);
    else
        m_panel->say(LessonVerdict::Wrong, chosen.why);
}

void LessonDock::checkFrame(TraceView& view) {
    const auto current = view.navigator().current();
    const auto page = current ? view.document().page(*current) : std::nullopt;
    if (page && isRightFrame(step(), {page->frame, view.document().scenario(), &page->atExit}))
        sayDone(step().done);
    else
        m_panel->say(LessonVerdict::Wrong, tr("Frame %1 is another one.").arg(current.value_or(0)));
}

void LessonDock::checkOutcome(TraceView& view) {
    if (!view.hasOriginal())
        return m_panel->say(LessonVerdict::Wrong,
                            tr("The trace in front is no what-if. Edit the answer, press F5, and "
                               "check when the outcome has come up."));
    startJob(
        this, m_job.renew(),
        [step = step(), path = view.document().path().toStdString()] {
            return isRightTrace(step, path);
        },
        [this](const Result<bool>& isRight) {
            if (!isRight)
                m_panel->say(LessonVerdict::Wrong, toQString(isRight.error().message()));
            else if (*isRight)
                sayDone(step().done);
            else
                m_panel->say(LessonVerdict::Wrong, tr("This what-if came out otherwise. Go back to "
                                                      "the recording and change your edit."));
        });
}

void LessonDock::sayDone(const QString& why) {
    setDoneSteps(lesson(), std::max(doneSteps(lesson()), m_step));
    showList();
    m_panel->say(LessonVerdict::Right, why);
}

} // namespace seatape::gui
