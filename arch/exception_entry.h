// SPDX-License-Identifier: Apache-2.0
/// Exception entry to AArch64 EL1 as a pure transform of the state (kvm-sea-spec §2.7).
///
/// Shared by the simulated PE, by the model of KVM's injection, and by a VMM that injects with
/// ONE_REG writes because the kernel's ABI cannot (what QEMU does as well).
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// Offset of the exception type in the vector table (Arm ARM D1.4.1).
enum class ExceptionType : uint16_t { Sync = 0x000, Irq = 0x080, Fiq = 0x100, SError = 0x180 };

/// Returns the offset from VBAR_EL1 of the vector taken from a PSTATE.
constexpr uint64_t vectorOffset(uint64_t fromPstate, ExceptionType type) {
    const uint64_t base = pstate::isAArch32(fromPstate)              ? 0x600
                          : pstate::isEl0(fromPstate)                ? 0x400
                          : pstate::mode(fromPstate) == pstate::EL1t ? 0x000
                                                                     : 0x200;
    return base + static_cast<uint64_t>(type);
}

/// Returns the offset of a vector as the manual names it: "0x400 (Synchronous, from EL0)".
std::string vectorText(uint64_t offset);

/// Saves PC and PSTATE to ELR_EL1 and SPSR_EL1, computes the new PSTATE and sets PC to the vector.
/// ESR_EL1 and FAR_EL1 are the caller's (Linux arch/arm64/kvm/hyp/exception.c, enter_exception64).
void enterException(VcpuState& state, ExceptionType type);

/// Returns the PSTATE that enterException computes.
uint64_t pstateAfterEntry(const VcpuState& state);

/// Returns whether SCTLR2_EL1.EASE is in effect: external aborts are taken at the SError vector.
bool easeInEffect(const VcpuState& state);
/// Returns whether SCTLR2_EL1.NMEA is in effect: PSTATE.A does not mask an SError.
bool nmeaInEffect(const VcpuState& state);

/// Returns whether an SError stays pending: PSTATE.A is 1, and NMEA is not in effect.
bool sErrorIsMasked(const VcpuState& state);

/// Returns the vector type at which an external abort arrives: SError if EASE is in effect.
ExceptionType externalAbortVector(const VcpuState& state);

/// Returns ESR_EL1 of an external abort that KVM generates (Linux arch/arm64/kvm/inject_fault.c,
/// inject_abt64): EC by `fromPstate` and kind, IL, `fsc`; with `userIss` OR-ed in.
uint64_t generatedAbortEsr(uint64_t fromPstate, bool isInstructionAbort, uint8_t fsc,
                           uint64_t userIss);

/// Why one output of exception entry has its value: a register, or bits [msb:lsb] of PSTATE.
struct EntryRule {
    std::string_view name; ///< of the register or of the PSTATE field
    Reg reg = Reg::PC;
    uint8_t msb = 63;
    uint8_t lsb = 0;
    std::string_view rule;
    std::string_view source; ///< function of the kernel, section of the Arm ARM
};

/// Lists the rules in the order in which KVM applies them: the syndrome first, PSTATE's fields
/// last. The rows of PSTATE cover bits [31:0] once.
std::span<const EntryRule> entryRules();

/// One output of an exception entry, before and after it.
struct EntryStep {
    const EntryRule* rule = nullptr;
    uint64_t before = 0;
    uint64_t after = 0;
};

/// Applies the rules' names to two states: what entry did to each output, changed or not.
std::vector<EntryStep> explainEntry(const VcpuState& before, const VcpuState& after);

/// Returns whether the step from `before` to `after` was an exception entry to EL1: PC moved to a
/// vector of VBAR_EL1.
bool isExceptionEntry(const VcpuState& before, const VcpuState& after);

} // namespace seatape
