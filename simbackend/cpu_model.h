/// The modelled CPU: its identification registers and the state in which KVM_ARM_VCPU_INIT leaves
/// it.
#pragma once

#include "core/scenario.h"
#include "core/vcpu_state.h"

namespace seatape::sim {

/// Returns the state of vCPU `index` after KVM_ARM_VCPU_INIT (kvm-sea-spec §2.12; reset values are
/// in the register table, identification registers follow `features`).
VcpuState resetState(const CpuFeatures& features, uint32_t index);

} // namespace seatape::sim
