// SPDX-License-Identifier: Apache-2.0
/// What the A64 handlers share: operand fields, registers by width, flags, shifts, base addresses.
///
/// Internal to simbackend. Uses the public part of the PE only; holds no state.
#pragma once

#include "seatape/base/bits.h"
#include "simbackend/pe/pe.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace seatape::sim {

using W = uint32_t; ///< the 32-bit view of a register
using X = uint64_t; ///< the 64-bit view

/// Bits in a register of type T.
template <class T>
inline constexpr unsigned kWidth = std::numeric_limits<T>::digits;

// ---- Fields that have the same place in nearly every encoding ----------------------------------

/// Returns insn<Msb:Lsb>.
template <unsigned Msb, unsigned Lsb>
constexpr unsigned field(uint32_t insn) {
    return (insn >> Lsb) & ((1u << (Msb - Lsb + 1)) - 1);
}
/// Returns insn<Msb:Lsb> as a signed number.
template <unsigned Msb, unsigned Lsb>
constexpr uint64_t signedField(uint32_t insn) {
    return static_cast<uint64_t>(int64_t{static_cast<int32_t>(insn << (31 - Msb))} >>
                                 (31 - Msb + Lsb));
}
constexpr unsigned rd(uint32_t insn) {
    return field<4, 0>(insn);
} ///< Rd or Rt
constexpr unsigned rn(uint32_t insn) {
    return field<9, 5>(insn);
} ///< Rn
constexpr unsigned ra(uint32_t insn) {
    return field<14, 10>(insn);
} ///< Ra or Rt2
constexpr unsigned rm(uint32_t insn) {
    return field<20, 16>(insn);
} ///< Rm or Rs

// ---- Registers by width ------------------------------------------------------------------------

/// Reads Wn or Xn; register 31 is zero.
template <class T>
T reg(const Pe& pe, unsigned n) {
    return static_cast<T>(pe.x(n));
}
/// Writes Wn or Xn; a 32-bit write clears the upper half.
template <class T>
void setReg(Pe& pe, unsigned n, std::type_identity_t<T> value) {
    pe.setX(n, value);
}

// ---- Flags -------------------------------------------------------------------------------------

enum class Flags : uint8_t { Keep, Set };
enum class Arithmetic : uint8_t { Add, Sub };

/// Returns PSTATE.N and Z of a result, C and V clear.
template <class T>
constexpr uint64_t nzOf(T result) {
    return (static_cast<uint64_t>(result >> (kWidth<T> - 1)) << pstate::N) |
           (static_cast<uint64_t>(result == 0) << pstate::Z);
}

/// A result and the flags it sets.
template <class T>
struct Sum {
    T result;
    uint64_t nzcv;
};

/// Computes AddWithCarry() (Arm ARM, shared pseudocode).
template <class T>
constexpr Sum<T> addWithCarry(T a, T b, bool carryIn) {
    const T partial = static_cast<T>(a + b);
    const T result = static_cast<T>(partial + carryIn);
    const uint64_t carry = static_cast<uint64_t>(partial < a || result < partial);
    const uint64_t overflow = static_cast<T>((a ^ result) & (b ^ result)) >> (kWidth<T> - 1);
    return {result, nzOf(result) | (carry << pstate::C) | (overflow << pstate::V)};
}

/// Adds or subtracts; sets the flags if asked to.
template <class T, Arithmetic A, Flags F>
T addOrSub(Pe& pe, T a, T b) {
    constexpr bool kSub = A == Arithmetic::Sub;
    if constexpr (F == Flags::Keep)
        return static_cast<T>(kSub ? a - b : a + b);
    const Sum<T> sum = addWithCarry<T>(a, kSub ? static_cast<T>(~b) : b, kSub);
    pe.setNzcv(sum.nzcv);
    return sum.result;
}

/// Computes ConditionHolds() for flags in bits [31:28]; 0b1111 holds always, like AL.
constexpr bool conditionHolds(unsigned cond, uint64_t nzcv) {
    // truth[cond] has a bit for each of the 16 values of NZCV.
    constexpr uint16_t truth[16] = {0xf0f0, 0x0f0f, 0xcccc, 0x3333, 0xff00, 0x00ff, 0xaaaa, 0x5555,
                                    0x0c0c, 0xf3f3, 0xaa55, 0x55aa, 0x0a05, 0xf5fa, 0xffff, 0xffff};
    return ((truth[cond] >> (nzcv >> pstate::V)) & 1) != 0;
}

// ---- Shifts and extensions ---------------------------------------------------------------------

enum class Shift : uint8_t { LSL, LSR, ASR, ROR };

/// Computes ShiftReg() for `amount` below the width.
template <Shift S, class T>
constexpr T shifted(T value, unsigned amount) {
    if constexpr (S == Shift::LSL)
        return static_cast<T>(value << amount);
    else if constexpr (S == Shift::LSR)
        return static_cast<T>(value >> amount);
    else if constexpr (S == Shift::ASR)
        return static_cast<T>(static_cast<std::make_signed_t<T>>(value) >> amount);
    else
        return std::rotr(value, static_cast<int>(amount));
}

/// Computes ExtendReg(): `option` is UXTB, UXTH, UXTW, UXTX, SXTB, SXTH, SXTW, SXTX.
constexpr uint64_t extended(uint64_t value, unsigned option, unsigned shift) {
    const unsigned width = 8u << (option & 3);
    const uint64_t wide = (option & 4) != 0 ? signExtend(value, width) : value & lowMask(width);
    return wide << shift;
}

// ---- Base addresses ----------------------------------------------------------------------------

/// Takes the SP alignment fault if SCTLR_EL1 asks for it; returns whether it did not (Arm ARM
/// D1.3.10.2).
[[nodiscard]] bool misalignedSpAllowed(Pe& pe);

/// Reads the base register of a load or store; false if the SP alignment fault was taken.
[[nodiscard]] inline bool baseAddress(Pe& pe, uint32_t insn, uint64_t& base) {
    const unsigned n = rn(insn);
    base = pe.xOrSp(n);
    return n != 31 || (base & 15) == 0 || misalignedSpAllowed(pe);
}

/// Takes the Undefined Instruction exception: encodings that are allocated but UNDEFINED here.
void undefinedInstruction(Pe& pe, uint32_t insn);

} // namespace seatape::sim
