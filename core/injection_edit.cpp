// SPDX-License-Identifier: Apache-2.0
// A kind of field is a row of kEditKinds: what it is called, how it is set, and how a difference
// in it is said.

#include "seatape/core/injection_edit.h"

#include "seatape/base/hex_bytes.h"
#include "seatape/base/number_text.h"
#include "seatape/base/seatape_assert.h"
#include "seatape/core/injection_text.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape {
namespace {

/// One edit that is to be made.
struct Edit {
    Injection& injection;
    Dialect dialect;
    std::string_view field;
    std::string_view value;
};

/// What is left to say of the difference between two injections.
struct Difference {
    Injection now; ///< the first injection with the edits in `texts` made
    const Injection* to = nullptr;
    Dialect dialect = Dialect::Mainline;
    std::vector<std::string> texts = {};

    void edit(std::string_view field, const std::string& value) {
        const auto edited = editInjection(now, dialect, field, value);
        SEATAPE_ASSERT(edited.has_value());
        texts.push_back(fmt::format("{}={}", field, value));
    }
};

constexpr std::string_view kNoValue = "none"; ///< the value of what is absent

tl::unexpected<Error> badValue(const Edit& edit, std::string_view remedy) {
    return failure(fmt::format("'{}' is no value for {}", edit.value, edit.field), {},
                   std::string(remedy));
}

/// Calls `store` with the number that the edit sets.
template <class Store>
Result<void> editNumber(const Edit& edit, Store store) {
    const auto number = parseNumber(edit.value);
    if (!number)
        return badValue(edit, "write a decimal, 0x… or 0b… number");
    return store(*number);
}

/// Splits a list; an empty text is a list of one empty item.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

/// Replaces a whole list: `none`, or items with commas between them. `parse` returns nothing for
/// what is no item.
template <class Item>
Result<void> editList(const Edit& edit, std::vector<Item>& list,
                      std::optional<Item> (*parse)(std::string_view), std::string_view remedy) {
    std::vector<Item> items;
    if (edit.value != kNoValue)
        for (const std::string_view text : split(edit.value, ',')) {
            auto item = parse(text);
            if (!item)
                return failure(fmt::format("'{}' does not belong in {}", text, edit.field), {},
                               std::string(remedy));
            items.push_back(std::move(*item));
        }
    list = std::move(items);
    return {};
}

template <class Item>
std::string listText(const std::vector<Item>& list, std::string (*textOf)(const Item&)) {
    std::vector<std::string> texts;
    std::ranges::transform(list, std::back_inserter(texts), textOf);
    return list.empty() ? std::string(kNoValue) : fmt::format("{}", fmt::join(texts, ","));
}

// Members of kvm_vcpu_events.

bool isMember(std::string_view field) {
    return eventsMember(VcpuEvents{}, field).has_value();
}

void listMembers(Dialect dialect, std::vector<std::string>& names) {
    for (const EventsMember& member : eventsLayout(dialect).members)
        names.emplace_back(member.name);
}

Result<void> editMember(const Edit& edit) {
    return editNumber(edit, [&edit](uint64_t value) -> Result<void> {
        RawVcpuEvents raw = edit.injection.events.value_or(RawVcpuEvents{});
        if (auto set = setRawMember(edit.dialect, raw, edit.field, value); !set)
            return set;
        edit.injection.events = raw;
        return {};
    });
}

void sayMembers(Difference& difference) {
    if (!difference.to->events)
        return;
    const VcpuEvents wanted = decodeEvents(difference.dialect, *difference.to->events);
    for (const EventsMember& member : eventsLayout(difference.dialect).members) {
        const auto raw = difference.now.events.value_or(RawVcpuEvents{});
        if (member.in(decodeEvents(difference.dialect, raw)) != member.in(wanted))
            difference.edit(member.name, memberText(member, wanted));
    }
}

// Single bytes of kvm_vcpu_events.

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

bool isRaw(std::string_view field) {
    return rawIndex(field).has_value();
}

std::string rawName(size_t index) {
    return fmt::format("raw[{}]", index);
}

void listRaw(Dialect, std::vector<std::string>& names) {
    for (size_t i = 0; i < kVcpuEventsSize; ++i)
        names.push_back(rawName(i));
}

Result<void> editRaw(const Edit& edit) {
    return editNumber(edit, [&edit](uint64_t value) -> Result<void> {
        if (value > 0xff)
            return failure(
                fmt::format("{:#x} does not fit {}, which is one byte", value, edit.field));
        if (!edit.injection.events)
            edit.injection.events = RawVcpuEvents{};
        (*edit.injection.events)[*rawIndex(edit.field)] = static_cast<uint8_t>(value);
        return {};
    });
}

/// Says the bytes outside the members, and that there is a call at all if nothing else says it.
void sayRaw(Difference& difference) {
    const auto& wanted = difference.to->events;
    for (size_t i = 0; wanted && i < kVcpuEventsSize; ++i)
        if (difference.now.events.value_or(RawVcpuEvents{})[i] != (*wanted)[i])
            difference.edit(rawName(i), fmt::format("{:#x}", (*wanted)[i]));
    if (wanted && !difference.now.events)
        difference.edit(rawName(0), "0");
}

// The call as a whole.

Result<void> editEvents(const Edit& edit) {
    if (edit.value != kNoValue)
        return badValue(edit, "write none, or set a member of kvm_vcpu_events by its name");
    edit.injection.events.reset();
    return {};
}

void sayEvents(Difference& difference) {
    if (difference.now.events && !difference.to->events)
        difference.edit("events", std::string(kNoValue));
}

// Register writes.

bool isRegister(std::string_view field) {
    return regByName(field).has_value();
}

void listRegisters(Dialect, std::vector<std::string>& names) {
    for (size_t i = 0; i < kRegCount; ++i)
        names.emplace_back(regInfo(static_cast<Reg>(i)).name);
}

/// Changes the value that is written, or adds the write after the others.
Result<void> editRegister(const Edit& edit) {
    return editNumber(edit, [&edit](uint64_t value) -> Result<void> {
        std::vector<RegChange>& writes = edit.injection.registers;
        const Reg reg = *regByName(edit.field);
        const auto known = std::ranges::find(writes, reg, &RegChange::reg);
        if (known == writes.end())
            writes.push_back({reg, value});
        else
            known->value = value;
        return {};
    });
}

std::optional<RegChange> parseWrite(std::string_view text) {
    const auto parts = split(text, ':');
    const auto reg = regByName(parts[0]);
    const auto value = parts.size() == 2 ? parseNumber(parts[1]) : std::nullopt;
    return reg && value ? std::optional(RegChange{*reg, *value}) : std::nullopt;
}

std::string writeText(const RegChange& write) {
    return fmt::format("{}:{:#x}", regInfo(write.reg).name, write.value);
}

Result<void> editRegisters(const Edit& edit) {
    return editList(edit, edit.injection.registers, parseWrite,
                    "write none, or REGISTER:VALUE with commas between them");
}

/// Says the writes one by one, or as a list if one is gone, doubled or at another place.
void sayRegisters(Difference& difference) {
    const std::vector<RegChange>& wanted = difference.to->registers;
    Difference single = difference;
    for (const RegChange& write : wanted)
        if (std::ranges::find(single.now.registers, write) == single.now.registers.end())
            single.edit(regInfo(write.reg).name, fmt::format("{:#x}", write.value));
    if (single.now.registers == wanted)
        difference = std::move(single);
    else
        difference.edit("registers", listText(wanted, writeText));
}

// Memory actions.

std::optional<MemoryAction::Kind> memoryKind(std::string_view verb) {
    for (const auto kind : {MemoryAction::Kind::Write, MemoryAction::Kind::Poison,
                            MemoryAction::Kind::Heal, MemoryAction::Kind::Unmap})
        if (memoryVerb(kind) == verb)
            return kind;
    return std::nullopt;
}

std::optional<MemoryAction> parseAction(std::string_view text) {
    const auto parts = split(text, ':');
    const auto kind = parts.size() == 3 ? memoryKind(parts[0]) : std::nullopt;
    const auto gpa = kind ? parseNumber(parts[1]) : std::nullopt;
    if (!gpa)
        return std::nullopt;
    if (*kind == MemoryAction::Kind::Write) {
        auto bytes = parseHexBytes(parts[2]);
        return bytes ? std::optional(MemoryAction{*kind, *gpa, bytes->size(), std::move(*bytes)})
                     : std::nullopt;
    }
    const auto size = parseNumber(parts[2]);
    return size ? std::optional(MemoryAction{*kind, *gpa, *size, {}}) : std::nullopt;
}

std::string actionText(const MemoryAction& action) {
    return fmt::format("{}:{:#x}:{}", memoryVerb(action.kind), action.gpa,
                       action.kind == MemoryAction::Kind::Write
                           ? hexBytes(action.bytes)
                           : fmt::format("{:#x}", action.size));
}

Result<void> editMemory(const Edit& edit) {
    return editList(edit, edit.injection.memory, parseAction,
                    "write none, or write:GPA:HEXBYTES, poison:GPA:SIZE, heal:GPA:SIZE and "
                    "unmap:GPA:SIZE with commas between them");
}

void sayMemory(Difference& difference) {
    if (difference.now.memory != difference.to->memory)
        difference.edit("memory", listText(difference.to->memory, actionText));
}

// The data of an MMIO read, and the verdict.

Result<void> editMmioData(const Edit& edit) {
    if (edit.value == kNoValue) {
        edit.injection.mmioData.reset();
        return {};
    }
    return editNumber(edit, [&edit](uint64_t value) -> Result<void> {
        edit.injection.mmioData = value;
        return {};
    });
}

void sayMmioData(Difference& difference) {
    const auto& wanted = difference.to->mmioData;
    if (difference.now.mmioData != wanted)
        difference.edit("mmio_data",
                        wanted ? fmt::format("{:#x}", *wanted) : std::string(kNoValue));
}

Result<void> editKill(const Edit& edit) {
    return editNumber(edit, [&edit](uint64_t value) -> Result<void> {
        edit.injection.verdict = value != 0 ? Verdict::Kill : Verdict::Resume;
        return {};
    });
}

void sayKill(Difference& difference) {
    if (difference.now.verdict != difference.to->verdict)
        difference.edit("kill", difference.to->verdict == Verdict::Kill ? "1" : "0");
}

/// Fields that are set alike. One that stands alone has the name of the row; of several, `has`
/// tells which they are and `list` names those of a dialect.
struct EditKind {
    std::string_view name; ///< for people; empty: those that `list` names
    Result<void> (*edit)(const Edit& edit);
    void (*say)(Difference& difference);
    bool (*has)(std::string_view field) = nullptr;
    void (*list)(Dialect dialect, std::vector<std::string>& names) = nullptr;
};

/// In the order in which differences are said: what a row says, the rows below it need not.
constexpr EditKind kEditKinds[] = {
    {"", editMember, sayMembers, isMember, listMembers},
    {"raw[0]..raw[63]", editRaw, sayRaw, isRaw, listRaw},
    {"events", editEvents, sayEvents},
    {"mmio_data", editMmioData, sayMmioData},
    {"kill", editKill, sayKill},
    {"any register", editRegister, sayRegisters, isRegister, listRegisters},
    {"registers", editRegisters, [](Difference&) {}},
    {"memory", editMemory, sayMemory},
};

/// Returns the names for people, without the members of long lists.
std::string fieldSummary(Dialect dialect) {
    std::vector<std::string> names;
    for (const EditKind& kind : kEditKinds)
        if (kind.name.empty())
            kind.list(dialect, names);
        else
            names.emplace_back(kind.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::vector<std::string> editableFields(Dialect dialect) {
    std::vector<std::string> names;
    for (const EditKind& kind : kEditKinds)
        if (kind.list != nullptr)
            kind.list(dialect, names);
        else
            names.emplace_back(kind.name);
    return names;
}

Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           std::string_view value) {
    for (const EditKind& kind : kEditKinds)
        if (kind.has != nullptr ? kind.has(field) : kind.name == field)
            return kind.edit({injection, dialect, field, value});
    return failure(fmt::format("an injection has no field '{}'", field), {},
                   fmt::format("use one of {}", fieldSummary(dialect)));
}

Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           uint64_t value) {
    return editInjection(injection, dialect, field, std::string_view(fmt::format("{}", value)));
}

std::vector<std::string> editTexts(const Injection& from, const Injection& to, Dialect dialect) {
    Difference difference{from, &to, dialect};
    for (const EditKind& kind : kEditKinds)
        kind.say(difference);
    return std::move(difference.texts);
}

} // namespace seatape
