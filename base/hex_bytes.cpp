// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/hex_bytes.h"

#include <fmt/format.h>

namespace seatape {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

} // namespace

std::string hexBytes(std::span<const uint8_t> bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (const uint8_t byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

Result<std::vector<uint8_t>> parseHexBytes(std::string_view digits) {
    if (const size_t bad = digits.find_first_not_of(kDigits); bad != std::string_view::npos)
        return failure(fmt::format("character {} is no digit of 0-9a-f", bad + 1));
    if (digits.size() % 2 != 0)
        return failure("bytes are pairs of digits");
    std::vector<uint8_t> bytes(digits.size() / 2);
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<uint8_t>(kDigits.find(digits[2 * i]) << 4 |
                                        kDigits.find(digits[2 * i + 1]));
    return bytes;
}

} // namespace seatape
