// SPDX-License-Identifier: Apache-2.0
/// The system registers and system instructions of the modelled CPU, a row each: what MRS, MSR and
/// SYS do at EL0 and EL1 (as arch/arm64/kvm/sys_regs.c lists what a guest has).
#pragma once

#include "seatape/arch/registers.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape::sim {

class Pe;

/// What lets EL0 use a row: any of these bits. Without them EL1 gets a trap.
struct El0Control {
    Reg control = Reg::SCTLR_EL1;
    uint64_t bits = 0; ///< 0: nothing is in the way
};

enum class WritableFrom : uint8_t { El0, El1, Never };

struct SystemRow {
    std::string_view name;                     ///< as in esr/sysreg_table.h, which has its encoding
    std::optional<Reg> word;                   ///< where its value is, if user space can read it
    WritableFrom writable = WritableFrom::El0; ///< of those ELs that reach it at all
    El0Control el0 = {};
    /// MRS of a register without a word; nullptr: it is not modelled.
    uint64_t (*read)(const Pe& pe) = nullptr;
    /// MSR of a register without a word, or SYS, with the value of Xt; nullptr: it is read-only, or
    /// not modelled.
    void (*write)(Pe& pe, uint64_t value) = nullptr;
    /// Whether this CPU has it, in this state; nullptr: always.
    bool (*isPresent)(const Pe& pe) = nullptr;
    bool isSimd = false; ///< of the 32 bits that CPACR_EL1.FPEN guards
};

/// Finds the row of an encoding (op0:op1:CRn:CRm:op2), or nullptr if the model has none. Of those
/// ID registers that the CPU lacks every one reads as zero (Arm ARM D22.3.1), and TLBI does
/// nothing: translations are never cached beyond what the tables say.
const SystemRow* systemRow(uint16_t encoding);

/// The ISS of EC 0x18 for a trapped MRS, MSR or SYS, which the instruction word has in other places
/// (kvm-sea-spec §5.1).
uint32_t systemIss(uint32_t insn);

} // namespace seatape::sim
