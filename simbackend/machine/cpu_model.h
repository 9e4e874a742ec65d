// SPDX-License-Identifier: Apache-2.0
/// The state in which KVM_ARM_VCPU_INIT leaves a vCPU, and what of it the CPU can hold.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <span>

namespace seatape::sim {

/// Returns the state of vCPU `index` after KVM_ARM_VCPU_INIT (kvm-sea-spec §2.12; reset values are
/// in the register table) with these identification registers.
VcpuState resetState(std::span<const RegChange> identification, uint32_t index);

/// Clears what the modelled CPU has no bits for, as happens to the values of KVM_SET_ONE_REG when
/// KVM_RUN loads them into the CPU.
void dropUnimplementedBits(VcpuState& state);

} // namespace seatape::sim
