// SPDX-License-Identifier: Apache-2.0
/// One processing element: executes A64 at EL0 and EL1 and stops where the architecture enters EL2.
///
/// The PE knows the architecture only. What KVM does at EL2 is in simbackend/kvm/vcpu.h.
/// Instruction handlers (simbackend/a64) use the public part: registers, memory, exceptions.
#pragma once

#include "seatape/arch/exception_entry.h"
#include "seatape/arch/external_abort.h"
#include "seatape/arch/vcpu_state.h"
#include "seatape/base/bits.h"
#include "seatape/core/scenario.h"
#include "seatape/esr/exception_class.h"
#include "simbackend/a64/decode.h"
#include "simbackend/machine/memory.h"
#include "simbackend/pe/code_page.h"
#include "simbackend/pe/translation.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

namespace seatape::sim {

/// An exception taken to EL2, as ESR_EL2, FAR_EL2 and HPFAR_EL2 describe it. PC is the preferred
/// return address: the instruction itself for aborts and traps, the next one for HVC.
struct El2Trap {
    uint64_t esr = 0;
    uint64_t far = 0;            ///< only for aborts
    std::optional<uint64_t> ipa; ///< faulting IPA with its offset, if hardware wrote HPFAR_EL2
    uint64_t poisonedAt = 0;     ///< for external aborts: what the CPER record tells the firmware
};

/// Why Pe::run came back.
struct PeStop {
    enum class Why : uint8_t {
        Budget,       ///< the instructions are used up
        Trap,         ///< an exception to EL2
        Unimplemented ///< an allocated instruction or register that is not modelled; PC is on it
    };
    Why why = Why::Budget;
    bool retired = false; ///< the instruction has completed (HVC)
    El2Trap trap;
    uint32_t insn = 0;       ///< for Unimplemented
    std::string_view detail; ///< for Unimplemented: the instruction's or register's name
};

/// How an access differs from a plain one of the current exception level.
struct AccessFlags {
    bool unprivileged = false; ///< LDTR, STTR: as if at EL0
    bool mustAlign = false; ///< exclusive, acquire/release, atomic: unaligned is an Alignment fault
    uint8_t element = 0;    ///< bytes of one element where an access has several (LDP: 4, 8 or 16)
    bool normalOnly = false; ///< DC ZVA: Device memory is an Alignment fault at any address
};

struct SystemRow; // simbackend/pe/system_table.h

class Pe {
public:
    Pe(GuestMemory& memory, const CpuFeatures& features);

    VcpuState state;

    /// Executes at most `budget` instructions. `state` (PC too) is up to date when it returns.
    PeStop run(uint64_t budget);

    /// Counts executed instructions; an exception that is taken instead of one counts as well.
    uint64_t retired() const { return m_retired + (m_budget - m_left); }
    const CpuFeatures& features() const { return m_features; }

    // EL2's part of this PE's state, set by KVM

    bool vse = false;   ///< HCR_EL2.VSE: a virtual SError is pending
    uint64_t vsesr = 0; ///< VSESR_EL2
    bool tea = true;    ///< HCR_EL2.TEA: external aborts are taken to EL2
    bool hasRas = true; ///< FEAT_RAS of the hardware; the guest's ID registers may hide it
    /// Tells the PE that `state`, `vse` or memory changed behind its back.
    void stateChanged();
    /// Forgets the exclusive monitor, as a change of the running vCPU may do.
    void clearExclusive() { m_exclusive.valid = false; }

    // For instruction handlers: registers

    uint64_t pc() const { return m_pc; }
    void branch(uint64_t target) { m_next = target; }
    /// BR and BLR, which set PSTATE.BTYPE on a CPU with FEAT_BTI.
    void branchIndirectly(uint64_t target, uint64_t btype);

    uint64_t x(unsigned n) const { return n == 31 ? 0 : state.words[n]; }
    void setX(unsigned n, uint64_t value) {
        if (n != 31)
            state.words[n] = value;
    }
    uint32_t w(unsigned n) const { return static_cast<uint32_t>(x(n)); }
    /// Register 31 is the stack pointer of the current mode.
    uint64_t xOrSp(unsigned n) const { return state.words[n == 31 ? m_spIndex : n]; }
    void setXOrSp(unsigned n, uint64_t value) { state.words[n == 31 ? m_spIndex : n] = value; }

