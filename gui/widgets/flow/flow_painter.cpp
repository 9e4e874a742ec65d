// SPDX-License-Identifier: Apache-2.0
#include "gui/text.h"
#include "gui/widgets/flow/flow_diagram.h"

#include <QPainterPath>

#include <cmath>

namespace seatape::gui {
namespace {

using explain::FlowKind;
using explain::FlowStep;
using explain::Lane;

constexpr Role kLaneRoles[] = {Role::Guest, Role::Guest, Role::Host, Role::User};

Role laneRole(Lane lane) {
    return kLaneRoles[static_cast<size_t>(lane)];
}

Role roleOf(const FlowStep& step) {
    return step.kind == FlowKind::Abort || step.kind == FlowKind::End ? Role::Bad
                                                                      : laneRole(step.from);
}

class FlowPainter {
public:
    FlowPainter(QPainter& painter, const std::vector<FlowStep>& steps, const FlowLayout& layout,
                const Theme& theme, const QFont& font)
        : m_painter(painter), m_steps(steps), m_layout(layout), m_theme(theme), m_font(font),
          m_bold(font), m_small(font) {
        m_bold.setBold(true);
        m_small.setPointSizeF(font.pointSizeF() * 0.85);
    }

    void paint(int current) {
        m_painter.setRenderHint(QPainter::Antialiasing);
        paintCursor(current);
        for (size_t i = 0; i < m_layout.lanes.size(); ++i)
            paintLane(m_layout.lanes[i], m_theme[kLaneRoles[i]]);
        paintWay();
        for (size_t i = 0; i < m_steps.size(); ++i)
            paintStep(m_steps[i], m_layout.rows[i]);
    }

private:
    void paintCursor(int current) {
        if (current < 0 || current >= static_cast<int>(m_layout.rows.size()))
            return;
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme[Role::Field]);
        m_painter.drawRoundedRect(
            m_layout.rows[static_cast<size_t>(current)].rect.adjusted(4, 1, -4, -1), 6, 6);
    }

    void paintLane(const FlowLane& lane, const QColor& color) {
        m_painter.setPen(QPen(m_theme[Role::Line], 1, Qt::DashLine));
        m_painter.drawLine(lane.line);
        QColor surface = color;
        surface.setAlphaF(0.12F);
        m_painter.setPen(QPen(color, 1));
        m_painter.setBrush(surface);
        m_painter.drawRoundedRect(lane.head, 6, 6);
        const QRectF upper(lane.head.left(), lane.head.top() + 4, lane.head.width(),
                           lane.head.height() / 2 - 4);
        m_painter.setFont(m_bold);
        m_painter.drawText(upper, Qt::AlignCenter, lane.name);
        m_painter.setFont(m_small);
        m_painter.setPen(m_theme[Role::Soft]);
        m_painter.drawText(upper.translated(0, upper.height()), Qt::AlignCenter, lane.what);
    }

    /// The way that was taken, down the lanes; the arrows between them come on top.
    void paintWay() {
        const FlowRow* last = nullptr;
        const FlowStep* lastStep = nullptr;
        for (size_t i = 0; i < m_steps.size(); ++i) {
            if (!m_steps[i].isTaken)
                continue;
            if (last != nullptr) {
                m_painter.setPen(
                    QPen(m_theme[laneRole(lastStep->to)], 3, Qt::SolidLine, Qt::RoundCap));
                m_painter.drawLine(last->end, m_layout.rows[i].start);
            }
            last = &m_layout.rows[i];
            lastStep = &m_steps[i];
        }
    }

    void paintStep(const FlowStep& step, const FlowRow& row) {
        const QColor color = m_theme[step.isTaken ? roleOf(step) : Role::Soft];
        if (step.from != step.to)
            paintArrow(row, color, step.isTaken);
        if (step.isTaken)
            paintNumber(row, color);
        paintWords(step, row, color);
    }

    void paintArrow(const FlowRow& row, QColor color, bool isTaken) {
        if (!isTaken)
            color.setAlphaF(0.6F);
        QPen pen(color, isTaken ? 2.5 : 1.3, isTaken ? Qt::SolidLine : Qt::DotLine, Qt::RoundCap);
        m_painter.setPen(pen);
        const QLineF line(row.start, row.end);
        const QLineF shaft(line.p1(), line.pointAt(1 - 5 / line.length()));
        m_painter.drawLine(shaft);
        constexpr qreal kTip = 9;
        const double angle = std::atan2(line.dy(), line.dx());
        QPainterPath tip(row.end);
        for (const double side : {-0.42, 0.42})
            tip.lineTo(row.end - QPointF(std::cos(angle + side), std::sin(angle + side)) * kTip);
        tip.closeSubpath();
        pen.setStyle(Qt::SolidLine);
        pen.setWidthF(1);
        m_painter.setPen(pen);
        m_painter.setBrush(isTaken ? QBrush(color) : QBrush(m_theme[Role::Base]));
        m_painter.drawPath(tip);
    }

    void paintNumber(const FlowRow& row, const QColor& color) {
        constexpr qreal kRadius = 10;
        m_painter.setPen(QPen(color, 2));
        m_painter.setBrush(m_theme[Role::Base]);
        m_painter.drawEllipse(row.start, kRadius, kRadius);
        m_painter.setFont(m_small);
        m_painter.setPen(color);
        m_painter.drawText(
            QRectF(row.start.x() - kRadius, row.start.y() - kRadius, 2 * kRadius, 2 * kRadius),
            Qt::AlignCenter, QString::number(row.number));
    }

    void paintWords(const FlowStep& step, const FlowRow& row, const QColor& color) {
        const qreal lineHeight = QFontMetricsF(m_font).height();
        QRectF line(row.textRect.left(), row.textRect.top(), row.textRect.width(), lineHeight);
        const auto write = [&](const QStringList& lines, const QFont& font, const QColor& ink) {
            m_painter.setFont(font);
            m_painter.setPen(ink);
            for (const QString& text : lines) {
                m_painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
                line.translate(0, lineHeight);
            }
        };
        write(row.title, step.isTaken ? m_bold : m_font, color);
        write(row.lines, m_font, m_theme[step.isTaken ? Role::Text : Role::Soft]);
    }

    QPainter& m_painter;
    const std::vector<FlowStep>& m_steps;
    const FlowLayout& m_layout;
    const Theme& m_theme;
    QFont m_font;
    QFont m_bold;
    QFont m_small;
};

} // namespace

void paintFlow(QPainter& painter, const std::vector<FlowStep>& steps, const FlowLayout& layout,
               const Theme& theme, const QFont& font, int current) {
    FlowPainter(painter, steps, layout, theme, font).paint(current);
}

} // namespace seatape::gui
