/// Diagrams as files.
#pragma once

#include "core/result.h"

#include <QPainter>
#include <QSizeF>
#include <QString>

#include <functional>

namespace seatape::gui {

/// Draws a picture of `size` device-independent pixels into a file: SVG if the name ends in .svg,
/// otherwise PNG in double resolution. Fails if the file cannot be written.
Result<void> savePicture(const QString& path, QSizeF size, const QString& title,
                         const std::function<void(QPainter&)>& paint);

} // namespace seatape::gui
