// SPDX-License-Identifier: Apache-2.0
/// KVM_SET_ONE_REG as a pure transform of the state: which writes KVM refuses, and how.
///
/// Shared by the model of KVM and by whoever tells beforehand what becomes of a write.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/scenario.h"

namespace seatape {

/// Writes one register and returns 0, or leaves the state alone and returns the errno: ENOENT for a
/// register that this vCPU does not have, EINVAL for a PSTATE that it cannot run in, EBUSY for
/// another identity once the vCPU has run, and EINVAL before (Linux arch/arm64/kvm/guest.c,
/// kvm_arm_set_reg and set_core_reg; sys_regs.c; kvm-sea-spec §2.13).
int setOneReg(VcpuState& state, const RegChange& change, const CpuFeatures& cpu, bool hasRun);

} // namespace seatape
