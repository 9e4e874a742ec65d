// SPDX-License-Identifier: Apache-2.0
/// Bytes as pairs of hexadecimal digits, as exports and edits have them.
#pragma once

#include "seatape/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// Returns two digits of 0-9a-f for each byte.
std::string hexBytes(std::span<const uint8_t> bytes);

/// Reads them back. Fails, naming the character, on anything else.
Result<std::vector<uint8_t>> parseHexBytes(std::string_view digits);

} // namespace seatape
