/// Numbers as people write them. Depends on nothing but the language.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape {

/// Parses a number of up to 64 bits: decimal, 0x… or 0b…, with `_` between digits. Nothing else may
/// stand in the text.
std::optional<uint64_t> parseNumber(std::string_view text);

} // namespace seatape
