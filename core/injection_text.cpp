#include "core/injection_text.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape {
namespace {

void appendEvents(std::vector<std::string>& parts, const RawVcpuEvents& raw, Dialect dialect) {
    const VcpuEvents events = decodeEvents(dialect, raw);
    for (const EventsMember& member : eventsLayout(dialect).members)
        if (const uint64_t value = member.in(events); value != 0)
            parts.push_back(member.size() == 1 ? fmt::format("{}={}", member.name, value)
                                               : fmt::format("{}={:#x}", member.name, value));
    const auto canonical = encodeEvents(dialect, events);
    if (!canonical || *canonical != raw)
        parts.emplace_back("bytes outside the members");
}

/// Returns the index in "raw[12]", or nothing if the text is something else.
std::optional<size_t> rawIndex(std::string_view field) {
    if (!field.starts_with("raw[") || !field.ends_with("]"))
        return std::nullopt;
    const std::string_view digits = field.substr(4, field.size() - 5);
    size_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    const bool valid = error == std::errc() && end == digits.data() + digits.size();
    return valid && index < kVcpuEventsSize ? std::optional(index) : std::nullopt;
}

RawVcpuEvents& eventsOf(Injection& injection) {
    if (!injection.events)
        injection.events = RawVcpuEvents{};
    return *injection.events;
}

Result<void> editMember(Injection& injection, Dialect dialect, std::string_view field,
                        uint64_t value) {
    RawVcpuEvents raw = injection.events.value_or(RawVcpuEvents{});
    if (auto set = setRawMember(dialect, raw, field, value); !set)
        return set;
    injection.events = raw;
    return {};
}

void editRegister(Injection& injection, Reg reg, uint64_t value) {
    const auto known = std::ranges::find(injection.registers, reg, &RegChange::reg);
    if (known == injection.registers.end())
        injection.registers.push_back({reg, value});
    else
        known->value = value;
}

} // namespace

std::string_view memoryVerb(MemoryAction::Kind kind) {
    static constexpr std::string_view kVerbs[] = {"write", "poison", "heal", "unmap"};
    return kVerbs[static_cast<size_t>(kind)];
}

std::string summarizeInjection(const Injection& injection, Dialect dialect) {
    std::vector<std::string> parts;
    for (const MemoryAction& action : injection.memory)
        parts.push_back(
            fmt::format("{} {:#x}+{:#x}", memoryVerb(action.kind), action.gpa, action.size));
    for (const RegChange& change : injection.registers)
        parts.push_back(fmt::format("{}={:#x}", regInfo(change.reg).name, change.value));
    if (injection.events)
        appendEvents(parts, *injection.events, dialect);
    if (injection.mmioData)
        parts.push_back(fmt::format("mmio_data={:#x}", *injection.mmioData));
    if (injection.verdict == Verdict::Kill)
        parts.emplace_back("kill");
    return parts.empty() ? "resume" : fmt::format("{}", fmt::join(parts, " "));
}

std::vector<std::string> editableFields(Dialect dialect) {
    std::vector<std::string> names;
    for (const EventsMember& member : eventsLayout(dialect).members)
        names.emplace_back(member.name);
    names.insert(names.end(), {"raw[0]..raw[63]", "mmio_data", "kill", "any register"});
    return names;
}

Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           uint64_t value) {
    if (const auto index = rawIndex(field)) {
        if (value > 0xff)
            return failure(fmt::format("{:#x} does not fit {}, which is one byte", value, field));
        eventsOf(injection)[*index] = static_cast<uint8_t>(value);
        return {};
    }
    if (eventsMember(VcpuEvents{}, field))
        return editMember(injection, dialect, field, value);
    if (const auto reg = regByName(field)) {
        editRegister(injection, *reg, value);
        return {};
    }
    if (field == "mmio_data") {
        injection.mmioData = value;
        return {};
    }
    if (field == "kill") {
        injection.verdict = value != 0 ? Verdict::Kill : Verdict::Resume;
        return {};
    }
    return failure(fmt::format("an injection has no field '{}'", field), {},
                   fmt::format("use one of {}", fmt::join(editableFields(dialect), ", ")));
}

} // namespace seatape
