// SPDX-License-Identifier: Apache-2.0
/// What a row of a layout can ask of the rest of the register: a condition for an alternative, a
/// combination of fields that must not be. Both are data, so that tables can be checked while they
/// are compiled, and searched.
#pragma once

#include "seatape/base/bits.h"
#include "seatape/esr/features.h"
#include "seatape/esr/fields.h"
#include "seatape/esr/remark.h"

#include <cstdint>
#include <string_view>

namespace seatape {

/// A field of up to six bits holds one of a set of codes; by default, anything will do. Being data
/// and not a function, it costs two shifts to test, and an encoder can tell which codes would
/// satisfy it.
struct Condition {
    std::string_view text; ///< for the reader, e.g. "ISV=1"
    BitField field = {};
    uint64_t codes = ~uint64_t{0}; ///< bit n set: the condition holds for code n

    constexpr bool holds(uint64_t registerValue) const {
        return bit(codes, static_cast<unsigned>(field.get(registerValue)));
    }
};

/// Makes the condition that a field of one bit is 1.
constexpr Condition ifSet(BitField field, std::string_view text) {
    return {text, field, 0b10};
}

/// Makes the condition that a field of one bit is 0.
constexpr Condition ifClear(BitField field, std::string_view text) {
    return {text, field, 0b01};
}

/// Some bits of a register and the value they must have.
struct BitPattern {
    uint64_t mask = 0;
    uint64_t value = 0;

    constexpr bool holds(uint64_t registerValue) const { return (registerValue & mask) == value; }
};

/// Makes the pattern that a field holds `value`.
constexpr BitPattern fieldIs(BitField field, uint64_t value) {
    return {field.mask(), field.set(0, value)};
}
/// Joins two patterns.
constexpr BitPattern operator&&(BitPattern a, BitPattern b) {
    return {a.mask | b.mask, a.value | b.value};
}

/// A combination of a row's bits with others that the architecture rules out: the row's field gets
/// the remark.
struct Contradiction {
    BitPattern when;
    Remark remark;
    Condition with = {};      ///< must hold as well
    FeatureSet onlyWith = {}; ///< counts only on a CPU that is known to have all of these
    uint8_t belowEl = 0;      ///< if not 0: counts only if the target EL is known and below this

    constexpr bool holds(uint64_t registerValue) const {
        return when.holds(registerValue) &&
               (with.codes == ~uint64_t{0} || with.holds(registerValue));
    }
};

} // namespace seatape
