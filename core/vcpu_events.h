// SPDX-License-Identifier: Apache-2.0
/// `struct kvm_vcpu_events` of arm64 in every form that was ever proposed, and the kernel's rules
/// for it.
///
/// Everything here is a pure function of 64 bytes; kvm-sea-spec §1.2, §1.3 and §2.5 are the sources
/// (Linux arch/arm64/kvm/guest.c, __kvm_arm_vcpu_set_events, and the patches named in §1.1).
#pragma once

#include "seatape/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace seatape {

/// Which `kvm_vcpu_events` ABI user space and kernel speak.
enum class Dialect : uint8_t {
    Mainline, ///< Linux 7.3: ext_dabt_pending only
    Iabt,     ///< + ext_iabt_pending
    Union,    ///< + ext_abt_esr in serror_esr's storage; rejected on the list
    LayoutA,  ///< + ext_abt_esr inside `exception`; `reserved` moves from 16 to 24
    LayoutB   ///< + ext_abt_esr after `reserved`, at offset 56
};

inline constexpr std::array kDialects{Dialect::Mainline, Dialect::Iabt, Dialect::Union,
                                      Dialect::LayoutA, Dialect::LayoutB};

/// Returns the name used in scenarios and on the command line (`mainline`, `iabt`, `union`, …).
std::string_view dialectName(Dialect dialect);
/// Finds a dialect by that name.
std::optional<Dialect> dialectByName(std::string_view name);

inline constexpr size_t kVcpuEventsSize = 64;
/// The bytes that pass through the ioctl.
using RawVcpuEvents = std::array<uint8_t, kVcpuEventsSize>;

/// What the bytes mean. The one-byte members keep their exact value: the kernel takes any nonzero
/// byte.
struct VcpuEvents {
    uint8_t serror_pending = 0;
    uint8_t serror_has_esr = 0;
    uint8_t ext_dabt_pending = 0;
    uint8_t ext_iabt_pending = 0;
    uint8_t ext_abt_has_esr = 0;
    uint64_t serror_esr = 0;
    uint64_t ext_abt_esr = 0;
    bool operator==(const VcpuEvents&) const = default;
};

/// A member of `kvm_vcpu_events` in one dialect, and where VcpuEvents holds its value.
struct EventsMember {
    std::string_view name;
    uint8_t offset = 0;                   ///< bytes from the start of the struct
    uint8_t VcpuEvents::*byte = nullptr;  ///< set for a member of one byte
    uint64_t VcpuEvents::*word = nullptr; ///< set for a member of eight bytes

    /// Returns the size in bytes.
    constexpr uint8_t size() const { return byte != nullptr ? 1 : 8; }
    /// Returns the member's value.
    uint64_t in(const VcpuEvents& events) const {
        return byte != nullptr ? events.*byte : events.*word;
    }
};

/// The shape of the struct in one dialect. Bytes that no member covers must be zero.
struct EventsLayout {
    std::span<const EventsMember> members; ///< by rising offset
    uint8_t reservedOffset = 0;            ///< where `__u32 reserved[]` starts
    uint8_t reservedWords = 0;
    uint8_t exceptionSize = 0; ///< sizeof the nested struct `exception`

    /// Returns whether the dialect has a member of this kernel name.
    bool has(std::string_view name) const;
};

/// Returns the layout of a dialect.
const EventsLayout& eventsLayout(Dialect dialect);

/// Returns the value of a member by its kernel name, or nothing if there is no such name.
std::optional<uint64_t> eventsMember(const VcpuEvents& events, std::string_view name);
/// Sets a member by its kernel name; fails on an unknown name or a value over the member's size.
Result<void> setEventsMember(VcpuEvents& events, std::string_view name, uint64_t value);

/// Sets one member in the bytes and leaves all others alone. Fails on a name that the dialect does
/// not have or a value over the member's size; `raw` is then unchanged.
Result<void> setRawMember(Dialect dialect, RawVcpuEvents& raw, std::string_view name,
                          uint64_t value);

/// Writes the members in struct order, so that in the union dialect the later one wins.
/// Fails if a member that the dialect does not have is nonzero.
Result<RawVcpuEvents> encodeEvents(Dialect dialect, const VcpuEvents& events);
/// Reads the members of the dialect; the others are 0. Never fails.
VcpuEvents decodeEvents(Dialect dialect, const RawVcpuEvents& raw);

/// What a kernel of one dialect does with a KVM_SET_VCPU_EVENTS call, in this order: the SEA if
/// any, then the SError if any, then return `err`. In mainline an SEA is injected even when `err`
/// is set.
struct EventsPlan {
    bool injectSea = false;
    bool seaIsInstructionAbort = false;
    uint64_t seaIss = 0; ///< bits of kUserIssMask, OR-ed into the ESR that KVM generates
    bool injectSError = false;
    uint64_t serrorIss = 0;
    int err = 0;             ///< 0 or EINVAL (22)
    std::string_view reason; ///< why `err` is set, for people; empty if it is not
    bool operator==(const EventsPlan&) const = default;
};

/// Applies the dialect's checks in the kernel's order. `hostRas`: the host has ARM64_HAS_RAS_EXTN.
EventsPlan planEvents(Dialect dialect, const RawVcpuEvents& raw, bool hostRas);

} // namespace seatape