    uint64_t vLow(unsigned n) const { return state[vRegLow(n)]; }
    uint64_t vHigh(unsigned n) const { return state[vRegHigh(n)]; }
    void setV(unsigned n, uint64_t low, uint64_t high) {
        state[vRegLow(n)] = low;
        state[vRegHigh(n)] = high;
    }
    /// CPACR_EL1.FPEN allows SIMD here; otherwise takes the trap (EC 0x07) and returns false.
    [[nodiscard]] bool simdAllowed();

    /// NZCV in bits [31:28].
    uint64_t nzcv() const { return state[Reg::PSTATE] & pstate::kNzcv; }
    void setNzcv(uint64_t flags) {
        state[Reg::PSTATE] = (state[Reg::PSTATE] & ~pstate::kNzcv) | (flags & pstate::kNzcv);
    }
    bool atEl0() const { return pstate::isEl0(state[Reg::PSTATE]); }

    // For instruction handlers: memory. Each returns false if an exception was taken; the handler
    // then returns without further effect.

    template <class T>
    [[nodiscard]] bool load(uint64_t va, T& out, AccessFlags flags = {});
    template <class T>
    [[nodiscard]] bool store(uint64_t va, T value, AccessFlags flags = {});
    /// Loads or stores 1..16 bytes that may be one access of the architecture (pairs, Q registers).
    [[nodiscard]] bool loadBytes(uint64_t va, uint8_t* out, unsigned size, AccessFlags flags = {});
    [[nodiscard]] bool storeBytes(uint64_t va, const uint8_t* bytes, unsigned size,
                                  AccessFlags flags = {});
    /// Checks that `size` bytes can be both read and written (atomics, CAS), without accessing
    /// them.
    [[nodiscard]] bool probeAtomic(uint64_t va, unsigned size);

    /// Arms the exclusive monitor for the address of a load that has just succeeded.
    void setExclusive(uint64_t va, unsigned size);
    /// Returns whether a store-exclusive to this address succeeds; disarms the monitor.
    bool takeExclusive(uint64_t va, unsigned size);

    // For instruction handlers: system

    /// Takes a synchronous exception to EL1 with ELR_EL1 = `returnTo` (pc() or pc() + 4).
    void exceptionToEl1(ExceptionClass ec, uint32_t iss, uint64_t returnTo,
                        std::optional<uint64_t> far = std::nullopt);
    /// Takes the Undefined Instruction exception (EC 0x00).
    void undefined();
    /// Stops the PE with an exception to EL2; `returnTo` becomes PC.
    void trapToEl2(ExceptionClass ec, uint32_t iss, uint64_t returnTo);
    /// Returns from an exception (ERET), including the illegal-return rules.
    void exceptionReturn();
    /// MRS; MSR (register) and SYS; with `encoding` = op0:op1:CRn:CRm:op2. undefined() where it
    /// applies.
    void readSystem(uint16_t encoding, unsigned rt);
    void writeSystem(uint16_t encoding, unsigned rt);
    /// MSR (immediate): PSTATE field op1:op2 with CRm as value; undefined() where it applies.
    void writePstateField(unsigned op1, unsigned op2, unsigned crm);
    /// ESB: synchronises a pending virtual SError.
    void errorSynchronizationBarrier();

    // For the rows of simbackend/pe/system_table.h

    uint32_t currentInsn() const;
    /// Returns the privilege of plain accesses: the exception level, and PSTATE.PAN.
    Privilege privilege() const { return m_privilege; }
    /// AT: writes PAR_EL1, unless the walk itself ends in an abort (Arm ARM D8.2.11).
    void addressTranslate(uint64_t va, Access kind, Privilege privilege);
    /// DC and IC by virtual address: translates, and consumes no poison.
    void cacheMaintenance(uint64_t va, Access kind);
    /// DC ZVA. FAR is the address in the register, wherever in the block the fault is.
    void zeroBlock(uint64_t va);

private:
    friend void fetchDecodeExecute(Pe& pe, uint32_t insn);

    static constexpr uint64_t kNoPage = 1; // no page address has bit 0 set
    struct TlbEntry {
        uint64_t tag = kNoPage; // page of the VA
        uint8_t* host = nullptr;
    };
    static constexpr unsigned kTlbSize = 128;
    using Tlb = std::array<TlbEntry, kTlbSize>;
    struct FetchEntry {
        uint64_t tag = kNoPage;
        Page* page = nullptr;
        uint64_t ipa = 0; // of the page
    };
    static constexpr unsigned kFetchTlbSize = 32;
    static constexpr unsigned kPrivileges = 3;

