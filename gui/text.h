// SPDX-License-Identifier: Apache-2.0
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

/// Returns a number in hexadecimal with 0x.
inline QString hexText(uint64_t value, int leastDigits = 1) {
    return QStringLiteral("0x%1").arg(value, leastDigits, 16, QLatin1Char('0'));
}

} // namespace seatape::gui
