// SPDX-License-Identifier: Apache-2.0
/// Loads and stores of SIMD&FP registers: one, a pair, and structures of one to four elements.
///
/// Bit 22 tells a load from a store in all of them but LDR (literal). A load gathers everything
/// before it writes a register, so that an exception in the middle leaves no trace.
#include "simbackend/a64/row_shapes.h"
#include "simbackend/a64/simd.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

using namespace simd;

namespace {

constexpr bool isLoad(uint32_t insn) {
    return bit(insn, 22);
}

// ---- Memory ------------------------------------------------------------------------------------

template <class T>
bool loadLane(Pe& pe, uint64_t va, Vec& out, unsigned lane) {
    T value;
    if (!pe.load<T>(va, value))
        return false;
    out.setLane<T>(lane, value);
    return true;
}

template <class T>
bool storeLane(Pe& pe, uint64_t va, const Vec& value, unsigned lane) {
    return pe.store<T>(va, value.lane<T>(lane));
}

/// Loads 2^`log2` bytes into the low end of `out`.
bool loadLow(Pe& pe, uint64_t va, unsigned log2, Vec& out) {
    if (log2 == 4)
        return pe.loadBytes(va, out.bytes.data(), 16);
    bool done = false;
    withElement<U>(log2, [&]<class T>() { done = loadLane<T>(pe, va, out, 0); });
    return done;
}

bool storeLow(Pe& pe, uint64_t va, unsigned log2, const Vec& value) {
    if (log2 == 4)
        return pe.storeBytes(va, value.bytes.data(), 16);
    bool done = false;
    withElement<U>(log2, [&]<class T>() { done = storeLane<T>(pe, va, value, 0); });
    return done;
}

// ---- One register ------------------------------------------------------------------------------

/// opc<1>:size, the bytes of the access as a power of two.
constexpr unsigned accessLog2(uint32_t insn) {
    return (field<23, 23>(insn) << 2) | field<31, 30>(insn);
}

bool transfer(Pe& pe, uint32_t insn, uint64_t va) {
    if (!isLoad(insn))
        return storeLow(pe, va, accessLog2(insn), readV(pe, rd(insn)));
    Vec value;
    if (!loadLow(pe, va, accessLog2(insn), value))
        return false;
    writeV(pe, rd(insn), value);
    return true;
}

/// Checks what precedes every access: that SIMD may be used and that SP is aligned if it is the
/// base.
bool begin(Pe& pe, uint32_t insn, uint64_t& base) {
    return pe.simdAllowed() && baseAddress(pe, insn, base);
}

void unsignedOffset(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (begin(pe, insn, base))
        (void)transfer(pe, insn, base + (uint64_t{field<21, 10>(insn)} << accessLog2(insn)));
}

void unscaledOffset(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (begin(pe, insn, base))
        (void)transfer(pe, insn, base + signedField<20, 12>(insn));
}

void registerOffset(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    const unsigned shift = bit(insn, 12) ? accessLog2(insn) : 0;
    (void)transfer(pe, insn, base + extended(pe.x(rm(insn)), field<15, 13>(insn), shift));
}

void preIndexed(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    const uint64_t va = base + signedField<20, 12>(insn);
    if (transfer(pe, insn, va))
        pe.setXOrSp(rn(insn), va);
}

void postIndexed(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (begin(pe, insn, base) && transfer(pe, insn, base))
        pe.setXOrSp(rn(insn), base + signedField<20, 12>(insn));
}

void literal(Pe& pe, uint32_t insn) {
    if (!pe.simdAllowed())
        return;
    Vec value;
    if (loadLow(pe, pe.pc() + (signedField<23, 5>(insn) << 2), 2 + field<31, 30>(insn), value))
        writeV(pe, rd(insn), value);
}

// ---- Pairs -------------------------------------------------------------------------------------

constexpr unsigned pairLog2(uint32_t insn) {
    return 2 + field<31, 30>(insn);
}
constexpr uint64_t pairOffset(uint32_t insn) {
    return signedField<21, 15>(insn) << pairLog2(insn);
}

// A load of twice the same register is CONSTRAINED UNPREDICTABLE; here the second element stays.
bool transferPair(Pe& pe, uint32_t insn, uint64_t va) {
    const unsigned log2 = pairLog2(insn), second = ra(insn);
    const uint64_t next = va + (uint64_t{1} << log2);
    if (!isLoad(insn))
        return storeLow(pe, va, log2, readV(pe, rd(insn))) &&
               storeLow(pe, next, log2, readV(pe, second));
    Vec values[2];
    if (!loadLow(pe, va, log2, values[0]) || !loadLow(pe, next, log2, values[1]))
        return false;
    writeV(pe, rd(insn), values[0]);
    writeV(pe, second, values[1]);
    return true;
}

void pairOffsetOnly(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (begin(pe, insn, base))
        (void)transferPair(pe, insn, base + pairOffset(insn));
}

void pairPreIndexed(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    const uint64_t va = base + pairOffset(insn);
    if (transferPair(pe, insn, va))
        pe.setXOrSp(rn(insn), va);
}

void pairPostIndexed(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (begin(pe, insn, base) && transferPair(pe, insn, base))
        pe.setXOrSp(rn(insn), base + pairOffset(insn));
}

// ---- Structures --------------------------------------------------------------------------------

/// The up to four registers that an instruction on structures works on, from Vt on and around the
/// end.
struct Registers {
    std::array<Vec, 4> values{};
    unsigned first = 0;
    unsigned count = 0;

