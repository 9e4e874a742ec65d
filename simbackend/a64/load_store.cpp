// SPDX-License-Identifier: Apache-2.0
/// Loads and stores of general-purpose registers, and prefetch (Arm ARM C4.1.94).
///
/// Where the manual leaves a choice (CONSTRAINED UNPREDICTABLE, Arm ARM K1.2.8):
/// - a load that writes back to its own destination does not write back (WBSUPPRESS);
/// - a store that writes back to its own source stores the old value (NONE);
/// - LDP with Rt == Rt2 leaves the second value in the register (UNKNOWN).
/// A pair is two accesses, so a store pair may fail after its first half was written (Arm ARM
/// B2.2.1).
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

bool misalignedSpAllowed(Pe& pe) {
    const unsigned check = pe.atEl0() ? 4 : 3; // SCTLR_EL1.SA0, SA
    if (!bit(pe.state[Reg::SCTLR_EL1], check))
        return true;
    pe.exceptionToEl1(ExceptionClass::SP_ALIGN, 0, pe.pc());
    return false;
}

namespace {

// ---- What is moved -----------------------------------------------------------------------------
// An access has the value's bytes `Memory`, whether it loads, and perform() for one register.

/// Loads a Memory, which is signed for LDRS*, into a register of type Dest.
template <class Memory, class Dest, AccessFlags AccessAs = AccessFlags{}>
struct Load {
    static constexpr unsigned kSize = sizeof(Memory);
    static constexpr bool kLoads = true;
    using Raw = std::make_unsigned_t<Memory>;

    static bool read(Pe& pe, uint64_t va, Dest& out) {
        Raw raw = 0;
        if (!pe.load(va, raw, AccessAs))
            return false;
        out = static_cast<Dest>(static_cast<Memory>(raw));
        return true;
    }
    static bool perform(Pe& pe, unsigned t, uint64_t va) {
        Dest value = 0;
        if (!read(pe, va, value))
            return false;
        setReg<Dest>(pe, t, value);
        return true;
    }
    static bool performPair(Pe& pe, unsigned t, unsigned t2, uint64_t va) {
        Dest first = 0;
        Dest second = 0;
        if (!read(pe, va, first) || !read(pe, va + kSize, second))
            return false;
        setReg<Dest>(pe, t, first);
        setReg<Dest>(pe, t2, second);
        return true;
    }
};

template <class Memory, AccessFlags AccessAs = AccessFlags{}>
struct Store {
    static constexpr unsigned kSize = sizeof(Memory);
    static constexpr bool kLoads = false;

