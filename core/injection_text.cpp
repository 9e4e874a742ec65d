// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/injection_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape {
namespace {

void appendEvents(std::vector<std::string>& parts, const RawVcpuEvents& raw, Dialect dialect) {
    const VcpuEvents events = decodeEvents(dialect, raw);
    for (const EventsMember& member : eventsLayout(dialect).members)
        if (member.in(events) != 0)
            parts.push_back(fmt::format("{}={}", member.name, memberText(member, events)));
    const auto canonical = encodeEvents(dialect, events);
    if (!canonical || *canonical != raw)
        parts.emplace_back("bytes outside the members");
}

} // namespace

std::string memberText(const EventsMember& member, const VcpuEvents& events) {
    return fmt::format(fmt::runtime(member.size() == 1 ? "{}" : "{:#x}"), member.in(events));
}

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

} // namespace seatape
