// SPDX-License-Identifier: Apache-2.0
/// The words of VcpuState through the ioctls that reach them. The only place that does, so that its
/// cost can be measured.
#pragma once

#include "kvmbackend/vcpu.h"
#include "seatape/arch/vcpu_state.h"

namespace seatape::kvm {

/// Reads every word; those of registers that this vCPU does not have are 0.
Result<VcpuState> readState(const Vcpu& vcpu);

/// Writes one word (KVM_SET_ONE_REG; half of a V register by reading and writing the whole).
/// Returns 0 or the errno, ENOENT for a word that is no register.
int writeRegister(const Vcpu& vcpu, Reg reg, uint64_t value);

} // namespace seatape::kvm
