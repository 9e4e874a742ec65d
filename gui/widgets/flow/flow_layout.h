// SPDX-License-Identifier: Apache-2.0
/// Where the way of an exception is drawn: lanes side by side, time downwards, the words beside it.
/// Pure geometry.
#pragma once

#include "explain/flow.h"
#include "gui/widgets/text_measure.h"

#include <QLineF>
#include <QRectF>
#include <QSizeF>
#include <QStringList>

#include <array>
#include <vector>

namespace seatape::gui {

/// A lane: its head and the line that goes down from it.
struct FlowLane {
    QString name; ///< in the head
    QString what; ///< below it, smaller
    QRectF head;
    QLineF line;
};

/// One step in its row.
struct FlowRow {
    QRectF rect;
    QPointF start; ///< on the line of the lane that it begins in
    QPointF end;   ///< on the line of the lane that it ends in; below `start` only if it stays
    QRectF textRect;
    QStringList title; ///< broken into lines
    QStringList lines;
    int number = 0; ///< of the steps that were taken, from 1; 0 for one that was not
};

struct FlowLayout {
    std::array<FlowLane, explain::kLaneCount> lanes;
    std::vector<FlowRow> rows; ///< one for each step
    QSizeF size;

    /// Returns the row at a height, or -1.
    int rowAt(qreal y) const;
};

/// Lays out the steps in `width`, or in the least width that they need.
FlowLayout layoutFlow(const std::vector<explain::FlowStep>& steps, qreal width,
                      const TextMeasure& text);

/// Breaks a text at blanks into lines no wider than `width`; a longer word is broken after an
/// underscore if it has one in the right place.
QStringList wrapText(const QString& text, qreal width, const TextMeasure& measure);

} // namespace seatape::gui
