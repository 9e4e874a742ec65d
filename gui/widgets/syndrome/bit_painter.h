// SPDX-License-Identifier: Apache-2.0
/// Draws a register that layoutBits() has placed. Knows no widget.
#pragma once

#include "gui/widgets/syndrome/bit_layout.h"
#include "gui/widgets/syndrome/register_decoder.h"
#include "gui/widgets/theme.h"

#include <QPainter>

namespace seatape::gui {

/// What is drawn beside the value itself.
struct BitMarks {
    uint64_t changed = 0;            ///< bits that differ from another value
    std::optional<unsigned> cursor;  ///< the bit under the keyboard's cursor
    std::optional<unsigned> hovered; ///< the bit under the mouse
};

void paintBits(QPainter& painter, const DecodedValue& value, const BitLayout& layout,
               const BitMarks& marks, const Theme& theme, const QFont& font);

} // namespace seatape::gui
