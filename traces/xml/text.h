// SPDX-License-Identifier: Apache-2.0
/// Values as the text of an XML element. Private to traces/. What cannot be read is a BadPayload.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seatape::trace::xml {

/// Writes any bytes as printable ASCII: `\n` for a line end, `\\` for a backslash, and `\x1f` for
/// every other byte that is not printable. XML has no way to write most control characters.
std::string escaped(std::string_view bytes);
/// Reads the same back.
std::string unescaped(std::string_view text);

/// Reads a decimal or 0x… number that is at most `most`.
uint64_t number(std::string_view text, uint64_t most);
/// Reads a number that may have a minus sign.
int32_t signedNumber(std::string_view text);

} // namespace seatape::trace::xml
