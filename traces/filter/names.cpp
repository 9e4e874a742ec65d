// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/names.h"

#include "seatape/arch/registers.h"
#include "seatape/core/injection_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace seatape::trace::filter {
namespace {

using Value = std::optional<uint64_t>;
using Symbols = std::vector<Symbol>;
constexpr size_t kExitKinds = std::variant_size_v<Exit>;

const Symbols& exitSymbols() {
    static const Symbols symbols = [] {
        Symbols made;
        for (const ExitKind& kind : exitKinds())
            made.push_back({kind.name, {}, kind.reason});
        return made;
    }();
    return symbols;
}

/// The errnos of Linux, which a trace holds on every host.
const Symbols& errnoSymbols() {
    static const Symbols symbols = [] {
        constexpr int kLast = 133; // EHWPOISON
        Symbols made;
        for (int err = 1; err <= kLast; ++err)
            if (const char* name = ::strerrorname_np(err))
                made.push_back({name, ::strerrordesc_np(err), static_cast<uint64_t>(err)});
        return made;
    }();
    return symbols;
}

const Symbols& verdictSymbols() {
    static const Symbols symbols{
        {"resume", "KVM_RUN again", static_cast<uint64_t>(Verdict::Resume)},
        {"kill", "user space ends the VM", static_cast<uint64_t>(Verdict::Kill)}};
    return symbols;
}

uint64_t asNumber(int32_t err) {
    return static_cast<uint32_t>(err);
}

Value errnoOf(const FrameView& view, uint16_t) {
    const InjectionResult& result = view.frame.result;
    int32_t err = 0;
    if (const auto* exit = std::get_if<MemoryFaultExit>(&view.frame.exit))
        err = exit->err;
    else if (const auto* other = std::get_if<UnknownExit>(&view.frame.exit))
        err = other->err;
    for (const int32_t next : {result.memoryErr, result.registersErr, result.eventsErr})
        err = err != 0 ? err : next;
    return asNumber(err);
}

Value lastOf(const std::vector<RegChange>& changes, uint16_t index) {
    const auto last =
        std::find_if(changes.rbegin(), changes.rend(), [index](const RegChange& each) {
            return each.reg == static_cast<Reg>(index);
        });
    return last != changes.rend() ? Value(last->value) : std::nullopt;
}

Value stateAtExit(const FrameView& view, uint16_t index) {
    return view.atExit != nullptr ? Value((*view.atExit)[static_cast<Reg>(index)]) : std::nullopt;
}

Value stateAfter(const FrameView& view, uint16_t index) {
    const Value injected = lastOf(view.frame.injected, index);
    return injected ? injected : stateAtExit(view, index);
}

Value countMemory(const FrameView& view, uint16_t kind) {
    uint64_t count = 0;
    for (const MemoryAction& action : view.frame.injection.memory)
        count += kind == kAnyMemory || kind == static_cast<uint16_t>(action.kind);
    return count != 0 ? Value(count) : std::nullopt;
}

/// The frame's own numbers, and what user space answered. Registers, exit members and members of
/// kvm_vcpu_events come from core's tables.
std::vector<Name> frameNames() {
    return {
        {"frame", "index of the frame, from 0",
         [](const FrameView& v, uint16_t) -> Value { return v.frame.index; }},
        {"vcpu", "number of the vCPU",
         [](const FrameView& v, uint16_t) -> Value { return v.frame.vcpu; }},
        {"instructions", "instructions that this vCPU had retired at the exit",
         [](const FrameView& v, uint16_t) -> Value { return v.frame.instructions; }},
        {"digest", "digest of all vCPUs and of memory after the answer",
         [](const FrameView& v, uint16_t) -> Value { return v.frame.digest; }},
        {"exit", "reason of the exit, as a number or without KVM_EXIT_",
         [](const FrameView& v, uint16_t) -> Value { return exitReason(v.frame.exit); }, 0, nullptr,
         &exitSymbols()},
        {"errno", "the first error that a call of this frame returned, 0 if none did", errnoOf, 0,
         nullptr, &errnoSymbols()},
        {"inject", "1 if user space changed anything before it resumed, else 0",
         [](const FrameView& v, uint16_t) -> Value { return !v.frame.injection.isEmpty(); }},
        {"verdict", "what user space decided",
         [](const FrameView& v, uint16_t) -> Value {
             return static_cast<uint64_t>(v.frame.injection.verdict);
         },
         0, nullptr, &verdictSymbols()},
        {"mmio_data", "what user space answered to an MMIO read",
         [](const FrameView& v, uint16_t) -> Value { return v.frame.injection.mmioData; }},
        {"events", "1 if user space called KVM_SET_VCPU_EVENTS, else 0",
         [](const FrameView& v, uint16_t) -> Value {
             return v.frame.injection.events.has_value();
         }},
        {"events.errno", "what KVM_SET_VCPU_EVENTS returned",
         [](const FrameView& v, uint16_t) -> Value { return asNumber(v.frame.result.eventsErr); },
         0, nullptr, &errnoSymbols()},
        {"memory.errno", "what the first memory action that failed returned",
         [](const FrameView& v, uint16_t) -> Value { return asNumber(v.frame.result.memoryErr); },
         0, nullptr, &errnoSymbols()},
        {"written.errno", "what the first KVM_SET_ONE_REG that failed returned",
         [](const FrameView& v, uint16_t) -> Value {
             return asNumber(v.frame.result.registersErr);
         },
         0, nullptr, &errnoSymbols()},
    };
}

void addMemory(std::vector<Name>& out) {
    out.push_back({"memory", "addresses that user space wrote, poisoned, healed or unmapped",
                   countMemory, kAnyMemory, nullptr, nullptr, false, true});
    for (const auto kind : {MemoryAction::Kind::Write, MemoryAction::Kind::Poison,
                            MemoryAction::Kind::Heal, MemoryAction::Kind::Unmap})
        out.push_back({fmt::format("memory.{}", memoryVerb(kind)),
                       fmt::format("addresses with the action {}", memoryVerb(kind)), countMemory,
                       static_cast<uint16_t>(kind), nullptr, nullptr, false, true});
}

/// A name that several kinds of exit may have, and how each of them reads it.
struct ExitColumn {
    std::string_view name;
    std::array<decltype(ExitMember::read), kExitKinds> readers{};
    std::string exits; ///< names of the kinds
};

const std::vector<ExitColumn>& exitColumns() {
    static const std::vector<ExitColumn> columns = [] {
        std::vector<ExitColumn> made;
        for (const ExitMember& member : exitMembers()) {
            if (member.name == "errno") // the frame's errno says it
                continue;
            auto column = std::ranges::find(made, member.name, &ExitColumn::name);
            if (column == made.end())
                column = made.insert(made.end(), {member.name, {}, {}});
            column->readers[member.kind] = member.read;
            column->exits += (column->exits.empty() ? "" : ", ");
            column->exits += exitKinds()[member.kind].name;
        }
        return made;
    }();
    return columns;
}

Value readExitColumn(const FrameView& view, uint16_t index) {
    const Exit& exit = view.frame.exit;
    const auto read = exitColumns()[index].readers[exit.index()];
    return read != nullptr ? read(exit) : std::nullopt;
}

/// The fields of the members that hold a syndrome.
const FieldSet* exitFieldSet(std::string_view name) {
    if (name == "esr")
        return &seaEsrFields();
    if (name == "hsr")
        return &esrFields();
    return name == "esr_iss" ? &nisvFields() : nullptr;
}

void addExits(std::vector<Name>& out) {
    for (uint16_t i = 0; const ExitColumn& column : exitColumns()) {
        out.push_back({std::string(column.name), fmt::format("member of {}", column.exits),
                       readExitColumn, i, exitFieldSet(column.name)});
        ++i;
    }
}

/// Every member that any dialect has, by name.
const std::vector<std::string_view>& eventsMembers() {
    static const std::vector<std::string_view> members = [] {
        std::vector<std::string_view> made;
        for (const Dialect dialect : kDialects)
            for (const EventsMember& member : eventsLayout(dialect).members)
                if (std::ranges::find(made, member.name) == made.end())
                    made.push_back(member.name);
        return made;
    }();
    return members;
}

Value readEvents(const FrameView& view, uint16_t index) {
    if (!view.frame.injection.events)
        return std::nullopt;
    const Dialect dialect = view.scenario.dialect;
    for (const EventsMember& member : eventsLayout(dialect).members)
        if (member.name == eventsMembers()[index])
            return member.in(decodeEvents(dialect, *view.frame.injection.events));
    return std::nullopt;
}

const FieldSet* eventsFieldSet(std::string_view name) {
    if (name == "serror_esr")
        return &serrorIssFields();
    return name == "ext_abt_esr" ? &abortIssFields() : nullptr;
}

void addEvents(std::vector<Name>& out) {
    for (uint16_t i = 0; const std::string_view member : eventsMembers()) {
        out.push_back({fmt::format("events.{}", member),
                       "member of kvm_vcpu_events, in dialects that have it", readEvents, i,
                       eventsFieldSet(member)});
        ++i;
    }
}

/// A way to look at a register: `{}` of the spelling is its name.
struct RegisterView {
    std::string_view prefix;
    std::string_view suffix;
    std::string_view help;
    decltype(Name::read) read;
    bool hasFields;
    bool needsState;
};

constexpr RegisterView kRegisterViews[] = {
    {"", "", "register at the exit", stateAtExit, true, true},
    {"after.", "", "register after the answer", stateAfter, true, true},
    {"injected.", "", "register that the answer changed, its new value",
     [](const FrameView& v, uint16_t i) { return lastOf(v.frame.injected, i); }, true, false},
    {"written.", "", "register that user space wrote by KVM_SET_ONE_REG",
     [](const FrameView& v, uint16_t i) { return lastOf(v.frame.injection.registers, i); }, true,
     false},
    {"changed(", ")", "1 if the guest changed the register since the vCPU's last frame, else 0",
     [](const FrameView& v, uint16_t i) -> Value { return lastOf(v.frame.ran, i).has_value(); },
     false, false},
};

void addRegisters(std::vector<Name>& out) {
    for (const RegisterView& way : kRegisterViews)
        for (uint16_t i = 0; i < kRegCount; ++i) {
            const std::string_view reg = regInfo(static_cast<Reg>(i)).name;
            out.push_back({fmt::format("{}{}{}", way.prefix, reg, way.suffix),
                           std::string(way.help), way.read, i,
                           way.hasFields ? registerFields(reg) : nullptr, nullptr, way.needsState});
        }
}

bool isSameLetter(char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) ==
           std::toupper(static_cast<unsigned char>(b));
}

