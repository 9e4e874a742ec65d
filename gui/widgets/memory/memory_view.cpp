// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/memory/memory_view.h"

#include "gui/text.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <limits>

namespace seatape::gui {

/// Where the columns are, in characters of the fixed-width font.
struct MemoryView::Metrics {
    static constexpr double kBytes = 12; ///< after the address, "0x40100000"
    static constexpr double kText = kBytes + kRowBytes * 3 + 2;

    double charWidth = 0;
    double rowHeight = 0;
    double margin = 8;

    /// Returns the left edge of a byte's digits; the second half stands a little apart.
    double byteX(unsigned column) const {
        return margin + charWidth * (kBytes + 3 * column + (column < kRowBytes / 2 ? 0 : 1));
    }
    double textX(unsigned column) const { return margin + charWidth * (kText + column); }
    double width() const { return textX(kRowBytes) + margin; }
};

std::optional<uint8_t> MemoryBytes::at(uint64_t address) const {
    return address - gpa < bytes.size() ? bytes[address - gpa] : std::nullopt;
}

MemoryView::MemoryView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Guest memory"));
    setFont(monospaceFont(font()));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

MemoryView::Metrics MemoryView::metrics() const {
    const QFontMetricsF font(this->font());
    return {font.horizontalAdvance(QLatin1Char('0')), std::ceil(font.height() + 2)};
}

void MemoryView::setSlots(const std::vector<MemorySlot>& memory) {
    m_slots = memory;
    std::ranges::sort(m_slots, {}, &MemorySlot::gpa);
    m_selected = m_slots.empty() ? 0 : m_slots.front().gpa;
    updateScrollBar();
    ask();
}

void MemoryView::setMemory(MemoryBytes now, MemoryBytes before, std::vector<PoisonRange> poison) {
    m_now = std::move(now);
    m_before = std::move(before);
    m_poison = std::move(poison);
    viewport()->update();
}

bool MemoryView::goTo(uint64_t gpa) {
    const auto row = rowOf(gpa);
    if (!row)
        return false;
    const bool isInSight = *row >= firstRow() && *row < firstRow() + visibleRows();
    if (!isInSight)
        verticalScrollBar()->setValue(static_cast<int>(*row - std::min(*row, visibleRows() / 3)));
    select(gpa);
    return true;
}

uint64_t MemoryView::rowCount() const {
    uint64_t rows = 0;
    for (const MemorySlot& slot : m_slots)
        rows += slot.size / kRowBytes;
    return rows;
}

uint64_t MemoryView::addressOfRow(uint64_t row) const {
    for (const MemorySlot& slot : m_slots) {
        if (row < slot.size / kRowBytes)
            return slot.gpa + row * kRowBytes;
        row -= slot.size / kRowBytes;
    }
    return 0;
}

std::optional<uint64_t> MemoryView::rowOf(uint64_t gpa) const {
    uint64_t rows = 0;
    for (const MemorySlot& slot : m_slots) {
        if (gpa - slot.gpa < slot.size)
            return rows + (gpa - slot.gpa) / kRowBytes;
        rows += slot.size / kRowBytes;
    }
    return std::nullopt;
}

uint64_t MemoryView::firstRow() const {
    return static_cast<uint64_t>(verticalScrollBar()->value());
}

uint64_t MemoryView::visibleRows() const {
    return static_cast<uint64_t>(std::max(1.0, viewport()->height() / metrics().rowHeight));
}

void MemoryView::updateScrollBar() {
    const uint64_t most = rowCount() - std::min(rowCount(), visibleRows());
    verticalScrollBar()->setRange(
        0, static_cast<int>(std::min<uint64_t>(most, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(static_cast<int>(visibleRows()));
    horizontalScrollBar()->setRange(0, std::max(0, int(metrics().width()) - viewport()->width()));
    viewport()->update();
}

/// Asks for a screen more on either side, so that scrolling a little needs no answer.
void MemoryView::ask() {
    if (m_slots.empty())
        return;
    const uint64_t around = visibleRows() + 1;
    const uint64_t row = firstRow() - std::min(firstRow(), around);
    const uint64_t first = addressOfRow(row);
    const uint64_t last = addressOfRow(std::min(rowCount() - 1, firstRow() + 2 * around));
    const uint64_t most = 4 * around * kRowBytes;
    Q_EMIT wanted(first, std::min(most, last - first + kRowBytes));
}

void MemoryView::select(uint64_t gpa) {
    if (gpa == m_selected)
        return viewport()->update();
    m_selected = gpa;
    const auto byte = m_now.at(gpa);
    setAccessibleDescription(tr("%1: %2%3")
                                 .arg(hexText(gpa), byte ? hexText(*byte) : tr("unknown"),
                                      isPoisoned(gpa) ? tr(", poisoned") : QString()));
    viewport()->update();
    Q_EMIT selectedChanged(gpa);
}

bool MemoryView::isPoisoned(uint64_t gpa) const {
    return std::ranges::any_of(
        m_poison, [gpa](const PoisonRange& range) { return gpa - range.gpa < range.size; });
}

QSize MemoryView::sizeHint() const {
    return {int(metrics().width()) + verticalScrollBar()->sizeHint().width() + 4,
            int(16 * metrics().rowHeight)};
}

void MemoryView::resizeEvent(QResizeEvent*) {
    updateScrollBar();
    ask();
}

void MemoryView::scrollContentsBy(int, int) {
    viewport()->update();
    ask();
}

void MemoryView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange)
        updateScrollBar();
    QAbstractScrollArea::changeEvent(event);
}

void MemoryView::mousePressEvent(QMouseEvent* event) {
    const Metrics sizes = metrics();
    const uint64_t row =
        firstRow() + static_cast<uint64_t>(std::max(0.0, event->position().y()) / sizes.rowHeight);
    const double x = event->position().x() + horizontalScrollBar()->value();
    if (row >= rowCount())
        return;
    for (unsigned column = 0; column < kRowBytes; ++column)
        if ((x >= sizes.byteX(column) && x < sizes.byteX(column) + 3 * sizes.charWidth) ||
            (x >= sizes.textX(column) && x < sizes.textX(column + 1)))
            return select(addressOfRow(row) + column);
}

void MemoryView::keyPressEvent(QKeyEvent* event) {
    const uint64_t page = visibleRows() * kRowBytes;
    const auto move = [this](bool isUp, uint64_t by) {
        goTo(isUp ? m_selected - by : m_selected + by);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return move(true, 1);
    case Qt::Key_Right:
        return move(false, 1);
    case Qt::Key_Up:
        return move(true, kRowBytes);
    case Qt::Key_Down:
        return move(false, kRowBytes);
    case Qt::Key_PageUp:
        return move(true, page);
    case Qt::Key_PageDown:
        return move(false, page);
    case Qt::Key_Home:
        return move(true, m_selected % kRowBytes);
    case Qt::Key_End:
        return move(false, kRowBytes - 1 - m_selected % kRowBytes);
    default:
        return QAbstractScrollArea::keyPressEvent(event);
    }
}

void MemoryView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.setFont(font());
    const Theme theme(palette());
    painter.fillRect(viewport()->rect(), theme[Role::Base]);
    painter.translate(-horizontalScrollBar()->value(), 0);
    const double height = metrics().rowHeight;
    for (uint64_t i = 0; i <= visibleRows() && firstRow() + i < rowCount(); ++i)
        paintRow(painter, theme, firstRow() + i, double(i) * height);
}

void MemoryView::paintRow(QPainter& painter, const Theme& theme, uint64_t row, double top) const {
    const Metrics sizes = metrics();
    const uint64_t gpa = addressOfRow(row);
    painter.setPen(theme[Role::Soft]);
    painter.drawText(QRectF(sizes.margin, top, sizes.charWidth * Metrics::kBytes, sizes.rowHeight),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     QStringLiteral("0x%1").arg(gpa, 8, 16, QLatin1Char('0')));
    for (unsigned column = 0; column < kRowBytes; ++column)
        paintByte(painter, theme, gpa + column, top);
}

void MemoryView::paintByte(QPainter& painter, const Theme& theme, uint64_t gpa, double top) const {
    const Metrics sizes = metrics();
    const auto column = static_cast<unsigned>(gpa % kRowBytes);
    const QRectF digits(sizes.byteX(column), top, 2 * sizes.charWidth, sizes.rowHeight);
    const QRectF letter(sizes.textX(column), top, sizes.charWidth, sizes.rowHeight);
    const auto byte = m_now.at(gpa);
    const auto before = m_before.at(gpa);
    const bool isChanged = byte && before && *byte != *before;
    const bool isBad = isPoisoned(gpa);
    const QRectF around = digits.adjusted(-sizes.charWidth / 2, 0, sizes.charWidth / 2, 0);
    if (isBad || isChanged)
        painter.fillRect(around, theme[isBad ? Role::BadSurface : Role::MarkSurface]);
    if (isBad) {
        QColor hatch = theme[Role::Bad];
        hatch.setAlphaF(0.35F);
        painter.fillRect(around, QBrush(hatch, Qt::BDiagPattern));
    }
    const Role ink = isBad ? Role::Bad : isChanged ? Role::Changed : Role::Text;
    painter.setPen(theme[!byte || (*byte == 0 && ink == Role::Text) ? Role::Soft : ink]);
    painter.drawText(digits, Qt::AlignCenter,
                     byte ? QStringLiteral("%1").arg(*byte, 2, 16, QLatin1Char('0'))
                          : QStringLiteral("··"));
    const bool isPlain = byte && *byte >= 0x20 && *byte < 0x7f;
    painter.drawText(letter, Qt::AlignCenter,
                     isPlain ? QString(QLatin1Char(static_cast<char>(*byte)))
                             : QStringLiteral("·"));
    if (gpa != m_selected)
        return;
    painter.setPen(QPen(theme[hasFocus() ? Role::Focus : Role::Soft], 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(digits.adjusted(-2, 1, 2, -1));
    painter.drawRect(letter.adjusted(-1, 1, 1, -1));
}

} // namespace seatape::gui
