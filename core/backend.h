// SPDX-License-Identifier: Apache-2.0
/// A machine that runs a guest: the simulator, real KVM, a recording wrapper, or a trace played
/// back.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/base/result.h"
#include "seatape/core/exit.h"
#include "seatape/core/injection.h"

#include <cstdint>
#include <span>

namespace seatape {

/// One return of KVM_RUN.
struct VmExit {
    uint32_t vcpu = 0;
    uint64_t instructions = 0; ///< retired by this vCPU since it was created; 0 if unknown
    Exit exit;
    bool operator==(const VmExit&) const = default;
};

/// The interface that Session drives. Calls alternate: run, apply, run, apply, … What fails, fails
/// because the machine is unusable: what it has done since is not known.
class Backend {
public:
    virtual ~Backend() = default;

    /// Runs the vCPUs until one of them exits to user space.
    virtual Result<VmExit> run() = 0;

    /// Carries out the answer to the last exit of `vcpu`. A refusal by the kernel is not an error
    /// but a result.
    virtual Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) = 0;

    virtual uint32_t vcpuCount() const = 0;

    /// Returns the state of a vCPU, as run and apply left it; valid until the next of them.
    virtual const VcpuState& state(uint32_t vcpu) = 0;

    /// Returns a digest of the state of all vCPUs and of guest memory (arch/digest.h).
    virtual Result<uint64_t> digest() = 0;

    /// Copies guest memory; false if a byte of it is in no memory slot. Poison does not matter
    /// here.
    virtual bool readMemory(uint64_t gpa, std::span<uint8_t> out) = 0;
};

} // namespace seatape
