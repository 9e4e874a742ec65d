// SPDX-License-Identifier: Apache-2.0
/// A panel of lessons: the list with the learner's progress, or one page of a lesson with its text,
/// its question, and what the program says about the answer. Plain values in, signals out.
#pragma once

#include "gui/widgets/lessons/lesson_list.h"
#include "gui/widgets/theme.h"

#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <vector>

namespace seatape::gui {

/// What a page of a lesson shows.
struct LessonPage {
    QString title; ///< of the lesson
    QString place; ///< "Question 1 of 3"
    int step = 0;  ///< 0 is the introduction
    int steps = 0; ///< without the introduction
    QString text;  ///< Markdown
    QString task;  ///< what to do, in a sentence; may be empty
    QString source;
    QStringList answers; ///< to choose from; may be empty
    QStringList hints;   ///< one more for each press of the button
    bool hasCheck = false;
    bool isDone = false; ///< the learner may go on
};

/// What a lesson says about an answer.
enum class LessonVerdict { Right, Wrong, Hint };

class LessonPanel final : public QWidget {
    Q_OBJECT

public:
    explicit LessonPanel(QWidget* parent = nullptr);

    void setLessons(const std::vector<LessonEntry>& lessons);
    /// Shows a page; what was said about the one before is gone.
    void showPage(const LessonPage& page);
    void showList();
    /// Says something about the answer. Right allows the learner to go on.
    void say(LessonVerdict verdict, const QString& markdown);

Q_SIGNALS:
    void lessonChosen(int lesson);
    /// The learner wants the lesson's scenario run and opened.
    void recordingWanted();
    /// The learner wants the answer checked; `answer` is the chosen one, -1 if there is none.
    void checkWanted(int answer);
    /// The learner goes to another page.
    void stepWanted(int step);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeListPage();
    QWidget* makeLessonPage();
    QWidget* makeHead();
    QWidget* makeBody();
    QWidget* makeButtons();
    void fillTexts();
    void fillAnswers(const Theme& theme);
    void fillFeedback(const Theme& theme);
    void focusPage();
    void colour();
    void next();
    void check();
    void hint();

    LessonPage m_page;
    QStackedWidget* m_pages;
    LessonList* m_list = nullptr;
    QPushButton* m_toList = nullptr;
    QLabel* m_title = nullptr;
    LessonProgressBar* m_progress = nullptr;
    QLabel* m_place = nullptr;
    QScrollArea* m_scroll = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_source = nullptr;
    QPushButton* m_recording = nullptr;
    QVBoxLayout* m_answers = nullptr;
    QButtonGroup* m_choice = nullptr;
    QLabel* m_task = nullptr;
    QLabel* m_feedback = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_hint = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_next = nullptr;
    LessonVerdict m_verdict = LessonVerdict::Hint;
    QString m_said;  // Markdown
    int m_hints = 0; // that were given
};

} // namespace seatape::gui
