// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/bit_painter.h"

#include <algorithm>

namespace seatape::gui {
namespace {

constexpr qreal kBoxRadius = 4;
constexpr qreal kBoxGap = 1;

class BitPainter {
public:
    BitPainter(QPainter& painter, const DecodedValue& value, const BitLayout& layout,
               const BitMarks& marks, const Theme& theme, const QFont& font)
        : m_painter(painter), m_value(value), m_layout(layout), m_marks(marks), m_theme(theme),
          m_font(font), m_small(font), m_mono(monospaceFont(font)) {
        m_small.setPointSizeF(font.pointSizeF() * 0.75);
        m_mono.setBold(true);
    }

    void paint() {
        m_painter.setRenderHint(QPainter::Antialiasing);
        for (const FieldBox& box : m_layout.boxes)
            paintBox(box);
        for (const BitCell& bit : m_layout.bits)
            paintBit(bit);
    }

private:
    const FieldNote& note(size_t field) const { return m_value.notes[field]; }
    bool isReserved(size_t field) const {
        return m_value.fields[field].row->isReserved() || note(field).state == FieldState::Hidden;
    }

    QColor surface(size_t field) const {
        if (!note(field).remark.empty())
            return m_theme[Role::BadSurface];
        if (isReserved(field))
            return m_theme[Role::Field];
        return m_theme.tint(field, note(field).value != 0);
    }

    void paintBox(const FieldBox& box) {
        const bool isHovered =
            m_marks.hovered && *m_marks.hovered <= box.msb && *m_marks.hovered >= box.lsb;
        const bool isCurrent =
            m_marks.cursor && *m_marks.cursor <= box.msb && *m_marks.cursor >= box.lsb;
        const bool isOdd = !note(box.field).remark.empty();
        QPen edge(Qt::NoPen);
        if (isCurrent)
            edge = QPen(m_theme[Role::Focus], 2);
        else if (isOdd)
            edge = QPen(m_theme[Role::Bad], 1.5);
        else if (isHovered)
            edge = QPen(m_theme[Role::Soft], 1);
        m_painter.setPen(edge);
        m_painter.setBrush(surface(box.field));
        m_painter.drawRoundedRect(box.rect.adjusted(kBoxGap, kBoxGap, -kBoxGap, -kBoxGap),
                                  kBoxRadius, kBoxRadius);
        paintName(box);
    }

    void paintName(const FieldBox& box) {
        m_painter.setFont(m_font);
        m_painter.setPen(m_theme[isReserved(box.field)            ? Role::Soft
                                 : note(box.field).remark.empty() ? Role::Text
                                                                  : Role::Bad]);
        if (box.isUpright)
            return paintUpright(box);
        const QFontMetricsF metrics(m_font);
        const QRectF inner = box.nameRect.adjusted(2, 1, -2, 0);
        QRectF line(inner.left(), inner.top(), inner.width(), metrics.height());
        m_painter.drawText(line, Qt::AlignCenter,
                           metrics.elidedText(box.name, Qt::ElideRight, inner.width()));
        if (box.valueName.isEmpty())
            return;
        line.translate(0, metrics.height());
        m_painter.setFont(m_small);
        m_painter.drawText(
            line, Qt::AlignHCenter | Qt::AlignTop,
            QFontMetricsF(m_small).elidedText(box.valueName, Qt::ElideRight, inner.width()));
    }

    void paintUpright(const FieldBox& box) {
        m_painter.save();
        m_painter.translate(box.nameRect.center().x(), box.nameRect.top() + 2);
        m_painter.rotate(90);
        const qreal height = QFontMetricsF(m_font).height();
        m_painter.drawText(QRectF(0, -height / 2, box.nameRect.height(), height),
                           Qt::AlignLeft | Qt::AlignVCenter, box.name);
        m_painter.restore();
    }

    void paintBit(const BitCell& bit) {
        const FieldNote& field = note(bit.field);
        const bool isOne = ((field.value >> (bit.number - field.lsb)) & 1) != 0;
        const bool isChanged = ((m_marks.changed >> bit.number) & 1) != 0;
        if (isChanged) {
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(m_theme[Role::MarkSurface]);
            m_painter.drawRoundedRect(bit.digitRect.adjusted(2, 1, -2, -1), 3, 3);
        }
        m_painter.setFont(m_small);
        m_painter.setPen(m_theme[Role::Soft]);
        m_painter.drawText(QRectF(bit.rect.left(), bit.rect.top() + 2, bit.rect.width(),
                                  bit.digitRect.top() - bit.rect.top() - 1),
                           Qt::AlignCenter, QString::number(bit.number));
        m_painter.setFont(m_mono);
        m_painter.setPen(m_theme[isChanged ? Role::Changed : isOne ? Role::Text : Role::Soft]);
        m_painter.drawText(bit.digitRect, Qt::AlignCenter, isOne ? "1" : "0");
        if (m_marks.cursor == bit.number)
            paintCursor(bit);
    }

    void paintCursor(const BitCell& bit) {
        m_painter.setPen(QPen(m_theme[Role::Focus], 2));
        const qreal y = bit.digitRect.bottom() - 1;
        m_painter.drawLine(QPointF(bit.digitRect.left() + 4, y),
                           QPointF(bit.digitRect.right() - 4, y));
    }

    QPainter& m_painter;
    const DecodedValue& m_value;
    const BitLayout& m_layout;
    const BitMarks& m_marks;
    const Theme& m_theme;
    QFont m_font;
    QFont m_small;
    QFont m_mono;
};

} // namespace

void paintBits(QPainter& painter, const DecodedValue& value, const BitLayout& layout,
               const BitMarks& marks, const Theme& theme, const QFont& font) {
    BitPainter(painter, value, layout, marks, theme, font).paint();
}

} // namespace seatape::gui
