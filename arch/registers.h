// SPDX-License-Identifier: Apache-2.0
/// Every register that user space can read from a vCPU, as one table. Depends on nothing but core.
///
/// The table is the only place that knows names, ONE_REG ids, MRS encodings and reset values;
/// state, digest, traces, diffs, the simulator and the KVM backend all walk it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape {

/// One 64-bit word of vCPU state. V registers take two words (`V0` holds bits [63:0], `V0_HI`
/// [127:64]). The order is the order in traces: append only.
enum class Reg : uint16_t {
    X0 = 0, // X1..X30 follow
    X30 = 30,
    SP_EL0 = 31,
    SP_EL1,
    PC,
    PSTATE,
    ELR_EL1,
    SPSR_EL1,
    SPSR_ABT,
    SPSR_UND,
    SPSR_IRQ,
    SPSR_FIQ,
    FPSR,
    FPCR,
    MIDR_EL1,
    MPIDR_EL1,
    ID_AA64PFR0_EL1,
    ID_AA64PFR1_EL1,
    ID_AA64DFR0_EL1,
    ID_AA64ISAR0_EL1,
    ID_AA64ISAR1_EL1,
    ID_AA64ISAR2_EL1,
    ID_AA64MMFR0_EL1,
    ID_AA64MMFR1_EL1,
    ID_AA64MMFR2_EL1,
    ID_AA64MMFR3_EL1,
    ID_AA64MMFR4_EL1,
    SCTLR_EL1,
    ACTLR_EL1,
    CPACR_EL1,
    SCTLR2_EL1,
    TTBR0_EL1,
    TTBR1_EL1,
    TCR_EL1,
    TCR2_EL1,
    AFSR0_EL1,
    AFSR1_EL1,
    ESR_EL1,
    FAR_EL1,
    PAR_EL1,
    MAIR_EL1,
    AMAIR_EL1,
    VBAR_EL1,
    DISR_EL1,
    CONTEXTIDR_EL1,
    TPIDR_EL1,
    CNTKCTL_EL1,
    TPIDR_EL0,
    TPIDRRO_EL0,
    SERROR_PENDING, ///< kvm_vcpu_events.exception.serror_pending as KVM_GET_VCPU_EVENTS reports it
    SERROR_ESR,     ///< kvm_vcpu_events.exception.serror_esr, 0 when nothing is pending
    MP_STATE,       ///< kvm_mp_state.mp_state: 0 runnable, 5 stopped
    V0,             // V0_HI, V1, V1_HI … V31_HI follow
    V31_HI = static_cast<uint16_t>(V0) + 63,
    Count
};

inline constexpr size_t kRegCount = static_cast<size_t>(Reg::Count);

/// Returns Xn; `n` is 0..30.
constexpr Reg xReg(unsigned n) {
    return static_cast<Reg>(n);
}
/// Returns the low word of Vn; `n` is 0..31.
constexpr Reg vRegLow(unsigned n) {
    return static_cast<Reg>(static_cast<unsigned>(Reg::V0) + 2 * n);
}
/// Returns the high word of Vn; `n` is 0..31.
constexpr Reg vRegHigh(unsigned n) {
    return static_cast<Reg>(static_cast<unsigned>(Reg::V0) + 2 * n + 1);
}

/// How user space reaches the word.
enum class RegAccess : uint8_t {
    Core,   ///< KVM_GET_ONE_REG, member of struct kvm_regs
    System, ///< KVM_GET_ONE_REG, AArch64 system register
    Simd,   ///< half of a 128-bit KVM_GET_ONE_REG core register
    Events, ///< KVM_GET_VCPU_EVENTS
    MpState ///< KVM_GET_MP_STATE
};

/// A row of the register table.
struct RegInfo {
    std::string_view name;
    RegAccess access = RegAccess::Core;
    uint64_t oneRegId = 0; ///< kvm-sea-spec §2.13 (Linux uapi asm/kvm.h); 0 if not ONE_REG
    uint16_t encoding = 0; ///< op0:op1:CRn:CRm:op2 as in MRS bits [20:5], 0 if no system register
    uint64_t reset = 0;    ///< value after KVM_ARM_VCPU_INIT (kvm-sea-spec §2.12)
};

/// Returns the row of `reg`.
const RegInfo& regInfo(Reg reg);

/// Finds a register by its name (`X3`, `ESR_EL1`, `V7_HI`); exact spelling, case-sensitive.
std::optional<Reg> regByName(std::string_view name);

} // namespace seatape
