// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/lessons/lesson_list.h"

#include "gui/widgets/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace seatape::gui {
namespace {

constexpr int kLessonPadding = 10;
constexpr int kBar = 5;
constexpr int kLineGap = 3;

enum ListRole { DoneRole = Qt::UserRole, StepsRole };

/// Draws one segment for each step into `area`.
void paintSegments(QPainter& painter, const QRectF& area, const Theme& theme, int done, int steps,
                   int current) {
    painter.setPen(Qt::NoPen);
    const double width = (area.width() - kLineGap * (steps - 1)) / std::max(steps, 1);
    for (int i = 0; i < steps; ++i) {
        const Role role = i < done ? Role::Good : i == current ? Role::Focus : Role::Line;
        painter.setBrush(theme[role]);
        painter.drawRoundedRect(
            QRectF(area.left() + i * (width + kLineGap), area.top(), width, area.height()),
            area.height() / 2, area.height() / 2);
    }
}

/// A lesson is two lines: its title, and below it a segment for each step.
class LessonDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {0, option.fontMetrics.height() + kBar + 8 + 2 * kLessonPadding};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme theme(option.palette);
        const int done = index.data(DoneRole).toInt();
        const int steps = index.data(StepsRole).toInt();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        paintCard(*painter, option, theme);
        const QRect inner = option.rect.adjusted(kLessonPadding + 4, kLessonPadding,
                                                 -kLessonPadding - 4, -kLessonPadding);
        const QString count = done == steps ? LessonList::tr("✓ done")
                                            : LessonList::tr("%1 of %2").arg(done).arg(steps);
        const int countWidth = option.fontMetrics.horizontalAdvance(count);
        const int line = option.fontMetrics.height();
        painter->setPen(theme[done == steps ? Role::Good : Role::Soft]);
        painter->drawText(QRect(inner.right() - countWidth, inner.top(), countWidth + 1, line),
                          Qt::AlignRight, count);
        painter->setPen(theme[Role::Text]);
        const int room = inner.width() - countWidth - kLessonPadding;
        painter->drawText(
            QRect(inner.left(), inner.top(), room, line), Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, room));
        paintSegments(*painter,
                      QRectF(inner.left(), inner.bottom() - kBar + 1, inner.width(), kBar), theme,
                      done, steps, -1);
        painter->restore();
    }

private:
    static void paintCard(QPainter& painter, const QStyleOptionViewItem& option,
                          const Theme& theme) {
        const bool isChosen = option.state.testFlag(QStyle::State_Selected);
        const bool isUnderMouse = option.state.testFlag(QStyle::State_MouseOver);
        painter.setPen(isChosen ? QPen(theme[Role::Focus], 1.5) : QPen(theme[Role::Line], 1));
        painter.setBrush(theme[isUnderMouse || isChosen ? Role::Field : Role::Card]);
        painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -3), 6, 6);
    }
};

} // namespace

LessonProgressBar::LessonProgressBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LessonProgressBar::setProgress(int done, int steps, int current) {
    m_done = done;
    m_steps = steps;
    m_current = current;
    setAccessibleName(tr("%1 of %2 questions are answered").arg(done).arg(steps));
    update();
}

QSize LessonProgressBar::sizeHint() const {
    return {100, kBar};
}

void LessonProgressBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintSegments(painter, rect(), Theme(palette()), m_done, m_steps, m_current);
}

LessonList::LessonList(QWidget* parent) : QListWidget(parent) {
    setItemDelegate(new LessonDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Lessons"));
    connect(this, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { Q_EMIT chosen(row(item)); });
    connect(this, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { Q_EMIT chosen(row(item)); });
}

void LessonList::setLessons(const std::vector<LessonEntry>& lessons) {
    const int chosenRow = std::max(currentRow(), 0);
    clear();
    for (const LessonEntry& lesson : lessons) {
        auto* item = new QListWidgetItem(lesson.title, this);
        item->setData(DoneRole, lesson.done);
        item->setData(StepsRole, lesson.steps);
        item->setToolTip(lesson.title);
        item->setData(Qt::AccessibleTextRole, tr("%1, %2 of %3 questions are answered")
                                                  .arg(lesson.title)
                                                  .arg(lesson.done)
                                                  .arg(lesson.steps));
    }
    setCurrentRow(chosenRow);
}

} // namespace seatape::gui
