/// The state in which KVM_ARM_VCPU_INIT leaves a vCPU.
#pragma once

#include "core/vcpu_state.h"

#include <span>

namespace seatape::sim {

/// Returns the state of vCPU `index` after KVM_ARM_VCPU_INIT (kvm-sea-spec §2.12; reset values are
/// in the register table) with these identification registers.
VcpuState resetState(std::span<const RegChange> identification, uint32_t index);

} // namespace seatape::sim
