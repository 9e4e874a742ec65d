// SPDX-License-Identifier: Apache-2.0
/// Makes a vCPU look like the CPU of the scenario, as far as the kernel lets it.
#pragma once

#include "kvmbackend/vcpu.h"
#include "seatape/core/scenario.h"

namespace seatape::kvm {

/// Writes the scenario's identification registers, and the reset values of core's table where the
/// host has others; what the kernel refuses stays the host's. The vCPU has not run yet. A register
/// is written whole or, if that is refused, field by field.
Result<void> identify(const Vcpu& vcpu, const Scenario& scenario);

/// Fails if the guest has a feature that the scenario's CPU does not have, or the reverse.
Result<void> checkFeatures(const CpuFeatures& wanted, const CpuFeatures& found);

} // namespace seatape::kvm
