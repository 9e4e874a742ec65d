// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/events_bytes.h"

#include "gui/text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace seatape::gui {
namespace {

constexpr double kOffsetChars = 4; // "48", and space after it
constexpr double kByteChars = 2.8; // two digits, and space around them
constexpr double kGroupGap = 1;    // characters, between the halves of a row

/// Returns whether the byte belongs to the member.
bool covers(const EventsMember& member, size_t index) {
    return index >= member.offset && index < size_t{member.offset} + member.size();
}

bool isNamed(Dialect dialect, size_t index) {
    return std::ranges::any_of(eventsLayout(dialect).members, [index](const EventsMember& member) {
        return covers(member, index);
    });
}

/// Returns the first byte of the next member in a direction, nothing after the last one.
std::optional<size_t> nextMember(Dialect dialect, size_t from, bool isForward) {
    std::optional<size_t> found;
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const size_t at = member.offset;
        const bool isBeyond = isForward ? at > from : at < from;
        if (isBeyond && (!found || (isForward ? at < *found : at > *found)))
            found = at;
    }
    return found;
}

} // namespace

QRectF ByteGrid::offsetRect(size_t row) const {
    return {0, double(row) * rowHeight, (kOffsetChars - 1) * charWidth, rowHeight};
}

QRectF ByteGrid::byteRect(size_t index) const {
    const size_t column = index % kRowBytes;
    const double gap = column < kRowBytes / 2 ? 0 : kGroupGap;
    return {(kOffsetChars + kByteChars * double(column) + gap) * charWidth,
            double(index / kRowBytes) * rowHeight, kByteChars * charWidth, rowHeight};
}

std::optional<size_t> ByteGrid::byteAt(QPointF point) const {
    for (size_t i = 0; i < kVcpuEventsSize; ++i)
        if (byteRect(i).contains(point))
            return i;
    return std::nullopt;
}

QSizeF ByteGrid::size() const {
    const QRectF last = byteRect(kVcpuEventsSize - 1);
    return {last.right(), last.bottom()};
}

QColor memberTint(const Theme& theme, std::string_view member, bool strong) {
    const auto members = eventsLayout(Dialect::Union).members; // it has all of them
    const auto at = std::ranges::find(members, member, &EventsMember::name) - members.begin();
    return theme.tint(static_cast<size_t>(at), strong);
}

QString byteText(Dialect dialect, const RawVcpuEvents& raw, size_t index) {
    QStringList names;
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const size_t lsb = 8 * (index - member.offset);
        if (covers(member, index))
            names << (member.size() == 1 ? toQString(member.name)
                                         : QStringLiteral("%1[%2:%3]")
                                               .arg(toQString(member.name))
                                               .arg(lsb + 7)
                                               .arg(lsb));
    }
    const QString value = hexText(raw[index], 2);
    if (!names.isEmpty())
        return QStringLiteral("%1 = %2").arg(
            names.join(EventsBytes::tr(" and ", "two members in the same byte")), value);
    const bool isReserved = index >= eventsLayout(dialect).reservedOffset;
    const QString name = isReserved ? QStringLiteral("reserved[]") : QStringLiteral("pad[]");
    return raw[index] == 0 ? EventsBytes::tr("%1 = 0x00").arg(name)
                           : EventsBytes::tr("%1 = %2: must be zero").arg(name, value);
}

EventsBytes::EventsBytes(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFont(monospaceFont(font()));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    moveTo(0);
}

void EventsBytes::setBytes(Dialect dialect, const RawVcpuEvents& raw) {
    if (dialect != m_dialect || raw != m_raw)
        m_isLowDigit = false; // another answer than the one that half a byte was typed into
    m_dialect = dialect;
    m_raw = raw;
    setAccessibleDescription(tr("byte %1: %2").arg(m_cursor).arg(byteText(dialect, raw, m_cursor)));
    update();
}

ByteGrid EventsBytes::grid() const {
    const QFontMetricsF metrics(font());
    return {metrics.horizontalAdvance(QLatin1Char('0')), std::ceil(metrics.height() + 5)};
}

/// Below the bytes a line says what the one at the cursor is.
QSize EventsBytes::sizeHint() const {
    const ByteGrid grid = this->grid();
    return {int(std::ceil(grid.size().width())) + 1,
            int(std::ceil(grid.size().height() + grid.rowHeight))};
}

void EventsBytes::moveTo(size_t index) {
    m_cursor = index;
    m_isLowDigit = false;
    setBytes(m_dialect, m_raw);
}

void EventsBytes::moveBy(int bytes) {
    const int to = static_cast<int>(m_cursor) + bytes;
    if (to >= 0 && to < static_cast<int>(kVcpuEventsSize))
        moveTo(static_cast<size_t>(to));
}

void EventsBytes::put(uint8_t value) {
    if (value == m_raw[m_cursor])
        return;
    m_raw[m_cursor] = value;
    setBytes(m_dialect, m_raw);
    Q_EMIT byteEdited(static_cast<int>(m_cursor), value);
}

/// The upper digit stays at its byte, the lower one goes on to the next.
void EventsBytes::typeDigit(unsigned digit) {
    const unsigned now = m_raw[m_cursor];
    put(static_cast<uint8_t>(m_isLowDigit ? (now & 0xf0) | digit : digit << 4 | (now & 0x0f)));
    if (m_isLowDigit)
        m_cursor + 1 < kVcpuEventsSize ? moveBy(1) : moveTo(m_cursor);
    else
        m_isLowDigit = true;
    update();
}