    // pe.cpp: the loop and exceptions
    void runPage();
    void runBranchTarget();
    bool fetchIsPoisoned();
    bool hasBti() const;
    bool refreshContext();
    bool findCodePage();
    void updateContext();
    void stop(const PeStop& reason);
    void stopUnimplemented(uint32_t insn, std::string_view detail);
    void enterEl1(ExceptionType type, uint64_t esr, uint64_t returnTo, std::optional<uint64_t> far);
    void takeVirtualSError();
    void executeFetched();

    // memory.cpp: slow paths
    unsigned tlbIndex(AccessFlags flags) const {
        return flags.unprivileged ? 0 : static_cast<unsigned>(m_privilege);
    }
    bool access(uint64_t va, uint8_t* bytes, unsigned size, Access kind, AccessFlags flags);
    Page* resolve(uint64_t va, unsigned size, Access kind, AccessFlags flags, uint64_t& ipa);
    bool reachesStage2(uint64_t va, uint64_t ipa, Access kind, const Page* page);
    bool isPoisoned(const Page& page, uint64_t va, uint64_t ipa, unsigned size, Access kind);
    void fillTlb(uint64_t va, Page& page, Access kind, AccessFlags flags);
    std::array<uint64_t, 5> translationRegisters() const;
    void flushTlbs();
    void dropWritesBeforeDigest();
    void alignmentFault(uint64_t va, Access kind);
    void stage1Abort(uint64_t va, Access kind, uint8_t fsc);
    void walkAbort(uint64_t va, Access kind, const WalkFault& fault);
    void externalAbort(uint64_t va, Access kind, uint8_t fsc, const PoisonRange& poison);
    AbortedAccess aborted(Access kind) const;
    void abortToEl2(uint64_t va, Access kind, uint32_t iss, std::optional<uint64_t> ipa);

    // system.cpp
    const SystemRow* reachSystem(uint16_t encoding);
    void notModelled(uint16_t encoding);

    GuestMemory& m_memory;
    CpuFeatures m_features;
    uint64_t m_pc = 0;
    uint64_t m_next = 0;
    uint64_t m_retired = 0; // up to the last stop; since then m_budget - m_left
    uint64_t m_budget = 0;
    uint64_t m_left = 0;
    unsigned m_spIndex = 0;
    bool m_setsBtype = false; // the instruction did so
    bool m_attention = true;  // leave the inner loop: stopped, or the context may have changed
    bool m_stopped = false;   // m_stop is filled in
    PeStop m_stop;
    uint64_t m_generation = 0;  // of the memory, when the TLBs were last flushed
    uint64_t m_digestEpoch = 0; // of the memory, when the write TLBs were last cleared
    std::array<uint64_t, 5> m_translationRegisters{}; // that the TLBs were filled under
    Privilege m_privilege = Privilege::El1;
    bool m_cacheMaintenance = false; // the access in progress is one: ESR.CM
    FetchEntry m_code;
    struct {
        bool valid = false;
        uint64_t va = 0;
        unsigned size = 0;
    } m_exclusive;
    std::array<Tlb, kPrivileges> m_readTlb{};
    std::array<Tlb, kPrivileges> m_writeTlb{};
    std::array<std::array<FetchEntry, kFetchTlbSize>, kPrivileges> m_fetchTlb{};
    std::vector<TlbEntry*> m_writesInTlb; // to be dropped when the digest has seen their pages
};

template <class T>
inline bool Pe::load(uint64_t va, T& out, AccessFlags flags) {
    static_assert(std::is_unsigned_v<T>);
    const TlbEntry& entry = m_readTlb[tlbIndex(flags)][(va >> 12) % kTlbSize];
    if ((va & ~kPageMask) == entry.tag && (va & (sizeof(T) - 1)) == 0) [[likely]] {
        std::memcpy(&out, entry.host + (va & kPageMask), sizeof(T));
        out = littleEndian(out);
        return true;
    }
    uint8_t bytes[sizeof(T)];
    if (!access(va, bytes, sizeof(T), Access::Read, flags))
        return false;
    std::memcpy(&out, bytes, sizeof(T));
    out = littleEndian(out);
    return true;
}

template <class T>
inline bool Pe::store(uint64_t va, T value, AccessFlags flags) {
    static_assert(std::is_unsigned_v<T>);
    value = littleEndian(value);
    const TlbEntry& entry = m_writeTlb[tlbIndex(flags)][(va >> 12) % kTlbSize];
    if ((va & ~kPageMask) == entry.tag && (va & (sizeof(T) - 1)) == 0) [[likely]] {
        std::memcpy(entry.host + (va & kPageMask), &value, sizeof(T));
        return true;
    }
    uint8_t bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    return access(va, bytes, sizeof(T), Access::Write, flags);
}

} // namespace seatape::sim
