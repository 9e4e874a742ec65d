// SPDX-License-Identifier: Apache-2.0
/// The 64 bytes of kvm_vcpu_events, to be edited in place; each has the colour of its member.
#pragma once

#include "gui/widgets/theme.h"
#include "seatape/core/vcpu_events.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QWidget>

#include <optional>

namespace seatape::gui {

/// Where the bytes are: 16 in a row, in two groups, after their offset.
struct ByteGrid {
    static constexpr size_t kRowBytes = 16;

    double charWidth = 0; ///< of a digit, in pixels
    double rowHeight = 0;

    /// Returns where the offset of a row is written.
    QRectF offsetRect(size_t row) const;
    /// Returns the place of a byte, 0 to 63.
    QRectF byteRect(size_t index) const;
    /// Returns the byte at a point, nothing beside them.
    std::optional<size_t> byteAt(QPointF point) const;
    /// Returns the size of all of it.
    QSizeF size() const;
};

/// Digits overwrite; the arrows go from byte to byte, Tab from member to member and then out,
/// Delete clears a byte.
class EventsBytes final : public QWidget {
    Q_OBJECT

public:
    explicit EventsBytes(QWidget* parent = nullptr);

    /// Shows bytes; sends no signal.
    void setBytes(Dialect dialect, const RawVcpuEvents& raw);
    /// Returns the byte that the keyboard is at.
    size_t cursor() const { return m_cursor; }
    /// Returns the places in the present font.
    ByteGrid grid() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// The user has entered a digit of a byte, or cleared it.
    void byteEdited(int index, int value);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void moveTo(size_t index);
    void moveBy(int bytes);
    void typeDigit(unsigned digit);
    void put(uint8_t value);
    void setHovered(std::optional<size_t> index);
    void paintBoxes(QPainter& painter, const Theme& theme) const;
    void paintByte(QPainter& painter, const Theme& theme, size_t index) const;

    Dialect m_dialect = Dialect::Mainline;
    RawVcpuEvents m_raw{};
    size_t m_cursor = 0;
    bool m_isLowDigit = false; ///< the next digit is the lower one of its byte
    std::optional<size_t> m_hovered;
};

/// Returns the colour of a member of kvm_vcpu_events, the same in every dialect.
QColor memberTint(const Theme& theme, std::string_view member, bool strong);

/// Returns what a byte is: "ext_abt_esr[15:8] = 0x06", or why it must be zero.
QString byteText(Dialect dialect, const RawVcpuEvents& raw, size_t index);

} // namespace seatape::gui
