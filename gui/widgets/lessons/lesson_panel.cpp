// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/lessons/lesson_panel.h"

#include "gui/widgets/lessons/markdown.h"
#include "gui/widgets/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QRadioButton>
#include <QScrollBar>
#include <QShortcut>

#include <utility>

namespace seatape::gui {
namespace {

constexpr int kPanelMargin = 14;

/// An answer to choose. Its text wraps, unlike a radio button's; a click anywhere chooses it.
class AnswerCard final : public QFrame {
public:
    AnswerCard(const QString& html, const QString& plain, QWidget* parent)
        : QFrame(parent), m_button(new QRadioButton(this)) {
        setObjectName(QStringLiteral("answer"));
        setCursor(Qt::PointingHandCursor);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(10, 8, 10, 8);
        auto* text = new QLabel(html, this);
        text->setWordWrap(true);
        m_button->setAccessibleName(plain);
        row->addWidget(m_button);
        row->addWidget(text, 1);
    }

    QRadioButton* button() { return m_button; }

protected:
    void mouseReleaseEvent(QMouseEvent* event) override {
        if (!rect().contains(event->pos()))
            return;
        m_button->click();
        m_button->setFocus(Qt::MouseFocusReason);
    }

private:
    QRadioButton* m_button;
};

QLabel* textLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QFont scaled(QFont font, double factor, bool isBold) {
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setBold(isBold);
    return font;
}

void clearLayout(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

LessonPanel::LessonPanel(QWidget* parent) : QWidget(parent), m_pages(new QStackedWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);
    m_pages->addWidget(makeListPage());
    m_pages->addWidget(makeLessonPage());
    setFocusProxy(m_list);
    colour();
}

QWidget* LessonPanel::makeListPage() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    auto* about = textLabel(page);
    about->setText(tr("Each lesson is a recording and a few questions. You answer them in this "
                      "window: by going to a frame, by editing an answer and running the what-if, "
                      "or by choosing."));
    column->setContentsMargins(kPanelMargin - 4, kPanelMargin, kPanelMargin - 4, 4);
    about->setContentsMargins(4, 0, 4, 6);
    m_list = new LessonList(page);
    connect(m_list, &LessonList::chosen, this, &LessonPanel::lessonChosen);
    column->addWidget(about);
    column->addWidget(m_list, 1);
    return page;
}

QWidget* LessonPanel::makeLessonPage() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(kPanelMargin, 8, kPanelMargin, kPanelMargin);
    column->setSpacing(10);
    column->addWidget(makeHead());
    column->addWidget(makeBody(), 1);
    column->addWidget(makeButtons());
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* enter = new QShortcut(key, page);
        enter->setContext(Qt::WidgetWithChildrenShortcut);
        connect(enter, &QShortcut::activated, this, [this] { m_page.isDone ? next() : check(); });
    }
    return page;
}

QWidget* LessonPanel::makeHead() {
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    m_toList = new QPushButton(tr("‹ All &lessons"), head);
    m_toList->setFlat(true);
    connect(m_toList, &QPushButton::clicked, this, &LessonPanel::showList);
    m_place = new QLabel(head);
    row->addWidget(m_toList);
    row->addStretch();
    row->addWidget(m_place);
    m_title = new QLabel(head);
    m_title->setFont(scaled(font(), 1.35, true));
    m_title->setWordWrap(true);
    m_progress = new LessonProgressBar(head);
    column->addLayout(row);
    column->addWidget(m_title);
    column->addWidget(m_progress);
    return head;
}

QWidget* LessonPanel::makeBody() {
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 6, 0);
    column->setSpacing(12);
    m_text = textLabel(body);
    m_source = textLabel(body);
    m_source->setTextFormat(Qt::PlainText);
    m_source->setFont(scaled(font(), 0.88, false));
    m_recording = new QPushButton(tr("&Open the recording"), body);
    connect(m_recording, &QPushButton::clicked, this, &LessonPanel::recordingWanted);
    m_answers = new QVBoxLayout;
    m_answers->setSpacing(8);
    m_task = textLabel(body);
    m_feedback = textLabel(body);
    m_feedback->setObjectName(QStringLiteral("feedback"));
    for (QWidget* widget : {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_source)})
        column->addWidget(widget);
    column->addWidget(m_recording, 0, Qt::AlignLeft);
    column->addLayout(m_answers);
    column->addWidget(m_task);
    column->addWidget(m_feedback);
    column->addStretch();
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(body);
    return m_scroll;
}

QWidget* LessonPanel::makeButtons() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_back = new QPushButton(tr("&Back"), bar);
    m_hint = new QPushButton(tr("H&int"), bar);
    m_check = new QPushButton(tr("&Check"), bar);
    m_next = new QPushButton(tr("&Next"), bar);
    connect(m_back, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(m_page.step - 1); });
    connect(m_hint, &QPushButton::clicked, this, &LessonPanel::hint);
    connect(m_check, &QPushButton::clicked, this, &LessonPanel::check);
    connect(m_next, &QPushButton::clicked, this, &LessonPanel::next);
    row->addWidget(m_back);
    row->addStretch();
    for (QPushButton* button : {m_hint, m_check, m_next})
        row->addWidget(button);
    return bar;
}

/// The colours of texts are in their style sheets.
void LessonPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        colour();
        fillTexts();
    }
    QWidget::changeEvent(event);
}

