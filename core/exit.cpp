#include "core/exit.h"

#include <string_view>

namespace seatape {
namespace {

struct ExitRow {
    std::string_view name;
    uint32_t reason;
};

// In the order of the variant's alternatives; numbers from Linux uapi linux/kvm.h (kvm-sea-spec
// §2.10).
constexpr ExitRow kExitRows[] = {
    {"MMIO", 6},          {"ARM_NISV", 28},       {"ARM_SEA", 41}, {"ARM_LDST64B", 42},
    {"SYSTEM_EVENT", 24}, {"HYPERCALL", 3},       {"DEBUG", 4},    {"MEMORY_FAULT", 39},
    {"FAIL_ENTRY", 9},    {"INTERNAL_ERROR", 17}, {"INTR", 10},    {"UNKNOWN", 0},
};
static_assert(std::size(kExitRows) == std::variant_size_v<Exit>);

using Fields = std::vector<NamedValue>;

uint64_t asNumber(int32_t err) {
    return static_cast<uint64_t>(static_cast<uint32_t>(err));
}

Fields fieldsOf(const MmioExit& e) {
    Fields fields{{"phys_addr", e.phys_addr}, {"len", e.len}, {"is_write", e.is_write ? 1u : 0u}};
    if (e.is_write)
        fields.push_back({"data", e.data});
    return fields;
}

Fields fieldsOf(const ArmNisvExit& e) {
    return {{"esr_iss", e.esr_iss}, {"fault_ipa", e.fault_ipa}};
}

Fields fieldsOf(const SeaExit& e) {
    Fields fields{{"flags", e.gpa ? kArmSeaFlagGpaValid : 0}, {"esr", e.esr}};
    if (e.gva)
        fields.push_back({"gva", *e.gva});
    if (e.gpa)
        fields.push_back({"gpa", *e.gpa});
    return fields;
}

Fields fieldsOf(const LdSt64BExit& e) {
    return {{"esr_iss", e.esr_iss}, {"fault_ipa", e.fault_ipa}};
}

Fields fieldsOf(const SystemEventExit& e) {
    return {{"type", e.type}, {"ndata", e.ndata}, {"data0", e.data0}};
}

Fields fieldsOf(const HypercallExit& e) {
    return {{"nr", e.nr}, {"flags", e.flags}};
}

Fields fieldsOf(const DebugExit& e) {
    return {{"hsr", e.hsr}, {"hsr_high", e.hsr_high}, {"far", e.far}};
}

Fields fieldsOf(const MemoryFaultExit& e) {
    return {{"flags", e.flags}, {"gpa", e.gpa}, {"size", e.size}, {"errno", asNumber(e.err)}};
}

Fields fieldsOf(const FailEntryExit& e) {
    return {{"hardware_entry_failure_reason", e.hardware_entry_failure_reason}, {"cpu", e.cpu}};
}

Fields fieldsOf(const InternalErrorExit& e) {
    return {{"suberror", e.suberror}, {"insn", e.insn}};
}

Fields fieldsOf(const InterruptedExit&) {
    return {};
}

Fields fieldsOf(const UnknownExit& e) {
    return {{"reason", e.reason}, {"errno", asNumber(e.err)}};
}

} // namespace

std::string_view exitName(const Exit& exit) {
    return kExitRows[exit.index()].name;
}

uint32_t exitReason(const Exit& exit) {
    if (const auto* unknown = std::get_if<UnknownExit>(&exit))
        return unknown->reason;
    return kExitRows[exit.index()].reason;
}

std::vector<NamedValue> exitFields(const Exit& exit) {
    return std::visit([](const auto& e) { return fieldsOf(e); }, exit);
}

} // namespace seatape
