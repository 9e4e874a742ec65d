// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/timeline/timeline.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace seatape::gui {
namespace {

constexpr double kTopOfCursor = 2;

/// How much of the lane's height a kind's mark takes.
double heightOf(MarkKind kind) {
    switch (kind) {
    case MarkKind::Other:
    case MarkKind::Console:
        return 0.35;
    case MarkKind::Mmio:
        return 0.5;
    default:
        return 0.8;
    }
}

/// Returns 1, 2 or 5 times a power of ten: the distance of the axis' numbers.
uint64_t axisStep(double least) {
    uint64_t step = 1;
    for (int i = 0; static_cast<double>(step) < least; ++i)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

/// Returns whether one such frame among thousands must be seen.
bool isStrong(MarkKind kind) {
    return kind >= MarkKind::Injection;
}

/// Where many frames share a pixel the mark is denser.
double densityOf(uint32_t count) {
    return std::min(1.0, 0.4 + 0.12 * std::log2(1.0 + count));
}

} // namespace

QColor markColor(const Theme& theme, MarkKind kind) {
    switch (kind) {
    case MarkKind::Sea:
        return theme[Role::Bad];
    case MarkKind::Injection:
        return theme[Role::User];
    case MarkKind::Mmio:
        return theme[Role::Guest];
    case MarkKind::Edit:
        return theme[Role::Changed];
    case MarkKind::Divergence:
        return theme[Role::Host];
    default:
        return theme[Role::Soft];
    }
}

/// Draws the marks once for each view; painting copies them.
void Timeline::drawMarks() {
    const qreal scale = devicePixelRatioF();
    m_marks = QImage((QSizeF(tracksWidth(), height()) * scale).toSize(),
                     QImage::Format_ARGB32_Premultiplied);
    m_marks.setDevicePixelRatio(scale);
    m_marks.fill(Qt::transparent);
    QPainter painter(&m_marks);
    paintMarks(painter, Theme(palette()), scale);
    m_isStale = false;
}

/// Draws the marks from x = 0 on, `scale` columns of them in a pixel. What is important comes last
/// and is wide enough to be seen.
void Timeline::paintMarks(QPainter& painter, const Theme& theme, double scale) const {
    const auto columns = static_cast<size_t>(tracksWidth() * scale);
    TimelineView fine = m_view;
    fine.perPixel /= scale;
    const auto lanes = aggregate(m_data, fine, columns);
    for (const bool strong : {false, true})
        for (uint16_t lane = 0; lane < lanes.size(); ++lane)
            for (size_t x = 0; x < columns; ++x) {
                const auto kind = lanes[lane][x].strongest();
                if (!kind || isStrong(*kind) != strong)
                    continue;
                const double least = (strong ? 2.5 : 1) * scale;
                const double width = std::clamp(std::floor(0.6 / fine.perPixel), least, 8 * scale);
                const double size = laneHeight() * heightOf(*kind);
                const double top = laneTop(lane) + (laneHeight() - size) / 2;
                QColor color = markColor(theme, *kind);
                color.setAlphaF(strong ? 1.0F
                                       : static_cast<float>(densityOf(lanes[lane][x].total())));
                painter.fillRect(QRectF(double(x) / scale, top, width / scale, size), color);
            }
}

double Timeline::axisBottom() const {
    return laneTop(m_data.vcpuCount) + 7 + fontMetrics().height();
}

void Timeline::paintAxis(QPainter& painter, const Theme& theme) const {
    const double bottom = laneTop(m_data.vcpuCount) + 4;
    const double labelWidth = fontMetrics().horizontalAdvance(QString::number(m_data.size())) + 24;
    const uint64_t step = axisStep(labelWidth * m_view.perPixel);
    painter.setPen(theme[Role::Soft]);
    const auto start = static_cast<uint64_t>(std::ceil(m_view.first / double(step))) * step;
    for (uint64_t frame = start; frame < m_data.size(); frame += step) {
        const double x = tracksLeft() + m_view.xOf(double(frame));
        if (x > tracksLeft() + tracksWidth())
            break;
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 3));
        const double left =
            std::min(x - labelWidth / 2, tracksLeft() + tracksWidth() - labelWidth + 8);
        painter.drawText(
            QRectF(std::max(left, 0.0), bottom + 3, labelWidth, fontMetrics().height()),
            Qt::AlignCenter, QString::number(frame));
    }
}

