// SPDX-License-Identifier: Apache-2.0
/// AdvSIMD integer shifts by an immediate, on one size and to half or twice that size.
///
/// The element size is where the highest set bit of immh, bits [22:19], stands.
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd.h"
#include "simbackend/a64/simd_operations.h"
#include "simbackend/a64/tables.h"

#include <bit>

namespace seatape::sim {

using namespace simd;

namespace {

constexpr unsigned elementLog2(uint32_t insn) {
    return static_cast<unsigned>(std::bit_width(field<22, 19>(insn))) - 1;
}

/// Reads immh:immb of an element of `width` bits as a shift to the left (0 .. width - 1) or to the
/// right (1 .. width).
constexpr unsigned amountLeft(uint32_t insn, unsigned width) {
    return field<22, 16>(insn) - width;
}
constexpr unsigned amountRight(uint32_t insn, unsigned width) {
    return 2 * width - field<22, 16>(insn);
}
using Amount = unsigned (*)(uint32_t insn, unsigned width);

template <As as, class T>
using As_t = std::conditional_t<as == S, std::make_signed_t<T>, std::make_unsigned_t<T>>;

// ---- Frames ------------------------------------------------------------------------------------

/// d = op(n, amount) or op(d, n, amount) in each lane; `to` is how a saturated result counts.
template <As from, Amount amount, auto op, As to = from>
void shiftLanes(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<from>(elementLog2(insn), [&]<class T>() {
        const Vec d = readV(pe, rd(insn)), n = readV(pe, rn(insn));
        const unsigned by = amount(insn, kBits<T>);
        Vec out;
        for (unsigned i = 0; i < laneCount<T>(insn); ++i)
            out.setLane(i, fit<As_t<to, T>>(pe, apply(op, d.lane<T>(i), n.lane<T>(i), by)));
        writeV(pe, rd(insn), out);
    });
}

/// d = op(n, amount) right, where d has half the size of n.
template <As from, As to, auto op>
void shiftNarrow(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<from>(elementLog2(insn), [&]<class T, class Wide>() {
        const Vec n = readV(pe, rn(insn));
        const unsigned by = amountRight(insn, kBits<T>);
        Vec out;
        for (unsigned i = 0; i < (isScalar(insn) ? 1 : kLanes<Wide>); ++i)
            out.setLane(i, fit<As_t<to, T>>(pe, op(n.lane<Wide>(i), by)));
        writeNarrow(pe, insn, out);
    });
}

/// d = n << amount, where d has twice the size of n.
template <As as>
void shiftLong(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withNarrowElement<as>(elementLog2(insn), [&]<class T, class Wide>() {
        const Vec n = readV(pe, rn(insn));
        const unsigned by = amountLeft(insn, kBits<T>);
        const unsigned first = isQ(insn) ? kLanes<T> / 2 : 0;
        Vec out;
        for (unsigned i = 0; i < kLanes<Wide>; ++i)
            out.setLane(i, static_cast<Wide>(u64(n.lane<T>(first + i)) << by));
        writeV(pe, rd(insn), out);
    });
}

// ---- Operations --------------------------------------------------------------------------------

template <bool rounded>
constexpr auto right = [](auto n, unsigned by) { return shiftRight<rounded>(n, by); };
template <bool rounded>
constexpr auto rightAdd =
    [](auto d, auto n, unsigned by) { return u64(d) + u64(shiftRight<rounded>(n, by)); };
template <bool rounded>
constexpr auto exactRight = [](auto n, unsigned by) { return Exact{shiftRight<rounded>(n, by)}; };
constexpr auto left = [](auto n, unsigned by) { return u64(n) << by; };
constexpr auto exactLeft = [](auto n, unsigned by) { return Exact{shiftLeft(n, by)}; };
constexpr auto leftInsert = [](auto d, auto n, unsigned by) {
    return (u64(n) << by) | (u64(d) & lowMask(by));
};
constexpr auto rightInsert = [](auto d, auto n, unsigned by) {
    return u64(shiftRight<false>(n, by)) | (u64(d) & ~lowMask(kBits<decltype(n)> - by));
};

// ---- Rows --------------------------------------------------------------------------------------

constexpr Form kShiftForms[] = {
    {"SSHR", "0q0011110iiiiiii000001nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountRight, right<false>>},
    {"SSHR", "0101111101iiiiii000001nnnnnddddd", Shape::Any,
     shiftLanes<S, amountRight, right<false>>},
    {"USHR", "0q1011110iiiiiii000001nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountRight, right<false>>},
    {"USHR", "0111111101iiiiii000001nnnnnddddd", Shape::Any,
     shiftLanes<U, amountRight, right<false>>},
    {"SSRA", "0q0011110iiiiiii000101nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountRight, rightAdd<false>>},
    {"SSRA", "0101111101iiiiii000101nnnnnddddd", Shape::Any,
     shiftLanes<S, amountRight, rightAdd<false>>},
    {"USRA", "0q1011110iiiiiii000101nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountRight, rightAdd<false>>},
    {"USRA", "0111111101iiiiii000101nnnnnddddd", Shape::Any,
     shiftLanes<U, amountRight, rightAdd<false>>},
    {"SRSHR", "0q0011110iiiiiii001001nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountRight, right<true>>},
    {"SRSHR", "0101111101iiiiii001001nnnnnddddd", Shape::Any,
     shiftLanes<S, amountRight, right<true>>},
    {"URSHR", "0q1011110iiiiiii001001nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountRight, right<true>>},
    {"URSHR", "0111111101iiiiii001001nnnnnddddd", Shape::Any,
     shiftLanes<U, amountRight, right<true>>},
    {"SRSRA", "0q0011110iiiiiii001101nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountRight, rightAdd<true>>},
    {"SRSRA", "0101111101iiiiii001101nnnnnddddd", Shape::Any,
     shiftLanes<S, amountRight, rightAdd<true>>},
    {"URSRA", "0q1011110iiiiiii001101nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountRight, rightAdd<true>>},
    {"URSRA", "0111111101iiiiii001101nnnnnddddd", Shape::Any,
     shiftLanes<U, amountRight, rightAdd<true>>},
    {"SRI", "0q1011110iiiiiii010001nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountRight, rightInsert>},
    {"SRI", "0111111101iiiiii010001nnnnnddddd", Shape::Any,
     shiftLanes<U, amountRight, rightInsert>},
    {"SHL", "0q0011110iiiiiii010101nnnnnddddd", Shape::Shift, shiftLanes<U, amountLeft, left>},
    {"SHL", "0101111101iiiiii010101nnnnnddddd", Shape::Any, shiftLanes<U, amountLeft, left>},
    {"SLI", "0q1011110iiiiiii010101nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountLeft, leftInsert>},
    {"SLI", "0111111101iiiiii010101nnnnnddddd", Shape::Any, shiftLanes<U, amountLeft, leftInsert>},
    {"SQSHLU", "0q1011110iiiiiii011001nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountLeft, exactLeft, U>},
    {"SQSHLU", "011111110iiiiiii011001nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountLeft, exactLeft, U>},
    {"SQSHL (immediate)", "0q0011110iiiiiii011101nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountLeft, exactLeft>},
    {"SQSHL (immediate)", "010111110iiiiiii011101nnnnnddddd", Shape::Shift,
     shiftLanes<S, amountLeft, exactLeft>},
    {"UQSHL (immediate)", "0q1011110iiiiiii011101nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountLeft, exactLeft>},
    {"UQSHL (immediate)", "011111110iiiiiii011101nnnnnddddd", Shape::Shift,
     shiftLanes<U, amountLeft, exactLeft>},

    {"SHRN, SHRN2", "0q0011110iiiiiii100001nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, right<false>>},
    {"RSHRN, RSHRN2", "0q0011110iiiiiii100011nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, right<true>>},
    {"SQSHRUN, SQSHRUN2", "0q1011110iiiiiii100001nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, U, exactRight<false>>},
    {"SQSHRUN, SQSHRUN2", "011111110iiiiiii100001nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, U, exactRight<false>>},
    {"SQRSHRUN, SQRSHRUN2", "0q1011110iiiiiii100011nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, U, exactRight<true>>},
    {"SQRSHRUN, SQRSHRUN2", "011111110iiiiiii100011nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, U, exactRight<true>>},
    {"SQSHRN, SQSHRN2", "0q0011110iiiiiii100101nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, S, exactRight<false>>},
    {"SQSHRN, SQSHRN2", "010111110iiiiiii100101nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, S, exactRight<false>>},
    {"UQSHRN, UQSHRN2", "0q1011110iiiiiii100101nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, exactRight<false>>},
    {"UQSHRN, UQSHRN2", "011111110iiiiiii100101nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, exactRight<false>>},
    {"SQRSHRN, SQRSHRN2", "0q0011110iiiiiii100111nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, S, exactRight<true>>},
    {"SQRSHRN, SQRSHRN2", "010111110iiiiiii100111nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<S, S, exactRight<true>>},
    {"UQRSHRN, UQRSHRN2", "0q1011110iiiiiii100111nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, exactRight<true>>},
    {"UQRSHRN, UQRSHRN2", "011111110iiiiiii100111nnnnnddddd", Shape::ShiftNarrow,
     shiftNarrow<U, U, exactRight<true>>},

    {"SSHLL, SSHLL2", "0q0011110iiiiiii101001nnnnnddddd", Shape::ShiftNarrow, shiftLong<S>},
    {"USHLL, USHLL2", "0q1011110iiiiiii101001nnnnnddddd", Shape::ShiftNarrow, shiftLong<U>},
};

} // namespace

std::span<const DecodeRow> simdShiftRows() {
    return Expanded<kShiftForms>::rows;
}

} // namespace seatape::sim
