// SPDX-License-Identifier: Apache-2.0
/// Where the fields and the bits of a register are drawn. Pure geometry: no painting, no state.
#pragma once

#include "gui/widgets/text_measure.h"
#include "seatape/esr/format.h"

#include <QRectF>
#include <QSizeF>

#include <optional>
#include <vector>

namespace seatape::gui {

/// A field, or the part of one that is in one row.
struct FieldBox {
    size_t field = 0; ///< index into the fields
    unsigned msb = 0;
    unsigned lsb = 0;
    QRectF rect;
    QRectF nameRect; ///< the lower part of `rect`: a click there is meant for the field
    QString name;
    QString valueName;      ///< of the code, on the line below; may be empty
    bool isUpright = false; ///< the name is turned by 90 degrees, for want of width
};

/// One bit: a click there is meant for it.
struct BitCell {
    unsigned number = 0;
    size_t field = 0;
    QRectF rect;      ///< the upper part of its box
    QRectF digitRect; ///< where 0 or 1 stands, in `rect`
};

struct BitLayout {
    std::vector<FieldBox> boxes; ///< row by row, from the left
    std::vector<BitCell> bits;   ///< the most significant first
    QSizeF size;
    unsigned bitsPerRow = 32;

    /// Returns the bit whose cell holds the point.
    const BitCell* bitAt(QPointF point) const;
    /// Returns the box that holds the point.
    const FieldBox* boxAt(QPointF point) const;
    /// Returns the cell of a bit, or nullptr if the register does not have it.
    const BitCell* bit(unsigned number) const;
};

/// Lays out fields, most significant first, in rows of 32 bits, or of 16 or 8 if `width` has no
/// room for more.
BitLayout layoutBits(const std::vector<FieldNote>& fields, qreal width, const TextMeasure& text);

/// Returns the name that stands in a field's box: "·" for a reserved one.
QString boxName(const FieldNote& field);

} // namespace seatape::gui
