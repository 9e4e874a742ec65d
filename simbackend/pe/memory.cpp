// SPDX-License-Identifier: Apache-2.0
// The PE's slow path to memory: translation, stage 2, poison, and the aborts that come of them.

#include "seatape/arch/load_store.h"
#include "seatape/base/bits.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/fields.h"
#include "simbackend/pe/pe.h"

#include <algorithm>
#include <cstring>

namespace seatape::sim {
namespace {

constexpr unsigned kSctlrA = 1;

/// The level at which a stage-2 walk finds nothing: KVM maps single pages below 2 MiB blocks.
unsigned stage2Level(const GuestMemory& memory, uint64_t ipa) {
    return memory.anySlotWithin(ipa, 21) ? 3 : memory.anySlotWithin(ipa, 30) ? 2 : 1;
}

} // namespace

bool Pe::loadBytes(uint64_t va, uint8_t* out, unsigned size, AccessFlags flags) {
    return access(va, out, size, Access::Read, flags);
}

bool Pe::storeBytes(uint64_t va, const uint8_t* bytes, unsigned size, AccessFlags flags) {
    uint8_t copy[16];
    std::memcpy(copy, bytes, size);
    return access(va, copy, size, Access::Write, flags);
}

bool Pe::access(uint64_t va, uint8_t* bytes, unsigned size, Access kind, AccessFlags flags) {
    const unsigned element = flags.element != 0 ? flags.element : size;
    if ((va & (element - 1)) != 0 && (flags.mustAlign || bit(state[Reg::SCTLR_EL1], kSctlrA))) {
        alignmentFault(va, kind);
        return false;
    }
    const unsigned first =
        static_cast<unsigned>(std::min<uint64_t>(size, kPageSize - (va & kPageMask)));
    uint64_t ipa[2] = {};
    Page* pages[2] = {resolve(va, first, kind, flags, ipa[0]), nullptr};
    if (pages[0] == nullptr)
        return false;
    if (first != size) {
        pages[1] = resolve(va + first, size - first, kind, flags, ipa[1]);
        if (pages[1] == nullptr)
            return false;
    }
    for (unsigned part = 0, done = 0; done < size; ++part) {
        const unsigned length = part == 0 ? first : size - first;
        uint8_t* host = pages[part]->host + (ipa[part] & kPageMask);
        if (kind == Access::Read) {
            std::memcpy(bytes + done, host, length);
        } else {
            m_memory.prepareWrite(*pages[part], ipa[part], length);
            m_attention |= m_generation != m_memory.generation();
            std::memcpy(host, bytes + done, length);
        }
        done += length;
    }
    return true;
}

bool Pe::probeAtomic(uint64_t va, unsigned size) {
    if ((va & (size - 1)) != 0) {
        alignmentFault(va, Access::Read); // WnR is 0 where a read would have faulted alike
        return false;
    }
    uint64_t ipa = 0;
    return resolve(va, size, Access::Read, {}, ipa) != nullptr &&
           resolve(va, size, Access::Write, {}, ipa) != nullptr;
}

void Pe::setExclusive(uint64_t va, unsigned size) {
    m_exclusive = {true, va, size};
}

bool Pe::takeExclusive(uint64_t va, unsigned size) {
    const bool taken = m_exclusive.valid && m_exclusive.va == va && m_exclusive.size == size;
    m_exclusive.valid = false;
    return taken;
}

/// Finds the page behind [va, va + size), which lies within one page; nullptr if an exception was
/// taken.
Page* Pe::resolve(uint64_t va, unsigned size, Access kind, AccessFlags flags, uint64_t& ipa) {
    const Privilege privilege = flags.unprivileged ? Privilege::El0 : m_privilege;
    const WalkResult walked = translate(state, m_memory, va, kind, privilege);
    m_attention |= m_generation != m_memory.generation(); // the walk may have found a new table
    if (const auto* fault = std::get_if<WalkFault>(&walked)) {
        walkAbort(va, kind, *fault);
        return nullptr;
    }
    const Translation& translation = std::get<Translation>(walked);
    const unsigned element = flags.element != 0 ? flags.element : size;
    if (translation.device && ((va & (element - 1)) != 0 || flags.normalOnly) &&
        kind != Access::Fetch && !m_cacheMaintenance) {
        alignmentFault(va, kind);
        return nullptr;
    }
    ipa = translation.ipa;
    Page* page = m_memory.find(ipa);
    if (!reachesStage2(va, ipa, kind, page))
        return nullptr;
    // A fetch is checked word by word, when the instruction is decoded.
    if (kind != Access::Fetch && !m_cacheMaintenance && isPoisoned(*page, va, ipa, size, kind))
        return nullptr;
    if (kind != Access::Fetch && !translation.device)
        fillTlb(va, *page, kind, flags);
    return page;
}

/// Stage 2: false, with the abort taken to EL2, if it does not map the page for this access.
bool Pe::reachesStage2(uint64_t va, uint64_t ipa, Access kind, const Page* page) {
    uint32_t iss = 0;
    if (page == nullptr || !page->mapped)
        iss = fsc::Translation0 + stage2Level(m_memory, ipa);
    else if (kind == Access::Write && page->readonly)
        iss = fsc::Permission0 + 3;
    else
        return true;
    if (kind != Access::Fetch && !m_cacheMaintenance)
        iss |= instructionSyndrome(currentInsn());
    iss |= accessIss(aborted(kind));
    abortToEl2(va, kind, iss, ipa);
    return false;
}

bool Pe::isPoisoned(const Page& page, uint64_t va, uint64_t ipa, unsigned size, Access kind) {
    if (!page.poisoned)
        return false;
    const PoisonRange* poison = m_memory.poisonAt(ipa, size);
    if (poison == nullptr)
        return false;
    externalAbort(va, kind, fsc::SyncExternal, *poison);
    return true;
}

void Pe::fillTlb(uint64_t va, Page& page, Access kind, AccessFlags flags) {
    if (page.poisoned)
        return;
    const uint64_t tag = va & ~kPageMask;
    const unsigned index = (va / kPageSize) % kTlbSize;
    if (kind == Access::Read) {
        m_readTlb[tlbIndex(flags)][index] = {tag, page.host};
        return;
    }
    // Only what needs no notice on each write: not code, not tables, and known to the digest as
    // dirty.
    if (page.code != nullptr || page.isTable)
        return;
    m_memory.prepareWrite(page, page.gpa, kPageSize);
    TlbEntry& entry = m_writeTlb[tlbIndex(flags)][index];
    if (entry.tag == kNoPage) // else it is in the list already
        m_writesInTlb.push_back(&entry);
    entry = {tag, page.host};
}

std::array<uint64_t, 5> Pe::translationRegisters() const {
    return {state[Reg::SCTLR_EL1], state[Reg::TCR_EL1], state[Reg::TTBR0_EL1],
            state[Reg::TTBR1_EL1], state[Reg::MAIR_EL1]};
}

void Pe::flushTlbs() {
    m_readTlb = {};
    m_writeTlb = {};
    m_fetchTlb = {};
    m_writesInTlb.clear();
    m_generation = m_memory.generation();
    m_translationRegisters = translationRegisters();
}

void Pe::dropWritesBeforeDigest() {
    for (TlbEntry* entry : m_writesInTlb)
        entry->tag = kNoPage;
    m_writesInTlb.clear();
    m_digestEpoch = m_memory.digestEpoch();
}

// ---- Aborts -------------------------------------------------------------------------------------

void Pe::alignmentFault(uint64_t va, Access kind) {
    stage1Abort(va, kind, fsc::Alignment);
}

/// Takes an abort that stage 1 reports to EL1.
void Pe::stage1Abort(uint64_t va, Access kind, uint8_t fsc) {
    const uint64_t esr =
        generatedAbortEsr(state[Reg::PSTATE], kind == Access::Fetch, fsc, accessIss(aborted(kind)));
    enterEl1(ExceptionType::Sync, esr, m_pc, va);
}

void Pe::walkAbort(uint64_t va, Access kind, const WalkFault& fault) {
    switch (fault.kind) {
    case WalkFault::Kind::Stage1:
        stage1Abort(va, kind, fault.fsc);
        return;
    case WalkFault::Kind::ExternalAbort:
        externalAbort(va, kind, fault.fsc, *fault.poison);
        return;
    case WalkFault::Kind::Stage2:
        abortToEl2(va, kind,
                   static_cast<uint32_t>(abort_iss::S1PTW.mask()) |
                       (fsc::Translation0 + stage2Level(m_memory, fault.ipa)),
                   fault.ipa);
        return;
    }
}

/// Takes a synchronous external abort: to EL2 if HCR_EL2.TEA says so, else to EL1.
void Pe::externalAbort(uint64_t va, Access kind, uint8_t fsc, const PoisonRange& poison) {
    const uint32_t iss = externalAbortIss(poison, fsc, aborted(kind), hasRas);
    if (tea) {
        abortToEl2(va, kind, iss, std::nullopt);
        m_stop.trap.poisonedAt = poison.gpa;
        return;
    }
    const uint64_t esr = generatedAbortEsr(state[Reg::PSTATE], kind == Access::Fetch, fsc, iss);
    enterEl1(externalAbortVector(state), esr, m_pc, va);
}

/// Stops with an abort taken to EL2; `iss` is complete.
void Pe::abortToEl2(uint64_t va, Access kind, uint32_t iss, std::optional<uint64_t> ipa) {
    const auto ec = kind == Access::Fetch ? ExceptionClass::IABT_LOW : ExceptionClass::DABT_LOW;
    PeStop reason;
    reason.why = PeStop::Why::Trap;
    reason.trap = {makeEsr(ec, iss), va, ipa, 0};
    stop(reason);
    m_next = m_pc;
}

AbortedAccess Pe::aborted(Access kind) const {
    return {kind == Access::Write, m_cacheMaintenance};
}

} // namespace seatape::sim