    Registers(const Pe& pe, unsigned from, unsigned howMany) : first(from), count(howMany) {
        for (unsigned i = 0; i < count; ++i)
            values[i] = readV(pe, (first + i) % 32);
    }
    void write(Pe& pe) const {
        for (unsigned i = 0; i < count; ++i)
            writeV(pe, (first + i) % 32, values[i]);
    }
};

/// Adds what was transferred, or Xm, to the base of a post-indexed form.
void advanceBase(Pe& pe, uint32_t insn, uint64_t base, uint64_t size) {
    if (bit(insn, 23))
        pe.setXOrSp(rn(insn), base + (rm(insn) == 31 ? size : pe.x(rm(insn))));
}

/// Moves one element and steps to the next address.
template <class T>
bool transferLane(Pe& pe, uint32_t insn, uint64_t& va, Vec& value, unsigned lane) {
    const uint64_t at = va;
    va += sizeof(T);
    return isLoad(insn) ? loadLane<T>(pe, at, value, lane) : storeLane<T>(pe, at, value, lane);
}

/// LD1..LD4 and ST1..ST4 of whole registers: elements of `structure` registers take turns in
/// memory, and `groups` of such registers follow each other.
template <unsigned groups, unsigned structure>
void multipleStructures(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    Registers registers(pe, rd(insn), groups * structure);
    if (isLoad(insn))
        registers.values = {};
    uint64_t va = base;
    bool done = true;
    withElement<U>(field<11, 10>(insn), [&]<class T>() {
        const unsigned lanes = isQ(insn) ? kLanes<T> : kLanes<T> / 2;
        for (unsigned group = 0; group < groups; ++group)
            for (unsigned lane = 0; lane < lanes; ++lane)
                for (unsigned i = 0; i < structure && done; ++i)
                    done = transferLane<T>(pe, insn, va, registers.values[group + i], lane);
    });
    if (!done)
        return;
    if (isLoad(insn))
        registers.write(pe);
    advanceBase(pe, insn, base, va - base);
}

/// Registers of a structure: opcode<0>:R + 1.
constexpr unsigned structureSize(uint32_t insn) {
    return 2 * field<13, 13>(insn) + field<21, 21>(insn) + 1;
}

/// LD1..LD4 and ST1..ST4 of one lane, whose index is the part of Q:S:size above the element size.
template <unsigned log2>
void singleStructure(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    using T = Element<U, log2>;
    const unsigned lane = ((field<30, 30>(insn) << 3) | field<12, 10>(insn)) >> log2;
    Registers registers(pe, rd(insn), structureSize(insn));
    uint64_t va = base;
    for (unsigned i = 0; i < registers.count; ++i)
        if (!transferLane<T>(pe, insn, va, registers.values[i], lane))
            return;
    if (isLoad(insn))
        registers.write(pe);
    advanceBase(pe, insn, base, va - base);
}

/// LD1R..LD4R: one element into all lanes.
void replicate(Pe& pe, uint32_t insn) {
    uint64_t base;
    if (!begin(pe, insn, base))
        return;
    Registers registers(pe, rd(insn), structureSize(insn));
    registers.values = {};
    uint64_t va = base;
    bool done = true;
    withElement<U>(field<11, 10>(insn), [&]<class T>() {
        for (unsigned i = 0; i < registers.count && done; ++i) {
            Vec& value = registers.values[i];
            done = transferLane<T>(pe, insn, va, value, 0);
            for (unsigned lane = 1; lane < (isQ(insn) ? kLanes<T> : kLanes<T> / 2); ++lane)
                value.setLane<T>(lane, value.lane<T>(0));
        }
    });
    if (!done)
        return;
    registers.write(pe);
    advanceBase(pe, insn, base, va - base);
}

// ---- Rows --------------------------------------------------------------------------------------

constexpr Form kSimdLoadStoreForms[] = {
    {"STR (immediate, SIMD&FP)", "zz11110100iiiiiiiiiiiiNNNNNttttt", Shape::Any, unsignedOffset},
    {"LDR (immediate, SIMD&FP)", "zz11110101iiiiiiiiiiiiNNNNNttttt", Shape::Any, unsignedOffset},
    {"STR (immediate, SIMD&FP)", "0011110110iiiiiiiiiiiiNNNNNttttt", Shape::Any, unsignedOffset},
    {"LDR (immediate, SIMD&FP)", "0011110111iiiiiiiiiiiiNNNNNttttt", Shape::Any, unsignedOffset},
    {"STUR (SIMD&FP)", "zz111100000iiiiiiiii00NNNNNttttt", Shape::Any, unscaledOffset},
    {"LDUR (SIMD&FP)", "zz111100010iiiiiiiii00NNNNNttttt", Shape::Any, unscaledOffset},
    {"STUR (SIMD&FP)", "00111100100iiiiiiiii00NNNNNttttt", Shape::Any, unscaledOffset},
    {"LDUR (SIMD&FP)", "00111100110iiiiiiiii00NNNNNttttt", Shape::Any, unscaledOffset},
    {"STR (immediate, SIMD&FP)", "zz111100000iiiiiiiii01NNNNNttttt", Shape::Any, postIndexed},
    {"LDR (immediate, SIMD&FP)", "zz111100010iiiiiiiii01NNNNNttttt", Shape::Any, postIndexed},
    {"STR (immediate, SIMD&FP)", "00111100100iiiiiiiii01NNNNNttttt", Shape::Any, postIndexed},
    {"LDR (immediate, SIMD&FP)", "00111100110iiiiiiiii01NNNNNttttt", Shape::Any, postIndexed},
    {"STR (immediate, SIMD&FP)", "zz111100000iiiiiiiii11NNNNNttttt", Shape::Any, preIndexed},
    {"LDR (immediate, SIMD&FP)", "zz111100010iiiiiiiii11NNNNNttttt", Shape::Any, preIndexed},
    {"STR (immediate, SIMD&FP)", "00111100100iiiiiiiii11NNNNNttttt", Shape::Any, preIndexed},
    {"LDR (immediate, SIMD&FP)", "00111100110iiiiiiiii11NNNNNttttt", Shape::Any, preIndexed},
    {"STR (register, SIMD&FP)", "zz111100001MMMMMo1oS10NNNNNttttt", Shape::Any, registerOffset},
    {"LDR (register, SIMD&FP)", "zz111100011MMMMMo1oS10NNNNNttttt", Shape::Any, registerOffset},
    {"STR (register, SIMD&FP)", "00111100101MMMMMo1oS10NNNNNttttt", Shape::Any, registerOffset},
    {"LDR (register, SIMD&FP)", "00111100111MMMMMo1oS10NNNNNttttt", Shape::Any, registerOffset},
    {"LDR (literal, SIMD&FP)", "0z011100iiiiiiiiiiiiiiiiiiittttt", Shape::Any, literal},
    {"LDR (literal, SIMD&FP)", "10011100iiiiiiiiiiiiiiiiiiittttt", Shape::Any, literal},

    {"STNP (SIMD&FP)", "0z10110000iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"LDNP (SIMD&FP)", "0z10110001iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"STNP (SIMD&FP)", "1010110000iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"LDNP (SIMD&FP)", "1010110001iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"STP (SIMD&FP)", "0z10110010iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPostIndexed},
    {"LDP (SIMD&FP)", "0z10110011iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPostIndexed},
    {"STP (SIMD&FP)", "1010110010iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPostIndexed},
    {"LDP (SIMD&FP)", "1010110011iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPostIndexed},
    {"STP (SIMD&FP)", "0z10110100iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"LDP (SIMD&FP)", "0z10110101iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"STP (SIMD&FP)", "1010110100iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"LDP (SIMD&FP)", "1010110101iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairOffsetOnly},
    {"STP (SIMD&FP)", "0z10110110iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPreIndexed},
    {"LDP (SIMD&FP)", "0z10110111iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPreIndexed},
    {"STP (SIMD&FP)", "1010110110iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPreIndexed},
    {"LDP (SIMD&FP)", "1010110111iiiiiiiaaaaaNNNNNttttt", Shape::Any, pairPreIndexed},

    {"ST1 (multiple structures)", "0q001100000000000111zzNNNNNttttt", Shape::Any,
     multipleStructures<1, 1>},
    {"ST1 (multiple structures)", "0q001100000000001010zzNNNNNttttt", Shape::Any,
     multipleStructures<2, 1>},
    {"ST1 (multiple structures)", "0q001100000000000110zzNNNNNttttt", Shape::Any,
     multipleStructures<3, 1>},
    {"ST1 (multiple structures)", "0q001100000000000010zzNNNNNttttt", Shape::Any,
     multipleStructures<4, 1>},
    {"ST2 (multiple structures)", "0q001100000000001000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 2>},
    {"ST3 (multiple structures)", "0q001100000000000100zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 3>},
    {"ST4 (multiple structures)", "0q001100000000000000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 4>},
    {"LD1 (multiple structures)", "0q001100010000000111zzNNNNNttttt", Shape::Any,
     multipleStructures<1, 1>},
    {"LD1 (multiple structures)", "0q001100010000001010zzNNNNNttttt", Shape::Any,
     multipleStructures<2, 1>},
    {"LD1 (multiple structures)", "0q001100010000000110zzNNNNNttttt", Shape::Any,
     multipleStructures<3, 1>},
    {"LD1 (multiple structures)", "0q001100010000000010zzNNNNNttttt", Shape::Any,
     multipleStructures<4, 1>},
    {"LD2 (multiple structures)", "0q001100010000001000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 2>},
    {"LD3 (multiple structures)", "0q001100010000000100zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 3>},
    {"LD4 (multiple structures)", "0q001100010000000000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 4>},
    {"ST1 (multiple structures)", "0q001100100MMMMM0111zzNNNNNttttt", Shape::Any,
     multipleStructures<1, 1>},
    {"ST1 (multiple structures)", "0q001100100MMMMM1010zzNNNNNttttt", Shape::Any,
     multipleStructures<2, 1>},
    {"ST1 (multiple structures)", "0q001100100MMMMM0110zzNNNNNttttt", Shape::Any,
     multipleStructures<3, 1>},
    {"ST1 (multiple structures)", "0q001100100MMMMM0010zzNNNNNttttt", Shape::Any,
     multipleStructures<4, 1>},
    {"ST2 (multiple structures)", "0q001100100MMMMM1000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 2>},
    {"ST3 (multiple structures)", "0q001100100MMMMM0100zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 3>},
    {"ST4 (multiple structures)", "0q001100100MMMMM0000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 4>},
    {"LD1 (multiple structures)", "0q001100110MMMMM0111zzNNNNNttttt", Shape::Any,
     multipleStructures<1, 1>},
    {"LD1 (multiple structures)", "0q001100110MMMMM1010zzNNNNNttttt", Shape::Any,
     multipleStructures<2, 1>},
    {"LD1 (multiple structures)", "0q001100110MMMMM0110zzNNNNNttttt", Shape::Any,
     multipleStructures<3, 1>},
    {"LD1 (multiple structures)", "0q001100110MMMMM0010zzNNNNNttttt", Shape::Any,
     multipleStructures<4, 1>},
    {"LD2 (multiple structures)", "0q001100110MMMMM1000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 2>},
    {"LD3 (multiple structures)", "0q001100110MMMMM0100zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 3>},
    {"LD4 (multiple structures)", "0q001100110MMMMM0000zzNNNNNttttt", Shape::Structure,
     multipleStructures<1, 4>},

    {"ST1 (single structure)", "0q00110100000000000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST1 (single structure)", "0q00110100000000010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST1 (single structure)", "0q00110100000000100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST1 (single structure)", "0q00110100000000100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST2 (single structure)", "0q00110100100000000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST2 (single structure)", "0q00110100100000010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST2 (single structure)", "0q00110100100000100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST2 (single structure)", "0q00110100100000100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST3 (single structure)", "0q00110100000000001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST3 (single structure)", "0q00110100000000011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST3 (single structure)", "0q00110100000000101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST3 (single structure)", "0q00110100000000101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST4 (single structure)", "0q00110100100000001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST4 (single structure)", "0q00110100100000011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST4 (single structure)", "0q00110100100000101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST4 (single structure)", "0q00110100100000101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD1 (single structure)", "0q00110101000000000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD1 (single structure)", "0q00110101000000010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD1 (single structure)", "0q00110101000000100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD1 (single structure)", "0q00110101000000100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD1R", "0q001101010000001100zzNNNNNttttt", Shape::Any, replicate},
    {"LD2 (single structure)", "0q00110101100000000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD2 (single structure)", "0q00110101100000010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD2 (single structure)", "0q00110101100000100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD2 (single structure)", "0q00110101100000100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD2R", "0q001101011000001100zzNNNNNttttt", Shape::Any, replicate},
    {"LD3 (single structure)", "0q00110101000000001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD3 (single structure)", "0q00110101000000011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD3 (single structure)", "0q00110101000000101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD3 (single structure)", "0q00110101000000101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD3R", "0q001101010000001110zzNNNNNttttt", Shape::Any, replicate},
    {"LD4 (single structure)", "0q00110101100000001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD4 (single structure)", "0q00110101100000011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD4 (single structure)", "0q00110101100000101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD4 (single structure)", "0q00110101100000101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD4R", "0q001101011000001110zzNNNNNttttt", Shape::Any, replicate},
    {"ST1 (single structure)", "0q001101100MMMMM000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST1 (single structure)", "0q001101100MMMMM010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST1 (single structure)", "0q001101100MMMMM100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST1 (single structure)", "0q001101100MMMMM100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST2 (single structure)", "0q001101101MMMMM000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST2 (single structure)", "0q001101101MMMMM010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST2 (single structure)", "0q001101101MMMMM100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST2 (single structure)", "0q001101101MMMMM100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST3 (single structure)", "0q001101100MMMMM001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST3 (single structure)", "0q001101100MMMMM011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST3 (single structure)", "0q001101100MMMMM101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST3 (single structure)", "0q001101100MMMMM101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"ST4 (single structure)", "0q001101101MMMMM001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"ST4 (single structure)", "0q001101101MMMMM011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"ST4 (single structure)", "0q001101101MMMMM101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"ST4 (single structure)", "0q001101101MMMMM101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD1 (single structure)", "0q001101110MMMMM000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD1 (single structure)", "0q001101110MMMMM010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD1 (single structure)", "0q001101110MMMMM100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD1 (single structure)", "0q001101110MMMMM100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD1R", "0q001101110MMMMM1100zzNNNNNttttt", Shape::Any, replicate},
    {"LD2 (single structure)", "0q001101111MMMMM000szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD2 (single structure)", "0q001101111MMMMM010sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD2 (single structure)", "0q001101111MMMMM100s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD2 (single structure)", "0q001101111MMMMM100001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD2R", "0q001101111MMMMM1100zzNNNNNttttt", Shape::Any, replicate},
    {"LD3 (single structure)", "0q001101110MMMMM001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD3 (single structure)", "0q001101110MMMMM011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD3 (single structure)", "0q001101110MMMMM101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD3 (single structure)", "0q001101110MMMMM101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD3R", "0q001101110MMMMM1110zzNNNNNttttt", Shape::Any, replicate},
    {"LD4 (single structure)", "0q001101111MMMMM001szzNNNNNttttt", Shape::Any, singleStructure<0>},
    {"LD4 (single structure)", "0q001101111MMMMM011sz0NNNNNttttt", Shape::Any, singleStructure<1>},
    {"LD4 (single structure)", "0q001101111MMMMM101s00NNNNNttttt", Shape::Any, singleStructure<2>},
    {"LD4 (single structure)", "0q001101111MMMMM101001NNNNNttttt", Shape::Any, singleStructure<3>},
    {"LD4R", "0q001101111MMMMM1110zzNNNNNttttt", Shape::Any, replicate},
};

} // namespace

std::span<const DecodeRow> simdLoadStoreRows() {
    return Expanded<kSimdLoadStoreForms>::rows;
}

} // namespace seatape::sim
