// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/number_text.h"

#include "seatape/base/ascii.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace seatape {
namespace {

/// Removes a prefix and returns the base that it announces.
int takeBase(std::string_view& text) {
    const std::string_view prefix = text.substr(0, 2);
    const int base = prefix == "0x" || prefix == "0X"   ? 16
                     : prefix == "0b" || prefix == "0B" ? 2
                                                        : 10;
    text.remove_prefix(base == 10 ? 0 : 2);
    return base;
}

/// An underscore separates two digits; it does not start or end a number, and never doubles.
bool separatesDigits(std::string_view digits) {
    return !digits.empty() && digits.front() != '_' && digits.back() != '_' &&
           digits.find("__") == std::string_view::npos;
}

} // namespace

std::optional<uint64_t> parseNumber(std::string_view text) {
    const int base = takeBase(text);
    if (!separatesDigits(text))
        return std::nullopt;
    std::string digits(text);
    std::erase(digits, '_');
    uint64_t value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value, base);
    return error == std::errc() && end == last ? std::optional(value) : std::nullopt;
}

std::optional<uint64_t> parseRegisterValue(std::string_view text) {
    std::string digits(text);
    std::ranges::replace(digits, '\'', '_');
    const bool isBare = !digits.starts_with("0x") && !digits.starts_with("0X") &&
                        !digits.starts_with("0b") && !digits.starts_with("0B");
    const auto count = static_cast<std::size_t>(std::ranges::count_if(digits, isHexDigit));
    const bool hasLetter = digits.find_first_of("abcdefABCDEF") != std::string::npos;
    const bool isHex = isBare && (hasLetter || count == 8 || count == 16);
    return parseNumber(isHex ? "0x" + digits : digits);
}

} // namespace seatape
