// SPDX-License-Identifier: Apache-2.0
#include "simbackend/pe/pe.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/base/bits.h"

namespace seatape::sim {
Pe::Pe(GuestMemory& memory, const CpuFeatures& features) : m_memory(memory), m_features(features) {}

void Pe::stateChanged() {
    m_attention = true;
}

// ---- The loop
// --------------------------------------------------------------------------------------

PeStop Pe::run(uint64_t budget) {
    m_budget = m_left = budget;
    m_stopped = false;
    m_attention = true;
    m_pc = state[Reg::PC];
    while (!m_stopped && m_left != 0) {
        if (settleContext())
            (state[Reg::PSTATE] & pstate::kBtypeMask) != 0 ? runBranchTarget() : runPage();
        else if (!m_stopped)
            --m_left;
        m_pc = m_next;
    }
    state[Reg::PC] = m_pc;
    m_retired += m_budget - m_left;
    m_budget = m_left = 0;
    return m_stopped ? m_stop : PeStop{};
}

/// Does what has to be right before instructions of the page at PC run; false if that took an
/// exception or stopped the PE. m_next says where to go on.
bool Pe::settleContext() {
    m_next = m_pc;
    if (m_attention) {
        m_attention = false;
        updateContext();
        if (vse && !sErrorIsMasked()) {
            takeVirtualSError();
            return false;
        }
    }
    if ((m_pc & 3) != 0) {
        exceptionToEl1(ExceptionClass::PC_ALIGN, 0, m_pc, m_pc);
        return false;
    }
    if (!findCodePage())
        return false;
    // Misaligned PCs and instruction aborts come first (Arm ARM D1.3.5, priorities)
    if (bit(state[Reg::PSTATE], pstate::IL)) {
        if (!fetchIsPoisoned())
            exceptionToEl1(ExceptionClass::ILL, 0, m_pc);
        return false;
    }
    return true;
}

void Pe::updateContext() {
    const uint64_t ps = state[Reg::PSTATE];
    m_privilege = pstate::isEl0(ps)      ? Privilege::El0
                  : bit(ps, pstate::PAN) ? Privilege::El1Pan
                                         : Privilege::El1;
    m_spIndex = static_cast<unsigned>(pstate::mode(ps) == pstate::EL1h ? Reg::SP_EL1 : Reg::SP_EL0);
    if (m_generation != m_memory.generation() || m_translationRegisters != translationRegisters())
        flushTlbs();
    m_code.tag = kNoPage; // the page at PC depends on the privilege
    if (m_digestEpoch != m_memory.digestEpoch())
        dropWritesBeforeDigest();
}

/// Finds the page at PC in the fetch TLB, or translates; false if the fetch aborted.
bool Pe::findCodePage() {
    const uint64_t tag = m_pc & ~kPageMask;
    if (m_code.tag == tag)
        return true;
    FetchEntry& entry =
        m_fetchTlb[static_cast<unsigned>(m_privilege)][(tag / kPageSize) % kFetchTlbSize];
    if (entry.tag != tag) {
        uint64_t ipa = 0;
        Page* page = resolve(m_pc, 4, Access::Fetch, {}, ipa);
        if (page == nullptr)
            return false;
        if (page->code == nullptr) {
            page->code = {new CodePage, [](CodePage* code) { delete code; }};
            m_memory.noticeWrites();
        }
        entry = {tag, page, ipa & ~kPageMask};
    }
    m_code = entry;
    return true;
}

/// Executes until PC leaves the page, something needs attention, or the budget is used up.
void Pe::runPage() {
    const CachedInsn* insns = m_code.page->code->insns.data();
    const uint64_t page = m_code.tag;
    do {
        const CachedInsn& cached = insns[(m_pc & kPageMask) / 4];
        m_next = m_pc + 4;
        --m_left;
        cached.execute(*this, cached.insn);
        m_pc = m_next;
    } while (m_left != 0 && !m_attention && (m_pc & ~uint64_t{0xffc}) == page);
    if (m_stopped && !m_stop.retired)
        ++m_left;
}

/// Executes the one instruction that sees PSTATE.BTYPE. Targets are not checked: no page is
/// guarded.
void Pe::runBranchTarget() {
    m_setsBtype = false;
    m_attention = true; // runPage() returns after one instruction
    runPage();
    const bool executed = !m_stopped || m_stop.retired;
    if (executed && !m_setsBtype)
        state[Reg::PSTATE] &= ~pstate::kBtypeMask;
}

void fetchDecodeExecute(Pe& pe, uint32_t) {
    pe.executeFetched();
}

/// Tells whether the instruction at PC is bad; the abort has then been taken.
bool Pe::fetchIsPoisoned() {
    return isPoisoned(*m_code.page, m_pc, m_code.ipa + (m_pc & kPageMask), 4, Access::Fetch);
}

void Pe::executeFetched() {
    if (fetchIsPoisoned())
        return;
    const uint32_t insn = currentInsn();
    const DecodeRow* found = decode(insn);
    const bool allocated = found != nullptr && (found->feature != Feature::Lse || m_features.lse);
    if (!allocated) {
        undefined();
        return;
    }
    if (found->execute == nullptr) {
        stopUnimplemented(insn, found->name);
        return;
    }
    m_code.page->code->insns[(m_pc & kPageMask) / 4] = {found->execute, insn};
    found->execute(*this, insn);
}

uint32_t Pe::currentInsn() const {
    uint32_t insn = 0;
    std::memcpy(&insn, m_code.page->host + (m_pc & kPageMask), 4);
    return littleEndian(insn);
}

void Pe::stop(const PeStop& reason) {
    m_stop = reason;
    m_stopped = true;
    m_attention = true;
}

void Pe::stopUnimplemented(uint32_t insn, std::string_view detail) {
    PeStop reason;
    reason.why = PeStop::Why::Unimplemented;
    reason.insn = insn;
    reason.detail = detail;
    stop(reason);
    m_next = m_pc;
}

// ---- Exceptions
// ------------------------------------------------------------------------------------

void Pe::enterEl1(ExceptionType type, uint64_t esr, uint64_t returnTo,
                  std::optional<uint64_t> far) {
    state[Reg::PC] = returnTo;
    state[Reg::ESR_EL1] = esr;
    if (far)
        state[Reg::FAR_EL1] = *far;
    enterException(state, type);
    m_next = state[Reg::PC];
    clearExclusive();
    m_attention = true;
}

void Pe::exceptionToEl1(ExceptionClass ec, uint32_t iss, uint64_t returnTo,
                        std::optional<uint64_t> far) {
    enterEl1(ExceptionType::Sync, makeEsr(ec, iss), returnTo, far);
}

void Pe::undefined() {
    exceptionToEl1(ExceptionClass::UNKNOWN, 0, m_pc);
}

void Pe::trapToEl2(ExceptionClass ec, uint32_t iss, uint64_t returnTo) {
    PeStop reason;
    reason.why = PeStop::Why::Trap;
    reason.retired = returnTo != m_pc;
    reason.trap.esr = makeEsr(ec, iss);
    stop(reason);
    m_next = returnTo;
}

bool Pe::sErrorIsMasked() const {
    return bit(state[Reg::PSTATE], pstate::A) && !nmeaInEffect(state);
}

/// Takes the virtual SError that HCR_EL2.VSE pends (Arm ARM D1.3.6; kvm-sea-spec §2.6).
void Pe::takeVirtualSError() {
    vse = false;
    const uint64_t iss = hasRas ? vsesr : 0;
    enterEl1(ExceptionType::SError, makeEsr(ExceptionClass::SERROR, iss), m_pc, std::nullopt);
}

void Pe::exceptionReturn() {
    const uint64_t spsr = state[Reg::SPSR_EL1];
    const uint64_t mode = spsr & pstate::kModeMask;
    const bool legal = mode == pstate::EL0t || mode == pstate::EL1t || mode == pstate::EL1h;
    constexpr uint64_t kRestored =
        pstate::kNzcv | uint64_t{1} << pstate::PAN | uint64_t{1} << pstate::IL | pstate::kDaif;
    uint64_t next = spsr & (kRestored | (m_features.mte ? uint64_t{1} << pstate::TCO : 0) |
                            (hasBti() ? pstate::kBtypeMask : 0));
    m_setsBtype = true;
    // An illegal return keeps the mode and sets PSTATE.IL (Arm ARM D1.3.4).
    next |= legal ? mode : pstate::mode(state[Reg::PSTATE]) | uint64_t{1} << pstate::IL;
    state[Reg::PSTATE] = next;
    m_next = state[Reg::ELR_EL1];
    clearExclusive();
    m_attention = true;
}

bool Pe::hasBti() const {
    return bits(state[Reg::ID_AA64PFR1_EL1], 3, 0) != 0;
}

void Pe::branchIndirectly(uint64_t target, uint64_t btype) {
    branch(target);
    if (!hasBti())
        return;
    state[Reg::PSTATE] = withBits(state[Reg::PSTATE], 11, 10, btype);
    m_setsBtype = true;
    m_attention = true;
}

bool Pe::simdAllowed() {
    const uint64_t fpen = bits(state[Reg::CPACR_EL1], 21, 20);
    if (fpen == 3 || (fpen == 1 && !atEl0()))
        return true;
    exceptionToEl1(ExceptionClass::FP_ASIMD, trap_iss::kUnconditional, m_pc);
    return false;
}

} // namespace seatape::sim
