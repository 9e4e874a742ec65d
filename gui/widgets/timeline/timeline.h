// SPDX-License-Identifier: Apache-2.0
/// All frames of a trace at a glance: a lane for each vCPU, a mark for each frame.
#pragma once

#include "gui/widgets/picture.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/timeline/timeline_layout.h"

#include <QImage>
#include <QWidget>

namespace seatape::gui {

/// The wheel zooms at the mouse and, with Shift, pans; + and - zoom, arrows go from frame to frame
/// of the lane, 0 shows everything. Dragging pans.
class Timeline final : public QWidget {
    Q_OBJECT

public:
    explicit Timeline(QWidget* parent = nullptr);

    /// Shows the frames of a trace, all of them in sight.
    void setData(TimelineData data);
    /// Shows more frames of the same trace, or others in their place; what is in sight stays.
    void updateData(TimelineData data);
    const TimelineData& data() const { return m_data; }

    /// Marks a frame and brings it into sight; sends no signal.
    void setCurrentFrame(uint64_t frame);
    uint64_t currentFrame() const { return m_current; }
    const TimelineView& view() const { return m_view; }

    /// Returns what is in sight, with a legend.
    Picture picture(const QString& title) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The user has chosen a frame.
    void frameChosen(quint64 frame);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double tracksLeft() const;
    double tracksWidth() const;
    double laneTop(uint16_t vcpu) const;
    double laneHeight() const;
    void setView(const TimelineView& view);
    void zoom(double factor, double x);
    void choose(uint64_t frame);
    void step(int direction);
    std::optional<uint64_t> frameAt(QPointF point) const;
    QString tipFor(uint64_t frame) const;
    void drawMarks();
    double axisBottom() const;
    void paintMarks(QPainter& painter, const Theme& theme, double scale) const;
    void paintLanes(QPainter& painter, const Theme& theme) const;
    void paintLegend(QPainter& painter, const Theme& theme) const;
    void paintAxis(QPainter& painter, const Theme& theme) const;
    void paintCurrent(QPainter& painter, const Theme& theme) const;

    TimelineData m_data;
    TimelineView m_view;
    uint64_t m_current = 0;
    QImage m_marks; ///< what drawMarks() drew for the present view
    bool m_isStale = true;
    std::optional<double> m_dragFrom; ///< x at the last mouse event of a drag
    bool m_hasDragged = false;
};

/// Returns the colour of a kind of mark.
QColor markColor(const Theme& theme, MarkKind kind);
/// Returns what a kind of mark is called.
QString markName(MarkKind kind);

} // namespace seatape::gui
