// SPDX-License-Identifier: Apache-2.0
/// Data processing with registers (Arm ARM C4.1.95).
///
/// FEAT_CRC32 is present (mandatory from Armv8.1); FEAT_FlagM, FEAT_CSSC and FEAT_PAuth are not, so
/// RMIF, SETF8, ABS, SMAX, PACIA, PACGA and the like are unallocated.
#include "simbackend/a64/logic.h"
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

#include <array>

namespace seatape::sim {

namespace {

template <class T, Shift S>
T shiftedOperand(const Pe& pe, uint32_t insn) {
    return shifted<S>(reg<T>(pe, rm(insn)), field<15, 10>(insn));
}

template <class T, Logic L, Flags F, Shift S>
void logical(Pe& pe, uint32_t insn) {
    const T operand = shiftedOperand<T, S>(pe, insn);
    setReg<T>(pe, rd(insn), logic<T, L, F>(pe, reg<T>(pe, rn(insn)), operand));
}

template <class T, Arithmetic A, Flags F, Shift S>
void addSubShifted(Pe& pe, uint32_t insn) {
    const T operand = shiftedOperand<T, S>(pe, insn);
    setReg<T>(pe, rd(insn), addOrSub<T, A, F>(pe, reg<T>(pe, rn(insn)), operand));
}

template <class T, Arithmetic A, Flags F>
void addSubExtended(Pe& pe, uint32_t insn) {
    const T operand =
        static_cast<T>(extended(pe.x(rm(insn)), field<15, 13>(insn), field<12, 10>(insn)));
    const T result = addOrSub<T, A, F>(pe, static_cast<T>(pe.xOrSp(rn(insn))), operand);
    if constexpr (F == Flags::Set)
        setReg<T>(pe, rd(insn), result);
    else
        pe.setXOrSp(rd(insn), result);
}

template <class T, Arithmetic A, Flags F>
void addSubCarry(Pe& pe, uint32_t insn) {
    T operand = reg<T>(pe, rm(insn));
    if constexpr (A == Arithmetic::Sub)
        operand = static_cast<T>(~operand);
    const Sum<T> sum = addWithCarry(reg<T>(pe, rn(insn)), operand, bit(pe.nzcv(), pstate::C));
    setReg<T>(pe, rd(insn), sum.result);
    if constexpr (F == Flags::Set)
        pe.setNzcv(sum.nzcv);
}

/// CCMP and CCMN; the immediate of the one form is where the other has Rm.
template <class T, Arithmetic A, bool Immediate>
void conditionalCompare(Pe& pe, uint32_t insn) {
    if (!conditionHolds(field<15, 12>(insn), pe.nzcv()))
        return pe.setNzcv(uint64_t{field<3, 0>(insn)} << pstate::V);
    const T operand = Immediate ? static_cast<T>(rm(insn)) : reg<T>(pe, rm(insn));
    addOrSub<T, A, Flags::Set>(pe, reg<T>(pe, rn(insn)), operand);
}

enum class Otherwise : uint8_t { Same, Increment, Invert, Negate };

template <class T, Otherwise Else>
void conditionalSelect(Pe& pe, uint32_t insn) {
    T other = reg<T>(pe, rm(insn));
    if constexpr (Else == Otherwise::Invert || Else == Otherwise::Negate)
        other = static_cast<T>(~other);
    if constexpr (Else == Otherwise::Increment || Else == Otherwise::Negate)
        other = static_cast<T>(other + 1);
    const bool holds = conditionHolds(field<15, 12>(insn), pe.nzcv());
    setReg<T>(pe, rd(insn), holds ? reg<T>(pe, rn(insn)) : other);
}

// One source

/// Swaps neighbouring groups of `shift` bits; `mask` selects the lower group of each pair.
template <class T>
constexpr T swapGroups(T value, unsigned shift, uint64_t mask) {
    const T low = static_cast<T>(mask);
    return static_cast<T>(((value >> shift) & low) | ((value & low) << shift));
}

/// Reverses the bytes within each unit of `Unit` bytes.
template <class T, unsigned Unit>
constexpr T bytesReversed(T value) {
    value = swapGroups<T>(value, 8, 0x00ff00ff00ff00ff);
    if constexpr (Unit >= 4)
        value = swapGroups<T>(value, 16, 0x0000ffff0000ffff);
    if constexpr (Unit == 8)
        value = swapGroups<T>(value, 32, 0x00000000ffffffff);
    return value;
}

template <class T, unsigned Unit>
void reverseBytes(Pe& pe, uint32_t insn) {
    setReg<T>(pe, rd(insn), bytesReversed<T, Unit>(reg<T>(pe, rn(insn))));
}

template <class T>
void rbit(Pe& pe, uint32_t insn) {
    T value = bytesReversed<T, sizeof(T)>(reg<T>(pe, rn(insn)));
    value = swapGroups<T>(value, 4, 0x0f0f0f0f0f0f0f0f);
    value = swapGroups<T>(value, 2, 0x3333333333333333);
    value = swapGroups<T>(value, 1, 0x5555555555555555);
    setReg<T>(pe, rd(insn), value);
}

template <class T>
void clz(Pe& pe, uint32_t insn) {
    setReg<T>(pe, rd(insn), static_cast<T>(std::countl_zero(reg<T>(pe, rn(insn)))));
}

template <class T>
void countLeadingSigns(Pe& pe, uint32_t insn) {
    const T value = reg<T>(pe, rn(insn));
    // Each bit that differs from the one above it; the top bit has none above and counts as
    // differing.
    const T changes = static_cast<T>((value ^ (value >> 1)) << 1) | 1;
    setReg<T>(pe, rd(insn), static_cast<T>(std::countl_zero(changes)));
}

// Two sources

template <class T, bool Signed>
void divide(Pe& pe, uint32_t insn) {
    const T a = reg<T>(pe, rn(insn));
    const T b = reg<T>(pe, rm(insn));
    T quotient = 0;
    if (b == 0)
        quotient = 0;
    else if constexpr (!Signed)
        quotient = a / b;
    else if (b == std::numeric_limits<T>::max()) // -1, whose overflow wraps
        quotient = static_cast<T>(0 - a);
    else
        quotient = static_cast<T>(static_cast<std::make_signed_t<T>>(a) /
                                  static_cast<std::make_signed_t<T>>(b));
    setReg<T>(pe, rd(insn), quotient);
}

template <class T, Shift S>
void shiftVariable(Pe& pe, uint32_t insn) {
    const unsigned amount = pe.w(rm(insn)) % kWidth<T>;
    setReg<T>(pe, rd(insn), shifted<S>(reg<T>(pe, rn(insn)), amount));
}

using CrcTable = std::array<uint32_t, 256>;

consteval CrcTable makeCrcTable(uint32_t reflectedPolynomial) {
    CrcTable table{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t crc = byte;
        for (int i = 0; i < 8; ++i)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? reflectedPolynomial : 0);
        table[byte] = crc;
    }
    return table;
}

constexpr CrcTable kCrc32 = makeCrcTable(0xedb88320);
constexpr CrcTable kCrc32c = makeCrcTable(0x82f63b78);

template <class Data, const CrcTable& Table>
void checksum(Pe& pe, uint32_t insn) {
    uint32_t crc = pe.w(rn(insn));
    const Data data = static_cast<Data>(pe.x(rm(insn)));
    for (unsigned i = 0; i < sizeof(Data); ++i)
        crc = (crc >> 8) ^ Table[(crc ^ (data >> (8 * i))) & 0xff];
    setReg<W>(pe, rd(insn), crc);
}

// Three sources

/// MADD, SMADDL, UMADDL and their subtracting forms: the factors are read as `Factor`.
template <class T, class Factor, Arithmetic A>
void multiplyAdd(Pe& pe, uint32_t insn) {
    const T a = static_cast<T>(static_cast<Factor>(pe.x(rn(insn))));
    const T b = static_cast<T>(static_cast<Factor>(pe.x(rm(insn))));
    const T addend = reg<T>(pe, ra(insn));
    setReg<T>(pe, rd(insn), A == Arithmetic::Add ? addend + a * b : addend - a * b);
}

template <class Wide>
void multiplyHigh(Pe& pe, uint32_t insn) {
    using Half = std::conditional_t<std::is_same_v<Wide, __int128>, int64_t, uint64_t>;
    const Wide a = static_cast<Half>(pe.x(rn(insn)));
    const Wide b = static_cast<Half>(pe.x(rm(insn)));
    pe.setX(rd(insn), static_cast<uint64_t>((a * b) >> 64));
}

constexpr DecodeRow kRegisterRows[] = {
    row("AND (shifted register)", "00001010000mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Keep, Shift::LSL>),
    row("AND (shifted register)", "00001010010mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Keep, Shift::LSR>),
    row("AND (shifted register)", "00001010100mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Keep, Shift::ASR>),
    row("AND (shifted register)", "00001010110mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Keep, Shift::ROR>),
    row("AND (shifted register)", "10001010000mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Keep, Shift::LSL>),
    row("AND (shifted register)", "10001010010mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Keep, Shift::LSR>),
    row("AND (shifted register)", "10001010100mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Keep, Shift::ASR>),
    row("AND (shifted register)", "10001010110mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Keep, Shift::ROR>),
    row("BIC (shifted register)", "00001010001mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Keep, Shift::LSL>),
    row("BIC (shifted register)", "00001010011mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Keep, Shift::LSR>),
    row("BIC (shifted register)", "00001010101mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Keep, Shift::ASR>),
    row("BIC (shifted register)", "00001010111mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Keep, Shift::ROR>),
    row("BIC (shifted register)", "10001010001mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Keep, Shift::LSL>),
    row("BIC (shifted register)", "10001010011mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Keep, Shift::LSR>),
    row("BIC (shifted register)", "10001010101mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Keep, Shift::ASR>),
    row("BIC (shifted register)", "10001010111mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Keep, Shift::ROR>),
    row("ORR (shifted register)", "00101010000mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Or, Flags::Keep, Shift::LSL>),
    row("ORR (shifted register)", "00101010010mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Or, Flags::Keep, Shift::LSR>),
    row("ORR (shifted register)", "00101010100mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Or, Flags::Keep, Shift::ASR>),
    row("ORR (shifted register)", "00101010110mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Or, Flags::Keep, Shift::ROR>),
    row("ORR (shifted register)", "10101010000mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Or, Flags::Keep, Shift::LSL>),
    row("ORR (shifted register)", "10101010010mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Or, Flags::Keep, Shift::LSR>),
    row("ORR (shifted register)", "10101010100mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Or, Flags::Keep, Shift::ASR>),
    row("ORR (shifted register)", "10101010110mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Or, Flags::Keep, Shift::ROR>),
    row("ORN (shifted register)", "00101010001mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::OrNot, Flags::Keep, Shift::LSL>),
    row("ORN (shifted register)", "00101010011mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::OrNot, Flags::Keep, Shift::LSR>),
    row("ORN (shifted register)", "00101010101mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::OrNot, Flags::Keep, Shift::ASR>),
    row("ORN (shifted register)", "00101010111mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::OrNot, Flags::Keep, Shift::ROR>),
    row("ORN (shifted register)", "10101010001mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::OrNot, Flags::Keep, Shift::LSL>),
    row("ORN (shifted register)", "10101010011mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::OrNot, Flags::Keep, Shift::LSR>),
    row("ORN (shifted register)", "10101010101mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::OrNot, Flags::Keep, Shift::ASR>),
    row("ORN (shifted register)", "10101010111mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::OrNot, Flags::Keep, Shift::ROR>),
    row("EOR (shifted register)", "01001010000mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Xor, Flags::Keep, Shift::LSL>),
    row("EOR (shifted register)", "01001010010mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Xor, Flags::Keep, Shift::LSR>),
    row("EOR (shifted register)", "01001010100mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Xor, Flags::Keep, Shift::ASR>),
    row("EOR (shifted register)", "01001010110mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::Xor, Flags::Keep, Shift::ROR>),
    row("EOR (shifted register)", "11001010000mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Xor, Flags::Keep, Shift::LSL>),
    row("EOR (shifted register)", "11001010010mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Xor, Flags::Keep, Shift::LSR>),
    row("EOR (shifted register)", "11001010100mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Xor, Flags::Keep, Shift::ASR>),
    row("EOR (shifted register)", "11001010110mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::Xor, Flags::Keep, Shift::ROR>),
    row("EON (shifted register)", "01001010001mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::XorNot, Flags::Keep, Shift::LSL>),
    row("EON (shifted register)", "01001010011mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::XorNot, Flags::Keep, Shift::LSR>),
    row("EON (shifted register)", "01001010101mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::XorNot, Flags::Keep, Shift::ASR>),
    row("EON (shifted register)", "01001010111mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::XorNot, Flags::Keep, Shift::ROR>),
    row("EON (shifted register)", "11001010001mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::XorNot, Flags::Keep, Shift::LSL>),
    row("EON (shifted register)", "11001010011mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::XorNot, Flags::Keep, Shift::LSR>),
    row("EON (shifted register)", "11001010101mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::XorNot, Flags::Keep, Shift::ASR>),
    row("EON (shifted register)", "11001010111mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::XorNot, Flags::Keep, Shift::ROR>),
    row("ANDS (shifted register)", "01101010000mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Set, Shift::LSL>),
    row("ANDS (shifted register)", "01101010010mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Set, Shift::LSR>),
    row("ANDS (shifted register)", "01101010100mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Set, Shift::ASR>),
    row("ANDS (shifted register)", "01101010110mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::And, Flags::Set, Shift::ROR>),
    row("ANDS (shifted register)", "11101010000mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Set, Shift::LSL>),
    row("ANDS (shifted register)", "11101010010mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Set, Shift::LSR>),
    row("ANDS (shifted register)", "11101010100mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Set, Shift::ASR>),
    row("ANDS (shifted register)", "11101010110mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::And, Flags::Set, Shift::ROR>),
    row("BICS (shifted register)", "01101010001mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Set, Shift::LSL>),
    row("BICS (shifted register)", "01101010011mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Set, Shift::LSR>),
    row("BICS (shifted register)", "01101010101mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Set, Shift::ASR>),
    row("BICS (shifted register)", "01101010111mmmmm0iiiiinnnnnddddd",
        logical<W, Logic::AndNot, Flags::Set, Shift::ROR>),
    row("BICS (shifted register)", "11101010001mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Set, Shift::LSL>),
    row("BICS (shifted register)", "11101010011mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Set, Shift::LSR>),
    row("BICS (shifted register)", "11101010101mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Set, Shift::ASR>),
    row("BICS (shifted register)", "11101010111mmmmmiiiiiinnnnnddddd",
        logical<X, Logic::AndNot, Flags::Set, Shift::ROR>),
    row("ADD (shifted register)", "00001011000mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Keep, Shift::LSL>),
    row("ADD (shifted register)", "00001011010mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Keep, Shift::LSR>),
    row("ADD (shifted register)", "00001011100mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Keep, Shift::ASR>),
    row("ADD (extended register)", "00001011001mmmmmooo0iinnnnnddddd",
        addSubExtended<W, Arithmetic::Add, Flags::Keep>),
    row("ADD (extended register)", "00001011001mmmmmooo100nnnnnddddd",
        addSubExtended<W, Arithmetic::Add, Flags::Keep>),
    row("ADD (shifted register)", "10001011000mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Keep, Shift::LSL>),
    row("ADD (shifted register)", "10001011010mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Keep, Shift::LSR>),
    row("ADD (shifted register)", "10001011100mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Keep, Shift::ASR>),
    row("ADD (extended register)", "10001011001mmmmmooo0iinnnnnddddd",
        addSubExtended<X, Arithmetic::Add, Flags::Keep>),
    row("ADD (extended register)", "10001011001mmmmmooo100nnnnnddddd",
        addSubExtended<X, Arithmetic::Add, Flags::Keep>),
    row("ADDS (shifted register)", "00101011000mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Set, Shift::LSL>),
    row("ADDS (shifted register)", "00101011010mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Set, Shift::LSR>),
    row("ADDS (shifted register)", "00101011100mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Add, Flags::Set, Shift::ASR>),
    row("ADDS (extended register)", "00101011001mmmmmooo0iinnnnnddddd",
        addSubExtended<W, Arithmetic::Add, Flags::Set>),
    row("ADDS (extended register)", "00101011001mmmmmooo100nnnnnddddd",
        addSubExtended<W, Arithmetic::Add, Flags::Set>),
    row("ADDS (shifted register)", "10101011000mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Set, Shift::LSL>),
    row("ADDS (shifted register)", "10101011010mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Set, Shift::LSR>),
    row("ADDS (shifted register)", "10101011100mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Add, Flags::Set, Shift::ASR>),
    row("ADDS (extended register)", "10101011001mmmmmooo0iinnnnnddddd",
        addSubExtended<X, Arithmetic::Add, Flags::Set>),
    row("ADDS (extended register)", "10101011001mmmmmooo100nnnnnddddd",
        addSubExtended<X, Arithmetic::Add, Flags::Set>),
    row("SUB (shifted register)", "01001011000mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Keep, Shift::LSL>),
    row("SUB (shifted register)", "01001011010mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Keep, Shift::LSR>),
    row("SUB (shifted register)", "01001011100mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Keep, Shift::ASR>),
    row("SUB (extended register)", "01001011001mmmmmooo0iinnnnnddddd",
        addSubExtended<W, Arithmetic::Sub, Flags::Keep>),
    row("SUB (extended register)", "01001011001mmmmmooo100nnnnnddddd",
        addSubExtended<W, Arithmetic::Sub, Flags::Keep>),
    row("SUB (shifted register)", "11001011000mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Keep, Shift::LSL>),
    row("SUB (shifted register)", "11001011010mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Keep, Shift::LSR>),
    row("SUB (shifted register)", "11001011100mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Keep, Shift::ASR>),
    row("SUB (extended register)", "11001011001mmmmmooo0iinnnnnddddd",
        addSubExtended<X, Arithmetic::Sub, Flags::Keep>),
    row("SUB (extended register)", "11001011001mmmmmooo100nnnnnddddd",
        addSubExtended<X, Arithmetic::Sub, Flags::Keep>),
    row("SUBS (shifted register)", "01101011000mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Set, Shift::LSL>),
    row("SUBS (shifted register)", "01101011010mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Set, Shift::LSR>),
    row("SUBS (shifted register)", "01101011100mmmmm0iiiiinnnnnddddd",
        addSubShifted<W, Arithmetic::Sub, Flags::Set, Shift::ASR>),
    row("SUBS (extended register)", "01101011001mmmmmooo0iinnnnnddddd",
        addSubExtended<W, Arithmetic::Sub, Flags::Set>),
    row("SUBS (extended register)", "01101011001mmmmmooo100nnnnnddddd",
        addSubExtended<W, Arithmetic::Sub, Flags::Set>),
    row("SUBS (shifted register)", "11101011000mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Set, Shift::LSL>),
    row("SUBS (shifted register)", "11101011010mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Set, Shift::LSR>),
    row("SUBS (shifted register)", "11101011100mmmmmiiiiiinnnnnddddd",
        addSubShifted<X, Arithmetic::Sub, Flags::Set, Shift::ASR>),
    row("SUBS (extended register)", "11101011001mmmmmooo0iinnnnnddddd",
        addSubExtended<X, Arithmetic::Sub, Flags::Set>),
    row("SUBS (extended register)", "11101011001mmmmmooo100nnnnnddddd",
        addSubExtended<X, Arithmetic::Sub, Flags::Set>),
    row("ADC", "00011010000mmmmm000000nnnnnddddd", addSubCarry<W, Arithmetic::Add, Flags::Keep>),
    row("ADC", "10011010000mmmmm000000nnnnnddddd", addSubCarry<X, Arithmetic::Add, Flags::Keep>),
    row("ADCS", "00111010000mmmmm000000nnnnnddddd", addSubCarry<W, Arithmetic::Add, Flags::Set>),
    row("ADCS", "10111010000mmmmm000000nnnnnddddd", addSubCarry<X, Arithmetic::Add, Flags::Set>),
    row("SBC", "01011010000mmmmm000000nnnnnddddd", addSubCarry<W, Arithmetic::Sub, Flags::Keep>),
    row("SBC", "11011010000mmmmm000000nnnnnddddd", addSubCarry<X, Arithmetic::Sub, Flags::Keep>),
    row("SBCS", "01111010000mmmmm000000nnnnnddddd", addSubCarry<W, Arithmetic::Sub, Flags::Set>),
    row("SBCS", "11111010000mmmmm000000nnnnnddddd", addSubCarry<X, Arithmetic::Sub, Flags::Set>),
    row("CCMN (register)", "00111010010mmmmmcccc00nnnnn0ffff",
        conditionalCompare<W, Arithmetic::Add, false>),
    row("CCMN (register)", "10111010010mmmmmcccc00nnnnn0ffff",
        conditionalCompare<X, Arithmetic::Add, false>),
    row("CCMN (immediate)", "00111010010mmmmmcccc10nnnnn0ffff",
        conditionalCompare<W, Arithmetic::Add, true>),
    row("CCMN (immediate)", "10111010010mmmmmcccc10nnnnn0ffff",
        conditionalCompare<X, Arithmetic::Add, true>),
    row("CCMP (register)", "01111010010mmmmmcccc00nnnnn0ffff",
        conditionalCompare<W, Arithmetic::Sub, false>),
    row("CCMP (register)", "11111010010mmmmmcccc00nnnnn0ffff",
        conditionalCompare<X, Arithmetic::Sub, false>),
    row("CCMP (immediate)", "01111010010mmmmmcccc10nnnnn0ffff",
        conditionalCompare<W, Arithmetic::Sub, true>),
    row("CCMP (immediate)", "11111010010mmmmmcccc10nnnnn0ffff",
        conditionalCompare<X, Arithmetic::Sub, true>),
    row("CSEL", "00011010100mmmmmcccc00nnnnnddddd", conditionalSelect<W, Otherwise::Same>),
    row("CSEL", "10011010100mmmmmcccc00nnnnnddddd", conditionalSelect<X, Otherwise::Same>),
    row("CSINC", "00011010100mmmmmcccc01nnnnnddddd", conditionalSelect<W, Otherwise::Increment>),
    row("CSINC", "10011010100mmmmmcccc01nnnnnddddd", conditionalSelect<X, Otherwise::Increment>),
    row("CSINV", "01011010100mmmmmcccc00nnnnnddddd", conditionalSelect<W, Otherwise::Invert>),
    row("CSINV", "11011010100mmmmmcccc00nnnnnddddd", conditionalSelect<X, Otherwise::Invert>),
    row("CSNEG", "01011010100mmmmmcccc01nnnnnddddd", conditionalSelect<W, Otherwise::Negate>),
    row("CSNEG", "11011010100mmmmmcccc01nnnnnddddd", conditionalSelect<X, Otherwise::Negate>),
    row("RBIT", "0101101011000000000000nnnnnddddd", rbit<W>),
    row("RBIT", "1101101011000000000000nnnnnddddd", rbit<X>),
    row("REV16", "0101101011000000000001nnnnnddddd", reverseBytes<W, 2>),
    row("REV16", "1101101011000000000001nnnnnddddd", reverseBytes<X, 2>),
    row("REV", "0101101011000000000010nnnnnddddd", reverseBytes<W, 4>),
    row("REV32", "1101101011000000000010nnnnnddddd", reverseBytes<X, 4>),
    row("REV", "1101101011000000000011nnnnnddddd", reverseBytes<X, 8>),
    row("CLZ", "0101101011000000000100nnnnnddddd", clz<W>),
    row("CLZ", "1101101011000000000100nnnnnddddd", clz<X>),
    row("CLS", "0101101011000000000101nnnnnddddd", countLeadingSigns<W>),
    row("CLS", "1101101011000000000101nnnnnddddd", countLeadingSigns<X>),
    row("UDIV", "00011010110mmmmm000010nnnnnddddd", divide<W, false>),
    row("UDIV", "10011010110mmmmm000010nnnnnddddd", divide<X, false>),
    row("SDIV", "00011010110mmmmm000011nnnnnddddd", divide<W, true>),
    row("SDIV", "10011010110mmmmm000011nnnnnddddd", divide<X, true>),
    row("LSLV", "00011010110mmmmm001000nnnnnddddd", shiftVariable<W, Shift::LSL>),
    row("LSLV", "10011010110mmmmm001000nnnnnddddd", shiftVariable<X, Shift::LSL>),
    row("LSRV", "00011010110mmmmm001001nnnnnddddd", shiftVariable<W, Shift::LSR>),
    row("LSRV", "10011010110mmmmm001001nnnnnddddd", shiftVariable<X, Shift::LSR>),
    row("ASRV", "00011010110mmmmm001010nnnnnddddd", shiftVariable<W, Shift::ASR>),
    row("ASRV", "10011010110mmmmm001010nnnnnddddd", shiftVariable<X, Shift::ASR>),
    row("RORV", "00011010110mmmmm001011nnnnnddddd", shiftVariable<W, Shift::ROR>),
    row("RORV", "10011010110mmmmm001011nnnnnddddd", shiftVariable<X, Shift::ROR>),
    row("CRC32B", "00011010110mmmmm010000nnnnnddddd", checksum<uint8_t, kCrc32>),
    row("CRC32H", "00011010110mmmmm010001nnnnnddddd", checksum<uint16_t, kCrc32>),
    row("CRC32W", "00011010110mmmmm010010nnnnnddddd", checksum<uint32_t, kCrc32>),
    row("CRC32X", "10011010110mmmmm010011nnnnnddddd", checksum<uint64_t, kCrc32>),
    row("CRC32CB", "00011010110mmmmm010100nnnnnddddd", checksum<uint8_t, kCrc32c>),
    row("CRC32CH", "00011010110mmmmm010101nnnnnddddd", checksum<uint16_t, kCrc32c>),
    row("CRC32CW", "00011010110mmmmm010110nnnnnddddd", checksum<uint32_t, kCrc32c>),
    row("CRC32CX", "10011010110mmmmm010111nnnnnddddd", checksum<uint64_t, kCrc32c>),
    row("MADD", "00011011000mmmmm0aaaaannnnnddddd", multiplyAdd<W, W, Arithmetic::Add>),
    row("MADD", "10011011000mmmmm0aaaaannnnnddddd", multiplyAdd<X, X, Arithmetic::Add>),
    row("SMADDL", "10011011001mmmmm0aaaaannnnnddddd", multiplyAdd<X, int32_t, Arithmetic::Add>),
    row("UMADDL", "10011011101mmmmm0aaaaannnnnddddd", multiplyAdd<X, uint32_t, Arithmetic::Add>),
    row("MSUB", "00011011000mmmmm1aaaaannnnnddddd", multiplyAdd<W, W, Arithmetic::Sub>),
    row("MSUB", "10011011000mmmmm1aaaaannnnnddddd", multiplyAdd<X, X, Arithmetic::Sub>),
    row("SMSUBL", "10011011001mmmmm1aaaaannnnnddddd", multiplyAdd<X, int32_t, Arithmetic::Sub>),
    row("UMSUBL", "10011011101mmmmm1aaaaannnnnddddd", multiplyAdd<X, uint32_t, Arithmetic::Sub>),
    row("SMULH", "10011011010mmmmm0-----nnnnnddddd", multiplyHigh<__int128>),
    row("UMULH", "10011011110mmmmm0-----nnnnnddddd", multiplyHigh<unsigned __int128>),
};

} // namespace

std::span<const DecodeRow> registerRows() {
    return kRegisterRows;
}

} // namespace seatape::sim
