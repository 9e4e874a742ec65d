// SPDX-License-Identifier: Apache-2.0
/// Families of decode rows that differ only in an element size: written once, expanded when
/// compiled.
///
/// AdvSIMD leaves some element sizes of an instruction unallocated. A `Form` names the shape of its
/// size field, and gets one row for each part of the encoding space that is allocated. Internal to
/// simbackend.
///
/// Letters of register fields, which the vector generator relies on: d n m a t are SIMD registers,
/// D N M general ones.
#pragma once

#include "simbackend/a64/decode.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace seatape::sim {

/// Which values of its size field an instruction has. Q is bit 30.
enum class Shape : uint8_t {
    Any,           ///< the pattern as it stands
    HS,            ///< bits [23:22]: 16 and 32 bits
    BHS,           ///< bits [23:22]: 8, 16 and 32 bits
    BHSD,          ///< bits [23:22]: all sizes, but no vector of a single 64-bit element
    Across,        ///< bits [23:22]: BHS, but no vector of two elements
    Shift,         ///< immh, bits [22:19]: all sizes, but no vector of a single 64-bit element
    ShiftNarrow,   ///< immh, bits [22:19]: 8, 16 and 32 bits
    ShiftFloat,    ///< immh, bits [22:19]: 32 and 64 bits, but no vector of a single 64-bit element
    Float,         ///< bit 22: 32 and 64 bits, but no vector of a single 64-bit element
    FloatElement,  ///< bits [23:21]: size and L of an operation by element of 32 or 64 bits
    Lane,          ///< imm5, bits [20:16]: all sizes, but no vector of a single 64-bit element
    LaneToGeneral, ///< imm5: UMOV, whose 64-bit form has Q set and no other has
    LaneToGeneralSigned, ///< imm5: SMOV, which widens: 32 bits need a 64-bit destination
    Structure            ///< bits [11:10]: as BHSD, in loads and stores of structures
};

/// A row with a size field that is yet to be expanded.
struct Form {
    std::string_view name;
    std::string_view pattern; ///< 32 characters
    Shape shape = Shape::Any;
    Execute execute = nullptr;
};

namespace shape_detail {

struct Variant {
    char q = '-'; ///< '-' leaves bit 30 as the pattern has it
    std::string_view field;
};

struct Variants {
    unsigned msb = 0;
    std::array<Variant, 4> list{};
    size_t count = 0;
};

consteval Variants variantsOf(Shape shape) {
    switch (shape) {
    case Shape::Any:
        return {31, {{{}}}, 1};
    case Shape::HS:
        return {23, {{{'-', "01"}, {'-', "10"}}}, 2};
    case Shape::BHS:
        return {23, {{{'-', "0z"}, {'-', "10"}}}, 2};
    case Shape::BHSD:
        return {23, {{{'-', "0z"}, {'-', "10"}, {'1', "11"}}}, 3};
    case Shape::Across:
        return {23, {{{'-', "0z"}, {'1', "10"}}}, 2};
    case Shape::Shift:
        return {22, {{{'-', "0001"}, {'-', "001i"}, {'-', "01ii"}, {'1', "1iii"}}}, 4};
    case Shape::ShiftNarrow:
        return {22, {{{'-', "0001"}, {'-', "001i"}, {'-', "01ii"}}}, 3};
    case Shape::ShiftFloat:
        return {22, {{{'-', "01ii"}, {'1', "1iii"}}}, 2};
    case Shape::Float:
        return {22, {{{'-', "0"}, {'1', "1"}}}, 2};
    case Shape::FloatElement:
        return {23, {{{'-', "10l"}, {'1', "110"}}}, 2};
    case Shape::Lane:
        return {20, {{{'-', "iiii1"}, {'-', "iii10"}, {'-', "ii100"}, {'1', "i1000"}}}, 4};
    case Shape::LaneToGeneral:
        return {20, {{{'0', "iiii1"}, {'0', "iii10"}, {'0', "ii100"}, {'1', "i1000"}}}, 4};
    case Shape::LaneToGeneralSigned:
        return {20, {{{'-', "iiii1"}, {'-', "iii10"}, {'1', "ii100"}}}, 3};
    case Shape::Structure:
        return {11, {{{'-', "0z"}, {'-', "10"}, {'1', "11"}}}, 3};
    }
    throw "a shape without variants";
}

using Pattern = std::array<char, 32>;

consteval Pattern substitute(std::string_view pattern, unsigned msb, const Variant& variant) {
    if (pattern.size() != 32)
        throw "a pattern has 32 characters";
    Pattern out{};
    std::copy(pattern.begin(), pattern.end(), out.begin());
    std::copy(variant.field.begin(), variant.field.end(), out.begin() + (31 - msb));
    if (variant.q != '-')
        out[1] = variant.q;
    return out;
}

consteval size_t countRows(std::span<const Form> forms) {
    size_t count = 0;
    for (const Form& form : forms)
        count += variantsOf(form.shape).count;
    return count;
}

template <size_t count>
consteval std::array<Pattern, count> patternsOf(std::span<const Form> forms) {
    std::array<Pattern, count> patterns{};
    size_t next = 0;
    for (const Form& form : forms) {
        const Variants variants = variantsOf(form.shape);
        for (size_t i = 0; i < variants.count; ++i)
            patterns[next++] = substitute(form.pattern, variants.msb, variants.list[i]);
    }
    return patterns;
}

template <size_t count>
consteval std::array<DecodeRow, count> rowsOf(std::span<const Form> forms,
                                              const std::array<Pattern, count>& patterns) {
    std::array<DecodeRow, count> rows{};
    size_t next = 0;
    for (const Form& form : forms) {
        for (size_t i = 0; i < variantsOf(form.shape).count; ++i, ++next)
            rows[next] = row(form.name, {patterns[next].data(), 32}, form.execute);
    }
    return rows;
}

} // namespace shape_detail

/// The rows of a constexpr array of forms with static storage, which is the template argument.
template <const auto& forms>
struct Expanded {
    static constexpr size_t count = shape_detail::countRows(forms);
    static constexpr std::array<shape_detail::Pattern, count> patterns =
        shape_detail::patternsOf<count>(forms);
    static constexpr std::array<DecodeRow, count> rows =
        shape_detail::rowsOf<count>(forms, patterns);
};

} // namespace seatape::sim
