// SPDX-License-Identifier: Apache-2.0
/// What KVM_RUN returned with: one closed variant over every exit an arm64 vCPU can produce.
///
/// Members carry the names of `struct kvm_run` (Linux uapi linux/kvm.h; kvm-sea-spec §2.10). No KVM
/// header is needed here: kvmbackend translates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace seatape {

/// KVM_EXIT_MMIO (6): an access to a guest physical address that no memory slot backs.
struct MmioExit {
    uint64_t phys_addr = 0;
    uint32_t len = 0; ///< bytes: 1, 2, 4 or 8
    bool is_write = false;
    uint64_t data = 0; ///< little-endian value of the `len` bytes written; 0 for a read
    bool operator==(const MmioExit&) const = default;
};

/// KVM_EXIT_ARM_NISV (28): such an access by an instruction without a syndrome (ISV=0).
struct ArmNisvExit {
    uint64_t esr_iss = 0;
    uint64_t fault_ipa = 0;
    bool operator==(const ArmNisvExit&) const = default;
};

/// KVM_EXIT_ARM_SEA (41): a synchronous external abort that neither the host nor APEI claimed.
struct SeaExit {
    uint64_t esr = 0;            ///< sanitised ESR_EL2, see kvm-sea-spec §2.3
    std::optional<uint64_t> gva; ///< empty iff ESR.FnV
    std::optional<uint64_t> gpa; ///< empty iff flag GPA_VALID is clear; low 12 bits are 0
    bool operator==(const SeaExit&) const = default;
};

/// KVM_EXIT_ARM_LDST64B (42): a 64-byte single-copy atomic access to such an address.
struct LdSt64BExit {
    uint64_t esr_iss = 0;
    uint64_t fault_ipa = 0;
    bool operator==(const LdSt64BExit&) const = default;
};

/// KVM_EXIT_SYSTEM_EVENT (24): PSCI asks for shutdown (1), reset (2), suspend (5), …
struct SystemEventExit {
    uint32_t type = 0;
    uint32_t ndata = 0;
    uint64_t data0 = 0;
    bool operator==(const SystemEventExit&) const = default;
};

/// KVM_EXIT_HYPERCALL (3): an SMCCC call that a filter forwards to user space.
struct HypercallExit {
    uint64_t nr = 0;
    uint64_t flags = 0; ///< bit 0: SMC, bit 1: 16-bit instruction
    bool operator==(const HypercallExit&) const = default;
};

/// KVM_EXIT_DEBUG (4): a debug exception taken to the host.
struct DebugExit {
    uint32_t hsr = 0;
    uint32_t hsr_high = 0;
    uint64_t far = 0;
    bool operator==(const DebugExit&) const = default;
};

/// KVM_EXIT_MEMORY_FAULT (39); KVM_RUN also failed with `err`.
struct MemoryFaultExit {
    uint64_t flags = 0;
    uint64_t gpa = 0;
    uint64_t size = 0;
    int32_t err = 0;
    bool operator==(const MemoryFaultExit&) const = default;
};

/// KVM_EXIT_FAIL_ENTRY (9).
struct FailEntryExit {
    uint64_t hardware_entry_failure_reason = 0;
    uint32_t cpu = 0;
    bool operator==(const FailEntryExit&) const = default;
};

/// KVM_EXIT_INTERNAL_ERROR (17). The simulator also uses it, with suberror 1 (EMULATION), to stop
/// at an allocated instruction that it does not implement; `detail` then names the instruction.
struct InternalErrorExit {
    uint32_t suberror = 0;
    uint64_t insn = 0; ///< the instruction word, or 0
    std::string detail;
    bool operator==(const InternalErrorExit&) const = default;
};

/// KVM_RUN failed with EINTR (exit reason 10, or unchanged under immediate_exit).
struct InterruptedExit {
    bool operator==(const InterruptedExit&) const = default;
};

/// Any other exit reason; `err` is the errno of KVM_RUN, 0 if the call succeeded.
/// Reason 0 with ENOSYS is what KVM gives for an ISV=0 access without KVM_CAP_ARM_NISV_TO_USER.
struct UnknownExit {
    uint32_t reason = 0;
    int32_t err = 0;
    bool operator==(const UnknownExit&) const = default;
};

/// The order of alternatives is the order in traces: append only.
using Exit = std::variant<MmioExit, ArmNisvExit, SeaExit, LdSt64BExit, SystemEventExit,
                          HypercallExit, DebugExit, MemoryFaultExit, FailEntryExit,
                          InternalErrorExit, InterruptedExit, UnknownExit>;

/// Bit 0 of kvm_run.arm_sea.flags: gpa is valid (KVM_EXIT_ARM_SEA_FLAG_GPA_VALID).
inline constexpr uint64_t kArmSeaFlagGpaValid = 1;

/// Returns the index of an alternative.
template <class E>
constexpr size_t exitKindOf() {
    return []<size_t... I>(std::index_sequence<I...>) {
        return ((std::is_same_v<E, std::variant_alternative_t<I, Exit>> ? I : 0) + ...);
    }
    (std::make_index_sequence<std::variant_size_v<Exit>>{});
}

/// A kind of exit: one alternative of `Exit`.
struct ExitKind {
    std::string_view name; ///< without the prefix KVM_EXIT_ (`ARM_SEA`, `MMIO`, …)
    uint32_t reason = 0;   ///< kvm_run.exit_reason; 0 for UnknownExit, which has its own
};

/// Lists the kinds in the order of the alternatives.
std::span<const ExitKind> exitKinds();

/// Returns the exit's name without the prefix KVM_EXIT_ (`ARM_SEA`, `MMIO`, …).
std::string_view exitName(const Exit& exit);

/// Returns KVM's number of the exit reason, kvm_run.exit_reason.
uint32_t exitReason(const Exit& exit);

/// A member that a kind of exit has, by its `struct kvm_run` name.
struct ExitMember {
    size_t kind = 0; ///< index of the alternative
    std::string_view name;
    /// Returns the value; nothing if it is not valid or the exit is of another kind.
    std::optional<uint64_t> (*read)(const Exit& exit) = nullptr;
};

/// Lists the members of all kinds, kind after kind.
std::span<const ExitMember> exitMembers();

/// A number with its name: the neutral form that text, JSON, filters and comparison share.
struct NamedValue {
    std::string name;
    uint64_t value = 0;
    bool operator==(const NamedValue&) const = default;
};

/// Lists the exit's members by their `struct kvm_run` names; what is not valid is left out.
std::vector<NamedValue> exitFields(const Exit& exit);

/// Returns the byte that an exit prints on the console at this address, if that is what it does.
std::optional<char> consoleByte(const Exit& exit, std::optional<uint64_t> console);

/// Returns an errno by its name ("EINVAL"), or its number if it has none ("errno 4095").
std::string errnoText(int32_t err);

} // namespace seatape