void LessonPanel::colour() {
    const Theme theme(palette());
    m_scroll->widget()->setStyleSheet(
        QStringLiteral("QFrame#answer { background: %1; border: 1px solid %2; border-radius: 6px; }"
                       "QFrame#answer:hover { border-color: %3; }")
            .arg(theme[Role::Card].name(), theme[Role::Line].name(), theme[Role::Focus].name()));
    const auto ink = [&theme](Role role) {
        return QStringLiteral("QLabel { color: %1; }").arg(theme[role].name());
    };
    m_source->setStyleSheet(ink(Role::Soft));
    m_place->setStyleSheet(ink(Role::Soft));
    m_task->setStyleSheet(ink(Role::Guest));
    const Role role = m_verdict == LessonVerdict::Right   ? Role::Good
                      : m_verdict == LessonVerdict::Wrong ? Role::Bad
                                                          : Role::Warn;
    const Role surface = m_verdict == LessonVerdict::Right   ? Role::Field
                         : m_verdict == LessonVerdict::Wrong ? Role::BadSurface
                                                             : Role::MarkSurface;
    m_feedback->setStyleSheet(
        QStringLiteral("QLabel { color: %1; background: %2; border-left: 3px solid %3; "
                       "border-radius: 4px; padding: 8px 10px; }")
            .arg(theme[Role::Text].name(), theme[surface].name(), theme[role].name()));
}

void LessonPanel::setLessons(const std::vector<LessonEntry>& lessons) {
    m_list->setLessons(lessons);
}

void LessonPanel::showList() {
    m_pages->setCurrentIndex(0);
    setFocusProxy(m_list);
    m_list->setFocus();
}

void LessonPanel::showPage(const LessonPage& page) {
    m_page = page;
    m_hints = 0;
    m_title->setText(page.title);
    m_place->setText(page.place);
    m_progress->setProgress(page.isDone ? page.step : page.step - 1, page.steps, page.step - 1);
    m_source->setText(tr("Source: %1").arg(page.source));
    m_task->setText(page.task);
    m_task->setVisible(!page.task.isEmpty());
    m_said.clear();
    delete std::exchange(m_choice, nullptr);
    fillTexts();
    m_recording->setVisible(page.step == 0);
    m_back->setEnabled(page.step > 0);
    m_hint->setVisible(!page.hints.isEmpty());
    m_hint->setEnabled(true);
    m_check->setVisible(page.hasCheck);
    m_next->setText(page.step == 0            ? tr("&Begin")
                    : page.step == page.steps ? tr("&Finish")
                                              : tr("&Next"));
    m_next->setEnabled(page.isDone);
    m_pages->setCurrentIndex(1);
    m_scroll->verticalScrollBar()->setValue(0);
    m_scroll->setAccessibleName(page.title);
    m_scroll->setAccessibleDescription(page.place);
    focusPage();
}

/// Shows what is Markdown, whose code has colours of its own. What is chosen stays so.
void LessonPanel::fillTexts() {
    const Theme theme(palette());
    m_text->setText(markdownToHtml(m_page.text, theme));
    fillAnswers(theme);
    fillFeedback(theme);
}

void LessonPanel::fillFeedback(const Theme& theme) {
    m_feedback->setText(markdownToHtml(m_said, theme));
    m_feedback->setAccessibleName(m_said);
    m_feedback->setVisible(!m_said.isEmpty());
}

void LessonPanel::fillAnswers(const Theme& theme) {
    const int chosen = m_choice != nullptr ? m_choice->checkedId() : -1;
    clearLayout(m_answers);
    delete m_choice;
    m_choice = new QButtonGroup(this);
    for (int i = 0; i < m_page.answers.size(); ++i) {
        const QString& answer = m_page.answers[i];
        auto* card = new AnswerCard(markdownToHtml(answer, theme), answer, m_scroll->widget());
        m_choice->addButton(card->button(), i);
        card->button()->setChecked(i == chosen);
        m_answers->addWidget(card);
    }
}

/// Puts the keyboard where the learner goes on.
void LessonPanel::focusPage() {
    setFocusProxy(m_scroll);
    if (m_page.isDone)
        m_next->setFocus();
    else if (!m_choice->buttons().isEmpty())
        m_choice->buttons().constFirst()->setFocus();
    else
        m_check->setFocus();
}

void LessonPanel::say(LessonVerdict verdict, const QString& markdown) {
    m_verdict = verdict;
    colour();
    const QString lead = verdict == LessonVerdict::Right   ? tr("**✓ Right.** %1")
                         : verdict == LessonVerdict::Wrong ? tr("**✕ Not yet.** %1")
                                                           : tr("**Hint.** %1");
    m_said = lead.arg(markdown);
    fillFeedback(Theme(palette()));
    if (verdict == LessonVerdict::Right) {
        m_page.isDone = true;
        m_progress->setProgress(m_page.step, m_page.steps, -1);
        m_next->setEnabled(true);
        m_next->setFocus();
    }
}

void LessonPanel::next() {
    if (m_page.step == m_page.steps)
        showList();
    else
        Q_EMIT stepWanted(m_page.step + 1);
}

void LessonPanel::check() {
    if (m_page.hasCheck)
        Q_EMIT checkWanted(m_choice->checkedId());
}

void LessonPanel::hint() {
    if (m_hints < m_page.hints.size())
        say(LessonVerdict::Hint, m_page.hints[m_hints++]);
    m_hint->setEnabled(m_hints < m_page.hints.size());
}

} // namespace seatape::gui
