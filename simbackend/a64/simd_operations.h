// SPDX-License-Identifier: Apache-2.0
/// What AdvSIMD integer instructions do to one element: functions of plain numbers.
///
/// Operands have the element's type, or the type of the wider element they are extended to. Results
/// are cut to the destination's size by the frame, so that most operations work modulo 2^64; an
/// `Exact` is saturated instead. Internal to simbackend.
#pragma once

#include "simbackend/a64/simd.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace seatape::sim::simd {

/// The second operand is a vector register.
struct VectorM {
    template <class T>
    static Vec read(const Pe& pe, uint32_t insn) {
        return readV(pe, rm(insn));
    }
};

/// The second operand is one element, the same for all lanes: index H:L:M, and V0..V15 only, for 16
/// bits; index H:L for 32 bits.
struct ElementM {
    template <class T>
    static Vec read(const Pe& pe, uint32_t insn) {
        const unsigned hl = field<11, 11>(insn) * 2 + field<21, 21>(insn);
        const bool isHalf = sizeof(T) == 2;
        const Vec source = readV(pe, isHalf ? field<19, 16>(insn) : rm(insn));
        const T element = source.lane<T>(isHalf ? hl * 2 + field<20, 20>(insn) : hl);
        Vec all;
        for (unsigned i = 0; i < kLanes<T>; ++i)
            all.setLane<T>(i, element);
        return all;
    }
};

// ---- Sums and products -------------------------------------------------------------------------

inline constexpr auto add = [](auto n, auto m) { return u64(n) + u64(m); };
inline constexpr auto subtract = [](auto n, auto m) { return u64(n) - u64(m); };
inline constexpr auto multiply = [](auto n, auto m) { return u64(n) * u64(m); };
inline constexpr auto addProduct = [](auto d, auto n, auto m) { return u64(d) + u64(n) * u64(m); };
inline constexpr auto subtractProduct = [](auto d, auto n, auto m) {
    return u64(d) - u64(n) * u64(m);
};
inline constexpr auto difference = [](auto n, auto m) {
    return n > m ? u64(n) - u64(m) : u64(m) - u64(n);
};
inline constexpr auto addDifference = [](auto d, auto n, auto m) {
    return u64(d) + difference(n, m);
};

inline constexpr auto halvingAdd = [](auto n, auto m) { return (Int128{n} + m) >> 1; };
inline constexpr auto roundingHalvingAdd = [](auto n, auto m) { return (Int128{n} + m + 1) >> 1; };
inline constexpr auto halvingSub = [](auto n, auto m) { return (Int128{n} - m) >> 1; };

inline constexpr auto maximum = [](auto n, auto m) { return std::max(n, m); };
inline constexpr auto minimum = [](auto n, auto m) { return std::min(n, m); };

/// Multiplies two 8-bit polynomials over {0, 1}; the operands may have a wider type.
inline constexpr auto multiplyPolynomial = [](auto n, auto m) {
    uint64_t product = 0;
    for (unsigned i = 0; i < 8; ++i)
        product ^= bit(m, i) ? u64(n) << i : 0;
    return product;
};

// ---- Saturating --------------------------------------------------------------------------------

inline constexpr auto exactAdd = [](auto n, auto m) { return Exact{Int128{n} + m}; };
inline constexpr auto exactSub = [](auto n, auto m) { return Exact{Int128{n} - m}; };
inline constexpr auto exactAddUnsigned = [](auto d, auto n) {
    return Exact{Int128{d} + static_cast<std::make_unsigned_t<decltype(n)>>(n)};
};
inline constexpr auto exactAddSigned = [](auto d, auto n) {
    return Exact{Int128{d} + static_cast<std::make_signed_t<decltype(n)>>(n)};
};
inline constexpr auto exactAbsolute = [](auto n) { return Exact{n < 0 ? -Int128{n} : Int128{n}}; };
inline constexpr auto exactNegate = [](auto n) { return Exact{-Int128{n}}; };
inline constexpr auto highDoubleProduct = [](auto n, auto m) {
    return Exact{(Int128{n} * m * 2) >> kBits<decltype(n)>};
};
inline constexpr auto roundedHighDoubleProduct = [](auto n, auto m) {
    constexpr unsigned width = kBits<decltype(n)>;
    return Exact{(Int128{n} * m * 2 + (Int128{1} << (width - 1))) >> width};
};

// ---- Bits --------------------------------------------------------------------------------------

