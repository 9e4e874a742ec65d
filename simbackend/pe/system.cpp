// SPDX-License-Identifier: Apache-2.0
// System registers and system instructions as a guest at EL0 or EL1 sees them.

#include "seatape/base/bits.h"
#include "seatape/esr/sysreg_names.h"
#include "simbackend/machine/cpu_model.h"
#include "simbackend/pe/pe.h"

#include <algorithm>

namespace seatape::sim {
namespace {

// Registers that have no word in VcpuState because user space cannot read them (Arm ARM D22).
constexpr uint16_t kCurrentEL = sysregKey(3, 0, 4, 2, 2), kSPSel = sysregKey(3, 0, 4, 2, 0),
                   kPAN = sysregKey(3, 0, 4, 2, 3), kDAIF = sysregKey(3, 3, 4, 2, 1),
                   kNZCV = sysregKey(3, 3, 4, 2, 0), kISR = sysregKey(3, 0, 12, 1, 0),
                   kCTR = sysregKey(3, 3, 0, 0, 1), kDCZID = sysregKey(3, 3, 0, 0, 7),
                   kCNTFRQ = sysregKey(3, 3, 14, 0, 0), kCNTPCT = sysregKey(3, 3, 14, 0, 1),
                   kCNTVCT = sysregKey(3, 3, 14, 0, 2), kREVIDR = sysregKey(3, 0, 0, 0, 6),
                   kMDSCR = sysregKey(2, 0, 0, 2, 2), kOSLAR = sysregKey(2, 0, 1, 0, 4),
                   kOSDLR = sysregKey(2, 0, 1, 3, 4), kCLIDR = sysregKey(3, 1, 0, 0, 1);

constexpr uint16_t kIcIvau = sysregKey(1, 3, 7, 5, 1), kDcZva = sysregKey(1, 3, 7, 4, 1),
                   kDcCvac = sysregKey(1, 3, 7, 10, 1), kDcCvau = sysregKey(1, 3, 7, 11, 1),
                   kDcCivac = sysregKey(1, 3, 7, 14, 1);

constexpr uint64_t kZeroBlockBytes = 64; // DCZID_EL0.BS = 4
constexpr unsigned kDze = 14;            // SCTLR_EL1.DZE

/// What lets EL0 use a register or an instruction: any of these bits. Without them EL1 gets a trap.
struct El0Control {
    uint16_t encoding;
    Reg control;
    uint64_t bits;
};
constexpr El0Control kEl0Controls[] = {
    {kDAIF, Reg::SCTLR_EL1, 1u << 9},     // UMA
    {kCTR, Reg::SCTLR_EL1, 1u << 15},     // UCT
    {kDcZva, Reg::SCTLR_EL1, 1u << kDze}, //
    {kDcCvac, Reg::SCTLR_EL1, 1u << 26},  // UCI
    {kDcCvau, Reg::SCTLR_EL1, 1u << 26},  //
    {kDcCivac, Reg::SCTLR_EL1, 1u << 26}, //
    {kIcIvau, Reg::SCTLR_EL1, 1u << 26},  //
    {kCNTFRQ, Reg::CNTKCTL_EL1, 3},       // EL0PCTEN or EL0VCTEN
    {kCNTPCT, Reg::CNTKCTL_EL1, 1u << 0}, // EL0PCTEN
    {kCNTVCT, Reg::CNTKCTL_EL1, 1u << 1}, // EL0VCTEN
};

/// The ISS of EC 0x18, a trapped MSR, MRS or system instruction (kvm-sea-spec §5.1).
uint32_t systemIss(uint16_t encoding, unsigned rt, bool isRead) {
    uint64_t iss = trap_iss::Op0.set(0, bits(encoding, 15, 14));
    iss = trap_iss::Op2.set(iss, bits(encoding, 2, 0));
    iss = trap_iss::Op1.set(iss, bits(encoding, 13, 11));
    iss = trap_iss::CRn.set(iss, bits(encoding, 10, 7));
    iss = trap_iss::Rt.set(iss, rt);
    iss = trap_iss::CRm.set(iss, bits(encoding, 6, 3));
    return static_cast<uint32_t>(trap_iss::Direction.set(iss, isRead ? 1 : 0));
}

unsigned op1Of(uint16_t key) {
    return static_cast<unsigned>(bits(key, 13, 11));
}

/// ID registers: op0 3, op1 0, CRn 0. What the modelled CPU lacks reads as zero (Arm ARM D22.3.1).
bool isIdRegister(uint16_t key) {
    return bits(key, 15, 7) == bits(sysregKey(3, 0, 0, 0, 0), 15, 7);
}

bool isReadOnly(Reg reg) {
    return reg >= Reg::MIDR_EL1 && reg <= Reg::ID_AA64MMFR4_EL1;
}

/// Registers that only a CPU with a certain feature has; and SP_EL0, which EL1 cannot name while it
/// is the stack pointer in use (Arm ARM C5.2.22).
bool isPresent(Reg reg, const CpuFeatures& features, bool hasRas, uint64_t ps) {
    switch (reg) {
    case Reg::SP_EL0:
        return pstate::mode(ps) == pstate::EL1h;
    case Reg::SCTLR2_EL1:
        return features.doubleFault2;
    case Reg::TCR2_EL1:
        return false;
    case Reg::DISR_EL1:
        return hasRas;
    default:
        return true;
    }
}

/// EL0 reaches the registers with op1 3 only, EL1 not those of EL2 and EL3.
bool isReachable(uint16_t key, bool el0) {
    const unsigned op1 = op1Of(key);
    return op1 == 3 || (!el0 && op1 <= 1);
}

} // namespace

/// Stops at a register that the architecture has and the model has not; takes UNDEF at any other.
void Pe::notModelled(uint16_t encoding) {
    const std::string_view name = sysregName(encoding);
    if (name.empty() || !isReachable(encoding, atEl0()))
        undefined();
    else
        stopUnimplemented(currentInsn(), name);
}

std::optional<uint64_t> Pe::readSpecial(uint16_t encoding) const {
    const uint64_t ps = state[Reg::PSTATE];
    switch (encoding) {
    case kCurrentEL:
        return 1 << 2;
    case kSPSel:
        return ps & 1;
    case kPAN:
        return ps & (uint64_t{1} << pstate::PAN);
    case kDAIF:
        return ps & pstate::kDaif;
    case kNZCV:
        return nzcv();
    case kISR:
        return vse ? uint64_t{1} << 8 : 0; // A: a virtual SError is pending
    case kCTR:
        return 0x8444c004; // 64-byte lines, PIPT
    case kDCZID:           // DZP: DC ZVA is prohibited here
        return 4 | (atEl0() && !bit(state[Reg::SCTLR_EL1], kDze) ? 1u << 4 : 0);
    case kCNTFRQ:
        return 1'000'000'000;
    case kCNTPCT:
    case kCNTVCT:
        return retired(); // the simulated machine's only clock: one tick an instruction
    case kREVIDR:
    case kMDSCR:
    case kCLIDR:
        return 0;
    default:
        return isIdRegister(encoding) ? std::optional<uint64_t>(0) : std::nullopt;
    }
}

/// Takes the trap to EL1 if EL0 may not do this now.
bool Pe::isTrappedFromEl0(uint16_t encoding, unsigned rt, bool isRead) {
    const auto control = std::ranges::find(kEl0Controls, encoding, &El0Control::encoding);
    if (!atEl0() || control == std::end(kEl0Controls) ||
        (state[control->control] & control->bits) != 0)
        return false;
    exceptionToEl1(ExceptionClass::SYS64, systemIss(encoding, rt, isRead), m_pc);
    return true;
}

void Pe::readSystem(uint16_t encoding, unsigned rt) {
    if (!isReachable(encoding, atEl0())) {
        undefined();
        return;
    }
    if (isTrappedFromEl0(encoding, rt, true))
        return;
    if (const auto reg = regByEncoding(encoding)) {
        if ((*reg == Reg::FPSR || *reg == Reg::FPCR) && !simdAllowed())
            return;
        if (isPresent(*reg, m_features, hasRas, state[Reg::PSTATE]))
            setX(rt, state[*reg]);
        else
            undefined();
        return;
    }
    if (const auto value = readSpecial(encoding))
        setX(rt, *value);
    else
        notModelled(encoding);
}

bool Pe::writeSpecial(uint16_t encoding, uint64_t value) {
    uint64_t& ps = state[Reg::PSTATE];
    switch (encoding) {
    case kSPSel:
        ps = withBit(ps, 0, bit(value, 0));
        break;
    case kPAN:
        ps = withBit(ps, pstate::PAN, bit(value, pstate::PAN));
        break;
    case kDAIF:
        ps = (ps & ~pstate::kDaif) | (value & pstate::kDaif);
        break;
    case kNZCV:
        setNzcv(value);
        return true;
    case kMDSCR:
    case kOSLAR:
    case kOSDLR: // no self-hosted debug: kernels write these once at boot
        return true;
    default:
        return false;
    }
    m_attention = true;
    return true;
}

void Pe::writeRegister(Reg reg, uint64_t value) {
    if ((reg == Reg::FPSR || reg == Reg::FPCR) && !simdAllowed())
        return;
    if (isReadOnly(reg) || !isPresent(reg, m_features, hasRas, state[Reg::PSTATE])) {
        undefined();
        return;
    }
    state[reg] = reg == Reg::FPSR || reg == Reg::FPCR ? value & lowMask(32) : value;
    dropUnimplementedBits(state);
    m_attention = true; // translation, EASE and NMEA may have changed
}

void Pe::writeSystem(uint16_t encoding, unsigned rt) {
    const auto reg = regByEncoding(encoding);
    const bool el0WritesReadOnly = atEl0() && reg == Reg::TPIDRRO_EL0;
    if (!isReachable(encoding, atEl0()) || el0WritesReadOnly)
        undefined();
    else if (isTrappedFromEl0(encoding, rt, false))
        return;
    else if (reg)
        writeRegister(*reg, x(rt));
    else if (!writeSpecial(encoding, x(rt))) {
        if (readSpecial(encoding))
            undefined(); // read-only
        else
            notModelled(encoding);
    }
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
        constexpr unsigned kNoRegister = 31;
        const uint16_t encoding = sysregKey(0, op1, 4, crm, op2);
        exceptionToEl1(ExceptionClass::SYS64, systemIss(encoding, kNoRegister, false), m_pc);
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
    if (!hasRas || !vse || !sErrorIsMasked())
        return;
    state[Reg::DISR_EL1] = uint64_t{1} << 31 | vsesr;
    vse = false;
}

// ---- SYS: caches, TLBs, address translation
// --------------------------------------------------------

void Pe::systemInstruction(uint16_t encoding, unsigned rt) {
    constexpr uint16_t kS1E1R = sysregKey(1, 0, 7, 8, 0), kS1E1W = sysregKey(1, 0, 7, 8, 1),
                       kS1E0R = sysregKey(1, 0, 7, 8, 2), kS1E0W = sysregKey(1, 0, 7, 8, 3),
                       kS1E1RP = sysregKey(1, 0, 7, 9, 0), kS1E1WP = sysregKey(1, 0, 7, 9, 1);
    constexpr uint16_t kIcIallu = sysregKey(1, 0, 7, 5, 0), kIcIalluis = sysregKey(1, 0, 7, 1, 0),
                       kDcIvac = sysregKey(1, 0, 7, 6, 1);
    constexpr uint16_t kDcIsw = sysregKey(1, 0, 7, 6, 2), kDcCsw = sysregKey(1, 0, 7, 10, 2),
                       kDcCisw = sysregKey(1, 0, 7, 14, 2);
    const uint64_t va = x(rt);
    const Privilege el1 = Privilege::El1;
    if (atEl0() && op1Of(encoding) != 3) {
        undefined();
        return;
    }
    if (isTrappedFromEl0(encoding, rt, false))
        return;
    switch (encoding) {
    case kS1E1R:
        return addressTranslate(va, Access::Read, el1);
    case kS1E1W:
        return addressTranslate(va, Access::Write, el1);
    case kS1E0R:
        return addressTranslate(va, Access::Read, Privilege::El0);
    case kS1E0W:
        return addressTranslate(va, Access::Write, Privilege::El0);
    case kS1E1RP:
        return addressTranslate(va, Access::Read, m_privilege);
    case kS1E1WP:
        return addressTranslate(va, Access::Write, m_privilege);
    case kIcIallu:
    case kIcIalluis:
        return; // decoded instructions are dropped when their bytes change
    case kDcIvac:
        return cacheMaintenance(va, Access::Write);
    case kDcCvac:
    case kDcCvau:
    case kDcCivac:
    case kIcIvau:
        return cacheMaintenance(va, Access::Read);
    case kDcZva:
        return zeroBlock(va);
    case kDcIsw:
    case kDcCsw:
    case kDcCisw: // KVM traps maintenance by set and way (HCR_EL2.TSW)
        return trapToEl2(ExceptionClass::SYS64, systemIss(encoding, rt, false), m_pc);
    default:
        if (bits(encoding, 10, 7) == 8 && op1Of(encoding) == 0)
            return; // TLBI: translations are never cached beyond what the tables say
        notModelled(encoding);
    }
}

/// AT: writes PAR_EL1, unless the walk itself ends in an abort (Arm ARM D8.2.11).
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

/// DC ZVA. FAR is the address in the register, wherever in the block the fault is.
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
