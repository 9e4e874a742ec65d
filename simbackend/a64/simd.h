// SPDX-License-Identifier: Apache-2.0
/// Vector values, lanes of any element type, and what the handlers of AdvSIMD have in common.
///
/// Internal to simbackend: included by a64_simd*.cpp only. Knows nothing of memory or exceptions.
#pragma once

#include "seatape/base/bits.h"
#include "simbackend/a64/operands.h"
#include "simbackend/pe/pe.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <tuple>
#include <type_traits>

namespace seatape::sim::simd {

/// Wide enough for the exact result of every operation on two 64-bit elements but multiplication.
using Int128 = __int128;

/// Whether elements are numbers with a sign.
enum class As : uint8_t { Unsigned, Signed };
inline constexpr As U = As::Unsigned; ///< for the tables
inline constexpr As S = As::Signed;   ///< for the tables

namespace detail {
template <unsigned log2>
using Unsigned = std::tuple_element_t<log2, std::tuple<uint8_t, uint16_t, uint32_t, uint64_t>>;
}

/// The integer type of an element of 2^`log2` bytes.
template <As as, unsigned log2>
using Element = std::conditional_t<as == As::Signed, std::make_signed_t<detail::Unsigned<log2>>,
                                   detail::Unsigned<log2>>;

/// Bytes and bits of an element.
template <class T>
inline constexpr unsigned kBytes = sizeof(T);
template <class T>
inline constexpr unsigned kBits = 8 * kBytes<T>;
/// Elements in a whole register.
template <class T>
inline constexpr unsigned kLanes = 16 / kBytes<T>;

/// Returns the value modulo 2^64, where arithmetic wraps and is never undefined.
template <class T>
constexpr uint64_t u64(T value) {
    return static_cast<uint64_t>(value);
}

/// A 128-bit vector as bytes in the order of memory. New ones are all zeros, so that whatever an
/// instruction leaves unwritten is cleared, as the architecture wants.
struct Vec {
    std::array<uint8_t, 16> bytes{};

    template <class T>
    T lane(unsigned index) const {
        std::make_unsigned_t<T> value;
        std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
        return static_cast<T>(littleEndian(value));
    }
    template <class T>
    void setLane(unsigned index, T value) {
        const auto raw = littleEndian(static_cast<std::make_unsigned_t<T>>(value));
        std::memcpy(bytes.data() + index * sizeof(T), &raw, sizeof(T));
    }
};

inline Vec readV(const Pe& pe, unsigned n) {
    Vec value;
    value.setLane<uint64_t>(0, pe.vLow(n));
    value.setLane<uint64_t>(1, pe.vHigh(n));
    return value;
}

inline void writeV(Pe& pe, unsigned n, const Vec& value) {
    pe.setV(n, value.lane<uint64_t>(0), value.lane<uint64_t>(1));
}

constexpr unsigned sizeField(uint32_t insn) {
    return field<23, 22>(insn);
}

/// Tells an AdvSIMD scalar instruction from a vector one; only for the encodings that have both.
constexpr bool isScalar(uint32_t insn) {
    return bit(insn, 28);
}
/// Returns whether a vector instruction uses all 128 bits.
constexpr bool isQ(uint32_t insn) {
    return bit(insn, 30);
}
/// Returns whether a long or narrow instruction works on the upper half ("2" in its mnemonic).
constexpr bool isUpperHalf(uint32_t insn) {
    return isQ(insn) && !isScalar(insn);
}

/// Returns how many elements of type T the instruction works on.
template <class T>
constexpr unsigned laneCount(uint32_t insn) {
    if (isScalar(insn))
        return 1;
    return isQ(insn) ? kLanes<T> : kLanes<T> / 2;
}

/// Calls `body` with the element type of 2^`log2` bytes as its template argument.
template <As as, class Body>
void withElement(unsigned log2, Body body) {
    switch (log2) {
    case 0:
        return body.template operator()<Element<as, 0>>();
    case 1:
        return body.template operator()<Element<as, 1>>();
    case 2:
        return body.template operator()<Element<as, 2>>();
    default:
        return body.template operator()<Element<as, 3>>();
    }
}

/// Calls `body` with the element type of 2^`log2` bytes and the one of twice the size. There is no
/// row for a narrow element of 64 bits.
template <As as, class Body>
void withNarrowElement(unsigned log2, Body body) {
    switch (log2) {
    case 0:
        return body.template operator()<Element<as, 0>, Element<as, 1>>();
    case 1:
        return body.template operator()<Element<as, 1>, Element<as, 2>>();
    default:
        return body.template operator()<Element<as, 2>, Element<as, 3>>();
    }
}

/// The exact result of a saturating operation, which is clamped to the range of the destination.
struct Exact {
    Int128 value = 0;
    bool saturated = false; ///< an intermediate result was clamped already
};

/// Clamps to the range of T and notes in `exact` if that changed the value.
template <class T>
constexpr T clamp(Exact& exact) {
    constexpr Int128 low = std::numeric_limits<T>::min();
    constexpr Int128 high = std::numeric_limits<T>::max();
    const Int128 value = exact.value < low ? low : exact.value > high ? high : exact.value;
    exact.saturated |= value != exact.value;
    return static_cast<T>(value);
}

/// FPSR.QC, bit 27: an AdvSIMD integer operation has saturated since it was last cleared.
inline constexpr unsigned kFpsrQc = 27;

/// Makes an element out of the result of an operation: modulo its size, or saturated with QC.
template <class T, class Result>
T fit(Pe& pe, Result result) {
    if constexpr (std::is_same_v<Result, Exact>) {
        const T value = clamp<T>(result);
        if (result.saturated)
            pe.state[Reg::FPSR] |= uint64_t{1} << kFpsrQc;
        return value;
    } else {
        return static_cast<T>(result);
    }
}

/// Calls an operation that may want the old destination too.
template <class Op, class D, class N, class M>
constexpr auto apply(Op op, D d, N n, M m) {
    if constexpr (std::is_invocable_v<Op, D, N, M>)
        return op(d, n, m);
    else
        return op(n, m);
}

/// Returns all ones or all zeros, as comparisons do.
constexpr uint64_t allBits(bool on) {
    return on ? ~uint64_t{0} : 0;
}

/// Writes the 64-bit result of a narrowing instruction: to the lower half and zeros above, or to
/// the upper half with the lower one kept.
inline void writeNarrow(Pe& pe, uint32_t insn, const Vec& narrow) {
    const uint64_t half = narrow.lane<uint64_t>(0);
    if (isUpperHalf(insn))
        pe.setV(rd(insn), pe.vLow(rd(insn)), half);
    else
        pe.setV(rd(insn), half, 0);
}

} // namespace seatape::sim::simd
