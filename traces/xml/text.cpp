// SPDX-License-Identifier: Apache-2.0
#include "traces/xml/text.h"

#include "traces/container/bytes.h"

#include "seatape/base/hex_bytes.h"
#include "seatape/base/number_text.h"

#include <fmt/format.h>

namespace seatape::trace::xml {
namespace {

/// Reads what follows a backslash, and takes it off the text.
char takeEscape(std::string_view& text) {
    const char kind = text.empty() ? '\0' : text.front();
    text.remove_prefix(text.empty() ? 0 : 1);
    if (kind == '\\')
        return '\\';
    if (kind == 'n')
        return '\n';
    const auto byte = parseHexBytes(text.substr(0, 2));
    if (kind != 'x' || !byte || byte->size() != 1)
        throw BadPayload("a backslash stands before another, before n, or before x and two digits");
    text.remove_prefix(2);
    return static_cast<char>(byte->front());
}

} // namespace

std::string escaped(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        if (c == '\\')
            text += "\\\\";
        else if (c == '\n')
            text += "\\n";
        else if (c < ' ' || c > '~')
            text += fmt::format("\\x{:02x}", static_cast<uint8_t>(c));
        else
            text += c;
    }
    return text;
}

std::string unescaped(std::string_view text) {
    std::string bytes;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        bytes += c == '\\' ? takeEscape(text) : c;
    }
    return bytes;
}

uint64_t number(std::string_view text, uint64_t most) {
    const auto value = parseNumber(text);
    if (!value)
        throw BadPayload("a number of up to 64 bits is expected");
    if (*value > most)
        throw BadPayload(fmt::format("{} is more than {}", *value, most));
    return *value;
}

int32_t signedNumber(std::string_view text) {
    const bool isNegative = text.starts_with('-');
    const uint64_t size =
        number(text.substr(isNegative ? 1 : 0), uint64_t{INT32_MAX} + (isNegative ? 1 : 0));
    return static_cast<int32_t>(isNegative ? 0 - static_cast<int64_t>(size)
                                           : static_cast<int64_t>(size));
}

} // namespace seatape::trace::xml
