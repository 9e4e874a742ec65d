// SPDX-License-Identifier: Apache-2.0
// A learner in the real window: opens a lesson, makes its recording, answers wrongly and rightly.

#include "gui/models/lesson_check.h"
#include "tests/gui/app/session.h"

#include "seatape/core/injection_edit.h"

#include <QRadioButton>

using namespace seatape;
using namespace seatape::gui;
using namespace seatape::test;

namespace {

/// The window with its lessons open, and what a learner presses there.
class Learner final : public Session {
public:
    Learner() { act(ActionId::Lessons); }

    LessonPanel& panel() { return window().lessons().panel(); }

    void press(const QString& text) {
        INFO(text.toStdString());
        for (auto* button : panel().findChildren<QPushButton*>())
            if (button->text().remove(QLatin1Char('&')) == text && button->isVisibleTo(&panel())) {
                REQUIRE(button->isEnabled());
                return button->click();
            }
        FAIL("there is no such button");
    }

    /// Returns what the panel says to an answer.
    QString feedback() {
        const auto* label = panel().findChild<QLabel*>(QStringLiteral("feedback"));
        REQUIRE(label != nullptr);
        return label->isVisibleTo(&panel()) ? label->accessibleName() : QString();
    }
    bool isRight() { return feedback().contains(QStringLiteral("✓")); }
};

} // namespace

TEST_CASE("a lesson is worked through in the window, and the window remembers it") {
    const Lesson lesson = builtinLessons().front();
    REQUIRE(lesson.steps.size() == 4);
    setDoneSteps(lesson, 0);
    Learner learner;
    Q_EMIT learner.panel().lessonChosen(0);
    learner.press(QStringLiteral("Begin"));
    learner.press(QStringLiteral("Check")); // there is no recording yet
    CHECK(learner.feedback().contains(QStringLiteral("sea-data-read")));
    learner.press(QStringLiteral("Back"));
    learner.press(QStringLiteral("Open the recording"));
    TraceView& view = learner.opened();
    CHECK(view.document().scenario().limits.exits == 5000);

    learner.press(QStringLiteral("Begin"));
    learner.press(QStringLiteral("Check"));
    CHECK_FALSE(learner.isRight());
    learner.act(ActionId::NextSea);
    learner.press(QStringLiteral("Check"));
    CHECK(learner.isRight());

    learner.press(QStringLiteral("Next"));
    learner.press(QStringLiteral("Check")); // nothing is chosen
    CHECK_FALSE(learner.isRight());
    const auto answers = learner.panel().findChildren<QRadioButton*>();
    REQUIRE(answers.size() == 3);
    answers[1]->click();
    learner.press(QStringLiteral("Check"));
    CHECK_FALSE(learner.isRight());
    answers[0]->click();
    learner.press(QStringLiteral("Check"));
    CHECK(learner.isRight());

    learner.press(QStringLiteral("Next"));
    learner.act(ActionId::LastFrame);
    learner.press(QStringLiteral("Check"));
    CHECK(learner.isRight());

    learner.press(QStringLiteral("Next"));
    learner.press(QStringLiteral("Check")); // no what-if
    CHECK_FALSE(learner.isRight());
    Document& document = view.document();
    const uint64_t abort = *document.overview().seas.next(std::nullopt);
    view.navigator().go(abort);
    Injection answer = document.answer(*document.frame(abort));
    REQUIRE(editInjection(answer, document.dialect(), "ext_dabt_pending", 0).has_value());
    document.editAnswer(*document.frame(abort), answer, QStringLiteral("edit"));
    learner.act(ActionId::WhatIf);
    learner.opened();
    waitUntil([&] { return learner.feedback().startsWith(QStringLiteral("**✕")); });
    learner.press(QStringLiteral("Check"));
    waitUntil([&] { return learner.isRight(); });
    CHECK(doneSteps(lesson) == 4);
    learner.press(QStringLiteral("Finish"));
    setDoneSteps(lesson, 0);
}

TEST_CASE("hints come one by one, the last one is the solution, and nothing is done by them") {
    const Lesson lesson = builtinLessons().front();
    setDoneSteps(lesson, 0);
    Learner learner;
    Q_EMIT learner.panel().lessonChosen(0);
    learner.press(QStringLiteral("Begin"));
    learner.press(QStringLiteral("Hint"));
    CHECK(learner.feedback().contains(lesson.steps[0].hint));
    learner.press(QStringLiteral("Hint"));
    CHECK(learner.feedback().contains(solutionText(lesson.steps[0])));
    CHECK(doneSteps(lesson) == 0);
}