    static bool perform(Pe& pe, unsigned t, uint64_t va) {
        return pe.store(va, reg<Memory>(pe, t), AccessAs);
    }
    static bool performPair(Pe& pe, unsigned t, unsigned t2, uint64_t va) {
        return perform(pe, t, va) && perform(pe, t2, va + kSize);
    }
};

using LoadB = Load<uint8_t, W>;
using LoadH = Load<uint16_t, W>;
using LoadW = Load<W, W>;
using LoadX = Load<X, X>;
using LoadSbW = Load<int8_t, W>;
using LoadSbX = Load<int8_t, X>;
using LoadShW = Load<int16_t, W>;
using LoadShX = Load<int16_t, X>;
using LoadSwX = Load<int32_t, X>;
using StoreB = Store<uint8_t>;
using StoreH = Store<uint16_t>;
using StoreW = Store<W>;
using StoreX = Store<X>;

/// The same access with other flags.
template <class Plain, AccessFlags AccessAs>
struct WithFlags;
template <class Memory, class Dest, AccessFlags AccessAs>
struct WithFlags<Load<Memory, Dest>, AccessAs> : Load<Memory, Dest, AccessAs> {};
template <class Memory, AccessFlags AccessAs>
struct WithFlags<Store<Memory>, AccessAs> : Store<Memory, AccessAs> {};

template <class Plain>
using Unprivileged = WithFlags<Plain, AccessFlags{.unprivileged = true}>;
/// LDAPUR and STLUR: order is free in a PE that does one access after the other, alignment is not.
template <class Plain>
using Ordered = WithFlags<Plain, AccessFlags{.mustAlign = true}>;

// ---- Where it is moved to or from ---------------------------------------------------------------

enum class Writeback : uint8_t { None, Pre, Post };

struct Unscaled {
    static constexpr Writeback kWriteback = Writeback::None;
    static uint64_t offset(const Pe&, uint32_t insn, unsigned) { return signedField<20, 12>(insn); }
};
struct PreIndex : Unscaled {
    static constexpr Writeback kWriteback = Writeback::Pre;
};
struct PostIndex : Unscaled {
    static constexpr Writeback kWriteback = Writeback::Post;
};
struct UnsignedOffset {
    static constexpr Writeback kWriteback = Writeback::None;
    static uint64_t offset(const Pe&, uint32_t insn, unsigned size) {
        return uint64_t{field<21, 10>(insn)} * size;
    }
};
struct RegisterOffset {
    static constexpr Writeback kWriteback = Writeback::None;
    static uint64_t offset(const Pe& pe, uint32_t insn, unsigned size) {
        const uint64_t scale = field<12, 12>(insn) != 0 ? size : 1;
        return extended(pe.x(rm(insn)), field<15, 13>(insn), 0) * scale;
    }
};
struct PairOffset {
    static constexpr Writeback kWriteback = Writeback::None;
    static uint64_t offset(const Pe&, uint32_t insn, unsigned size) {
        return signedField<21, 15>(insn) * size;
    }
};
struct PairPre : PairOffset {
    static constexpr Writeback kWriteback = Writeback::Pre;
};
struct PairPost : PairOffset {
    static constexpr Writeback kWriteback = Writeback::Post;
};

/// Finds the address of the access and what the base register becomes; false after an SP fault.
template <class Mode>
bool addressOf(Pe& pe, uint32_t insn, unsigned size, uint64_t& va, uint64_t& newBase) {
    uint64_t base = 0;
    if (!baseAddress(pe, insn, base))
        return false;
    newBase = base + Mode::offset(pe, insn, size);
    va = Mode::kWriteback == Writeback::Post ? base : newBase;
    return true;
}

/// Returns whether a load has just replaced the base register, whose writeback is then suppressed.
constexpr bool loadedBase(uint32_t insn, unsigned t) {
    return t == rn(insn) && t != 31;
}

// ---- Handlers ----------------------------------------------------------------------------------

template <class Mode, class Access>
void transfer(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    uint64_t newBase = 0;
    if (!addressOf<Mode>(pe, insn, Access::kSize, va, newBase) ||
        !Access::perform(pe, rd(insn), va))
        return;
    if constexpr (Mode::kWriteback != Writeback::None)
        if (!Access::kLoads || !loadedBase(insn, rd(insn)))
            pe.setXOrSp(rn(insn), newBase);
}

template <class Mode, class Access>
void transferPair(Pe& pe, uint32_t insn) {
    uint64_t va = 0;
    uint64_t newBase = 0;
    if (!addressOf<Mode>(pe, insn, Access::kSize, va, newBase) ||
        !Access::performPair(pe, rd(insn), ra(insn), va))
        return;
    if constexpr (Mode::kWriteback != Writeback::None)
        if (!Access::kLoads || (!loadedBase(insn, rd(insn)) && !loadedBase(insn, ra(insn))))
            pe.setXOrSp(rn(insn), newBase);
}

template <class Access>
void loadLiteral(Pe& pe, uint32_t insn) {
    Access::perform(pe, rd(insn), pe.pc() + (signedField<23, 5>(insn) << 2));
}

/// A hint: no effect, no fault, and no SP alignment check either.
void prefetch(Pe&, uint32_t) {}

constexpr DecodeRow kLoadStoreRows[] = {
    row("LDR (literal)", "00011000iiiiiiiiiiiiiiiiiiittttt", loadLiteral<LoadW>),
    row("LDR (literal)", "01011000iiiiiiiiiiiiiiiiiiittttt", loadLiteral<LoadX>),
    row("LDRSW (literal)", "10011000iiiiiiiiiiiiiiiiiiittttt", loadLiteral<LoadSwX>),
    row("PRFM (literal)", "11011000iiiiiiiiiiiiiiiiiiittttt", prefetch),
    row("STP (signed offset)", "0010100100iiiiiiiuuuuunnnnnttttt",
        transferPair<PairOffset, StoreW>),
    row("LDP (signed offset)", "0010100101iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, LoadW>),
    row("LDPSW (signed offset)", "0110100101iiiiiiiuuuuunnnnnttttt",
        transferPair<PairOffset, LoadSwX>),
    row("STP (signed offset)", "1010100100iiiiiiiuuuuunnnnnttttt",
        transferPair<PairOffset, StoreX>),
    row("LDP (signed offset)", "1010100101iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, LoadX>),
    row("STP (post-index)", "0010100010iiiiiiiuuuuunnnnnttttt", transferPair<PairPost, StoreW>),
    row("LDP (post-index)", "0010100011iiiiiiiuuuuunnnnnttttt", transferPair<PairPost, LoadW>),
    row("LDPSW (post-index)", "0110100011iiiiiiiuuuuunnnnnttttt", transferPair<PairPost, LoadSwX>),
    row("STP (post-index)", "1010100010iiiiiiiuuuuunnnnnttttt", transferPair<PairPost, StoreX>),
    row("LDP (post-index)", "1010100011iiiiiiiuuuuunnnnnttttt", transferPair<PairPost, LoadX>),
    row("STP (pre-index)", "0010100110iiiiiiiuuuuunnnnnttttt", transferPair<PairPre, StoreW>),
    row("LDP (pre-index)", "0010100111iiiiiiiuuuuunnnnnttttt", transferPair<PairPre, LoadW>),
    row("LDPSW (pre-index)", "0110100111iiiiiiiuuuuunnnnnttttt", transferPair<PairPre, LoadSwX>),
    row("STP (pre-index)", "1010100110iiiiiiiuuuuunnnnnttttt", transferPair<PairPre, StoreX>),
    row("LDP (pre-index)", "1010100111iiiiiiiuuuuunnnnnttttt", transferPair<PairPre, LoadX>),
    row("STNP", "0010100000iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, StoreW>),
    row("LDNP", "0010100001iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, LoadW>),
    row("STNP", "1010100000iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, StoreX>),
    row("LDNP", "1010100001iiiiiiiuuuuunnnnnttttt", transferPair<PairOffset, LoadX>),
    row("STURB", "00111000000iiiiiiiii00nnnnnttttt", transfer<Unscaled, StoreB>),
    row("STRB (immediate, post-index)", "00111000000iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, StoreB>),
    row("STTRB", "00111000000iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<StoreB>>),
    row("STRB (immediate, pre-index)", "00111000000iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, StoreB>),
    row("STRB (register)", "00111000001mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, StoreB>),
    row("STRB (immediate, unsigned offset)", "0011100100iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, StoreB>),
    row("STLURB", "00011001000iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<StoreB>>),
    row("LDURB", "00111000010iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadB>),
    row("LDRB (immediate, post-index)", "00111000010iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadB>),
    row("LDTRB", "00111000010iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadB>>),
    row("LDRB (immediate, pre-index)", "00111000010iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadB>),
    row("LDRB (register)", "00111000011mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadB>),
    row("LDRB (immediate, unsigned offset)", "0011100101iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadB>),
    row("LDAPURB", "00011001010iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadB>>),
    row("LDURSB", "00111000100iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadSbX>),
    row("LDRSB (immediate, post-index)", "00111000100iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadSbX>),
    row("LDTRSB", "00111000100iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadSbX>>),
    row("LDRSB (immediate, pre-index)", "00111000100iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadSbX>),
    row("LDRSB (register)", "00111000101mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadSbX>),
    row("LDRSB (immediate, unsigned offset)", "0011100110iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadSbX>),
    row("LDAPURSB", "00011001100iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadSbX>>),
    row("LDURSB", "00111000110iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadSbW>),
    row("LDRSB (immediate, post-index)", "00111000110iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadSbW>),
    row("LDTRSB", "00111000110iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadSbW>>),
    row("LDRSB (immediate, pre-index)", "00111000110iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadSbW>),
    row("LDRSB (register)", "00111000111mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadSbW>),
    row("LDRSB (immediate, unsigned offset)", "0011100111iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadSbW>),
    row("LDAPURSB", "00011001110iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadSbW>>),
    row("STURH", "01111000000iiiiiiiii00nnnnnttttt", transfer<Unscaled, StoreH>),
    row("STRH (immediate, post-index)", "01111000000iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, StoreH>),
    row("STTRH", "01111000000iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<StoreH>>),
    row("STRH (immediate, pre-index)", "01111000000iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, StoreH>),
    row("STRH (register)", "01111000001mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, StoreH>),
    row("STRH (immediate, unsigned offset)", "0111100100iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, StoreH>),
    row("STLURH", "01011001000iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<StoreH>>),
    row("LDURH", "01111000010iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadH>),
    row("LDRH (immediate, post-index)", "01111000010iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadH>),
    row("LDTRH", "01111000010iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadH>>),
    row("LDRH (immediate, pre-index)", "01111000010iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadH>),
    row("LDRH (register)", "01111000011mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadH>),
    row("LDRH (immediate, unsigned offset)", "0111100101iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadH>),
    row("LDAPURH", "01011001010iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadH>>),
    row("LDURSH", "01111000100iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadShX>),
    row("LDRSH (immediate, post-index)", "01111000100iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadShX>),
    row("LDTRSH", "01111000100iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadShX>>),
    row("LDRSH (immediate, pre-index)", "01111000100iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadShX>),
    row("LDRSH (register)", "01111000101mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadShX>),
    row("LDRSH (immediate, unsigned offset)", "0111100110iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadShX>),
    row("LDAPURSH", "01011001100iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadShX>>),
    row("LDURSH", "01111000110iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadShW>),
    row("LDRSH (immediate, post-index)", "01111000110iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadShW>),
    row("LDTRSH", "01111000110iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadShW>>),
    row("LDRSH (immediate, pre-index)", "01111000110iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadShW>),
    row("LDRSH (register)", "01111000111mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadShW>),
    row("LDRSH (immediate, unsigned offset)", "0111100111iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadShW>),
    row("LDAPURSH", "01011001110iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadShW>>),
    row("STUR", "10111000000iiiiiiiii00nnnnnttttt", transfer<Unscaled, StoreW>),
    row("STR (immediate, post-index)", "10111000000iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, StoreW>),
    row("STTR", "10111000000iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<StoreW>>),
    row("STR (immediate, pre-index)", "10111000000iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, StoreW>),
    row("STR (register)", "10111000001mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, StoreW>),
    row("STR (immediate, unsigned offset)", "1011100100iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, StoreW>),
    row("STLUR", "10011001000iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<StoreW>>),
    row("LDUR", "10111000010iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadW>),
    row("LDR (immediate, post-index)", "10111000010iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadW>),
    row("LDTR", "10111000010iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadW>>),
    row("LDR (immediate, pre-index)", "10111000010iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadW>),
    row("LDR (register)", "10111000011mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadW>),
    row("LDR (immediate, unsigned offset)", "1011100101iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadW>),
    row("LDAPUR", "10011001010iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadW>>),
    row("LDURSW", "10111000100iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadSwX>),
    row("LDRSW (immediate, post-index)", "10111000100iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadSwX>),
    row("LDTRSW", "10111000100iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadSwX>>),
    row("LDRSW (immediate, pre-index)", "10111000100iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadSwX>),
    row("LDRSW (register)", "10111000101mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadSwX>),
    row("LDRSW (immediate, unsigned offset)", "1011100110iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadSwX>),
    row("LDAPURSW", "10011001100iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadSwX>>),
    row("STUR", "11111000000iiiiiiiii00nnnnnttttt", transfer<Unscaled, StoreX>),
    row("STR (immediate, post-index)", "11111000000iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, StoreX>),
    row("STTR", "11111000000iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<StoreX>>),
    row("STR (immediate, pre-index)", "11111000000iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, StoreX>),
    row("STR (register)", "11111000001mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, StoreX>),
    row("STR (immediate, unsigned offset)", "1111100100iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, StoreX>),
    row("STLUR", "11011001000iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<StoreX>>),
    row("LDUR", "11111000010iiiiiiiii00nnnnnttttt", transfer<Unscaled, LoadX>),
    row("LDR (immediate, post-index)", "11111000010iiiiiiiii01nnnnnttttt",
        transfer<PostIndex, LoadX>),
    row("LDTR", "11111000010iiiiiiiii10nnnnnttttt", transfer<Unscaled, Unprivileged<LoadX>>),
    row("LDR (immediate, pre-index)", "11111000010iiiiiiiii11nnnnnttttt",
        transfer<PreIndex, LoadX>),
    row("LDR (register)", "11111000011mmmmmo1oS10nnnnnttttt", transfer<RegisterOffset, LoadX>),
    row("LDR (immediate, unsigned offset)", "1111100101iiiiiiiiiiiinnnnnttttt",
        transfer<UnsignedOffset, LoadX>),
    row("LDAPUR", "11011001010iiiiiiiii00nnnnnttttt", transfer<Unscaled, Ordered<LoadX>>),
    row("PRFUM", "11111000100iiiiiiiii00nnnnnttttt", prefetch),
    row("PRFM (register)", "11111000101mmmmmo1oS10nnnnnttttt", prefetch),
    row("PRFM (immediate)", "1111100110iiiiiiiiiiiinnnnnttttt", prefetch),
};

} // namespace

std::span<const DecodeRow> loadStoreRows() {
    return kLoadStoreRows;
}

} // namespace seatape::sim
