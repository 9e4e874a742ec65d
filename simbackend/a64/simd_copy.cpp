// SPDX-License-Identifier: Apache-2.0
/// AdvSIMD moves: immediates, general registers and elements into vectors and back, and the moves
/// among the floating-point instructions that have no arithmetic in them.
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd.h"
#include "simbackend/a64/tables.h"

#include <bit>

namespace seatape::sim {

using namespace simd;

namespace {

// ---- Immediates --------------------------------------------------------------------------------

/// Returns the eight bits a:b:c:d:e:f:g:h.
constexpr uint64_t imm8(uint32_t insn) {
    return (field<18, 16>(insn) << 5) | field<9, 5>(insn);
}

/// Repeats the low `width` bits over 64.
constexpr uint64_t repeat(uint64_t value, unsigned width) {
    for (unsigned filled = width; filled < 64; filled *= 2)
        value |= value << filled;
    return value;
}

/// Makes every bit of the immediate a byte.
constexpr uint64_t bitsToBytes(uint64_t imm) {
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value |= bit(imm, i) ? uint64_t{0xff} << (8 * i) : 0;
    return value;
}

/// Computes VFPExpandImm(): sign, `exponentBits` of exponent and the fraction of a floating-point
/// number.
constexpr uint64_t expandFloat(uint64_t imm, unsigned width, unsigned exponentBits) {
    const unsigned fractionBits = width - exponentBits - 1;
    const uint64_t repeated = bit(imm, 6) ? lowMask(exponentBits - 3) : 0;
    const uint64_t exponent =
        (uint64_t{!bit(imm, 6)} << (exponentBits - 1)) | (repeated << 2) | bits(imm, 5, 4);
    return (bits(imm, 7, 7) << (width - 1)) | (exponent << fractionBits) |
           (bits(imm, 3, 0) << (fractionBits - 4));
}
constexpr uint64_t expandSingle(uint64_t imm) {
    return expandFloat(imm, 32, 8);
}
constexpr uint64_t expandDouble(uint64_t imm) {
    return expandFloat(imm, 64, 11);
}

/// Computes AdvSIMDExpandImm(), without the inversion of MVNI and BIC.
constexpr uint64_t expandImmediate(uint32_t insn) {
    const unsigned cmode = field<15, 12>(insn);
    const bool op = bit(insn, 29);
    const uint64_t imm = imm8(insn);
    if (cmode < 8)
        return repeat(imm << (8 * (cmode >> 1)), 32);
    if (cmode < 12)
        return repeat(imm << (8 * ((cmode >> 1) & 1)), 16);
    if (cmode < 14)
        return repeat(cmode == 12 ? (imm << 8) | 0xff : (imm << 16) | 0xffff, 32);
    if (cmode == 14)
        return op ? bitsToBytes(imm) : repeat(imm, 8);
    return op ? expandDouble(imm) : repeat(expandSingle(imm), 32);
}

/// d = op(d, immediate), the same in both halves.
template <auto op>
void immediate(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const uint64_t imm = expandImmediate(insn);
    const uint64_t low = op(pe.vLow(rd(insn)), imm), high = op(pe.vHigh(rd(insn)), imm);
    pe.setV(rd(insn), low, isQ(insn) ? high : 0);
}

constexpr auto move = [](uint64_t, uint64_t imm) { return imm; };
constexpr auto moveInverted = [](uint64_t, uint64_t imm) { return ~imm; };
constexpr auto setBits = [](uint64_t d, uint64_t imm) { return d | imm; };
constexpr auto clearBits = [](uint64_t d, uint64_t imm) { return d & ~imm; };

// ---- Elements ----------------------------------------------------------------------------------

// imm5, bits [20:16]: the lowest set bit tells the size, the bits above it are the index.
constexpr unsigned laneLog2(uint32_t insn) {
    return static_cast<unsigned>(std::countr_zero(field<20, 16>(insn)));
}
constexpr unsigned laneIndex(uint32_t insn) {
    return field<20, 16>(insn) >> (laneLog2(insn) + 1);
}

template <class T>
void duplicate(Pe& pe, uint32_t insn, T value) {
    Vec out;
    for (unsigned i = 0; i < laneCount<T>(insn); ++i)
        out.setLane<T>(i, value);
    writeV(pe, rd(insn), out);
}

void duplicateElement(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(laneLog2(insn), [&]<class T>() {
        duplicate<T>(pe, insn, readV(pe, rn(insn)).lane<T>(laneIndex(insn)));
    });
}

void duplicateGeneral(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(laneLog2(insn),
                   [&]<class T>() { duplicate<T>(pe, insn, static_cast<T>(pe.x(rn(insn)))); });
}

template <class T>
void insert(Pe& pe, uint32_t insn, T value) {
    Vec d = readV(pe, rd(insn));
    d.setLane<T>(laneIndex(insn), value);
    writeV(pe, rd(insn), d);
}

void insertElement(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(laneLog2(insn), [&]<class T>() {
        const unsigned source = field<14, 11>(insn) >> laneLog2(insn);
        insert<T>(pe, insn, readV(pe, rn(insn)).lane<T>(source));
    });
}

void insertGeneral(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(laneLog2(insn),
                   [&]<class T>() { insert<T>(pe, insn, static_cast<T>(pe.x(rn(insn)))); });
}

/// SMOV and UMOV; Q tells the width of the general register.
template <As as>
void moveToGeneral(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<as>(laneLog2(insn), [&]<class T>() {
        const uint64_t value = u64(readV(pe, rn(insn)).lane<T>(laneIndex(insn)));
        pe.setX(rd(insn), isQ(insn) ? value : value & lowMask(32));
    });
}

// ---- Floating-point registers ------------------------------------------------------------------

template <unsigned width>
void floatFromGeneral(Pe& pe, uint32_t insn) {
    if (pe.simdAllowed())
        pe.setV(rd(insn), pe.x(rn(insn)) & lowMask(width), 0);
}

template <unsigned width>
void floatToGeneral(Pe& pe, uint32_t insn) {
    if (pe.simdAllowed())
        pe.setX(rd(insn), pe.vLow(rn(insn)) & lowMask(width));
}

void floatTopFromGeneral(Pe& pe, uint32_t insn) {
    if (pe.simdAllowed())
        pe.setV(rd(insn), pe.vLow(rd(insn)), pe.x(rn(insn)));
}

void floatTopToGeneral(Pe& pe, uint32_t insn) {
    if (pe.simdAllowed())
        pe.setX(rd(insn), pe.vHigh(rn(insn)));
}

template <unsigned width>
void floatMove(Pe& pe, uint32_t insn) {
    if (pe.simdAllowed())
        pe.setV(rd(insn), pe.vLow(rn(insn)) & lowMask(width), 0);
}

void floatImmediate(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const uint64_t imm = field<20, 13>(insn);
    pe.setV(rd(insn), bit(insn, 22) ? expandDouble(imm) : expandSingle(imm), 0);
}

// ---- Rows --------------------------------------------------------------------------------------

constexpr Form kCopyForms[] = {
    {"MOVI", "0q00111100000iii0cc001iiiiiddddd", Shape::Any, immediate<move>},
    {"MOVI", "0q00111100000iii10c001iiiiiddddd", Shape::Any, immediate<move>},
    {"MOVI", "0q00111100000iii110c01iiiiiddddd", Shape::Any, immediate<move>},
    {"MOVI", "0q00111100000iii111001iiiiiddddd", Shape::Any, immediate<move>},
    {"MOVI", "0q10111100000iii111001iiiiiddddd", Shape::Any, immediate<move>},
    {"MVNI", "0q10111100000iii0cc001iiiiiddddd", Shape::Any, immediate<moveInverted>},
    {"MVNI", "0q10111100000iii10c001iiiiiddddd", Shape::Any, immediate<moveInverted>},
    {"MVNI", "0q10111100000iii110c01iiiiiddddd", Shape::Any, immediate<moveInverted>},
    {"ORR (vector, immediate)", "0q00111100000iii0cc101iiiiiddddd", Shape::Any, immediate<setBits>},
    {"ORR (vector, immediate)", "0q00111100000iii10c101iiiiiddddd", Shape::Any, immediate<setBits>},
    {"BIC (vector, immediate)", "0q10111100000iii0cc101iiiiiddddd", Shape::Any,
     immediate<clearBits>},
    {"BIC (vector, immediate)", "0q10111100000iii10c101iiiiiddddd", Shape::Any,
     immediate<clearBits>},
    {"FMOV (vector, immediate)", "0q00111100000iii111101iiiiiddddd", Shape::Any, immediate<move>},
    {"FMOV (vector, immediate)", "0110111100000iii111101iiiiiddddd", Shape::Any, immediate<move>},

    {"DUP (element)", "0q001110000iiiii000001nnnnnddddd", Shape::Lane, duplicateElement},
    {"DUP (element)", "01011110000iiiii000001nnnnnddddd", Shape::Lane, duplicateElement},
    {"DUP (general)", "0q001110000iiiii000011NNNNNddddd", Shape::Lane, duplicateGeneral},
    {"INS (element)", "01101110000iiiii0jjjj1nnnnnddddd", Shape::Lane, insertElement},
    {"INS (general)", "01001110000iiiii000111NNNNNddddd", Shape::Lane, insertGeneral},
    {"SMOV", "0q001110000iiiii001011nnnnnDDDDD", Shape::LaneToGeneralSigned, moveToGeneral<S>},
    {"UMOV", "0q001110000iiiii001111nnnnnDDDDD", Shape::LaneToGeneral, moveToGeneral<U>},

    {"FMOV (general)", "0001111000100110000000nnnnnDDDDD", Shape::Any, floatToGeneral<32>},
    {"FMOV (general)", "0001111000100111000000NNNNNddddd", Shape::Any, floatFromGeneral<32>},
    {"FMOV (general)", "1001111001100110000000nnnnnDDDDD", Shape::Any, floatToGeneral<64>},
    {"FMOV (general)", "1001111001100111000000NNNNNddddd", Shape::Any, floatFromGeneral<64>},
    {"FMOV (general)", "1001111010101110000000nnnnnDDDDD", Shape::Any, floatTopToGeneral},
    {"FMOV (general)", "1001111010101111000000NNNNNddddd", Shape::Any, floatTopFromGeneral},
    {"FMOV (register)", "0001111000100000010000nnnnnddddd", Shape::Any, floatMove<32>},
    {"FMOV (register)", "0001111001100000010000nnnnnddddd", Shape::Any, floatMove<64>},
    {"FMOV (scalar, immediate)", "000111100z1iiiiiiii10000000ddddd", Shape::Any, floatImmediate},
};

} // namespace

std::span<const DecodeRow> simdCopyRows() {
    return Expanded<kCopyForms>::rows;
}

} // namespace seatape::sim
