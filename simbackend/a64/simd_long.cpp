// SPDX-License-Identifier: Apache-2.0
/// AdvSIMD integer arithmetic between elements of one size and of twice that size.
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd.h"
#include "simbackend/a64/simd_operations.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

using namespace simd;

namespace {

// ---- Frames: T is the narrow element type, Wide that of twice the size -------------------------

/// The first narrow lane that a long instruction reads: the middle one for its "2" form.
template <class T>
unsigned firstLane(uint32_t insn) {
    return isUpperHalf(insn) ? kLanes<T> / 2 : 0;
}

/// How many wide lanes there are.
template <class Wide>
unsigned wideLanes(uint32_t insn) {
    return isScalar(insn) ? 1 : kLanes<Wide>;
}

/// d = op(n, m) or op(d, n, m): d is wide, n and m are narrow and extended first.
template <As as, auto op, class Second = VectorM>
void lengthen(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<as>(sizeField(insn), [&]<class T, class Wide>() {
        const Vec d = readV(pe, rd(insn)), n = readV(pe, rn(insn));
        const Vec m = Second::template read<T>(pe, insn);
        const unsigned first = firstLane<T>(insn);
        Vec out;
        for (unsigned i = 0; i < wideLanes<Wide>(insn); ++i) {
            const Wide a = n.lane<T>(first + i), b = m.lane<T>(first + i);
            out.setLane<Wide>(i, fit<Wide>(pe, apply(op, d.lane<Wide>(i), a, b)));
        }
        writeV(pe, rd(insn), out);
    });
}

/// d = op(n, m): d and n are wide, m is narrow and extended first.
template <As as, auto op>
void widen(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<as>(sizeField(insn), [&]<class T, class Wide>() {
        const Vec n = readV(pe, rn(insn)), m = readV(pe, rm(insn));
        const unsigned first = firstLane<T>(insn);
        Vec out;
        for (unsigned i = 0; i < kLanes<Wide>; ++i)
            out.setLane<Wide>(
                i, fit<Wide>(pe, op(n.lane<Wide>(i), static_cast<Wide>(m.lane<T>(first + i)))));
        writeV(pe, rd(insn), out);
    });
}

/// d = upper half of op(n, m), rounded if asked to: d is narrow, n and m are wide.
template <auto op, bool rounded>
void narrowHigh(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<U>(sizeField(insn), [&]<class T, class Wide>() {
        const Vec n = readV(pe, rn(insn)), m = readV(pe, rm(insn));
        const uint64_t half = rounded ? uint64_t{1} << (kBits<T> - 1) : 0;
        Vec out;
        for (unsigned i = 0; i < kLanes<Wide>; ++i)
            out.setLane<T>(
                i, static_cast<T>((op(n.lane<Wide>(i), m.lane<Wide>(i)) + half) >> kBits<T>));
        writeNarrow(pe, insn, out);
    });
}

/// d = op(n): d is narrow, n is wide. The signs of both may differ.
template <As from, As to, auto op>
void narrow(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<from>(sizeField(insn), [&]<class T, class Wide>() {
        using Target = std::conditional_t<to == S, std::make_signed_t<T>, std::make_unsigned_t<T>>;
        const Vec n = readV(pe, rn(insn));
        Vec out;
        for (unsigned i = 0; i < wideLanes<Wide>(insn); ++i)
            out.setLane<Target>(i, fit<Target>(pe, op(n.lane<Wide>(i))));
        writeNarrow(pe, insn, out);
    });
}

/// SHLL: the narrow element becomes the upper half of the wide one.
void shiftLeftLong(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<U>(sizeField(insn), [&]<class T, class Wide>() {
        const Vec n = readV(pe, rn(insn));
        const unsigned first = firstLane<T>(insn);
        Vec out;
        for (unsigned i = 0; i < kLanes<Wide>; ++i)
            out.setLane<Wide>(i, static_cast<Wide>(u64(n.lane<T>(first + i)) << kBits<T>));
        writeV(pe, rd(insn), out);
    });
}

/// d = op(n, n') or op(d, n, n') for neighbours n, n' that are extended first.
template <As as, auto op>
void pairwiseLong(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<as>(sizeField(insn), [&]<class T, class Wide>() {
        const Vec d = readV(pe, rd(insn)), n = readV(pe, rn(insn));
        Vec out;
        for (unsigned i = 0; i < laneCount<Wide>(insn); ++i) {
            const Wide a = n.lane<T>(2 * i), b = n.lane<T>(2 * i + 1);
            out.setLane<Wide>(i, fit<Wide>(pe, apply(op, d.lane<Wide>(i), a, b)));
        }
        writeV(pe, rd(insn), out);
    });
}

// ---- Operations that only exist here -----------------------------------------------------------

constexpr auto addSum = [](auto d, auto n, auto m) { return u64(d) + u64(n) + u64(m); };
constexpr auto same = [](auto n) { return n; };
constexpr auto exact = [](auto n) { return Exact{n}; };

constexpr auto doubleProduct = [](auto n, auto m) { return Exact{Int128{n} * m * 2}; };

/// The double product saturates by itself before it is added or subtracted.
template <int sign>
constexpr auto accumulateDoubleProduct = [](auto d, auto n, auto m) {
    Exact product = doubleProduct(n, m);
    const Int128 clamped = clamp<decltype(d)>(product);
    return Exact{d + sign * clamped, product.saturated};
};
constexpr auto addDoubleProduct = accumulateDoubleProduct<1>;
constexpr auto subtractDoubleProduct = accumulateDoubleProduct<-1>;

// ---- Rows --------------------------------------------------------------------------------------

constexpr Form kLongForms[] = {
    // Three registers
    {"SADDL, SADDL2", "0q001110zz1mmmmm000000nnnnnddddd", Shape::BHS, lengthen<S, add>},
    {"UADDL, UADDL2", "0q101110zz1mmmmm000000nnnnnddddd", Shape::BHS, lengthen<U, add>},
    {"SADDW, SADDW2", "0q001110zz1mmmmm000100nnnnnddddd", Shape::BHS, widen<S, add>},
    {"UADDW, UADDW2", "0q101110zz1mmmmm000100nnnnnddddd", Shape::BHS, widen<U, add>},
    {"SSUBL, SSUBL2", "0q001110zz1mmmmm001000nnnnnddddd", Shape::BHS, lengthen<S, subtract>},
    {"USUBL, USUBL2", "0q101110zz1mmmmm001000nnnnnddddd", Shape::BHS, lengthen<U, subtract>},
    {"SSUBW, SSUBW2", "0q001110zz1mmmmm001100nnnnnddddd", Shape::BHS, widen<S, subtract>},
    {"USUBW, USUBW2", "0q101110zz1mmmmm001100nnnnnddddd", Shape::BHS, widen<U, subtract>},
    {"ADDHN, ADDHN2", "0q001110zz1mmmmm010000nnnnnddddd", Shape::BHS, narrowHigh<add, false>},
    {"RADDHN, RADDHN2", "0q101110zz1mmmmm010000nnnnnddddd", Shape::BHS, narrowHigh<add, true>},
    {"SABAL, SABAL2", "0q001110zz1mmmmm010100nnnnnddddd", Shape::BHS, lengthen<S, addDifference>},
    {"UABAL, UABAL2", "0q101110zz1mmmmm010100nnnnnddddd", Shape::BHS, lengthen<U, addDifference>},
    {"SUBHN, SUBHN2", "0q001110zz1mmmmm011000nnnnnddddd", Shape::BHS, narrowHigh<subtract, false>},
    {"RSUBHN, RSUBHN2", "0q101110zz1mmmmm011000nnnnnddddd", Shape::BHS, narrowHigh<subtract, true>},
    {"SABDL, SABDL2", "0q001110zz1mmmmm011100nnnnnddddd", Shape::BHS, lengthen<S, difference>},
    {"UABDL, UABDL2", "0q101110zz1mmmmm011100nnnnnddddd", Shape::BHS, lengthen<U, difference>},
    {"SMLAL, SMLAL2 (vector)", "0q001110zz1mmmmm100000nnnnnddddd", Shape::BHS,
     lengthen<S, addProduct>},
    {"UMLAL, UMLAL2 (vector)", "0q101110zz1mmmmm100000nnnnnddddd", Shape::BHS,
     lengthen<U, addProduct>},
    {"SQDMLAL, SQDMLAL2 (vector)", "0q001110zz1mmmmm100100nnnnnddddd", Shape::HS,
     lengthen<S, addDoubleProduct>},
    {"SQDMLAL, SQDMLAL2 (vector)", "01011110zz1mmmmm100100nnnnnddddd", Shape::HS,
     lengthen<S, addDoubleProduct>},
    {"SMLSL, SMLSL2 (vector)", "0q001110zz1mmmmm101000nnnnnddddd", Shape::BHS,
     lengthen<S, subtractProduct>},
    {"UMLSL, UMLSL2 (vector)", "0q101110zz1mmmmm101000nnnnnddddd", Shape::BHS,
     lengthen<U, subtractProduct>},
    {"SQDMLSL, SQDMLSL2 (vector)", "0q001110zz1mmmmm101100nnnnnddddd", Shape::HS,
     lengthen<S, subtractDoubleProduct>},
    {"SQDMLSL, SQDMLSL2 (vector)", "01011110zz1mmmmm101100nnnnnddddd", Shape::HS,
     lengthen<S, subtractDoubleProduct>},
    {"SMULL, SMULL2 (vector)", "0q001110zz1mmmmm110000nnnnnddddd", Shape::BHS,
     lengthen<S, multiply>},
    {"UMULL, UMULL2 (vector)", "0q101110zz1mmmmm110000nnnnnddddd", Shape::BHS,
     lengthen<U, multiply>},
    {"SQDMULL, SQDMULL2 (vector)", "0q001110zz1mmmmm110100nnnnnddddd", Shape::HS,
     lengthen<S, doubleProduct>},
    {"SQDMULL, SQDMULL2 (vector)", "01011110zz1mmmmm110100nnnnnddddd", Shape::HS,
     lengthen<S, doubleProduct>},
    {"PMULL, PMULL2", "0q001110001mmmmm111000nnnnnddddd", Shape::Any,
     lengthen<U, multiplyPolynomial>},

    // By element
    {"SMLAL, SMLAL2 (by element)", "0q001111zzlmmmmm0010h0nnnnnddddd", Shape::HS,
     lengthen<S, addProduct, ElementM>},
    {"UMLAL, UMLAL2 (by element)", "0q101111zzlmmmmm0010h0nnnnnddddd", Shape::HS,
     lengthen<U, addProduct, ElementM>},
    {"SQDMLAL, SQDMLAL2 (by element)", "0q001111zzlmmmmm0011h0nnnnnddddd", Shape::HS,
     lengthen<S, addDoubleProduct, ElementM>},
    {"SQDMLAL, SQDMLAL2 (by element)", "01011111zzlmmmmm0011h0nnnnnddddd", Shape::HS,
     lengthen<S, addDoubleProduct, ElementM>},
    {"SMLSL, SMLSL2 (by element)", "0q001111zzlmmmmm0110h0nnnnnddddd", Shape::HS,
     lengthen<S, subtractProduct, ElementM>},
    {"UMLSL, UMLSL2 (by element)", "0q101111zzlmmmmm0110h0nnnnnddddd", Shape::HS,
     lengthen<U, subtractProduct, ElementM>},
    {"SQDMLSL, SQDMLSL2 (by element)", "0q001111zzlmmmmm0111h0nnnnnddddd", Shape::HS,
     lengthen<S, subtractDoubleProduct, ElementM>},
    {"SQDMLSL, SQDMLSL2 (by element)", "01011111zzlmmmmm0111h0nnnnnddddd", Shape::HS,
     lengthen<S, subtractDoubleProduct, ElementM>},
    {"SMULL, SMULL2 (by element)", "0q001111zzlmmmmm1010h0nnnnnddddd", Shape::HS,
     lengthen<S, multiply, ElementM>},
    {"UMULL, UMULL2 (by element)", "0q101111zzlmmmmm1010h0nnnnnddddd", Shape::HS,
     lengthen<U, multiply, ElementM>},
    {"SQDMULL, SQDMULL2 (by element)", "0q001111zzlmmmmm1011h0nnnnnddddd", Shape::HS,
     lengthen<S, doubleProduct, ElementM>},
    {"SQDMULL, SQDMULL2 (by element)", "01011111zzlmmmmm1011h0nnnnnddddd", Shape::HS,
     lengthen<S, doubleProduct, ElementM>},

    // One register
    {"SADDLP", "0q001110zz100000001010nnnnnddddd", Shape::BHS, pairwiseLong<S, add>},
    {"UADDLP", "0q101110zz100000001010nnnnnddddd", Shape::BHS, pairwiseLong<U, add>},
    {"SADALP", "0q001110zz100000011010nnnnnddddd", Shape::BHS, pairwiseLong<S, addSum>},
    {"UADALP", "0q101110zz100000011010nnnnnddddd", Shape::BHS, pairwiseLong<U, addSum>},
    {"XTN, XTN2", "0q001110zz100001001010nnnnnddddd", Shape::BHS, narrow<U, U, same>},
    {"SQXTUN, SQXTUN2", "0q101110zz100001001010nnnnnddddd", Shape::BHS, narrow<S, U, exact>},
    {"SQXTUN, SQXTUN2", "01111110zz100001001010nnnnnddddd", Shape::BHS, narrow<S, U, exact>},
    {"SHLL, SHLL2", "0q101110zz100001001110nnnnnddddd", Shape::BHS, shiftLeftLong},
    {"SQXTN, SQXTN2", "0q001110zz100001010010nnnnnddddd", Shape::BHS, narrow<S, S, exact>},
    {"SQXTN, SQXTN2", "01011110zz100001010010nnnnnddddd", Shape::BHS, narrow<S, S, exact>},
    {"UQXTN, UQXTN2", "0q101110zz100001010010nnnnnddddd", Shape::BHS, narrow<U, U, exact>},
    {"UQXTN, UQXTN2", "01111110zz100001010010nnnnnddddd", Shape::BHS, narrow<U, U, exact>},
};

} // namespace

std::span<const DecodeRow> simdLongRows() {
    return Expanded<kLongForms>::rows;
}

} // namespace seatape::sim
