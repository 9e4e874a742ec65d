// SPDX-License-Identifier: Apache-2.0
/// Diagrams as files, to be pasted into documents: always in light colours, on a ground of their
/// own.
#pragma once

#include "gui/widgets/theme.h"
#include "seatape/base/result.h"

#include <QPainter>
#include <QSizeF>
#include <QString>

#include <functional>

namespace seatape::gui {

/// A diagram that can be drawn outside its widget, which must live until then.
struct Picture {
    QString title; ///< stands above it
    QSizeF size;   ///< in device-independent pixels; empty: there is nothing to draw
    std::function<void(QPainter&, const Theme&)> paint;
};

/// Draws a picture into a file: SVG if the name ends in .svg, otherwise PNG in double resolution.
/// Fails if there is nothing to draw or the file cannot be written; then none is left.
Result<void> savePicture(const QString& path, const Picture& picture);

} // namespace seatape::gui
