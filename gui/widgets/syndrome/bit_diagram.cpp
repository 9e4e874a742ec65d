// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/bit_diagram.h"

#include "gui/text.h"
#include "gui/widgets/syndrome/field_menu.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

namespace seatape::gui {

BitDiagram::BitDiagram(QWidget* parent) : QWidget(parent), m_decoder(esrDecoder()) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    decode();
}

void BitDiagram::setDecoder(Decoder decoder, const EsrContext& context) {
    m_decoder = std::move(decoder);
    m_context = context;
    decode();
}

void BitDiagram::setValue(uint64_t value) {
    m_value = value;
    decode();
}

void BitDiagram::setReference(std::optional<uint64_t> value) {
    m_reference = value;
    update();
}

void BitDiagram::setReadOnly(bool readOnly) {
    m_isReadOnly = readOnly;
    update();
}

void BitDiagram::decode() {
    m_decoded = m_decoder(m_value);
    place();
    if (m_layout.bit(m_cursor) == nullptr && !m_decoded.notes.empty())
        m_cursor = m_decoded.notes.front().msb;
    tellAccessibility();
    update();
}

void BitDiagram::place() {
    const int before = heightForWidth(width());
    m_layout = layoutBits(m_decoded.notes, width(), measure());
    if (before != height())
        updateGeometry();
}

TextMeasure BitDiagram::measure() const {
    return TextMeasure::of(font(), monospaceFont(font()));
}

int BitDiagram::heightForWidth(int width) const {
    return qRound(layoutBits(m_decoded.notes, width, measure()).size.height() + 1);
}

QSize BitDiagram::sizeHint() const {
    constexpr int kUsualWidth = 800;
    return {kUsualWidth, heightForWidth(kUsualWidth)};
}

QSize BitDiagram::minimumSizeHint() const {
    constexpr int kBits = 16;
    const int width = qRound(kBits * (2 * measure().digitWidth + 3));
    return {width, heightForWidth(std::max(width, this->width()))};
}

Picture BitDiagram::picture(const QString& title) const {
    return {title, m_layout.size, [this](QPainter& painter, const Theme& theme) {
                paintBits(painter, m_decoded, m_layout, changes(), theme, font());
            }};
}

BitMarks BitDiagram::changes() const {
    return {m_reference ? m_value ^ *m_reference : 0, {}, {}};
}

void BitDiagram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    BitMarks marks = changes();
    marks.hovered = m_hoverBit;
    if (hasFocus())
        marks.cursor = m_cursor;
    paintBits(painter, m_decoded, m_layout, marks, Theme(palette()), font());
}

void BitDiagram::resizeEvent(QResizeEvent*) {
    place();
}

void BitDiagram::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange)
        place();
    QWidget::changeEvent(event);
}

bool BitDiagram::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const FieldBox* box = m_layout.boxAt(help->pos()))
            QToolTip::showText(help->globalPos(), toQString(fieldTip(m_decoded.notes[box->field])),
                               this, box->rect.toRect());
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void BitDiagram::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    const FieldBox* box = m_layout.boxAt(event->position());
    if (box == nullptr)
        return;
    const BitCell* bit = m_layout.bitAt(event->position());
    setCursorBit(bit != nullptr ? bit->number : box->lsb);
    if (bit != nullptr)
        flip(bit->number);
    else
        openChoices(box->field);
}

void BitDiagram::mouseMoveEvent(QMouseEvent* event) {
    const FieldBox* box = m_layout.boxAt(event->position());
    const BitCell* bit = m_layout.bitAt(event->position());
    m_hoverBit = bit != nullptr   ? std::optional(bit->number)
                 : box != nullptr ? std::optional(box->lsb)
                                  : std::nullopt;
    const bool canEdit =
        box != nullptr && !m_isReadOnly && isEditable(m_decoded.fields[box->field]);
    setCursor(canEdit ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void BitDiagram::leaveEvent(QEvent*) {
    m_hoverBit.reset();
    update();
}

void BitDiagram::keyPressEvent(QKeyEvent* event) {
    const bool byBit = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        return byBit ? moveToBit(1) : moveToField(-1);
    case Qt::Key_Right:
        return byBit ? moveToBit(-1) : moveToField(1);
    case Qt::Key_Home:
        return setCursorBit(m_layout.bits.empty() ? 0 : m_layout.bits.front().number);
    case Qt::Key_End:
        return setCursorBit(m_layout.bits.empty() ? 0 : m_layout.bits.back().number);
    case Qt::Key_Space:
        return flip(m_cursor);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return openChoices(cursorField());
    default:
        return QWidget::keyPressEvent(event);
    }
}

size_t BitDiagram::cursorField() const {
    const BitCell* bit = m_layout.bit(m_cursor);
    return bit == nullptr ? 0 : bit->field;
}

void BitDiagram::moveToField(int step) {
    const auto next = static_cast<int64_t>(cursorField()) + step;
    if (next >= 0 && next < static_cast<int64_t>(m_decoded.notes.size()))
        setCursorBit(m_decoded.notes[static_cast<size_t>(next)].lsb);
}

void BitDiagram::moveToBit(int step) {
    const auto next = static_cast<int64_t>(m_cursor) + step;
    if (next >= 0 && m_layout.bit(static_cast<unsigned>(next)) != nullptr)
        setCursorBit(static_cast<unsigned>(next));
}

void BitDiagram::setCursorBit(unsigned bit) {
    m_cursor = bit;
    tellAccessibility();
    update();
}

void BitDiagram::flip(unsigned bit) {
    const BitCell* cell = m_layout.bit(bit);
    if (cell != nullptr && isEditable(m_decoded.fields[cell->field]))
        edit(m_value ^ (uint64_t{1} << bit));
}

void BitDiagram::edit(uint64_t value) {
    if (m_isReadOnly || value == m_value)
        return;
    setValue(value);
    Q_EMIT valueEdited(value);
}

void BitDiagram::openChoices(size_t field) {
    if (m_isReadOnly || field >= m_decoded.fields.size() || !isEditable(m_decoded.fields[field]))
        return;
    const FieldRow& row = *m_decoded.fields[field].row;
    const unsigned msb = row.msb;
    const unsigned lsb = row.lsb;
    auto* menu = new FieldMenu(m_decoded.fields[field], m_context, this);
    connect(menu, &FieldMenu::chosen, this,
            [this, msb, lsb](uint64_t code) { edit(withBits(m_value, msb, lsb, code)); });
    const auto box = std::ranges::find(m_layout.boxes, field, &FieldBox::field);
    menu->popup(mapToGlobal(box->rect.bottomLeft().toPoint()));
}

/// A screen reader reads the field under the cursor.
void BitDiagram::tellAccessibility() {
    if (m_decoded.notes.empty())
        return;
    const FieldNote& note = m_decoded.notes[cursorField()];
    setAccessibleDescription(tr("%1: field %2, bit %3, value %4 %5")
                                 .arg(hexText(m_value), toQString(note.name))
                                 .arg(m_cursor)
                                 .arg(hexText(note.value), toQString(note.valueName)));
}

} // namespace seatape::gui
