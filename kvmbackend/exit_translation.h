// SPDX-License-Identifier: Apache-2.0
/// From `struct kvm_run` to core's Exit: a pure function, so that all of it is tested without KVM.
#pragma once

#include "kvmbackend/uapi.h"
#include "seatape/core/exit.h"

namespace seatape::kvm {

/// Returns the exit that KVM_RUN left in `run`; `err` is its errno, 0 if it succeeded. Never fails:
/// what is unknown or contradicts itself becomes an UnknownExit (kvm-sea-spec §2.9, §2.10).
Exit translateExit(const uapi::kvm_run& run, int err);

} // namespace seatape::kvm
