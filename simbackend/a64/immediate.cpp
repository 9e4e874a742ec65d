// SPDX-License-Identifier: Apache-2.0
/// Data processing with an immediate (Arm ARM C4.1.92). No FEAT_CSSC and no MTE forms.
#include "simbackend/a64/logic.h"
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

namespace {

template <bool Page>
void pcRelative(Pe& pe, uint32_t insn) {
    const uint64_t offset = (signedField<23, 5>(insn) << 2) | field<30, 29>(insn);
    if constexpr (Page)
        pe.setX(rd(insn), (pe.pc() & ~kPageMask) + (offset << 12));
    else
        pe.setX(rd(insn), pe.pc() + offset);
}

template <class T, Arithmetic A, Flags F>
void addSubImmediate(Pe& pe, uint32_t insn) {
    const T operand = static_cast<T>(field<21, 10>(insn) << (12 * field<22, 22>(insn)));
    const T result = addOrSub<T, A, F>(pe, static_cast<T>(pe.xOrSp(rn(insn))), operand);
    if constexpr (F == Flags::Set)
        setReg<T>(pe, rd(insn), result);
    else
        pe.setXOrSp(rd(insn), result);
}

/// Computes DecodeBitMasks() for immediates (Arm ARM J1.3.4); false for its reserved values.
bool decodeBitmask(uint32_t insn, uint64_t& mask) {
    // One copy of each element size that N:NOT(imms) can name: 2, 4, 8, 16, 32 and 64 bits.
    static constexpr uint64_t copies[] = {0,
                                          0x5555555555555555,
                                          0x1111111111111111,
                                          0x0101010101010101,
                                          0x0001000100010001,
                                          0x0000000100000001,
                                          1};
    const unsigned imms = field<15, 10>(insn);
    const unsigned sizeCode = (field<22, 22>(insn) << 6) | (~imms & 0x3f);
    if (sizeCode < 2)
        return false;
    const unsigned log2Size = static_cast<unsigned>(std::bit_width(sizeCode)) - 1;
    const unsigned last = (1u << log2Size) - 1;
    const unsigned ones = (imms & last) + 1;
    if (ones > last)
        return false;
    const unsigned rotation = field<21, 16>(insn) & last;
    const uint64_t element = lowMask(ones) * copies[log2Size];
    mask = std::rotr(element, static_cast<int>(rotation));
    return true;
}

template <class T, Logic L, Flags F>
void logicalImmediate(Pe& pe, uint32_t insn) {
    uint64_t mask = 0;
    if (!decodeBitmask(insn, mask))
        return pe.undefined();
    const T result = logic<T, L, F>(pe, reg<T>(pe, rn(insn)), static_cast<T>(mask));
    if constexpr (F == Flags::Set)
        setReg<T>(pe, rd(insn), result);
    else
        pe.setXOrSp(rd(insn), result);
}

enum class Wide : uint8_t { Not, Zero, Keep };

template <class T, Wide Kind>
void moveWide(Pe& pe, uint32_t insn) {
    const unsigned position = field<22, 21>(insn) * 16;
    const T value = static_cast<T>(T{field<20, 5>(insn)} << position);
    if constexpr (Kind == Wide::Not)
        setReg<T>(pe, rd(insn), static_cast<T>(~value));
    else if constexpr (Kind == Wide::Zero)
        setReg<T>(pe, rd(insn), value);
    else
        setReg<T>(pe, rd(insn),
                  static_cast<T>((reg<T>(pe, rd(insn)) & ~(T{0xffff} << position)) | value));
}

enum class Bitfield : uint8_t { Signed, Insert, Unsigned };

/// The field `width` bits wide at `from` in the source goes to `to` in the result.
struct BitfieldMove {
    unsigned from, to, width;
};

template <class T>
constexpr BitfieldMove decodeBitfield(uint32_t insn) {
    const unsigned immr = field<21, 16>(insn);
    const unsigned imms = field<15, 10>(insn);
    if (imms >= immr)
        return {immr, 0, imms - immr + 1};
    return {0, kWidth<T> - immr, imms + 1};
}

template <class T, Bitfield Kind>
void bitfieldMove(Pe& pe, uint32_t insn) {
    const BitfieldMove move = decodeBitfield<T>(insn);
    const uint64_t source = reg<T>(pe, rn(insn)) >> move.from;
    uint64_t result = 0;
    if constexpr (Kind == Bitfield::Signed)
        result = signExtend(source, move.width) << move.to;
    else if constexpr (Kind == Bitfield::Unsigned)
        result = (source & lowMask(move.width)) << move.to;
    else
        result = withBits(pe.x(rd(insn)), move.to + move.width - 1, move.to, source);
    setReg<T>(pe, rd(insn), static_cast<T>(result));
}

template <class T>
void extract(Pe& pe, uint32_t insn) {
    const unsigned lsb = field<15, 10>(insn);
    const T low = static_cast<T>(reg<T>(pe, rm(insn)) >> lsb);
    // Two steps, because a shift by the whole width is undefined in C++.
    const T high = static_cast<T>((reg<T>(pe, rn(insn)) << 1) << (kWidth<T> - 1 - lsb));
    setReg<T>(pe, rd(insn), low | high);
}

constexpr DecodeRow kImmediateRows[] = {
    row("ADR", "0ii10000iiiiiiiiiiiiiiiiiiiddddd", pcRelative<false>),
    row("ADRP", "1ii10000iiiiiiiiiiiiiiiiiiiddddd", pcRelative<true>),
    row("ADD (immediate)", "000100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<W, Arithmetic::Add, Flags::Keep>),
    row("ADD (immediate)", "100100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<X, Arithmetic::Add, Flags::Keep>),
    row("ADDS (immediate)", "001100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<W, Arithmetic::Add, Flags::Set>),
    row("ADDS (immediate)", "101100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<X, Arithmetic::Add, Flags::Set>),
    row("SUB (immediate)", "010100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<W, Arithmetic::Sub, Flags::Keep>),
    row("SUB (immediate)", "110100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<X, Arithmetic::Sub, Flags::Keep>),
    row("SUBS (immediate)", "011100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<W, Arithmetic::Sub, Flags::Set>),
    row("SUBS (immediate)", "111100010hiiiiiiiiiiiinnnnnddddd",
        addSubImmediate<X, Arithmetic::Sub, Flags::Set>),
    row("AND (immediate)", "0001001000rrrrrrssssssnnnnnddddd",
        logicalImmediate<W, Logic::And, Flags::Keep>),
    row("AND (immediate)", "100100100Nrrrrrrssssssnnnnnddddd",
        logicalImmediate<X, Logic::And, Flags::Keep>),
    row("ORR (immediate)", "0011001000rrrrrrssssssnnnnnddddd",
        logicalImmediate<W, Logic::Or, Flags::Keep>),
    row("ORR (immediate)", "101100100Nrrrrrrssssssnnnnnddddd",
        logicalImmediate<X, Logic::Or, Flags::Keep>),
    row("EOR (immediate)", "0101001000rrrrrrssssssnnnnnddddd",
        logicalImmediate<W, Logic::Xor, Flags::Keep>),
    row("EOR (immediate)", "110100100Nrrrrrrssssssnnnnnddddd",
        logicalImmediate<X, Logic::Xor, Flags::Keep>),
    row("ANDS (immediate)", "0111001000rrrrrrssssssnnnnnddddd",
        logicalImmediate<W, Logic::And, Flags::Set>),
    row("ANDS (immediate)", "111100100Nrrrrrrssssssnnnnnddddd",
        logicalImmediate<X, Logic::And, Flags::Set>),
    row("MOVN", "0001001010hiiiiiiiiiiiiiiiiddddd", moveWide<W, Wide::Not>),
    row("MOVN", "100100101hhiiiiiiiiiiiiiiiiddddd", moveWide<X, Wide::Not>),
    row("MOVZ", "0101001010hiiiiiiiiiiiiiiiiddddd", moveWide<W, Wide::Zero>),
    row("MOVZ", "110100101hhiiiiiiiiiiiiiiiiddddd", moveWide<X, Wide::Zero>),
    row("MOVK", "0111001010hiiiiiiiiiiiiiiiiddddd", moveWide<W, Wide::Keep>),
    row("MOVK", "111100101hhiiiiiiiiiiiiiiiiddddd", moveWide<X, Wide::Keep>),
    row("SBFM", "00010011000rrrrr0sssssnnnnnddddd", bitfieldMove<W, Bitfield::Signed>),
    row("SBFM", "1001001101rrrrrrssssssnnnnnddddd", bitfieldMove<X, Bitfield::Signed>),
    row("BFM", "00110011000rrrrr0sssssnnnnnddddd", bitfieldMove<W, Bitfield::Insert>),
    row("BFM", "1011001101rrrrrrssssssnnnnnddddd", bitfieldMove<X, Bitfield::Insert>),
    row("UBFM", "01010011000rrrrr0sssssnnnnnddddd", bitfieldMove<W, Bitfield::Unsigned>),
    row("UBFM", "1101001101rrrrrrssssssnnnnnddddd", bitfieldMove<X, Bitfield::Unsigned>),
    row("EXTR", "00010011100mmmmm0sssssnnnnnddddd", extract<W>),
    row("EXTR", "10010011110mmmmmssssssnnnnnddddd", extract<X>),
};

} // namespace

std::span<const DecodeRow> immediateRows() {
    return kImmediateRows;
}

} // namespace seatape::sim
