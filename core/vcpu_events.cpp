// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/vcpu_events.h"

#include "seatape/esr/kvm_sea.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace seatape {
namespace {

// kvm-sea-spec §1.2. Members are listed in the order in which the struct declares them.
constexpr EventsMember byteAt(std::string_view name, uint8_t offset, uint8_t VcpuEvents::*member) {
    return {name, offset, member, nullptr};
}
constexpr EventsMember wordAt(std::string_view name, uint8_t offset, uint64_t VcpuEvents::*member) {
    return {name, offset, nullptr, member};
}

constexpr auto kSErrorPending = byteAt("serror_pending", 0, &VcpuEvents::serror_pending);
constexpr auto kSErrorHasEsr = byteAt("serror_has_esr", 1, &VcpuEvents::serror_has_esr);
constexpr auto kExtDabt = byteAt("ext_dabt_pending", 2, &VcpuEvents::ext_dabt_pending);
constexpr auto kExtIabt = byteAt("ext_iabt_pending", 3, &VcpuEvents::ext_iabt_pending);
constexpr auto kExtHasEsr = byteAt("ext_abt_has_esr", 4, &VcpuEvents::ext_abt_has_esr);
constexpr auto kSErrorEsr = wordAt("serror_esr", 8, &VcpuEvents::serror_esr);
constexpr EventsMember extEsrAt(uint8_t offset) {
    return wordAt("ext_abt_esr", offset, &VcpuEvents::ext_abt_esr);
}

constexpr EventsMember kMainline[] = {kSErrorPending, kSErrorHasEsr, kExtDabt, kSErrorEsr};
constexpr EventsMember kIabt[] = {kSErrorPending, kSErrorHasEsr, kExtDabt, kExtIabt, kSErrorEsr};
constexpr EventsMember kUnion[] = {kSErrorPending, kSErrorHasEsr, kExtDabt,   kExtIabt,
                                   kExtHasEsr,     kSErrorEsr,    extEsrAt(8)};
constexpr EventsMember kLayoutA[] = {kSErrorPending, kSErrorHasEsr, kExtDabt,    kExtIabt,
                                     kExtHasEsr,     kSErrorEsr,    extEsrAt(16)};
constexpr EventsMember kLayoutB[] = {kSErrorPending, kSErrorHasEsr, kExtDabt,    kExtIabt,
                                     kExtHasEsr,     kSErrorEsr,    extEsrAt(56)};

/// Which bytes the members cover.
using Coverage = std::array<bool, kVcpuEventsSize>;
constexpr Coverage coverageOf(std::span<const EventsMember> members) {
    Coverage covered{};
    for (const EventsMember& member : members)
        for (unsigned i = 0; i < member.size(); ++i)
            covered[member.offset + i] = true;
    return covered;
}

struct DialectRow {
    Dialect dialect;
    std::string_view name;
    EventsLayout layout;
    bool checksBeforeInjecting; ///< the unmerged series moved all checks to the front (§1.3)
    Coverage covered;
};

constexpr DialectRow makeRow(Dialect dialect, std::string_view name, const EventsLayout& layout,
                             bool checksBeforeInjecting) {
    return {dialect, name, layout, checksBeforeInjecting, coverageOf(layout.members)};
}

constexpr DialectRow kDialectRows[] = {
    makeRow(Dialect::Mainline, "mainline", {kMainline, 16, 12, 16}, false),
    makeRow(Dialect::Iabt, "iabt", {kIabt, 16, 12, 16}, false),
    makeRow(Dialect::Union, "union", {kUnion, 16, 12, 16}, true),
    makeRow(Dialect::LayoutA, "layout-a", {kLayoutA, 24, 10, 24}, true),
    makeRow(Dialect::LayoutB, "layout-b", {kLayoutB, 16, 10, 16}, true),
};

constexpr bool rowsAreInEnumOrder() {
    for (size_t i = 0; i < std::size(kDialectRows); ++i)
        if (static_cast<size_t>(kDialectRows[i].dialect) != i)
            return false;
    return std::size(kDialectRows) == kDialects.size();
}
static_assert(rowsAreInEnumOrder());

const DialectRow& dialectRow(Dialect dialect) {
    return kDialectRows[static_cast<size_t>(dialect)];
}

/// Every member that any dialect has, by name.
const EventsMember* findMember(std::string_view name) {
    static_assert(std::size(kUnion) == 7, "the union has every member");
    const auto* it = std::ranges::find(kUnion, name, &EventsMember::name);
    return it == std::end(kUnion) ? nullptr : it;
}

uint64_t readLittleEndian(const RawVcpuEvents& raw, const EventsMember& member) {
    uint64_t value = 0;
    for (unsigned i = 0; i < member.size(); ++i)
        value |= uint64_t{raw[member.offset + i]} << (8 * i);
    return value;
}

void writeLittleEndian(RawVcpuEvents& raw, const EventsMember& member, uint64_t value) {
    for (unsigned i = 0; i < member.size(); ++i)
        raw[member.offset + i] = static_cast<uint8_t>(value >> (8 * i));
}

/// Returns why bytes outside the members make the kernel refuse the call, or nothing.
std::string_view strayByte(const DialectRow& row, const RawVcpuEvents& raw) {
    for (size_t i = kVcpuEventsSize; i-- > 0;) // the kernel looks at reserved[] first
        if (raw[i] != 0 && !row.covered[i])
            return i >= row.layout.reservedOffset ? "reserved[] must be zero"
                                                  : "pad[] must be zero";
    return {};
}

std::string_view esrProblem(bool hasEsr, uint64_t esr, bool hostRas) {
    if (hasEsr && !hostRas)
        return "an ESR was supplied, but the host has no RAS extension";
    if (hasEsr && (esr & ~kUserIssMask) != 0)
        return "the supplied ESR has bits outside ISS[24:0]";
    return {};
}

tl::unexpected<Error> noSuchMember(Dialect dialect, std::string_view name) {
    return failure(fmt::format("the dialect {} has no {}", dialectName(dialect), name), {},
                   "choose another dialect; `seatape dialects` lists their members");
}

EventsPlan refuse(EventsPlan plan, std::string_view reason) {
    plan.injectSError = false;
    plan.err = EINVAL;
    plan.reason = reason;
    return plan;
}

} // namespace

