/// Text of core and explain as Qt's.
#pragma once

#include <QString>

#include <cstdint>
#include <string_view>

namespace seatape::gui {

/// Returns UTF-8 as a QString.
inline QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Returns a number as "0x1f", and with all its 16 digits.
inline QString hex(uint64_t value) {
    return QStringLiteral("0x%1").arg(value, 0, 16);
}
inline QString paddedHex(uint64_t value) {
    return QStringLiteral("0x%1").arg(value, 16, 16, QLatin1Char('0'));
}

} // namespace seatape::gui