void Timeline::paintCurrent(QPainter& painter, const Theme& theme) const {
    const double width = std::max(2.0, std::min(8.0, 0.6 / m_view.perPixel));
    const double x = tracksLeft() + m_view.xOf(double(m_current)) + width / 2;
    if (m_current >= m_data.size() || x < tracksLeft() || x > tracksLeft() + tracksWidth() + 1)
        return;
    const double top = laneTop(m_data.vcpus[m_current]);
    painter.setPen(QPen(theme[Role::Focus], 1));
    painter.drawLine(QPointF(x, kTopOfCursor), QPointF(x, laneTop(m_data.vcpuCount) + 4));
    painter.setPen(QPen(theme[Role::Focus], 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(x - width / 2 - 3, top + 1, width + 6, laneHeight() - 2), 3, 3);
}

void Timeline::paintLanes(QPainter& painter, const Theme& theme) const {
    for (uint16_t lane = 0; lane < m_data.vcpuCount; ++lane) {
        const QRectF track(tracksLeft(), laneTop(lane) + 2, tracksWidth(), laneHeight() - 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme[Role::Field]);
        painter.drawRoundedRect(track.adjusted(-4, 0, 4, 0), 4, 4);
        painter.setPen(theme[Role::Soft]);
        painter.drawText(QRectF(kTopOfCursor, laneTop(lane), tracksLeft() - 10, laneHeight()),
                         Qt::AlignVCenter | Qt::AlignRight, tr("vCPU %1").arg(lane));
    }
}

/// Names the colours of the kinds that there are.
void Timeline::paintLegend(QPainter& painter, const Theme& theme) const {
    constexpr double kSquare = 9;
    double x = tracksLeft();
    const double middle = axisBottom() + fontMetrics().height();
    for (size_t i = 0; i < kMarkKinds; ++i) {
        const auto kind = static_cast<MarkKind>(i);
        if (std::ranges::find(m_data.kinds, kind) == m_data.kinds.end())
            continue;
        const QColor color = markColor(theme, kind);
        painter.fillRect(QRectF(x, middle - kSquare / 2, kSquare, kSquare), color);
        const double width = fontMetrics().horizontalAdvance(markName(kind));
        painter.setPen(theme[Role::Text]);
        painter.drawText(QRectF(x + kSquare + 5, middle - kSquare, width + 4, 2 * kSquare),
                         Qt::AlignVCenter | Qt::AlignLeft, markName(kind));
        x += kSquare + 5 + width + 20;
    }
}

Picture Timeline::picture(const QString& title) const {
    constexpr double kMarksInPixel = 2; // as fine as a PNG is
    const QSizeF size(width(), axisBottom() + 2 * fontMetrics().height());
    return {title, m_data.size() == 0 ? QSizeF() : size,
            [this](QPainter& painter, const Theme& theme) {
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setFont(font());
                paintLanes(painter, theme);
                painter.translate(tracksLeft(), 0);
                paintMarks(painter, theme, kMarksInPixel);
                painter.translate(-tracksLeft(), 0);
                paintAxis(painter, theme);
                paintCurrent(painter, theme);
                paintLegend(painter, theme);
            }};
}

void Timeline::paintEvent(QPaintEvent*) {
    if (m_isStale)
        drawMarks();
    const Theme theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme[Role::Base]);
    paintLanes(painter, theme);
    painter.drawImage(QPointF(tracksLeft(), 0), m_marks);
    paintAxis(painter, theme);
    paintCurrent(painter, theme);
    if (hasFocus()) {
        painter.setPen(QPen(theme[Role::Focus], 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace seatape::gui
