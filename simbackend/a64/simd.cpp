// SPDX-License-Identifier: Apache-2.0
/// AdvSIMD integer arithmetic on elements of one size: the operations, and the frames that apply
/// each of them to every lane. Widening and narrowing instructions are in a64_simd_long.cpp, shifts
/// by an immediate in a64_simd_shift.cpp.
#include "simbackend/a64/simd.h"
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd_operations.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

using namespace simd;

namespace {

// ---- Frames ------------------------------------------------------------------------------------

/// d = op(n, m) or op(d, n, m) in each lane; `Second` tells where m comes from.
template <As as, auto op, class Second = VectorM>
void lanewise(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<as>(sizeField(insn), [&]<class T>() {
        const Vec d = readV(pe, rd(insn)), n = readV(pe, rn(insn));
        const Vec m = Second::template read<T>(pe, insn);
        Vec out;
        for (unsigned i = 0; i < laneCount<T>(insn); ++i)
            out.setLane<T>(i, fit<T>(pe, apply(op, d.lane<T>(i), n.lane<T>(i), m.lane<T>(i))));
        writeV(pe, rd(insn), out);
    });
}

/// d = op(n) or op(d, n) in each lane.
template <As as, auto op>
void unary(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<as>(sizeField(insn), [&]<class T>() {
        const Vec d = readV(pe, rd(insn)), n = readV(pe, rn(insn));
        Vec out;
        for (unsigned i = 0; i < laneCount<T>(insn); ++i) {
            if constexpr (std::is_invocable_v<decltype(op), T>)
                out.setLane<T>(i, fit<T>(pe, op(n.lane<T>(i))));
            else
                out.setLane<T>(i, fit<T>(pe, op(d.lane<T>(i), n.lane<T>(i))));
        }
        writeV(pe, rd(insn), out);
    });
}

/// d = op(d, n, m) on whole registers; the size field is part of the opcode.
template <auto op>
void bitwise(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const unsigned d = rd(insn), n = rn(insn), m = rm(insn);
    const uint64_t low = op(pe.vLow(d), pe.vLow(n), pe.vLow(m));
    const uint64_t high = op(pe.vHigh(d), pe.vHigh(n), pe.vHigh(m));
    pe.setV(d, low, isQ(insn) ? high : 0);
}

/// d = op(n) on each byte; the size field is part of the opcode.
template <auto op>
void bytewise(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const Vec n = readV(pe, rn(insn));
    Vec out;
    for (unsigned i = 0; i < laneCount<uint8_t>(insn); ++i)
        out.setLane<uint8_t>(i, static_cast<uint8_t>(op(n.lane<uint8_t>(i))));
    writeV(pe, rd(insn), out);
}

/// d = op of neighbours in the concatenation m:n.
template <As as, auto op>
void pairwise(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<as>(sizeField(insn), [&]<class T>() {
        const Vec n = readV(pe, rn(insn)), m = readV(pe, rm(insn));
        const unsigned half = laneCount<T>(insn) / 2;
        Vec out;
        for (unsigned i = 0; i < half; ++i) {
            out.setLane<T>(i, fit<T>(pe, op(n.lane<T>(2 * i), n.lane<T>(2 * i + 1))));
            out.setLane<T>(half + i, fit<T>(pe, op(m.lane<T>(2 * i), m.lane<T>(2 * i + 1))));
        }
        writeV(pe, rd(insn), out);
    });
}

/// ADDP (scalar): the sum of both 64-bit elements.
void addPairScalar(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    pe.setV(rd(insn), pe.vLow(rn(insn)) + pe.vHigh(rn(insn)), 0);
}

enum class Width : uint8_t { Same, Wide };

/// Folds all lanes with `op` into one element of the same or twice the size.
template <As as, auto op, Width width = Width::Same>
void across(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<as>(sizeField(insn), [&]<class T, class W2>() {
        const Vec n = readV(pe, rn(insn));
        W2 total = n.lane<T>(0);
        for (unsigned i = 1; i < laneCount<T>(insn); ++i)
            total = static_cast<W2>(op(total, static_cast<W2>(n.lane<T>(i))));
        Vec out;
        if constexpr (width == Width::Wide)
            out.setLane<W2>(0, total);
        else
            out.setLane<T>(0, static_cast<T>(total));
        writeV(pe, rd(insn), out);
    });
}

// ---- Rows --------------------------------------------------------------------------------------

constexpr Form kSimdForms[] = {
    // Three registers
    {"SHADD", "0q001110zz1mmmmm000001nnnnnddddd", Shape::BHS, lanewise<S, halvingAdd>},
    {"UHADD", "0q101110zz1mmmmm000001nnnnnddddd", Shape::BHS, lanewise<U, halvingAdd>},
    {"SQADD", "0q001110zz1mmmmm000011nnnnnddddd", Shape::BHSD, lanewise<S, exactAdd>},
    {"UQADD", "0q101110zz1mmmmm000011nnnnnddddd", Shape::BHSD, lanewise<U, exactAdd>},
    {"SQADD", "01011110zz1mmmmm000011nnnnnddddd", Shape::Any, lanewise<S, exactAdd>},
    {"UQADD", "01111110zz1mmmmm000011nnnnnddddd", Shape::Any, lanewise<U, exactAdd>},
    {"SRHADD", "0q001110zz1mmmmm000101nnnnnddddd", Shape::BHS, lanewise<S, roundingHalvingAdd>},
    {"URHADD", "0q101110zz1mmmmm000101nnnnnddddd", Shape::BHS, lanewise<U, roundingHalvingAdd>},
    {"AND (vector)", "0q001110001mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitAnd>},
    {"BIC (vector, register)", "0q001110011mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitClear>},
    {"ORR (vector, register)", "0q001110101mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitOr>},
    {"ORN (vector)", "0q001110111mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitOrNot>},
    {"EOR (vector)", "0q101110001mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitXor>},
    {"BSL", "0q101110011mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitSelect>},
    {"BIT", "0q101110101mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitInsertIfTrue>},
    {"BIF", "0q101110111mmmmm000111nnnnnddddd", Shape::Any, bitwise<bitInsertIfFalse>},
    {"SHSUB", "0q001110zz1mmmmm001001nnnnnddddd", Shape::BHS, lanewise<S, halvingSub>},
    {"UHSUB", "0q101110zz1mmmmm001001nnnnnddddd", Shape::BHS, lanewise<U, halvingSub>},
    {"SQSUB", "0q001110zz1mmmmm001011nnnnnddddd", Shape::BHSD, lanewise<S, exactSub>},
    {"UQSUB", "0q101110zz1mmmmm001011nnnnnddddd", Shape::BHSD, lanewise<U, exactSub>},
    {"SQSUB", "01011110zz1mmmmm001011nnnnnddddd", Shape::Any, lanewise<S, exactSub>},
    {"UQSUB", "01111110zz1mmmmm001011nnnnnddddd", Shape::Any, lanewise<U, exactSub>},
    {"CMGT (register)", "0q001110zz1mmmmm001101nnnnnddddd", Shape::BHSD, lanewise<S, greater>},
    {"CMGT (register)", "01011110111mmmmm001101nnnnnddddd", Shape::Any, lanewise<S, greater>},
    {"CMHI (register)", "0q101110zz1mmmmm001101nnnnnddddd", Shape::BHSD, lanewise<U, greater>},
    {"CMHI (register)", "01111110111mmmmm001101nnnnnddddd", Shape::Any, lanewise<U, greater>},
    {"CMGE (register)", "0q001110zz1mmmmm001111nnnnnddddd", Shape::BHSD, lanewise<S, greaterEqual>},
    {"CMGE (register)", "01011110111mmmmm001111nnnnnddddd", Shape::Any, lanewise<S, greaterEqual>},
    {"CMHS (register)", "0q101110zz1mmmmm001111nnnnnddddd", Shape::BHSD, lanewise<U, greaterEqual>},
    {"CMHS (register)", "01111110111mmmmm001111nnnnnddddd", Shape::Any, lanewise<U, greaterEqual>},
    {"SSHL", "0q001110zz1mmmmm010001nnnnnddddd", Shape::BHSD, lanewise<S, shiftByLane>},
    {"SSHL", "01011110111mmmmm010001nnnnnddddd", Shape::Any, lanewise<S, shiftByLane>},
    {"USHL", "0q101110zz1mmmmm010001nnnnnddddd", Shape::BHSD, lanewise<U, shiftByLane>},
    {"USHL", "01111110111mmmmm010001nnnnnddddd", Shape::Any, lanewise<U, shiftByLane>},
    {"SQSHL (register)", "0q001110zz1mmmmm010011nnnnnddddd", Shape::BHSD,
     lanewise<S, exactShiftByLane>},
    {"SQSHL (register)", "01011110zz1mmmmm010011nnnnnddddd", Shape::Any,
     lanewise<S, exactShiftByLane>},
    {"UQSHL (register)", "0q101110zz1mmmmm010011nnnnnddddd", Shape::BHSD,
     lanewise<U, exactShiftByLane>},
    {"UQSHL (register)", "01111110zz1mmmmm010011nnnnnddddd", Shape::Any,
     lanewise<U, exactShiftByLane>},
    {"SRSHL", "0q001110zz1mmmmm010101nnnnnddddd", Shape::BHSD, lanewise<S, roundingShiftByLane>},
    {"SRSHL", "01011110111mmmmm010101nnnnnddddd", Shape::Any, lanewise<S, roundingShiftByLane>},
    {"URSHL", "0q101110zz1mmmmm010101nnnnnddddd", Shape::BHSD, lanewise<U, roundingShiftByLane>},
    {"URSHL", "01111110111mmmmm010101nnnnnddddd", Shape::Any, lanewise<U, roundingShiftByLane>},
    {"SQRSHL", "0q001110zz1mmmmm010111nnnnnddddd", Shape::BHSD,
     lanewise<S, exactRoundingShiftByLane>},
    {"SQRSHL", "01011110zz1mmmmm010111nnnnnddddd", Shape::Any,
     lanewise<S, exactRoundingShiftByLane>},
    {"UQRSHL", "0q101110zz1mmmmm010111nnnnnddddd", Shape::BHSD,
     lanewise<U, exactRoundingShiftByLane>},
    {"UQRSHL", "01111110zz1mmmmm010111nnnnnddddd", Shape::Any,
     lanewise<U, exactRoundingShiftByLane>},
    {"SMAX", "0q001110zz1mmmmm011001nnnnnddddd", Shape::BHS, lanewise<S, maximum>},
    {"UMAX", "0q101110zz1mmmmm011001nnnnnddddd", Shape::BHS, lanewise<U, maximum>},
    {"SMIN", "0q001110zz1mmmmm011011nnnnnddddd", Shape::BHS, lanewise<S, minimum>},
    {"UMIN", "0q101110zz1mmmmm011011nnnnnddddd", Shape::BHS, lanewise<U, minimum>},
    {"SABD", "0q001110zz1mmmmm011101nnnnnddddd", Shape::BHS, lanewise<S, difference>},
    {"UABD", "0q101110zz1mmmmm011101nnnnnddddd", Shape::BHS, lanewise<U, difference>},
    {"SABA", "0q001110zz1mmmmm011111nnnnnddddd", Shape::BHS, lanewise<S, addDifference>},
    {"UABA", "0q101110zz1mmmmm011111nnnnnddddd", Shape::BHS, lanewise<U, addDifference>},
    {"ADD (vector)", "0q001110zz1mmmmm100001nnnnnddddd", Shape::BHSD, lanewise<U, add>},
    {"ADD (vector)", "01011110111mmmmm100001nnnnnddddd", Shape::Any, lanewise<U, add>},
    {"SUB (vector)", "0q101110zz1mmmmm100001nnnnnddddd", Shape::BHSD, lanewise<U, subtract>},
    {"SUB (vector)", "01111110111mmmmm100001nnnnnddddd", Shape::Any, lanewise<U, subtract>},
    {"CMTST", "0q001110zz1mmmmm100011nnnnnddddd", Shape::BHSD, lanewise<U, testBits>},
    {"CMTST", "01011110111mmmmm100011nnnnnddddd", Shape::Any, lanewise<U, testBits>},
    {"CMEQ (register)", "0q101110zz1mmmmm100011nnnnnddddd", Shape::BHSD, lanewise<U, equal>},
    {"CMEQ (register)", "01111110111mmmmm100011nnnnnddddd", Shape::Any, lanewise<U, equal>},
    {"MLA (vector)", "0q001110zz1mmmmm100101nnnnnddddd", Shape::BHS, lanewise<U, addProduct>},
    {"MLS (vector)", "0q101110zz1mmmmm100101nnnnnddddd", Shape::BHS, lanewise<U, subtractProduct>},
    {"MUL (vector)", "0q001110zz1mmmmm100111nnnnnddddd", Shape::BHS, lanewise<U, multiply>},
    {"PMUL", "0q101110001mmmmm100111nnnnnddddd", Shape::Any, lanewise<U, multiplyPolynomial>},
    {"SMAXP", "0q001110zz1mmmmm101001nnnnnddddd", Shape::BHS, pairwise<S, maximum>},
    {"UMAXP", "0q101110zz1mmmmm101001nnnnnddddd", Shape::BHS, pairwise<U, maximum>},
    {"SMINP", "0q001110zz1mmmmm101011nnnnnddddd", Shape::BHS, pairwise<S, minimum>},
    {"UMINP", "0q101110zz1mmmmm101011nnnnnddddd", Shape::BHS, pairwise<U, minimum>},
    {"SQDMULH (vector)", "0q001110zz1mmmmm101101nnnnnddddd", Shape::HS,
     lanewise<S, highDoubleProduct>},
    {"SQDMULH (vector)", "01011110zz1mmmmm101101nnnnnddddd", Shape::HS,
     lanewise<S, highDoubleProduct>},
    {"SQRDMULH (vector)", "0q101110zz1mmmmm101101nnnnnddddd", Shape::HS,
     lanewise<S, roundedHighDoubleProduct>},
    {"SQRDMULH (vector)", "01111110zz1mmmmm101101nnnnnddddd", Shape::HS,
     lanewise<S, roundedHighDoubleProduct>},
    {"ADDP (vector)", "0q001110zz1mmmmm101111nnnnnddddd", Shape::BHSD, pairwise<U, add>},
    {"ADDP (scalar)", "0101111011110001101110nnnnnddddd", Shape::Any, addPairScalar},

    // By element
    {"MUL (by element)", "0q001111zzlmmmmm1000h0nnnnnddddd", Shape::HS,
     lanewise<U, multiply, ElementM>},
    {"MLA (by element)", "0q101111zzlmmmmm0000h0nnnnnddddd", Shape::HS,
     lanewise<U, addProduct, ElementM>},
    {"MLS (by element)", "0q101111zzlmmmmm0100h0nnnnnddddd", Shape::HS,
     lanewise<U, subtractProduct, ElementM>},
    {"SQDMULH (by element)", "0q001111zzlmmmmm1100h0nnnnnddddd", Shape::HS,
     lanewise<S, highDoubleProduct, ElementM>},
    {"SQDMULH (by element)", "01011111zzlmmmmm1100h0nnnnnddddd", Shape::HS,
     lanewise<S, highDoubleProduct, ElementM>},
    {"SQRDMULH (by element)", "0q001111zzlmmmmm1101h0nnnnnddddd", Shape::HS,
     lanewise<S, roundedHighDoubleProduct, ElementM>},
    {"SQRDMULH (by element)", "01011111zzlmmmmm1101h0nnnnnddddd", Shape::HS,
     lanewise<S, roundedHighDoubleProduct, ElementM>},

    // One register
    {"SUQADD", "0q001110zz100000001110nnnnnddddd", Shape::BHSD, unary<S, exactAddUnsigned>},
    {"SUQADD", "01011110zz100000001110nnnnnddddd", Shape::Any, unary<S, exactAddUnsigned>},
    {"USQADD", "0q101110zz100000001110nnnnnddddd", Shape::BHSD, unary<U, exactAddSigned>},
    {"USQADD", "01111110zz100000001110nnnnnddddd", Shape::Any, unary<U, exactAddSigned>},
    {"CLS (vector)", "0q001110zz100000010010nnnnnddddd", Shape::BHS, unary<S, countSignBits>},
    {"CLZ (vector)", "0q101110zz100000010010nnnnnddddd", Shape::BHS, unary<U, countLeadingZeros>},
    {"CNT", "0q00111000100000010110nnnnnddddd", Shape::Any, bytewise<countOnes>},
    {"NOT", "0q10111000100000010110nnnnnddddd", Shape::Any, bytewise<bitNot>},
    {"RBIT (vector)", "0q10111001100000010110nnnnnddddd", Shape::Any, bytewise<reverseBits>},
    {"SQABS", "0q001110zz100000011110nnnnnddddd", Shape::BHSD, unary<S, exactAbsolute>},
    {"SQABS", "01011110zz100000011110nnnnnddddd", Shape::Any, unary<S, exactAbsolute>},
    {"SQNEG", "0q101110zz100000011110nnnnnddddd", Shape::BHSD, unary<S, exactNegate>},
    {"SQNEG", "01111110zz100000011110nnnnnddddd", Shape::Any, unary<S, exactNegate>},
    {"CMGT (zero)", "0q001110zz100000100010nnnnnddddd", Shape::BHSD, unary<S, greaterZero>},
    {"CMGT (zero)", "0101111011100000100010nnnnnddddd", Shape::Any, unary<S, greaterZero>},
    {"CMGE (zero)", "0q101110zz100000100010nnnnnddddd", Shape::BHSD, unary<S, greaterEqualZero>},
    {"CMGE (zero)", "0111111011100000100010nnnnnddddd", Shape::Any, unary<S, greaterEqualZero>},
    {"CMEQ (zero)", "0q001110zz100000100110nnnnnddddd", Shape::BHSD, unary<S, equalZero>},
    {"CMEQ (zero)", "0101111011100000100110nnnnnddddd", Shape::Any, unary<S, equalZero>},
    {"CMLE (zero)", "0q101110zz100000100110nnnnnddddd", Shape::BHSD, unary<S, lessEqualZero>},
    {"CMLE (zero)", "0111111011100000100110nnnnnddddd", Shape::Any, unary<S, lessEqualZero>},
    {"CMLT (zero)", "0q001110zz100000101010nnnnnddddd", Shape::BHSD, unary<S, lessZero>},
    {"CMLT (zero)", "0101111011100000101010nnnnnddddd", Shape::Any, unary<S, lessZero>},
    {"ABS", "0q001110zz100000101110nnnnnddddd", Shape::BHSD, unary<S, absolute>},
    {"ABS", "0101111011100000101110nnnnnddddd", Shape::Any, unary<S, absolute>},
    {"NEG (vector)", "0q101110zz100000101110nnnnnddddd", Shape::BHSD, unary<U, negate>},
    {"NEG (vector)", "0111111011100000101110nnnnnddddd", Shape::Any, unary<U, negate>},

    // All lanes into one
    {"ADDV", "0q001110zz110001101110nnnnnddddd", Shape::Across, across<U, add>},
    {"SADDLV", "0q001110zz110000001110nnnnnddddd", Shape::Across, across<S, add, Width::Wide>},
    {"UADDLV", "0q101110zz110000001110nnnnnddddd", Shape::Across, across<U, add, Width::Wide>},
    {"SMAXV", "0q001110zz110000101010nnnnnddddd", Shape::Across, across<S, maximum>},
    {"UMAXV", "0q101110zz110000101010nnnnnddddd", Shape::Across, across<U, maximum>},
    {"SMINV", "0q001110zz110001101010nnnnnddddd", Shape::Across, across<S, minimum>},
    {"UMINV", "0q101110zz110001101010nnnnnddddd", Shape::Across, across<U, minimum>},
};

} // namespace

std::span<const DecodeRow> simdRows() {
    return Expanded<kSimdForms>::rows;
}

} // namespace seatape::sim
