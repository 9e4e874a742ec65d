// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/exit.h"

#include <cstring>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

namespace seatape {
namespace {

// In the order of the variant's alternatives; numbers from Linux uapi linux/kvm.h (kvm-sea-spec
// §2.10).
constexpr ExitKind kExitKinds[] = {
    {"MMIO", 6},          {"ARM_NISV", 28},       {"ARM_SEA", 41}, {"ARM_LDST64B", 42},
    {"SYSTEM_EVENT", 24}, {"HYPERCALL", 3},       {"DEBUG", 4},    {"MEMORY_FAULT", 39},
    {"FAIL_ENTRY", 9},    {"INTERNAL_ERROR", 17}, {"INTR", 10},    {"UNKNOWN", 0},
};
static_assert(std::size(kExitKinds) == std::variant_size_v<Exit>);

/// An errno shows as the 32 bits that it is.
template <class T>
std::optional<uint64_t> asNumber(const T& value) {
    if constexpr (std::is_signed_v<T>)
        return static_cast<std::make_unsigned_t<T>>(value);
    else
        return value;
}

/// Makes the row of a member that `read` takes from an exit of type E.
template <class E, auto read>
constexpr ExitMember computed(std::string_view name) {
    return {exitKindOf<E>(), name, [](const Exit& exit) -> std::optional<uint64_t> {
                const E* e = std::get_if<E>(&exit);
                return e != nullptr ? asNumber(read(*e)) : std::nullopt;
            }};
}

template <class E, class T>
E exitOf(T E::*);

/// Makes the row of a member that the exit's type holds as it is.
template <auto member>
constexpr ExitMember held(std::string_view name) {
    using E = decltype(exitOf(member));
    return computed<E, [](const E& e) { return e.*member; }>(name);
}

uint64_t seaFlags(const SeaExit& exit) {
    return exit.gpa ? kArmSeaFlagGpaValid : 0;
}

std::optional<uint64_t> writtenData(const MmioExit& exit) {
    return exit.is_write ? std::optional(exit.data) : std::nullopt;
}

constexpr ExitMember kExitMembers[] = {
    held<&MmioExit::phys_addr>("phys_addr"),
    held<&MmioExit::len>("len"),
    held<&MmioExit::is_write>("is_write"),
    computed<MmioExit, writtenData>("data"),
    held<&ArmNisvExit::esr_iss>("esr_iss"),
    held<&ArmNisvExit::fault_ipa>("fault_ipa"),
    computed<SeaExit, seaFlags>("flags"),
    held<&SeaExit::esr>("esr"),
    held<&SeaExit::gva>("gva"),
    held<&SeaExit::gpa>("gpa"),
    held<&LdSt64BExit::esr_iss>("esr_iss"),
    held<&LdSt64BExit::fault_ipa>("fault_ipa"),
    held<&SystemEventExit::type>("type"),
    held<&SystemEventExit::ndata>("ndata"),
    held<&SystemEventExit::data0>("data0"),
    held<&HypercallExit::nr>("nr"),
    held<&HypercallExit::flags>("flags"),
    held<&DebugExit::hsr>("hsr"),
    held<&DebugExit::hsr_high>("hsr_high"),
    held<&DebugExit::far>("far"),
    held<&MemoryFaultExit::flags>("flags"),
    held<&MemoryFaultExit::gpa>("gpa"),
    held<&MemoryFaultExit::size>("size"),
    held<&MemoryFaultExit::err>("errno"),
    held<&FailEntryExit::hardware_entry_failure_reason>("hardware_entry_failure_reason"),
    held<&FailEntryExit::cpu>("cpu"),
    held<&InternalErrorExit::suberror>("suberror"),
    held<&InternalErrorExit::insn>("insn"),
    held<&UnknownExit::reason>("reason"),
    held<&UnknownExit::err>("errno"),
};

} // namespace

std::span<const ExitKind> exitKinds() {
    return kExitKinds;
}

std::string_view exitName(const Exit& exit) {
    return kExitKinds[exit.index()].name;
}

uint32_t exitReason(const Exit& exit) {
    if (const auto* unknown = std::get_if<UnknownExit>(&exit))
        return unknown->reason;
    return kExitKinds[exit.index()].reason;
}

std::span<const ExitMember> exitMembers() {
    return kExitMembers;
}

std::vector<NamedValue> exitFields(const Exit& exit) {
    std::vector<NamedValue> fields;
    for (const ExitMember& member : kExitMembers)
        if (const auto value = member.read(exit))
            fields.push_back({std::string(member.name), *value});
    return fields;
}

std::optional<char> consoleByte(const Exit& exit, std::optional<uint64_t> console) {
    const auto* mmio = std::get_if<MmioExit>(&exit);
    if (mmio == nullptr || !mmio->is_write || mmio->phys_addr != console)
        return std::nullopt;
    return static_cast<char>(mmio->data & 0xff);
}

std::string errnoText(int32_t err) {
    const char* name = ::strerrorname_np(err);
    return name != nullptr ? name : fmt::format("errno {}", err);
}

} // namespace seatape
