// SPDX-License-Identifier: Apache-2.0
/// The identification registers: what a guest's CPU says of itself.
///
/// One table of the fields that the modelled CPU has serves the simulator, a real KVM that is told
/// to look like it, and the check of scenarios that give registers of their own.
#pragma once

#include "seatape/core/scenario.h"

#include <vector>

namespace seatape {

/// Returns whether a register describes the CPU's model: MIDR_EL1 and ID_AA64*. (MPIDR_EL1 tells
/// vCPUs of one model apart.)
constexpr bool isIdentification(Reg reg) {
    return reg == Reg::MIDR_EL1 || (reg >= Reg::ID_AA64PFR0_EL1 && reg <= Reg::ID_AA64MMFR4_EL1);
}

/// Returns every identification register and its value: those of the model with the scenario's
/// features, or what Scenario::idRegisters has in their place.
std::vector<RegChange> identificationRegisters(const Scenario& scenario);

/// Returns the features that the identification registers in `state` report.
CpuFeatures featuresOf(const VcpuState& state);

/// Returns the scenario as a guest with these registers has it: features and identification
/// registers are those of `state`.
Scenario asIdentified(const Scenario& scenario, const VcpuState& state);

/// Checks Scenario::idRegisters: identification registers only, which report the features that the
/// scenario tells.
Result<void> checkIdentification(const Scenario& scenario);

} // namespace seatape
