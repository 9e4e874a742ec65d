// SPDX-License-Identifier: Apache-2.0
/// A line for a 64-bit number in hexadecimal (or decimal), which says when it holds none.
#pragma once

#include <QLineEdit>

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

class HexEdit final : public QLineEdit {
    Q_OBJECT

public:
    explicit HexEdit(QWidget* parent = nullptr);

    void setValue(uint64_t value);

Q_SIGNALS:
    /// The user has entered another number.
    void valueEdited(quint64 value);

private:
    void check();

    uint64_t m_value = 0;
};

/// Reads "0x1f", "31" or "0b11111", with blanks and _ between digits; nothing if it is no number of
/// 64 bits.
std::optional<uint64_t> parseNumber(QString text);
/// Says of a text that parseNumber() does not take what it should be.
QString numberProblem(const QString& text);

/// Reads bytes as pairs of hexadecimal digits, with blanks between them: "00 1f"; nothing if it is
/// anything else.
std::optional<std::vector<uint8_t>> parseBytes(QString text);

} // namespace seatape::gui
