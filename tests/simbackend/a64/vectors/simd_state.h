// SPDX-License-Identifier: Apache-2.0
/* What a SIMD vector starts from and how its outcome is written. C, because two programs share it:
 * the recorder that runs under qemu-aarch64 and the test that runs the simulator. Both derive the
 * same inputs from a seed, so that the committed file holds outcomes only.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    kSimdCode = 0x40000100,   /* where the instruction lies */
    kSimdMemory = 0x40001000, /* what it may load and store */
    kSimdMemorySize = 4096
};

/* The recorder's assembly knows the offsets: v 0, x 512, fpsr 544. */
struct SimdState {
    uint64_t v[32][2];
    uint64_t x[4];
    uint64_t fpsr;
    uint8_t memory[kSimdMemorySize];
};

/* splitmix64 */
static inline uint64_t simdRandom(uint64_t* seed) {
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Returns 64 bits in which extreme elements, shift amounts and table indices are likely. */
static inline uint64_t simdWord(uint64_t* seed) {
    static const uint64_t ends[8] = {0,
                                     ~(uint64_t)0,
                                     1,
                                     0x7fffffffffffffffu,
                                     0x8000000000000000u,
                                     0x8000800080008000u,
                                     0x7fff7fff80017fffu,
                                     0x8000000080000000u};
    static const uint8_t byteEnds[8] = {0, 0xff, 0x7f, 0x80, 1, 0x81, 0xfe, 0x40};
    const uint64_t random = simdRandom(seed);
    const unsigned kind = (unsigned)(random & 7), pick = (unsigned)(random >> 3) & 7;
    uint64_t word = 0;
    if (kind < 3)
        return simdRandom(seed);
    if (kind == 3)
        return ends[pick];
    for (unsigned i = 0; i < 8; ++i) {
        const uint64_t byte = (random >> (8 * i)) & 0xff;
        if (kind == 4)
            word |= (uint64_t)byteEnds[byte >> 5] << (8 * i);
        else if (kind == 5) /* -70 .. 69 */
            word |= ((byte % 140 - 70) & 0xff) << (8 * i);
        else if (kind == 6)
            word |= byte % 72 << (8 * i);
        else /* elements that differ little */
            word |= (byte & 1) << (8 * i);
    }
    return word;
}

/* Tells whether the instruction is a load or store (bits 27 and 25). */
static inline int simdIsLoadStore(uint32_t insn) {
    return (insn & 0x0a000000u) == 0x08000000u;
}

/* X0 and X1 point into the memory, X2 and X3 are offsets that keep to it. */
static inline void simdAddresses(uint32_t insn, uint64_t* seed, struct SimdState* state) {
    const int isRegisterOffset = (insn & 0x3b200c00u) == 0x38200800u;
    const int is32 = isRegisterOffset && (insn & 0x2000u) == 0;
    const int isSigned = isRegisterOffset && (insn & 0x8000u) != 0;
    for (unsigned i = 0; i < 2; ++i)
        state->x[i] = kSimdMemory + kSimdMemorySize / 2 + (simdRandom(seed) & 31);
    for (unsigned i = 2; i < 4; ++i) {
        const uint64_t random = simdRandom(seed);
        uint64_t offset = random & 15;
        if (isSigned && (random & 16))
            offset = 0 - offset;
        state->x[i] = is32 ? (random & 0xffffffff00000000u) | (offset & 0xffffffffu) : offset;
    }
}

/* Fills in what the instruction starts from. */
static inline void simdInputs(uint32_t insn, uint32_t seed32, struct SimdState* state) {
    uint64_t seed = seed32;
    for (unsigned i = 0; i < 32; ++i)
        for (unsigned half = 0; half < 2; ++half)
            state->v[i][half] =
                i && (simdRandom(&seed) & 7) == 0 ? state->v[i - 1][half] : simdWord(&seed);
    for (unsigned i = 0; i < 4; ++i)
        state->x[i] = simdWord(&seed);
    if (simdIsLoadStore(insn))
        simdAddresses(insn, &seed, state);
    state->fpsr = simdRandom(&seed) % 4 == 0 ? (uint64_t)1 << 27 : 0;
    for (unsigned i = 0; i < kSimdMemorySize; i += 8) {
        const uint64_t word = simdRandom(&seed);
        for (unsigned j = 0; j < 8; ++j)
            state->memory[i + j] = (uint8_t)(word >> (8 * j));
    }
}

/* Appends the runs of memory that changed as " m+OFFSET=BYTES". */
static inline char* simdDescribeMemory(const struct SimdState* before,
                                       const struct SimdState* after, char* out) {
    for (unsigned i = 0; i < kSimdMemorySize; ++i) {
        if (before->memory[i] == after->memory[i])
            continue;
        out += sprintf(out, " m+%x=", i);
        for (; i < kSimdMemorySize && before->memory[i] != after->memory[i]; ++i)
            out += sprintf(out, "%02x", after->memory[i]);
    }
    return out;
}

enum { kSimdLineSize = 4096 };

/* Writes a line of the vector file: the instruction, the seed and all that changed. */
static inline void simdDescribe(uint32_t insn, uint32_t seed, const struct SimdState* before,
                                const struct SimdState* after, char* out) {
    out += sprintf(out, "%08x %x", insn, seed);
    for (unsigned i = 0; i < 32; ++i)
        if (memcmp(before->v[i], after->v[i], 16) != 0)
            out += sprintf(out, " v%u=%016llx%016llx", i, (unsigned long long)after->v[i][1],
                           (unsigned long long)after->v[i][0]);
    for (unsigned i = 0; i < 4; ++i)
        if (before->x[i] != after->x[i])
            out += sprintf(out, " x%u=%llx", i, (unsigned long long)after->x[i]);
    if (before->fpsr != after->fpsr)
        out += sprintf(out, " fpsr=%llx", (unsigned long long)after->fpsr);
    simdDescribeMemory(before, after, out);
}
