// SPDX-License-Identifier: Apache-2.0
/// AdvSIMD instructions that move elements without changing them: ZIP, UZP, TRN, EXT, TBL, REV.
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

using namespace simd;

namespace {

/// Where an element of the result comes from: an index into the concatenation m:n of `count`
/// elements each. `part` is 0 for the first form of the mnemonic and 1 for the second.
using Source = unsigned (*)(unsigned i, unsigned count, unsigned part);

constexpr unsigned zip(unsigned i, unsigned count, unsigned part) {
    return part * count / 2 + i / 2 + (i % 2) * count;
}
constexpr unsigned unzip(unsigned i, unsigned, unsigned part) {
    return 2 * i + part;
}
constexpr unsigned transpose(unsigned i, unsigned count, unsigned part) {
    return i - i % 2 + part + (i % 2) * count;
}

template <Source source>
void permute(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(sizeField(insn), [&]<class T>() {
        const Vec n = readV(pe, rn(insn)), m = readV(pe, rm(insn));
        const unsigned count = laneCount<T>(insn), part = field<14, 14>(insn);
        Vec out;
        for (unsigned i = 0; i < count; ++i) {
            const unsigned from = source(i, count, part);
            out.setLane<T>(i, from < count ? n.lane<T>(from) : m.lane<T>(from - count));
        }
        writeV(pe, rd(insn), out);
    });
}

/// Reverses the elements within each block of 2^`blockLog2` bytes.
template <unsigned blockLog2>
void reverse(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    withElement<U>(sizeField(insn), [&]<class T>() {
        const Vec n = readV(pe, rn(insn));
        constexpr unsigned flip =
            ((1u << blockLog2) - 1) / kBytes<T>; // of the index bits in a block
        Vec out;
        for (unsigned i = 0; i < laneCount<T>(insn); ++i)
            out.setLane<T>(i, n.lane<T>(i ^ flip));
        writeV(pe, rd(insn), out);
    });
}

/// EXT: bytes from the concatenation m:n, beginning at an index.
void extract(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const Vec n = readV(pe, rn(insn)), m = readV(pe, rm(insn));
    const unsigned count = laneCount<uint8_t>(insn), first = field<14, 11>(insn);
    Vec out;
    for (unsigned i = 0; i < count; ++i)
        out.bytes[i] = first + i < count ? n.bytes[first + i] : m.bytes[first + i - count];
    writeV(pe, rd(insn), out);
}

/// TBL and TBX: looks bytes up in one to four registers; an index outside gives zero or keeps the
/// byte.
void lookUp(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    const unsigned tableSize = 16 * (field<14, 13>(insn) + 1);
    const bool keeps = bit(insn, 12);
    const Vec indices = readV(pe, rm(insn)), d = readV(pe, rd(insn));
    Vec out;
    for (unsigned i = 0; i < laneCount<uint8_t>(insn); ++i) {
        const unsigned index = indices.bytes[i];
        if (index < tableSize)
            out.bytes[i] = readV(pe, (rn(insn) + index / 16) % 32).bytes[index % 16];
        else
            out.bytes[i] = keeps ? d.bytes[i] : 0;
    }
    writeV(pe, rd(insn), out);
}

constexpr Form kPermuteForms[] = {
    {"UZP1", "0q001110zz0mmmmm000110nnnnnddddd", Shape::BHSD, permute<unzip>},
    {"TRN1", "0q001110zz0mmmmm001010nnnnnddddd", Shape::BHSD, permute<transpose>},
    {"ZIP1", "0q001110zz0mmmmm001110nnnnnddddd", Shape::BHSD, permute<zip>},
    {"UZP2", "0q001110zz0mmmmm010110nnnnnddddd", Shape::BHSD, permute<unzip>},
    {"TRN2", "0q001110zz0mmmmm011010nnnnnddddd", Shape::BHSD, permute<transpose>},
    {"ZIP2", "0q001110zz0mmmmm011110nnnnnddddd", Shape::BHSD, permute<zip>},
    {"EXT", "00101110000mmmmm00iii0nnnnnddddd", Shape::Any, extract},
    {"EXT", "01101110000mmmmm0iiii0nnnnnddddd", Shape::Any, extract},
    {"TBL", "0q001110000mmmmm0ll000nnnnnddddd", Shape::Any, lookUp},
    {"TBX", "0q001110000mmmmm0ll100nnnnnddddd", Shape::Any, lookUp},
    {"REV64", "0q001110zz100000000010nnnnnddddd", Shape::BHS, reverse<3>},
    {"REV32 (vector)", "0q1011100z100000000010nnnnnddddd", Shape::Any, reverse<2>},
    {"REV16 (vector)", "0q00111000100000000110nnnnnddddd", Shape::Any, reverse<1>},
};

} // namespace

std::span<const DecodeRow> simdPermuteRows() {
    return Expanded<kPermuteForms>::rows;
}

} // namespace seatape::sim
