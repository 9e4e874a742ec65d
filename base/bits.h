// SPDX-License-Identifier: Apache-2.0
/// Bit-field arithmetic on 64-bit register values, and numbers as little-endian bytes. Depends on
/// nothing but the language.
#pragma once

#include <bit>
#include <cstdint>

namespace seatape {

/// Returns a mask of the `width` lowest bits; `width` is 0..64.
constexpr uint64_t lowMask(unsigned width) {
    return width >= 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
}

/// Returns bits [msb:lsb] of `value`, right-aligned, as the manual writes value<msb:lsb>.
constexpr uint64_t bits(uint64_t value, unsigned msb, unsigned lsb) {
    return value << (63 - msb) >> (63 - msb + lsb);
}

/// Returns whether bit `n` (0..63) of `value` is set.
constexpr bool bit(uint64_t value, unsigned n) {
    return ((value >> n) & 1) != 0;
}

/// Returns `value` with bits [msb:lsb] replaced by the low bits of `field`.
constexpr uint64_t withBits(uint64_t value, unsigned msb, unsigned lsb, uint64_t field) {
    const uint64_t mask = lowMask(msb - lsb + 1);
    return (value & ~(mask << lsb)) | ((field & mask) << lsb);
}

/// Returns `value` with bit `n` set to `on`.
constexpr uint64_t withBit(uint64_t value, unsigned n, bool on) {
    return withBits(value, n, n, on ? 1 : 0);
}

/// Sign-extends the `width` (1..64) lowest bits of `value` to 64 bits.
constexpr uint64_t signExtend(uint64_t value, unsigned width) {
    const uint64_t sign = uint64_t{1} << (width - 1);
    return ((value & lowMask(width)) ^ sign) - sign;
}

/// Returns a number whose bytes in memory are the little-endian bytes of `value`, or the reverse.
template <class T>
constexpr T littleEndian(T value) {
    if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1)
        return value;
    else if constexpr (sizeof(T) == 2)
        return static_cast<T>(__builtin_bswap16(value));
    else if constexpr (sizeof(T) == 4)
        return static_cast<T>(__builtin_bswap32(value));
    else
        return static_cast<T>(__builtin_bswap64(value));
}

} // namespace seatape
