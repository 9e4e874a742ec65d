// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/timeline/timeline.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace seatape::gui {
namespace {

constexpr double kLabelWidth = 56;
constexpr double kTimelineMargin = 8;
constexpr double kReach = 4; // pixels beside a mark that still mean it

} // namespace

Timeline::Timeline(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline of all frames"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void Timeline::setData(TimelineData data) {
    m_data = std::move(data);
    m_current = 0;
    m_isStale = true;
    updateGeometry();
    setView(wholeTimeline(m_data.size(), tracksWidth()));
}

void Timeline::updateData(TimelineData data) {
    m_data = std::move(data);
    m_isStale = true;
    updateGeometry();
    update();
}

void Timeline::setCurrentFrame(uint64_t frame) {
    m_current = frame;
    const double x = m_view.xOf(static_cast<double>(frame));
    if (x < 0 || x >= tracksWidth())
        setView(panned(m_view, x - tracksWidth() / 2, m_data.size(), tracksWidth()));
    if (frame < m_data.size())
        setAccessibleDescription(tipFor(frame));
    update();
}

double Timeline::tracksLeft() const {
    return kTimelineMargin + (m_data.vcpuCount > 0 ? kLabelWidth : 0);
}

double Timeline::tracksWidth() const {
    return std::max(1.0, width() - tracksLeft() - kTimelineMargin);
}

double Timeline::laneHeight() const {
    const double room = height() - fontMetrics().height() - 3 * kTimelineMargin;
    return std::clamp(room / std::max<double>(m_data.vcpuCount, 1), 10.0, 40.0);
}

double Timeline::laneTop(uint16_t vcpu) const {
    return kTimelineMargin + vcpu * laneHeight();
}

QSize Timeline::sizeHint() const {
    const int lanes = std::min<int>(m_data.vcpuCount, 8);
    return {600, lanes * 30 + fontMetrics().height() + int(3 * kTimelineMargin)};
}

QSize Timeline::minimumSizeHint() const {
    const int lanes = std::min<int>(m_data.vcpuCount, 8);
    return {200, lanes * 20 + fontMetrics().height() + int(3 * kTimelineMargin)};
}

void Timeline::setView(const TimelineView& view) {
    m_isStale = m_isStale || view != m_view;
    m_view = view;
    update();
}

void Timeline::zoom(double factor, double x) {
    setView(zoomed(m_view, factor, x, m_data.size(), tracksWidth()));
}

void Timeline::resizeEvent(QResizeEvent* event) {
    const bool wasWhole =
        event->oldSize().width() <= 0 ||
        m_view ==
            wholeTimeline(m_data.size(), event->oldSize().width() - tracksLeft() - kTimelineMargin);
    m_isStale = true;
    setView(wasWhole ? wholeTimeline(m_data.size(), tracksWidth())
                     : panned(m_view, 0, m_data.size(), tracksWidth()));
}

void Timeline::changeEvent(QEvent* event) {
    m_isStale = m_isStale || event->type() == QEvent::PaletteChange;
    QWidget::changeEvent(event);
}

bool Timeline::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto frame = frameAt(help->pos());
    frame ? QToolTip::showText(help->globalPos(), tipFor(*frame), this) : QToolTip::hideText();
    return true;
}

QString Timeline::tipFor(uint64_t frame) const {
    return tr("Frame %1, vCPU %2: %3")
        .arg(frame)
        .arg(m_data.vcpus[frame])
        .arg(markName(m_data.kinds[frame]));
}

std::optional<uint64_t> Timeline::frameAt(QPointF point) const {
    const double lane = std::floor((point.y() - kTimelineMargin) / laneHeight());
    if (lane < 0 || lane >= m_data.vcpuCount)
        return std::nullopt;
    return nearestFrame(m_data, m_view, static_cast<uint16_t>(lane), point.x() - tracksLeft(),
                        std::max(kReach, 0.5 / m_view.perPixel));
}

void Timeline::wheelEvent(QWheelEvent* event) {
    const double turns = event->angleDelta().y() / 120.0;
    if (event->modifiers().testFlag(Qt::ShiftModifier) || event->angleDelta().x() != 0)
        setView(panned(m_view, -(turns + event->angleDelta().x() / 120.0) * 60, m_data.size(),
                       tracksWidth()));
    else
        zoom(std::pow(0.8, turns), event->position().x() - tracksLeft());
    event->accept();
}

void Timeline::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_dragFrom = event->position().x();
    m_hasDragged = false;
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
    constexpr double kDragStart = 4;
    if (!m_dragFrom)
        return setCursor(frameAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const double moved = *m_dragFrom - event->position().x();
    if (!m_hasDragged && std::abs(moved) < kDragStart)
        return;
    m_hasDragged = true;
    m_dragFrom = event->position().x();
    setView(panned(m_view, moved, m_data.size(), tracksWidth()));
}

void Timeline::mouseReleaseEvent(QMouseEvent* event) {
    const bool isClick = m_dragFrom && !m_hasDragged;
    m_dragFrom.reset();
    if (!isClick)
        return;
    if (const auto frame = frameAt(event->position()))
        choose(*frame);
}

void Timeline::keyPressEvent(QKeyEvent* event) {
    const double middle = m_view.xOf(static_cast<double>(m_current));
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.5, middle);
    case Qt::Key_Minus:
        return zoom(2, middle);
    case Qt::Key_0:
        return setView(wholeTimeline(m_data.size(), tracksWidth()));
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_PageUp:
        return setView(panned(m_view, -tracksWidth(), m_data.size(), tracksWidth()));
    case Qt::Key_PageDown:
        return setView(panned(m_view, tracksWidth(), m_data.size(), tracksWidth()));
    default:
        return QWidget::keyPressEvent(event);
    }
}

void Timeline::choose(uint64_t frame) {
    setCurrentFrame(frame);
    Q_EMIT frameChosen(frame);
}

/// Goes to the next frame of the current one's lane.
void Timeline::step(int direction) {
    if (m_current >= m_data.size())
        return;
    const uint16_t lane = m_data.vcpus[m_current];
    for (auto frame = static_cast<int64_t>(m_current) + direction;
         frame >= 0 && frame < static_cast<int64_t>(m_data.size()); frame += direction)
        if (m_data.vcpus[static_cast<uint64_t>(frame)] == lane)
            return choose(static_cast<uint64_t>(frame));
}

QString markName(MarkKind kind) {
    switch (kind) {
    case MarkKind::Console:
        return Timeline::tr("console output");
    case MarkKind::Mmio:
        return Timeline::tr("MMIO");
    case MarkKind::Injection:
        return Timeline::tr("injection");
    case MarkKind::Sea:
        return Timeline::tr("external abort");
    case MarkKind::Edit:
        return Timeline::tr("edited answer");
    case MarkKind::Divergence:
        return Timeline::tr("divergence");
    case MarkKind::Other:
        break;
    }
    return Timeline::tr("exit");
}

} // namespace seatape::gui