/// Counts how many letters must be changed, added, removed or swapped with their neighbour.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> before(b.size() + 1);
    std::vector<size_t> last(b.size() + 1);
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        before.swap(last);
        last.swap(row);
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const bool isSame = isSameLetter(a[i - 1], b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1)});
            if (i > 1 && j > 1 && isSameLetter(a[i - 1], b[j - 2]) &&
                isSameLetter(a[i - 2], b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

} // namespace

const std::vector<Name>& allNames() {
    static const std::vector<Name> names = [] {
        std::vector<Name> made = frameNames();
        addExits(made);
        addEvents(made);
        addMemory(made);
        addRegisters(made);
        return made;
    }();
    return names;
}

const Name* findName(std::string_view name) {
    static const std::map<std::string_view, const Name*> byName = [] {
        std::map<std::string_view, const Name*> made;
        for (const Name& each : allNames())
            made.emplace(each.name, &each);
        return made;
    }();
    const auto found = byName.find(name);
    return found != byName.end() ? found->second : nullptr;
}

const std::vector<Symbol>& Place::symbols() const {
    static const std::vector<Symbol> none;
    if (field != nullptr)
        return field->symbols;
    return name->symbols != nullptr ? *name->symbols : none;
}

std::optional<Place> findPlace(std::string_view text) {
    if (const Name* name = findName(text))
        return Place{name, nullptr};
    const size_t dot = text.rfind('.');
    const Name* name = dot == std::string_view::npos ? nullptr : findName(text.substr(0, dot));
    if (name == nullptr || name->fields == nullptr)
        return std::nullopt;
    const auto field = std::ranges::find(*name->fields, text.substr(dot + 1), &Field::name);
    return field != name->fields->end() ? std::optional(Place{name, &*field}) : std::nullopt;
}

std::string spell(const Place& place) {
    return place.field != nullptr ? fmt::format("{}.{}", place.name->name, place.field->name)
                                  : place.name->name;
}

std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string_view>& candidates) {
    constexpr size_t kLongest = 64; // nothing that we name is longer
    constexpr size_t kMost = 3;
    std::vector<std::pair<size_t, std::string_view>> near;
    const size_t limit = std::max<size_t>(1, word.size() / 3);
    const auto isOfThatLength = [&](std::string_view candidate) {
        return word.size() <= kLongest && candidate.size() <= word.size() + limit &&
               word.size() <= candidate.size() + limit;
    };
    for (const std::string_view candidate : candidates)
        if (isOfThatLength(candidate))
            if (const size_t far = distance(word, candidate); far <= limit)
                near.emplace_back(far, candidate);
    std::ranges::stable_sort(near, {}, [](const auto& each) { return each.first; });
    std::vector<std::string> best;
    for (const auto& [far, candidate] : near)
        if (best.size() < kMost)
            best.emplace_back(candidate);
    return best;
}

} // namespace seatape::trace::filter

namespace seatape::trace {

std::vector<FilterName> filterNames() {
    std::vector<FilterName> list;
    for (const filter::Name& name : filter::allNames()) {
        FilterName& shown = list.emplace_back(FilterName{name.name, name.help, {}});
        if (name.fields != nullptr)
            for (const filter::Field& field : *name.fields)
                shown.fields.emplace_back(field.name);
    }
    return list;
}

} // namespace seatape::trace
