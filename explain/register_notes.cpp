// SPDX-License-Identifier: Apache-2.0
#include "explain/register_notes.h"

#include "seatape/base/seatape_assert.h"

#include <algorithm>
#include <iterator>

namespace seatape::explain {
namespace {

struct Row {
    Reg first;
    Reg last;
    RegisterNote note;
};

constexpr Row one(Reg reg, std::string_view text, std::string_view source) {
    return {reg, reg, {text, source}};
}

constexpr std::string_view kIdSource = "Arm ARM, identification registers";

/// In the order of Reg, without a hole; X and V registers are one row each.
constexpr Row kNotes[] = {
    {xReg(0),
     xReg(29),
     {"General-purpose register; X0-X7 pass arguments and results",
      "Arm ARM, \"Registers in AArch64 Execution state\"; AAPCS64"}},
    one(Reg::X30, "Link register: where the function returns to",
        "Arm ARM, \"Registers in AArch64 Execution state\""),
    one(Reg::SP_EL0, "Stack pointer of EL0; Linux keeps `current` in it while in EL1",
        "Arm ARM, SP_EL0"),
    one(Reg::SP_EL1, "Stack pointer of EL1, used by exception handlers", "Arm ARM, SP_EL1"),
    one(Reg::PC, "Address of the next instruction; after an injection, of the exception vector",
        "Arm ARM, \"Registers in AArch64 Execution state\""),
    one(Reg::PSTATE, "Process state: flags, DAIF masks, Exception level and stack pointer choice",
        "Arm ARM, \"Process state, PSTATE\"; the layout is SPSR_EL1's"),
    one(Reg::ELR_EL1,
        "Exception link register: where ERET returns to; for an abort, the "
        "instruction that took it",
        "Arm ARM, ELR_EL1"),
    one(Reg::SPSR_EL1, "PSTATE as it was before the exception to EL1", "Arm ARM, SPSR_EL1"),
    one(Reg::SPSR_ABT, "Saved state of AArch32 Abort mode; unused by an AArch64 guest",
        "Arm ARM, SPSR_ABT"),
    one(Reg::SPSR_UND, "Saved state of AArch32 Undefined mode; unused by an AArch64 guest",
        "Arm ARM, SPSR_UND"),
    one(Reg::SPSR_IRQ, "Saved state of AArch32 IRQ mode; unused by an AArch64 guest",
        "Arm ARM, SPSR_IRQ"),
    one(Reg::SPSR_FIQ, "Saved state of AArch32 FIQ mode; unused by an AArch64 guest",
        "Arm ARM, SPSR_FIQ"),
    one(Reg::FPSR, "Floating-point status: sticky exception flags and QC", "Arm ARM, FPSR"),
    one(Reg::FPCR, "Floating-point control: rounding mode and traps", "Arm ARM, FPCR"),
    one(Reg::MIDR_EL1, "Main ID: implementer, part number and revision of the CPU", kIdSource),
    one(Reg::MPIDR_EL1, "Affinity: which vCPU this is, as PSCI CPU_ON names it", kIdSource),
    one(Reg::ID_AA64PFR0_EL1, "Processor features 0: Exception levels, RAS, SIMD", kIdSource),
    one(Reg::ID_AA64PFR1_EL1, "Processor features 1: BTI, MTE, DoubleFault2 (DF2)", kIdSource),
    one(Reg::ID_AA64DFR0_EL1, "Debug features 0: breakpoints, watchpoints, PMU", kIdSource),
    one(Reg::ID_AA64ISAR0_EL1, "Instruction set 0: atomics, CRC, crypto", kIdSource),
    one(Reg::ID_AA64ISAR1_EL1, "Instruction set 1: pointer authentication, LS64", kIdSource),
    one(Reg::ID_AA64ISAR2_EL1, "Instruction set 2: MOPS, WFxT", kIdSource),
    one(Reg::ID_AA64MMFR0_EL1, "Memory model 0: granules and physical address size", kIdSource),
    one(Reg::ID_AA64MMFR1_EL1, "Memory model 1: PAN, VHE, hardware access flag", kIdSource),
    one(Reg::ID_AA64MMFR2_EL1, "Memory model 2: UAO, IESB, address sizes", kIdSource),
    one(Reg::ID_AA64MMFR3_EL1, "Memory model 3: SCTLRX says whether SCTLR2_EL1 exists", kIdSource),
    one(Reg::ID_AA64MMFR4_EL1, "Memory model 4", kIdSource),
    one(Reg::SCTLR_EL1, "System control: MMU, caches, alignment checks, PAN on entry (SPAN)",
        "Arm ARM, SCTLR_EL1"),
    one(Reg::ACTLR_EL1, "Auxiliary control, implementation defined", "Arm ARM, ACTLR_EL1"),
    one(Reg::CPACR_EL1, "Traps of SIMD, SVE and SME from EL0 and EL1", "Arm ARM, CPACR_EL1"),
    one(Reg::SCTLR2_EL1,
        "System control 2: EASE sends external aborts to the SError vector, NMEA "
        "lets an SError through PSTATE.A",
        "Arm ARM, SCTLR2_EL1"),
    one(Reg::TTBR0_EL1, "Root of the translation tables of the lower addresses",
        "Arm ARM, TTBR0_EL1"),
    one(Reg::TTBR1_EL1, "Root of the translation tables of the upper addresses",
        "Arm ARM, TTBR1_EL1"),
    one(Reg::TCR_EL1, "Translation control: sizes, granules, cacheability of walks",
        "Arm ARM, TCR_EL1"),
    one(Reg::TCR2_EL1, "Translation control 2", "Arm ARM, TCR2_EL1"),
    one(Reg::AFSR0_EL1, "Auxiliary fault status 0, implementation defined", "Arm ARM, AFSR0_EL1"),
    one(Reg::AFSR1_EL1, "Auxiliary fault status 1, implementation defined", "Arm ARM, AFSR1_EL1"),
    one(Reg::ESR_EL1, "Exception syndrome: why the last exception was taken to EL1",
        "Arm ARM, ESR_EL1"),
    one(Reg::FAR_EL1, "Fault address: the virtual address of the abort, unless ESR_EL1.FnV is 1",
        "Arm ARM, FAR_EL1"),
    one(Reg::PAR_EL1, "Result of an address translation instruction (AT)", "Arm ARM, PAR_EL1"),
    one(Reg::MAIR_EL1, "Memory attributes that descriptors name by index", "Arm ARM, MAIR_EL1"),
    one(Reg::AMAIR_EL1, "Auxiliary memory attributes, implementation defined",
        "Arm ARM, AMAIR_EL1"),
    one(Reg::VBAR_EL1,
        "Base of the exception vectors of EL1: an abort continues at an offset of "
        "it",
        "Arm ARM, VBAR_EL1; \"Exception vectors\""),
    one(Reg::DISR_EL1, "Deferred interrupt status: the SError that an ESB instruction consumed",
        "Arm ARM, DISR_EL1"),
    one(Reg::CONTEXTIDR_EL1, "Context ID of the running process, for trace and debug",
        "Arm ARM, CONTEXTIDR_EL1"),
    one(Reg::TPIDR_EL1, "Software thread ID of EL1; Linux keeps the per-CPU offset in it",
        "Arm ARM, TPIDR_EL1"),
    one(Reg::CNTKCTL_EL1, "What EL0 may do with the counters and timers", "Arm ARM, CNTKCTL_EL1"),
    one(Reg::TPIDR_EL0, "Software thread ID of EL0, read and write: thread-local storage",
        "Arm ARM, TPIDR_EL0"),
    one(Reg::TPIDRRO_EL0, "Software thread ID of EL0, read only there", "Arm ARM, TPIDRRO_EL0"),
    one(Reg::SERROR_PENDING, "Whether KVM holds a virtual SError for the guest (HCR_EL2.VSE)",
        "Linux arch/arm64/kvm/guest.c, __kvm_arm_vcpu_get_events"),
    one(Reg::SERROR_ESR, "Syndrome of the pending virtual SError (VSESR_EL2)",
        "Linux arch/arm64/kvm/guest.c, __kvm_arm_vcpu_get_events"),
    one(Reg::MP_STATE, "Power state of the vCPU: 0 runnable, 5 stopped",
        "Linux Documentation/virt/kvm/api.rst, KVM_GET_MP_STATE"),
    {Reg::V0,
     Reg::V31_HI,
     {"Half of a 128-bit SIMD register", "Arm ARM, \"Registers in AArch64 Execution state\""}},
};

/// Returns whether the rows cover every register once, in order.
constexpr bool isComplete() {
    auto next = size_t{0};
    for (const Row& row : kNotes) {
        if (static_cast<size_t>(row.first) != next || row.last < row.first)
            return false;
        next = static_cast<size_t>(row.last) + 1;
    }
    return next == kRegCount;
}
static_assert(isComplete());

} // namespace

RegisterNote registerNote(Reg reg) {
    const auto* row = std::ranges::find_if(kNotes, [reg](const Row& r) { return reg <= r.last; });
    SEATAPE_ASSERT(row != std::end(kNotes));
    return row->note;
}

} // namespace seatape::explain
