// SPDX-License-Identifier: Apache-2.0
/// What user space does between two KVM_RUN calls, and how the kernel answered. Plain values only.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/vcpu_events.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape {

/// What user space does to guest memory.
struct MemoryAction {
    enum class Kind : uint8_t {
        Write,  ///< store `bytes` at `gpa`
        Poison, ///< make `size` bytes at `gpa` bad
        Heal,   ///< replace the backing page: `size` bytes at `gpa` are good and read as zero
        Unmap   ///< remove `size` bytes at `gpa` (whole 4 KiB pages) from the memory slots
    };
    Kind kind = Kind::Write;
    uint64_t gpa = 0;
    uint64_t size = 0;          ///< bytes; for Write the size of `bytes`
    std::vector<uint8_t> bytes; ///< only for Write
    bool operator==(const MemoryAction&) const = default;
};

/// Whether the vCPUs run on.
enum class Verdict : uint8_t {
    Resume,
    Kill ///< user space ends the VM
};

/// The answer to an exit. It is applied in the order of the members; all may be absent (a plain
/// retry).
struct Injection {
    std::vector<MemoryAction> memory;
    std::vector<RegChange> registers;    ///< KVM_SET_ONE_REG, in this order
    std::optional<RawVcpuEvents> events; ///< KVM_SET_VCPU_EVENTS, the bytes of the trace's dialect
    std::optional<uint64_t> mmioData; ///< value of an MMIO read, little-endian in kvm_run.mmio.data
    Verdict verdict = Verdict::Resume;

    /// Returns whether the answer changes anything but the verdict.
    bool isEmpty() const { return memory.empty() && registers.empty() && !events && !mmioData; }
    bool operator==(const Injection&) const = default;
};

/// How the ioctls of an Injection returned: 0 or an errno each.
struct InjectionResult {
    int32_t memoryErr = 0; ///< of the first memory action that failed
    int32_t registersErr =
        0;                 ///< of the first KVM_SET_ONE_REG that failed; later ones were not tried
    int32_t eventsErr = 0; ///< of KVM_SET_VCPU_EVENTS
    bool operator==(const InjectionResult&) const = default;
};

} // namespace seatape
