// SPDX-License-Identifier: Apache-2.0
/// The names of AArch64 system registers by encoding (op0, op1, CRn, CRm, op2), and back.
/// Source: Arm ARM, D23 "AArch64 System register encoding", part G for AArch32.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seatape {

/// Packs the five numbers as the low 16 bits of a KVM_REG_ARM64_SYSREG id do.
constexpr uint16_t sysregKey(unsigned op0, unsigned op1, unsigned crn, unsigned crm, unsigned op2) {
    return static_cast<uint16_t>((op0 & 3) << 14 | (op1 & 7) << 11 | (crn & 15) << 7 |
                                 (crm & 15) << 3 | (op2 & 7));
}

/// Returns the architectural name, e.g. "SCTLR_EL1"; empty if the table has none.
std::string_view sysregName(uint16_t key);

/// Returns the encoding of a register by its name (exact case), or nothing if the table has none.
std::optional<uint16_t> sysregKeyOf(std::string_view name);

/// Returns the generic spelling that assemblers accept: "S3_0_C1_C0_0".
std::string sysregGenericName(uint16_t key);

/// Returns the register that a trap is about, as a reader wants it: "MRS X3, MIDR_EL1" for the
/// classes SYS64 and SYS128, "MRC X3, SCTLR" (with the register in AArch64 numbering, as the
/// syndrome has it) for CP15_32, CP15_64, CP14_MR, CP14_64 and CP10_ID. Empty for every other
/// class.
std::string trappedRegister(uint64_t esr);

} // namespace seatape
