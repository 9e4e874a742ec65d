// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/flow/flow_diagram.h"

#include "gui/text.h"

#include <QKeyEvent>

#include <algorithm>

namespace seatape::gui {

FlowDiagram::FlowDiagram(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Exception flow"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FlowDiagram::setSteps(std::vector<explain::FlowStep> steps) {
    m_steps = std::move(steps);
    m_current = -1;
    place();
    updateGeometry();
    update();
}

/// The titles are bold and must fit as well, so everything is measured as if it were.
TextMeasure FlowDiagram::measure() const {
    QFont bold = font();
    bold.setBold(true);
    return TextMeasure::of(bold, bold);
}

void FlowDiagram::place() {
    m_layout = layoutFlow(m_steps, width(), measure());
}

int FlowDiagram::heightForWidth(int width) const {
    return qRound(layoutFlow(m_steps, width, measure()).size.height());
}

QSize FlowDiagram::sizeHint() const {
    constexpr int kUsualWidth = 760;
    return {kUsualWidth, heightForWidth(kUsualWidth)};
}

QSize FlowDiagram::minimumSizeHint() const {
    return {qRound(layoutFlow(m_steps, 0, measure()).size.width()),
            heightForWidth(std::max(width(), 1))};
}

void FlowDiagram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme[Role::Base]);
    paintFlow(painter, m_steps, m_layout, theme, font(), m_current);
}

Picture FlowDiagram::picture(const QString& title) const {
    return {title, m_steps.empty() ? QSizeF() : m_layout.size,
            [this](QPainter& painter, const Theme& theme) {
                paintFlow(painter, m_steps, m_layout, theme, font(), -1);
            }};
}

void FlowDiagram::resizeEvent(QResizeEvent*) {
    place();
}

void FlowDiagram::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange)
        place();
    QWidget::changeEvent(event);
}

void FlowDiagram::mousePressEvent(QMouseEvent* event) {
    setCurrent(m_layout.rowAt(event->position().y()));
}

void FlowDiagram::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_steps.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Down:
        return setCurrent(std::min(m_current + 1, last));
    case Qt::Key_Up:
        return setCurrent(std::max(m_current - 1, std::min(0, last)));
    case Qt::Key_Home:
        return setCurrent(std::min(0, last));
    case Qt::Key_End:
        return setCurrent(last);
    default:
        return QWidget::keyPressEvent(event);
    }
}

void FlowDiagram::setCurrent(int step) {
    if (step == m_current)
        return;
    m_current = step;
    if (step >= 0) {
        const explain::FlowStep& now = m_steps[static_cast<size_t>(step)];
        QStringList words{toQString(now.title)};
        for (const std::string& line : now.lines)
            words << toQString(line);
        setAccessibleDescription(words.join(QStringLiteral(". ")));
    }
    update();
    Q_EMIT currentStepChanged(step);
}

} // namespace seatape::gui
