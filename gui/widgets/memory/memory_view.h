// SPDX-License-Identifier: Apache-2.0
/// Guest memory in hexadecimal and ASCII, with what is poisoned and what has changed.
#pragma once

#include "gui/widgets/theme.h"
#include "seatape/core/scenario.h"

#include <QAbstractScrollArea>

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

/// Bytes from `gpa` on; nothing where no slot backs them.
struct MemoryBytes {
    uint64_t gpa = 0;
    std::vector<std::optional<uint8_t>> bytes;

    /// Returns the byte at an address, nothing if it is not known.
    std::optional<uint8_t> at(uint64_t address) const;
};

/// Arrows move byte by byte, PageUp and PageDown by screen, Home and End in the row. It holds no
/// memory: it asks for what comes into sight and shows dots until it gets it.
class MemoryView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    static constexpr unsigned kRowBytes = 16;

    explicit MemoryView(QWidget* parent = nullptr);

    /// Says which addresses there are.
    void setSlots(const std::vector<MemorySlot>& memory);
    /// Shows memory; bytes that differ from `before` (of the same addresses) are marked.
    void setMemory(MemoryBytes now, MemoryBytes before, std::vector<PoisonRange> poison);
    /// Brings an address into sight and selects it; false if no slot has it.
    bool goTo(uint64_t gpa);
    uint64_t selected() const { return m_selected; }

    QSize sizeHint() const override;

Q_SIGNALS:
    /// These addresses are in sight and should be given to setMemory().
    void wanted(quint64 gpa, quint64 size);
    void selectedChanged(quint64 gpa);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Metrics;
    Metrics metrics() const;
    uint64_t rowCount() const;
    uint64_t addressOfRow(uint64_t row) const;
    std::optional<uint64_t> rowOf(uint64_t gpa) const;
    uint64_t firstRow() const;
    uint64_t visibleRows() const;
    void updateScrollBar();
    void ask();
    void select(uint64_t gpa);
    bool isPoisoned(uint64_t gpa) const;
    void paintRow(QPainter& painter, const Theme& theme, uint64_t row, double top) const;
    void paintByte(QPainter& painter, const Theme& theme, uint64_t gpa, double top) const;

    std::vector<MemorySlot> m_slots;
    MemoryBytes m_now;
    MemoryBytes m_before;
    std::vector<PoisonRange> m_poison;
    uint64_t m_selected = 0;
};

} // namespace seatape::gui
