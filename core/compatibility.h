// SPDX-License-Identifier: Apache-2.0
/// Old and new user space on old and new kernels: what becomes of a KVM_SET_VCPU_EVENTS call when
/// the two speak different dialects. Pure functions; nothing here is written by hand as a result.
#pragma once

#include "seatape/core/vcpu_events.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// Something that a VMM may want to happen, in words and as members of `kvm_vcpu_events`.
struct EventsRequest {
    std::string_view name;
    VcpuEvents events;
};

/// Lists the requests that tell the dialects apart.
std::span<const EventsRequest> canonicalRequests();

/// What becomes of a request.
enum class RequestOutcome : uint8_t {
    AsIntended,    ///< the kernel does what was wanted
    Refused,       ///< EINVAL: user space notices
    Different,     ///< the call succeeds and something else happens
    NotExpressible ///< the dialect of user space has no member for it
};

/// Returns the outcome as the matrix shows it: "ok", "EINVAL", "WRONG", "-".
std::string_view outcomeName(RequestOutcome outcome);

struct Compatibility {
    RequestOutcome outcome = RequestOutcome::AsIntended;
    std::string detail; ///< why it is refused, what happens instead; empty if as intended
};

/// Returns what the members ask for, whatever the layout: the plan of a kernel without faults.
EventsPlan intendedPlan(const VcpuEvents& events);

/// Returns what a plan does, in one line: "SEA dabt ESR|=0x100, SError ISS=0x42".
std::string planText(const EventsPlan& plan);

/// Encodes the request as user space of one dialect, lets a kernel of another one plan it (on a
/// host with RAS), and compares that with what was intended.
Compatibility checkCompatibility(Dialect user, Dialect kernel, const VcpuEvents& request);

/// Lists the rules of a dialect's KVM_SET_VCPU_EVENTS in the order in which the kernel applies
/// them. Where dialects differ, the sentence is chosen by probing planEvents().
std::vector<std::string> dialectRules(Dialect dialect);

/// Returns an ioctl number as _IOR and _IOW of Linux uapi asm-generic/ioctl.h make it.
constexpr uint32_t ioctlNumber(bool reads, bool writes, uint8_t nr, size_t size) {
    constexpr uint32_t kKvmIo = 0xae;
    const uint32_t direction = (reads ? 2u : 0u) | (writes ? 1u : 0u);
    return direction << 30 | static_cast<uint32_t>(size) << 16 | kKvmIo << 8 | nr;
}

/// KVM_GET_VCPU_EVENTS and KVM_SET_VCPU_EVENTS: the size is in the number, so that a struct of the
/// same size keeps both.
inline constexpr uint32_t kGetVcpuEventsIoctl = ioctlNumber(true, false, 0x9f, kVcpuEventsSize);
inline constexpr uint32_t kSetVcpuEventsIoctl = ioctlNumber(false, true, 0xa0, kVcpuEventsSize);

} // namespace seatape
