// SPDX-License-Identifier: Apache-2.0
/// Characters, and names without regard to case, in ASCII and whatever the locale is. Depends on
/// nothing but the language.
#pragma once

#include <algorithm>
#include <string_view>

namespace seatape {

/// Returns the small letter of a capital one, and every other character as it is.
constexpr char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Returns whether `c` is a decimal digit.
constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// Returns whether `c` is a hexadecimal digit, small or capital.
constexpr bool isHexDigit(char c) {
    return isDigit(c) || (lowerCase(c) >= 'a' && lowerCase(c) <= 'f');
}

/// Returns whether two texts are the same but for the case of letters.
constexpr bool isSameName(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lowerCase, lowerCase);
}

/// Returns whether `text` begins with `beginning`, but for the case of letters.
constexpr bool beginsLike(std::string_view text, std::string_view beginning) {
    return isSameName(text.substr(0, beginning.size()), beginning);
}

} // namespace seatape
