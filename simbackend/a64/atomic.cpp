// SPDX-License-Identifier: Apache-2.0
/// Exclusives, ordered accesses, compare-and-swap and atomic read-modify-write (Arm ARM C4.1.94).
///
/// The PE performs one access after the other, so acquire and release order nothing further and
/// rows leave those bits free. FEAT_LRCPC and LRCPC2 are present, FEAT_LOR, LS64, LRCPC3 and LSE128
/// are not.
///
/// Where the manual leaves a choice (CONSTRAINED UNPREDICTABLE, Arm ARM K1.2.8): a store-exclusive
/// whose status register is also its source or base uses the old values (NONE); LDXP with Rt == Rt2
/// leaves the second value in the register (UNKNOWN).
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

#include <algorithm>

namespace seatape::sim {

namespace {

constexpr AccessFlags kAligned{.mustAlign = true};

// ---- Values of 1 to 16 bytes: pairs are one access ----------------------------------------------

/// Two registers of type T as memory holds them, the first at the lower address.
template <class T>
struct Pair {
    T first = 0;
    T second = 0;
    bool operator==(const Pair&) const = default;
};

template <class T>
[[nodiscard]] bool loadPair(Pe& pe, uint64_t va, Pair<T>& out) {
    uint8_t bytes[2 * sizeof(T)] = {};
    if (!pe.loadBytes(va, bytes, sizeof(bytes), kAligned))
        return false;
    std::memcpy(&out.first, bytes, sizeof(T));
    std::memcpy(&out.second, bytes + sizeof(T), sizeof(T));
    out = {littleEndian(out.first), littleEndian(out.second)};
    return true;
}

template <class T>
[[nodiscard]] bool storePair(Pe& pe, uint64_t va, Pair<T> value) {
    value = {littleEndian(value.first), littleEndian(value.second)};
    uint8_t bytes[2 * sizeof(T)];
    std::memcpy(bytes, &value.first, sizeof(T));
    std::memcpy(bytes + sizeof(T), &value.second, sizeof(T));
    return pe.storeBytes(va, bytes, sizeof(bytes), kAligned);
}

/// Registers n and n2; the pair of CASP is n and n + 1, where X31 is zero.
template <class T>
Pair<T> regPair(const Pe& pe, unsigned n, unsigned n2) {
    return {reg<T>(pe, n), reg<T>(pe, n2)};
}

template <class T>
void setRegPair(Pe& pe, unsigned n, unsigned n2, Pair<T> value) {
    setReg<T>(pe, n, value.first);
    setReg<T>(pe, n2, value.second);
}

// ---- Ordered ------------------------------------------------------------------------------------

template <class T>
void loadAcquire(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    T value = 0;
    if (baseAddress(pe, insn, va) && pe.load(va, value, kAligned))
        pe.setX(rd(insn), value);
}

template <class T>
void storeRelease(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    if (baseAddress(pe, insn, va))
        (void)pe.store(va, static_cast<T>(pe.x(rd(insn))), kAligned);
}

// ---- Exclusive ----------------------------------------------------------------------------------

template <class T>
void loadExclusive(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    T value = 0;
    if (!baseAddress(pe, insn, va) || !pe.load(va, value, kAligned))
        return;
    pe.setExclusive(va, sizeof(T));
    pe.setX(rd(insn), value);
}

template <class T>
void loadExclusivePair(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    Pair<T> value;
    if (!baseAddress(pe, insn, va) || !loadPair(pe, va, value))
        return;
    pe.setExclusive(va, 2 * sizeof(T));
    setRegPair(pe, rd(insn), ra(insn), value);
}

/// Stores through `store` if the monitor is armed, and writes the status (0: stored).
///
/// An unaligned address faults whatever the monitor says; the store raises that fault. An aligned
/// one is not translated when the monitor says no, which the manual allows.
template <class StoreFunction>
void storeIfExclusive(Pe& pe, uint32_t insn, unsigned size, StoreFunction store) {
    uint64_t va = 0;
    if (!baseAddress(pe, insn, va))
        return;
    const bool aligned = (va & (size - 1)) == 0;
    const bool pass = !aligned || pe.takeExclusive(va, size);
    if (pass && !store(va))
        return;
    pe.setX(rm(insn), pass ? 0 : 1);
}

template <class T>
void storeExclusive(Pe& pe, uint32_t insn) {
    storeIfExclusive(pe, insn, sizeof(T), [&](uint64_t va) {
        return pe.store(va, static_cast<T>(pe.x(rd(insn))), kAligned);
    });
}

template <class T>
void storeExclusivePair(Pe& pe, uint32_t insn) {
    storeIfExclusive(pe, insn, 2 * sizeof(T), [&](uint64_t va) {
        return storePair(pe, va, regPair<T>(pe, rd(insn), ra(insn)));
    });
}

// ---- Atomic -------------------------------------------------------------------------------------

template <class T>
void compareAndSwap(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    T old = 0;
    if (!baseAddress(pe, insn, va) || !pe.probeAtomic(va, sizeof(T)) || !pe.load(va, old, kAligned))
        return;
    if (old == static_cast<T>(pe.x(rm(insn))) &&
        !pe.store(va, static_cast<T>(pe.x(rd(insn))), kAligned))
        return;
    pe.setX(rm(insn), old);
}

template <class T>
void compareAndSwapPair(Pe& pe, uint32_t insn) {
    const unsigned s = rm(insn);
    const unsigned t = rd(insn);
    uint64_t va = 0;
    Pair<T> old;
    if (!baseAddress(pe, insn, va) || !pe.probeAtomic(va, 2 * sizeof(T)) || !loadPair(pe, va, old))
        return;
    if (old == regPair<T>(pe, s, s + 1) && !storePair(pe, va, regPair<T>(pe, t, t + 1)))
        return;
    setRegPair(pe, s, s + 1, old);
}

// The operations: what memory becomes, of its old value and Rs.

struct Add {
    template <class T>
    static T of(T a, T b) {
        return static_cast<T>(a + b);
    }
};
struct Clear {
    template <class T>
    static T of(T a, T b) {
        return static_cast<T>(a & ~b);
    }
};
struct Xor {
    template <class T>
    static T of(T a, T b) {
        return static_cast<T>(a ^ b);
    }
};
struct Set {
    template <class T>
    static T of(T a, T b) {
        return static_cast<T>(a | b);
    }
};
struct Max {
    template <class T>
    static T of(T a, T b) {
        return std::max(a, b);
    }
};
struct Min {
    template <class T>
    static T of(T a, T b) {
        return std::min(a, b);
    }
};
template <class Operation>
struct Signed {
    template <class T>
    static T of(T a, T b) {
        using S = std::make_signed_t<T>;
        return static_cast<T>(Operation::of(static_cast<S>(a), static_cast<S>(b)));
    }
};
using SignedMax = Signed<Max>;
using SignedMin = Signed<Min>;
struct Swap {
    template <class T>
    static T of(T, T b) {
        return b;
    }
};

template <class T, class Operation>
void atomic(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    T old = 0;
    if (!baseAddress(pe, insn, va) || !pe.probeAtomic(va, sizeof(T)) || !pe.load(va, old, kAligned))
        return;
    const T operand = static_cast<T>(pe.x(rm(insn)));
    if (pe.store(va, Operation::template of<T>(old, operand), kAligned))
        pe.setX(rd(insn), old);
}

constexpr DecodeRow kAtomicRows[] = {
    row("STXRB", "00001000000sssss0-----nnnnnttttt", storeExclusive<uint8_t>),
    row("STLXRB", "00001000000sssss1-----nnnnnttttt", storeExclusive<uint8_t>),
    row("LDXRB", "00001000010-----0-----nnnnnttttt", loadExclusive<uint8_t>),
    row("LDAXRB", "00001000010-----1-----nnnnnttttt", loadExclusive<uint8_t>),
    row("STLRB", "00001000100-----1-----nnnnnttttt", storeRelease<uint8_t>),
    row("LDARB", "00001000110-----1-----nnnnnttttt", loadAcquire<uint8_t>),
    row("LDAPRB", "0011100010111111110000nnnnnttttt", loadAcquire<uint8_t>),
    row("CASB", "000010001a1sssssr11111nnnnnttttt", compareAndSwap<uint8_t>, Feature::Lse),
    row("STXRH", "01001000000sssss0-----nnnnnttttt", storeExclusive<uint16_t>),
    row("STLXRH", "01001000000sssss1-----nnnnnttttt", storeExclusive<uint16_t>),
    row("LDXRH", "01001000010-----0-----nnnnnttttt", loadExclusive<uint16_t>),
    row("LDAXRH", "01001000010-----1-----nnnnnttttt", loadExclusive<uint16_t>),
    row("STLRH", "01001000100-----1-----nnnnnttttt", storeRelease<uint16_t>),
    row("LDARH", "01001000110-----1-----nnnnnttttt", loadAcquire<uint16_t>),
    row("LDAPRH", "0111100010111111110000nnnnnttttt", loadAcquire<uint16_t>),
    row("CASH", "010010001a1sssssr11111nnnnnttttt", compareAndSwap<uint16_t>, Feature::Lse),
    row("STXR", "10001000000sssss0-----nnnnnttttt", storeExclusive<W>),
    row("STLXR", "10001000000sssss1-----nnnnnttttt", storeExclusive<W>),
    row("LDXR", "10001000010-----0-----nnnnnttttt", loadExclusive<W>),
    row("LDAXR", "10001000010-----1-----nnnnnttttt", loadExclusive<W>),
    row("STLR", "10001000100-----1-----nnnnnttttt", storeRelease<W>),
    row("LDAR", "10001000110-----1-----nnnnnttttt", loadAcquire<W>),
    row("LDAPR", "1011100010111111110000nnnnnttttt", loadAcquire<W>),
    row("CAS", "100010001a1sssssr11111nnnnnttttt", compareAndSwap<W>, Feature::Lse),
    row("STXR", "11001000000sssss0-----nnnnnttttt", storeExclusive<X>),
    row("STLXR", "11001000000sssss1-----nnnnnttttt", storeExclusive<X>),
    row("LDXR", "11001000010-----0-----nnnnnttttt", loadExclusive<X>),
    row("LDAXR", "11001000010-----1-----nnnnnttttt", loadExclusive<X>),
    row("STLR", "11001000100-----1-----nnnnnttttt", storeRelease<X>),
    row("LDAR", "11001000110-----1-----nnnnnttttt", loadAcquire<X>),
    row("LDAPR", "1111100010111111110000nnnnnttttt", loadAcquire<X>),
    row("CAS", "110010001a1sssssr11111nnnnnttttt", compareAndSwap<X>, Feature::Lse),
    row("STXP", "10001000001sssss0uuuuunnnnnttttt", storeExclusivePair<W>),
    row("STLXP", "10001000001sssss1uuuuunnnnnttttt", storeExclusivePair<W>),
    row("LDXP", "10001000011-----0uuuuunnnnnttttt", loadExclusivePair<W>),
    row("LDAXP", "10001000011-----1uuuuunnnnnttttt", loadExclusivePair<W>),
    row("STXP", "11001000001sssss0uuuuunnnnnttttt", storeExclusivePair<X>),
    row("STLXP", "11001000001sssss1uuuuunnnnnttttt", storeExclusivePair<X>),
    row("LDXP", "11001000011-----0uuuuunnnnnttttt", loadExclusivePair<X>),
    row("LDAXP", "11001000011-----1uuuuunnnnnttttt", loadExclusivePair<X>),
    row("CASP", "000010000a1ssss0r11111nnnnntttt0", compareAndSwapPair<W>, Feature::Lse),
    row("CASP", "010010000a1ssss0r11111nnnnntttt0", compareAndSwapPair<X>, Feature::Lse),
    row("LDADDB", "00111000ar1sssss000000nnnnnttttt", atomic<uint8_t, Add>, Feature::Lse),
    row("LDADDH", "01111000ar1sssss000000nnnnnttttt", atomic<uint16_t, Add>, Feature::Lse),
    row("LDADD", "10111000ar1sssss000000nnnnnttttt", atomic<W, Add>, Feature::Lse),
    row("LDADD", "11111000ar1sssss000000nnnnnttttt", atomic<X, Add>, Feature::Lse),
    row("LDCLRB", "00111000ar1sssss000100nnnnnttttt", atomic<uint8_t, Clear>, Feature::Lse),
    row("LDCLRH", "01111000ar1sssss000100nnnnnttttt", atomic<uint16_t, Clear>, Feature::Lse),
    row("LDCLR", "10111000ar1sssss000100nnnnnttttt", atomic<W, Clear>, Feature::Lse),
    row("LDCLR", "11111000ar1sssss000100nnnnnttttt", atomic<X, Clear>, Feature::Lse),
    row("LDEORB", "00111000ar1sssss001000nnnnnttttt", atomic<uint8_t, Xor>, Feature::Lse),
    row("LDEORH", "01111000ar1sssss001000nnnnnttttt", atomic<uint16_t, Xor>, Feature::Lse),
    row("LDEOR", "10111000ar1sssss001000nnnnnttttt", atomic<W, Xor>, Feature::Lse),
    row("LDEOR", "11111000ar1sssss001000nnnnnttttt", atomic<X, Xor>, Feature::Lse),
    row("LDSETB", "00111000ar1sssss001100nnnnnttttt", atomic<uint8_t, Set>, Feature::Lse),
    row("LDSETH", "01111000ar1sssss001100nnnnnttttt", atomic<uint16_t, Set>, Feature::Lse),
    row("LDSET", "10111000ar1sssss001100nnnnnttttt", atomic<W, Set>, Feature::Lse),
    row("LDSET", "11111000ar1sssss001100nnnnnttttt", atomic<X, Set>, Feature::Lse),
    row("LDSMAXB", "00111000ar1sssss010000nnnnnttttt", atomic<uint8_t, SignedMax>, Feature::Lse),
    row("LDSMAXH", "01111000ar1sssss010000nnnnnttttt", atomic<uint16_t, SignedMax>, Feature::Lse),
    row("LDSMAX", "10111000ar1sssss010000nnnnnttttt", atomic<W, SignedMax>, Feature::Lse),
    row("LDSMAX", "11111000ar1sssss010000nnnnnttttt", atomic<X, SignedMax>, Feature::Lse),
    row("LDSMINB", "00111000ar1sssss010100nnnnnttttt", atomic<uint8_t, SignedMin>, Feature::Lse),
    row("LDSMINH", "01111000ar1sssss010100nnnnnttttt", atomic<uint16_t, SignedMin>, Feature::Lse),
    row("LDSMIN", "10111000ar1sssss010100nnnnnttttt", atomic<W, SignedMin>, Feature::Lse),
    row("LDSMIN", "11111000ar1sssss010100nnnnnttttt", atomic<X, SignedMin>, Feature::Lse),
    row("LDUMAXB", "00111000ar1sssss011000nnnnnttttt", atomic<uint8_t, Max>, Feature::Lse),
    row("LDUMAXH", "01111000ar1sssss011000nnnnnttttt", atomic<uint16_t, Max>, Feature::Lse),
    row("LDUMAX", "10111000ar1sssss011000nnnnnttttt", atomic<W, Max>, Feature::Lse),
    row("LDUMAX", "11111000ar1sssss011000nnnnnttttt", atomic<X, Max>, Feature::Lse),
    row("LDUMINB", "00111000ar1sssss011100nnnnnttttt", atomic<uint8_t, Min>, Feature::Lse),
    row("LDUMINH", "01111000ar1sssss011100nnnnnttttt", atomic<uint16_t, Min>, Feature::Lse),
    row("LDUMIN", "10111000ar1sssss011100nnnnnttttt", atomic<W, Min>, Feature::Lse),
    row("LDUMIN", "11111000ar1sssss011100nnnnnttttt", atomic<X, Min>, Feature::Lse),
    row("SWPB", "00111000ar1sssss100000nnnnnttttt", atomic<uint8_t, Swap>, Feature::Lse),
    row("SWPH", "01111000ar1sssss100000nnnnnttttt", atomic<uint16_t, Swap>, Feature::Lse),
    row("SWP", "10111000ar1sssss100000nnnnnttttt", atomic<W, Swap>, Feature::Lse),
    row("SWP", "11111000ar1sssss100000nnnnnttttt", atomic<X, Swap>, Feature::Lse),
};

} // namespace

std::span<const DecodeRow> exclusiveAtomicRows() {
    return kAtomicRows;
}

} // namespace seatape::sim