void EventsBytes::keyPressEvent(QKeyEvent* event) {
    bool isDigit = false;
    const unsigned digit = event->text().toUInt(&isDigit, 16);
    const bool isPlain = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) == 0;
    if (isDigit && isPlain && event->text().size() == 1)
        return typeDigit(digit);
    const auto inRow = static_cast<int>(m_cursor % ByteGrid::kRowBytes);
    const int row = ByteGrid::kRowBytes;
    switch (event->key()) {
    case Qt::Key_Left:
        return m_isLowDigit ? moveTo(m_cursor) : moveBy(-1);
    case Qt::Key_Right:
        return moveBy(1);
    case Qt::Key_Up:
        return moveBy(-row);
    case Qt::Key_Down:
        return moveBy(row);
    case Qt::Key_Home:
        return moveBy(-inRow);
    case Qt::Key_End:
        return moveBy(row - 1 - inRow);
    case Qt::Key_Delete:
        put(0);
        return moveTo(m_cursor);
    default:
        return QWidget::keyPressEvent(event);
    }
}

bool EventsBytes::focusNextPrevChild(bool next) {
    const auto to = nextMember(m_dialect, m_cursor, next);
    if (!to)
        return QWidget::focusNextPrevChild(next);
    moveTo(*to);
    return true;
}

void EventsBytes::focusInEvent(QFocusEvent* event) {
    if (event->reason() == Qt::TabFocusReason)
        moveTo(0);
    if (event->reason() == Qt::BacktabFocusReason)
        moveTo(*nextMember(m_dialect, kVcpuEventsSize, false));
    QWidget::focusInEvent(event);
}

void EventsBytes::mousePressEvent(QMouseEvent* event) {
    if (const auto index = grid().byteAt(event->position()))
        moveTo(*index);
}

void EventsBytes::mouseMoveEvent(QMouseEvent* event) {
    setHovered(grid().byteAt(event->position()));
}

void EventsBytes::leaveEvent(QEvent*) {
    setHovered(std::nullopt);
}

void EventsBytes::setHovered(std::optional<size_t> index) {
    m_hovered = index;
    setCursor(index ? Qt::IBeamCursor : Qt::ArrowCursor);
    update();
}

bool EventsBytes::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto index = grid().byteAt(help->pos());
    index
        ? QToolTip::showText(help->globalPos(),
                             tr("byte %1: %2").arg(*index).arg(byteText(m_dialect, m_raw, *index)),
                             this, grid().byteRect(*index).toRect())
        : QToolTip::hideText();
    return true;
}

void EventsBytes::paintEvent(QPaintEvent*) {
    const Theme theme(palette());
    const ByteGrid grid = this->grid();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    painter.setPen(theme[Role::Soft]);
    for (size_t row = 0; row < kVcpuEventsSize / ByteGrid::kRowBytes; ++row)
        painter.drawText(grid.offsetRect(row), Qt::AlignVCenter | Qt::AlignRight,
                         QString::number(row * ByteGrid::kRowBytes));
    paintBoxes(painter, theme);
    for (size_t i = 0; i < kVcpuEventsSize; ++i)
        paintByte(painter, theme, i);
    const size_t told = m_hovered.value_or(m_cursor);
    painter.setPen(theme[Role::Soft]);
    painter.drawText(QRectF(grid.byteRect(0).left(), grid.size().height(), width(), grid.rowHeight),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     tr("byte %1: %2").arg(told).arg(byteText(m_dialect, m_raw, told)));
}

/// A member is one box, as a field of a bit diagram is; so is a byte that must be zero and is not.
void EventsBytes::paintBoxes(QPainter& painter, const Theme& theme) const {
    constexpr double kRadius = 4;
    const ByteGrid grid = this->grid();
    const auto box = [&](size_t first, size_t last, const QColor& color) {
        painter.setBrush(color);
        painter.drawRoundedRect(
            grid.byteRect(first).united(grid.byteRect(last)).adjusted(1, 1, -1, -1), kRadius,
            kRadius);
    };
    painter.setPen(Qt::NoPen);
    const VcpuEvents events = decodeEvents(m_dialect, m_raw);
    for (const EventsMember& member : eventsLayout(m_dialect).members)
        box(member.offset, member.offset + member.size() - 1u,
            memberTint(theme, member.name, member.in(events) != 0));
    for (size_t i = 0; i < kVcpuEventsSize; ++i)
        if (m_raw[i] != 0 && !isNamed(m_dialect, i))
            box(i, i, theme[Role::BadSurface]);
}

void EventsBytes::paintByte(QPainter& painter, const Theme& theme, size_t index) const {
    const QRectF rect = grid().byteRect(index);
    const bool isStray = m_raw[index] != 0 && !isNamed(m_dialect, index);
    painter.setPen(theme[isStray                            ? Role::Bad
                         : isEnabled() && m_raw[index] != 0 ? Role::Text
                                                            : Role::Soft]);
    painter.drawText(rect, Qt::AlignCenter,
                     QStringLiteral("%1").arg(m_raw[index], 2, 16, QLatin1Char('0')));
    if (index != m_cursor)
        return;
    painter.setPen(QPen(theme[hasFocus() ? Role::Focus : Role::Soft], hasFocus() ? 1.5 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3);
    if (!hasFocus())
        return;
    const double digit = grid().charWidth;
    const double left = rect.center().x() - (m_isLowDigit ? 0 : digit);
    painter.drawLine(QPointF(left + 1, rect.bottom() - 4),
                     QPointF(left + digit - 1, rect.bottom() - 4));
}

} // namespace seatape::gui