inline constexpr auto bitAnd = [](uint64_t, uint64_t n, uint64_t m) { return n & m; };
inline constexpr auto bitClear = [](uint64_t, uint64_t n, uint64_t m) { return n & ~m; };
inline constexpr auto bitOr = [](uint64_t, uint64_t n, uint64_t m) { return n | m; };
inline constexpr auto bitOrNot = [](uint64_t, uint64_t n, uint64_t m) { return n | ~m; };
inline constexpr auto bitXor = [](uint64_t, uint64_t n, uint64_t m) { return n ^ m; };
inline constexpr auto bitSelect = [](uint64_t d, uint64_t n, uint64_t m) {
    return (n & d) | (m & ~d);
};
inline constexpr auto bitInsertIfTrue = [](uint64_t d, uint64_t n, uint64_t m) {
    return (n & m) | (d & ~m);
};
inline constexpr auto bitInsertIfFalse = [](uint64_t d, uint64_t n, uint64_t m) {
    return (n & ~m) | (d & m);
};

inline constexpr auto bitNot = [](uint8_t n) { return ~n; };
inline constexpr auto countOnes = [](uint8_t n) { return std::popcount(n); };
inline constexpr auto reverseBits = [](uint8_t n) {
    unsigned reversed = 0;
    for (unsigned i = 0; i < 8; ++i)
        reversed |= ((n >> i) & 1u) << (7 - i);
    return reversed;
};
inline constexpr auto countLeadingZeros = [](auto n) { return std::countl_zero(n); };
/// Counts the bits after the sign bit that equal it.
inline constexpr auto countSignBits = [](auto n) {
    return std::countl_zero(static_cast<std::make_unsigned_t<decltype(n)>>(n ^ (n >> 1))) - 1;
};

// ---- Comparisons -------------------------------------------------------------------------------

inline constexpr auto greater = [](auto n, auto m) { return allBits(n > m); };
inline constexpr auto greaterEqual = [](auto n, auto m) { return allBits(n >= m); };
inline constexpr auto equal = [](auto n, auto m) { return allBits(n == m); };
inline constexpr auto testBits = [](auto n, auto m) { return allBits((n & m) != 0); };
inline constexpr auto greaterZero = [](auto n) { return allBits(n > 0); };
inline constexpr auto greaterEqualZero = [](auto n) { return allBits(n >= 0); };
inline constexpr auto equalZero = [](auto n) { return allBits(n == 0); };
inline constexpr auto lessEqualZero = [](auto n) { return allBits(n <= 0); };
inline constexpr auto lessZero = [](auto n) { return allBits(n < 0); };

inline constexpr auto negate = [](auto n) { return 0 - u64(n); };
inline constexpr auto absolute = [](auto n) { return n < 0 ? 0 - u64(n) : u64(n); };

// ---- Shifts ------------------------------------------------------------------------------------

/// Shifts right by 1..128; halves are rounded up if asked to.
template <bool rounded>
constexpr Int128 shiftRight(Int128 value, unsigned amount) {
    amount = std::min(amount, 100u); // what an element of 64 bits leaves is the same from 66 on
    return (value + (rounded ? Int128{1} << (amount - 1) : 0)) >> amount;
}

/// Shifts left by 0..127 without loss; from 64 on by what overflows every element.
constexpr Int128 shiftLeft(Int128 value, unsigned amount) {
    if (amount < 64)
        return value << amount;
    const Int128 huge = Int128{1} << 120;
    return value == 0 ? 0 : value < 0 ? -huge : huge;
}

/// Shifts left by the signed low byte of `by`, which means right where it is negative.
template <bool rounded>
constexpr Int128 shiftEitherWay(Int128 value, uint64_t by) {
    const int amount = static_cast<int8_t>(by);
    return amount < 0 ? shiftRight<rounded>(value, static_cast<unsigned>(-amount))
                      : shiftLeft(value, static_cast<unsigned>(amount));
}

inline constexpr auto shiftByLane = [](auto n, auto m) { return shiftEitherWay<false>(n, u64(m)); };
inline constexpr auto roundingShiftByLane = [](auto n, auto m) {
    return shiftEitherWay<true>(n, u64(m));
};
inline constexpr auto exactShiftByLane = [](auto n, auto m) {
    return Exact{shiftEitherWay<false>(n, u64(m))};
};
inline constexpr auto exactRoundingShiftByLane = [](auto n, auto m) {
    return Exact{shiftEitherWay<true>(n, u64(m))};
};

} // namespace seatape::sim::simd
