// SPDX-License-Identifier: Apache-2.0
/// The A64 decode table: one row per instruction form, and the search through it.
///
/// A row is a 32-character pattern, bit 31 first: '0' and '1' are fixed, any letter is a field of
/// the Arm ARM's diagram, '-' is free. Rows never overlap (a test proves it), so their order means
/// nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace seatape::sim {

class Pe;

/// Executes one instruction. Advances nothing: the PE has set the next PC to PC + 4 beforehand.
using Execute = void (*)(Pe& pe, uint32_t insn);

/// Which optional feature a row needs; without it the encoding is UNDEFINED.
enum class Feature : uint8_t { None, Lse };

struct DecodeRow {
    std::string_view name;     ///< as the Arm ARM titles it: "ADD (immediate)"
    std::string_view pattern;  ///< 32 characters
    Execute execute = nullptr; ///< nullptr: allocated, not implemented
    Feature feature = Feature::None;
    uint32_t mask = 0;  ///< derived from pattern
    uint32_t value = 0; ///< derived from pattern
};

/// Makes a row and derives mask and value; a pattern that is not 32 of [01a-zA-Z-] does not
/// compile.
consteval DecodeRow row(std::string_view name, std::string_view pattern, Execute execute,
                        Feature feature = Feature::None) {
    DecodeRow made{name, pattern, execute, feature, 0, 0};
    if (pattern.size() != 32)
        throw "a pattern has 32 characters";
    for (const char c : pattern) {
        made.mask <<= 1;
        made.value <<= 1;
        if (c == '0' || c == '1') {
            made.mask |= 1;
            made.value |= c == '1' ? 1 : 0;
        } else if (c != '-' && !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            throw "a pattern is made of 0, 1, letters and -";
        }
    }
    return made;
}

/// Returns all rows.
std::span<const DecodeRow> decodeRows();

/// Finds the row of an instruction word, or nullptr if the encoding is unallocated.
const DecodeRow* decode(uint32_t insn);

} // namespace seatape::sim
