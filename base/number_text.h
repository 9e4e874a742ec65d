// SPDX-License-Identifier: Apache-2.0
/// Numbers as people write them. Depends on nothing but the language.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape {

/// Parses a number of up to 64 bits: decimal, 0x… or 0b…, with `_` between digits. Nothing else may
/// stand in the text.
std::optional<uint64_t> parseNumber(std::string_view text);

/// Parses a register value as it is pasted from a log: as parseNumber(), also with `'` between
/// digits, and hexadecimal without 0x where that is clear: a digit is a letter, or there are 8 or
/// 16 digits, which is how kernels pad a register. Fewer or more decimal digits are decimal.
std::optional<uint64_t> parseRegisterValue(std::string_view text);

} // namespace seatape
