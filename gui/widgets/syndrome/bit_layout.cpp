// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/bit_layout.h"

#include "gui/text.h"

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr qreal kPadding = 3;  // between the text and the edge of a box
constexpr qreal kRowGap = 8;   // between two rows
constexpr qreal kMaxCell = 44; // a bit is never wider
constexpr unsigned kRows[] = {32, 16, 8};

unsigned bitsPerRow(unsigned bits, qreal width, const TextMeasure& text) {
    const qreal least = 2 * text.digitWidth + 2; // two digits: the number of a bit
    for (const unsigned count : kRows)
        if (std::min(count, bits) * least <= width)
            return count;
    return kRows[2];
}

/// What is on the lines of a row, from the top.
struct RowShape {
    qreal digits = 0; ///< height of the bits' numbers and values
    qreal names = 0;  ///< height of the names
    qreal height() const { return digits + names; }
};

class Builder {
public:
    Builder(const std::vector<FieldNote>& fields, qreal width, const TextMeasure& text)
        : m_fields(fields), m_text(text) {
        const unsigned bits = fields.empty() ? 0 : fields.front().msb + 1;
        m_layout.bitsPerRow = bitsPerRow(bits, width, text);
        m_cell = bits == 0 ? 0 : std::min(kMaxCell, width / std::min(bits, m_layout.bitsPerRow));
    }

    BitLayout build() {
        if (m_fields.empty())
            return std::move(m_layout);
        const unsigned perRow = m_layout.bitsPerRow;
        const unsigned lowest = m_fields.back().lsb;
        for (int low = static_cast<int>(m_fields.front().msb / perRow * perRow);
             low + static_cast<int>(perRow) > static_cast<int>(lowest);
             low -= static_cast<int>(perRow))
            addRow(static_cast<unsigned>(low));
        m_layout.size = {m_cell * std::min(perRow, m_fields.front().msb + 1), m_top - kRowGap};
        return std::move(m_layout);
    }

private:
    void addRow(unsigned low) {
        const size_t firstBox = m_layout.boxes.size();
        for (size_t i = 0; i < m_fields.size(); ++i)
            if (m_fields[i].msb >= low && m_fields[i].lsb < low + m_layout.bitsPerRow)
                addBox(i, low);
        const RowShape shape = shapeOf(firstBox);
        for (size_t i = firstBox; i < m_layout.boxes.size(); ++i)
            place(m_layout.boxes[i], low, shape);
        m_top += shape.height() + kRowGap;
    }

    void addBox(size_t field, unsigned low) {
        FieldBox box;
        box.field = field;
        box.msb = std::min(m_fields[field].msb, low + m_layout.bitsPerRow - 1);
        box.lsb = std::max(m_fields[field].lsb, low);
        box.name = boxName(m_fields[field]);
        const bool isHidden = m_fields[field].state == FieldState::Hidden;
        const qreal room = m_cell * (box.msb - box.lsb + 1) - 2 * kPadding;
        if (isHidden && m_text.width(box.name) > room)
            box.name = QStringLiteral("·");
        box.isUpright = box.msb == box.lsb && m_text.width(box.name) > room;
        if (!box.isUpright)
            box.valueName = toQString(m_fields[field].valueName);
        m_layout.boxes.push_back(std::move(box));
    }

    RowShape shapeOf(size_t firstBox) const {
        RowShape shape{2 * m_text.lineHeight + kPadding, m_text.lineHeight + kPadding};
        for (size_t i = firstBox; i < m_layout.boxes.size(); ++i) {
            const FieldBox& box = m_layout.boxes[i];
            const qreal lines = box.valueName.isEmpty() ? 1 : 2;
            shape.names = std::max(shape.names, (box.isUpright ? m_text.width(box.name) + kPadding
                                                               : lines * m_text.lineHeight) +
                                                    kPadding);
        }
        return shape;
    }

    /// The column of a bit counts from the left of a row that is full.
    void place(FieldBox& box, unsigned low, const RowShape& shape) {
        const unsigned top = std::min(low + m_layout.bitsPerRow - 1, m_fields.front().msb);
        const auto x = [&](unsigned bit) { return m_cell * (top - bit); };
        box.rect = {x(box.msb), m_top, m_cell * (box.msb - box.lsb + 1), shape.height()};
        box.nameRect = box.rect.adjusted(0, shape.digits, 0, 0);
        for (unsigned bit = box.msb + 1; bit-- > box.lsb;) {
            const QRectF cell(x(bit), m_top, m_cell, shape.digits);
            m_layout.bits.push_back(
                {bit, box.field, cell, cell.adjusted(0, m_text.lineHeight, 0, 0)});
        }
    }

    const std::vector<FieldNote>& m_fields;
    const TextMeasure& m_text;
    BitLayout m_layout;
    qreal m_cell = 0;
    qreal m_top = 0;
};

template <class Item>
const Item* itemAt(const std::vector<Item>& items, QPointF point) {
    const auto found = std::ranges::find_if(items, [point](const Item& item) {
        return point.x() >= item.rect.left() && point.x() < item.rect.right() &&
               point.y() >= item.rect.top() && point.y() < item.rect.bottom();
    });
    return found == items.end() ? nullptr : &*found;
}

} // namespace

const BitCell* BitLayout::bitAt(QPointF point) const {
    return itemAt(bits, point);
}

const FieldBox* BitLayout::boxAt(QPointF point) const {
    return itemAt(boxes, point);
}

const BitCell* BitLayout::bit(unsigned number) const {
    const auto found = std::ranges::find(bits, number, &BitCell::number);
    return found == bits.end() ? nullptr : &*found;
}

BitLayout layoutBits(const std::vector<FieldNote>& fields, qreal width, const TextMeasure& text) {
    return Builder(fields, width, text).build();
}

QString boxName(const FieldNote& field) {
    if (field.state == FieldState::Hidden)
        return QStringLiteral("hidden");
    return field.name == "RES0" ? QStringLiteral("·") : toQString(field.name);
}

} // namespace seatape::gui