bool EventsLayout::has(std::string_view name) const {
    return std::ranges::find(members, name, &EventsMember::name) != members.end();
}

std::string_view dialectName(Dialect dialect) {
    return dialectRow(dialect).name;
}

std::optional<Dialect> dialectByName(std::string_view name) {
    for (const DialectRow& row : kDialectRows)
        if (row.name == name)
            return row.dialect;
    return std::nullopt;
}

const EventsLayout& eventsLayout(Dialect dialect) {
    return dialectRow(dialect).layout;
}

std::optional<uint64_t> eventsMember(const VcpuEvents& events, std::string_view name) {
    const EventsMember* member = findMember(name);
    return member == nullptr ? std::nullopt : std::optional(member->in(events));
}

Result<void> setEventsMember(VcpuEvents& events, std::string_view name, uint64_t value) {
    const EventsMember* member = findMember(name);
    if (member == nullptr)
        return failure(fmt::format("kvm_vcpu_events has no member '{}'", name));
    if (member->word != nullptr) {
        events.*member->word = value;
        return {};
    }
    if (value > 0xff)
        return failure(fmt::format("{:#x} does not fit {}, which is one byte", value, name));
    events.*member->byte = static_cast<uint8_t>(value);
    return {};
}

Result<void> setRawMember(Dialect dialect, RawVcpuEvents& raw, std::string_view name,
                          uint64_t value) {
    VcpuEvents alone; // proves that name, value and dialect go together
    if (auto set = setEventsMember(alone, name, value); !set)
        return set;
    const auto members = eventsLayout(dialect).members;
    const auto member = std::ranges::find(members, name, &EventsMember::name);
    if (member == members.end())
        return noSuchMember(dialect, name);
    writeLittleEndian(raw, *member, value);
    return {};
}

Result<RawVcpuEvents> encodeEvents(Dialect dialect, const VcpuEvents& events) {
    const EventsLayout& layout = eventsLayout(dialect);
    for (const EventsMember& member : kUnion)
        if (member.in(events) != 0 && !layout.has(member.name))
            return noSuchMember(dialect, member.name);
    RawVcpuEvents raw{};
    for (const EventsMember& member : layout.members)
        if (const uint64_t value = member.in(events); value != 0)
            writeLittleEndian(raw, member, value);
    return raw;
}

VcpuEvents decodeEvents(Dialect dialect, const RawVcpuEvents& raw) {
    VcpuEvents events;
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const uint64_t value = readLittleEndian(raw, member);
        if (member.byte != nullptr)
            events.*member.byte = static_cast<uint8_t>(value);
        else
            events.*member.word = value;
    }
    return events;
}

EventsPlan planEvents(Dialect dialect, const RawVcpuEvents& raw, bool hostRas) {
    const DialectRow& row = dialectRow(dialect);
    const VcpuEvents events = decodeEvents(dialect, raw);
    EventsPlan plan;
    if (const auto why = strayByte(row, raw); !why.empty())
        return refuse(plan, why);
    if (events.ext_dabt_pending != 0 && events.ext_iabt_pending != 0)
        return refuse(plan, "a data and an instruction abort cannot both be pended");

    const auto abortWhy = esrProblem(events.ext_abt_has_esr != 0, events.ext_abt_esr, hostRas);
    const auto serrorWhy = esrProblem(events.serror_has_esr != 0, events.serror_esr, hostRas);
    if (row.checksBeforeInjecting && !(abortWhy.empty() && serrorWhy.empty()))
        return refuse(plan, abortWhy.empty() ? serrorWhy : abortWhy);

    plan.injectSea = events.ext_dabt_pending != 0 || events.ext_iabt_pending != 0;
    plan.seaIsInstructionAbort = events.ext_iabt_pending != 0;
    plan.seaIss = events.ext_abt_has_esr != 0 ? events.ext_abt_esr : 0;
    if (events.serror_pending == 0)
        return plan; // serror_has_esr and serror_esr stay unchecked, as in the kernel
    if (!serrorWhy.empty())
        return refuse(plan, serrorWhy); // the SEA above is committed nevertheless
    plan.injectSError = true;
    plan.serrorIss = events.serror_has_esr != 0 ? events.serror_esr : kDefaultSErrorIss;
    return plan;
}

} // namespace seatape
