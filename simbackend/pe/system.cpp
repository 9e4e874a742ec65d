// SPDX-License-Identifier: Apache-2.0
// System registers and system instructions as a guest at EL0 or EL1 sees them.

#include "seatape/base/bits.h"
#include "seatape/esr/sysreg_names.h"
#include "simbackend/machine/cpu_model.h"
#include "simbackend/pe/pe.h"
#include "simbackend/pe/system_table.h"

namespace seatape::sim {
namespace {

constexpr uint64_t kZeroBlockBytes = 64; // DCZID_EL0.BS = 4

/// EL0 reaches the registers with op1 3 only, EL1 not those of EL2 and EL3.
bool isReachable(uint16_t encoding, bool el0) {
    const auto op1 = bits(encoding, 13, 11);
    return op1 == 3 || (!el0 && op1 <= 1);
}

} // namespace

/// Stops at a register in reach that the architecture has and the model has not; takes UNDEF at any
/// other.
void Pe::notModelled(uint16_t encoding) {
    const std::string_view name = sysregName(encoding);
    if (name.empty())
        undefined();
    else
        stopUnimplemented(currentInsn(), name);
}

/// Finds what MRS, MSR or SYS with this encoding is about; nullptr if an exception was taken, or if
/// the model does not know.
const SystemRow* Pe::reachSystem(uint16_t encoding) {
    if (!isReachable(encoding, atEl0())) {
        undefined();
        return nullptr;
    }
    const SystemRow* row = systemRow(encoding);
    if (row == nullptr) {
        notModelled(encoding);
        return nullptr;
    }
    if (atEl0() && row->el0.bits != 0 && (state[row->el0.control] & row->el0.bits) == 0) {
        exceptionToEl1(ExceptionClass::SYS64, systemIss(currentInsn()), m_pc);
        return nullptr;
    }
    if (row->isSimd && !simdAllowed())
        return nullptr;
    if (row->isPresent != nullptr && !row->isPresent(*this)) {
        undefined();
        return nullptr;
    }
    return row;
}

void Pe::readSystem(uint16_t encoding, unsigned rt) {
    const SystemRow* row = reachSystem(encoding);
    if (row == nullptr)
        return;
    if (row->word)
        setX(rt, state[*row->word]);
    else if (row->read != nullptr)
        setX(rt, row->read(*this));
    else
        notModelled(encoding);
}

void Pe::writeSystem(uint16_t encoding, unsigned rt) {
    const SystemRow* row = reachSystem(encoding);
    if (row == nullptr)
        return;
    const bool isWritable = row->word ? row->writable == WritableFrom::El0 ||
                                            (row->writable == WritableFrom::El1 && !atEl0())
                                      : row->write != nullptr;
    if (!isWritable)
        return undefined();
    constexpr uint64_t kOp0OfSys = 1;
    if (bits(encoding, 15, 14) != kOp0OfSys)
        m_attention = true; // translation, EASE and NMEA may have changed
    if (!row->word)
        return row->write(*this, x(rt));
    state[*row->word] = row->isSimd ? x(rt) & lowMask(32) : x(rt);
    dropUnimplementedBits(state);
}

void Pe::writePstateField(unsigned op1, unsigned op2, unsigned crm) {
    uint64_t& ps = state[Reg::PSTATE];
    const uint64_t daif = uint64_t{crm} << 6;
    const unsigned field = op1 << 3 | op2;
    constexpr unsigned kSpsel = 05, kPanField = 04, kDaifSet = 036, kDaifClr = 037;
    const bool isDaif = field == kDaifSet || field == kDaifClr;
    if (atEl0() && !isDaif) {
        undefined();
        return;
    }
    if (atEl0() && !bit(state[Reg::SCTLR_EL1], 9)) { // UMA
        exceptionToEl1(ExceptionClass::SYS64, systemIss(currentInsn()), m_pc);
        return;
    }
    if (field == kSpsel)
        ps = withBit(ps, 0, (crm & 1) != 0);
    else if (field == kPanField)
        ps = withBit(ps, pstate::PAN, (crm & 1) != 0);
    else if (field == kDaifSet)
        ps |= daif;
    else if (field == kDaifClr)
        ps &= ~daif;
    else
        undefined(); // UAO, DIT, SSBS, TCO, ALLINT: features that the modelled CPU lacks
    m_attention = true;
}

/// ESB: a pending masked virtual SError moves to DISR_EL1 (Arm ARM D1.3.6; VDISR_EL2).
void Pe::errorSynchronizationBarrier() {
    if (!hasRas || !vse || !sErrorIsMasked(state))
        return;
    state[Reg::DISR_EL1] = uint64_t{1} << 31 | vsesr;
    vse = false;
}

void Pe::addressTranslate(uint64_t va, Access kind, Privilege privilege) {
    const WalkResult walked = translate(state, m_memory, va, kind, privilege);
    m_attention |= m_generation != m_memory.generation();
    if (const auto* fault = std::get_if<WalkFault>(&walked)) {
        if (fault->kind == WalkFault::Kind::Stage1) {
            state[Reg::PAR_EL1] = 1 | 1u << 11 | uint64_t{fault->fsc} << 1;
            return;
        }
        m_cacheMaintenance = true; // ESR.CM is set for AT as well
        walkAbort(va, kind, *fault);
        m_cacheMaintenance = false;
        return;
    }
    const Translation& found = std::get<Translation>(walked);
    state[Reg::PAR_EL1] = uint64_t{found.attributes} << 56 | (found.ipa & ~kPageMask) | 1u << 11 |
                          uint64_t{found.shareability} << 7;
}

void Pe::cacheMaintenance(uint64_t va, Access kind) {
    uint64_t ipa = 0;
    m_cacheMaintenance = true;
    (void)resolve(va, 1, kind, {}, ipa);
    m_cacheMaintenance = false;
}

void Pe::zeroBlock(uint64_t va) {
    uint64_t ipa = 0;
    Page* page = resolve(va, 1, Access::Write, {.normalOnly = true}, ipa);
    ipa &= ~(kZeroBlockBytes - 1);
    if (page == nullptr || isPoisoned(*page, va, ipa, kZeroBlockBytes, Access::Write))
        return;
    m_memory.prepareWrite(*page, ipa, kZeroBlockBytes);
    m_attention |= m_generation != m_memory.generation();
    std::memset(page->host + (ipa & kPageMask), 0, kZeroBlockBytes);
}

} // namespace seatape::sim
