// SPDX-License-Identifier: Apache-2.0
// The lesson panel by mouse and keyboard, and what a screen reader finds in it.

#include "gui/widgets/lessons/lesson_panel.h"
#include "gui/widgets/lessons/markdown.h"
#include "tests/support/catch.h"

#include <QApplication>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace seatape::gui;

namespace {

LessonPage question() {
    LessonPage page;
    page.title = QStringLiteral("A lesson");
    page.place = QStringLiteral("Question 1 of 2");
    page.step = 1;
    page.steps = 2;
    page.text = QStringLiteral("Why is `FnV` set?");
    page.source = QStringLiteral("Arm ARM");
    page.answers = {QStringLiteral("This"), QStringLiteral("That")};
    page.hints = {QStringLiteral("Look"), QStringLiteral("It is this")};
    page.hasCheck = true;
    return page;
}

/// A panel on the screen with a question in it.
struct ShownLesson {
    ShownLesson() {
        panel.resize(400, 600);
        panel.show();
        panel.activateWindow(); // shortcuts need it
        REQUIRE(QTest::qWaitForWindowActive(&panel));
        panel.showPage(question());
    }

    QList<QRadioButton*> answers() { return panel.findChildren<QRadioButton*>(); }
    QWidget* card(int answer) { return answers()[answer]->parentWidget(); }

    LessonPanel panel;
    QSignalSpy checks{&panel, &LessonPanel::checkWanted};
    QSignalSpy steps{&panel, &LessonPanel::stepWanted};
};

} // namespace

TEST_CASE("a click anywhere on an answer chooses it, and Enter has it checked") {
    ShownLesson shown;
    QTest::mouseClick(shown.card(1), Qt::LeftButton);
    CHECK(shown.answers()[1]->isChecked());
    QTest::keyClick(shown.answers()[1], Qt::Key_Return);
    REQUIRE(shown.checks.size() == 1);
    CHECK(shown.checks.front().front().toInt() == 1);
    CHECK(shown.steps.isEmpty());
}

TEST_CASE("a right answer opens the way on, a wrong one and a hint do not") {
    ShownLesson shown;
    for (const auto verdict : {LessonVerdict::Wrong, LessonVerdict::Hint}) {
        shown.panel.say(verdict, QStringLiteral("Because."));
        QTest::keyClick(shown.answers()[0], Qt::Key_Return);
        CHECK(shown.steps.isEmpty());
    }
    shown.panel.say(LessonVerdict::Right, QStringLiteral("Because."));
    QTest::keyClick(shown.answers()[0], Qt::Key_Return);
    REQUIRE(shown.steps.size() == 1);
    CHECK(shown.steps.front().front().toInt() == 2);
}

TEST_CASE("another palette changes the colours and nothing else") {
    ShownLesson shown;
    shown.answers()[1]->click();
    shown.panel.say(LessonVerdict::Wrong, QStringLiteral("No."));
    shown.panel.setPalette(standardPalette(true));
    QApplication::processEvents();
    CHECK(shown.answers().size() == 2);
    CHECK(shown.answers()[1]->isChecked());
    const auto* feedback = shown.panel.findChild<QLabel*>(QStringLiteral("feedback"));
    CHECK(feedback->isVisible());
    CHECK(feedback->accessibleName().contains(QStringLiteral("No.")));
}

TEST_CASE("the next page begins with nothing chosen and nothing said") {
    ShownLesson shown;
    shown.answers()[1]->click();
    shown.panel.say(LessonVerdict::Wrong, QStringLiteral("No."));
    shown.panel.showPage(question());
    for (const QRadioButton* answer : shown.answers())
        CHECK_FALSE(answer->isChecked());
    CHECK_FALSE(shown.panel.findChild<QLabel*>(QStringLiteral("feedback"))->isVisible());
}

TEST_CASE("a lesson is chosen by key and by mouse, and says how much of it is done") {
    LessonPanel panel;
    panel.resize(400, 600);
    panel.setLessons({{QStringLiteral("One"), 1, 3}, {QStringLiteral("Two"), 3, 3}});
    panel.show();
    QSignalSpy chosen(&panel, &LessonPanel::lessonChosen);
    auto* list = panel.findChild<LessonList*>();
    REQUIRE(list != nullptr);
    CHECK(
        list->item(0)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("1 of 3")));
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    REQUIRE(chosen.size() == 1);
    CHECK(chosen.front().front().toInt() == 1);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualItemRect(list->item(0)).center());
    REQUIRE(chosen.size() == 2);
    CHECK(chosen.back().front().toInt() == 0);
}

TEST_CASE("everything in the panel that takes the keyboard has a name") {
    ShownLesson shown;
    for (const QWidget* widget : shown.panel.findChildren<QWidget*>()) {
        if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0)
            continue;
        INFO(widget->metaObject()->className());
        const QString text = widget->property("text").toString();
        CHECK_FALSE((widget->accessibleName().isEmpty() && text.isEmpty()));
    }
}

TEST_CASE("code in Markdown is in the fixed-width font, other text is not") {
    const Theme theme(standardPalette(false));
    const QString surface = theme[Role::Field].name();
    CHECK(markdownToHtml(QStringLiteral("a `b` c"), theme).count(surface) == 1);
    CHECK(markdownToHtml(QStringLiteral("a b c"), theme).count(surface) == 0);
    CHECK(markdownToHtml(QStringLiteral("<script>alert(1)</script> `"), theme)
              .count(QStringLiteral("<script")) == 0);
}
