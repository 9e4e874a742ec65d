// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/sections.h"
#include "seatape/core/policy.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

std::vector<std::string> policyNames() {
    std::vector<std::string> names;
    for (const PolicyInfo& policy : policies())
        names.emplace_back(policy.name);
    return names;
}

std::string memberList(Dialect dialect) {
    std::vector<std::string> names;
    for (const EventsMember& member : eventsLayout(dialect).members)
        names.emplace_back(member.name);
    return fmt::format("allowed in the dialect {}: {}", dialectName(dialect), joinNames(names));
}

bool hasMember(Dialect dialect, std::string_view name) {
    return std::ranges::any_of(eventsLayout(dialect).members,
                               [&](const EventsMember& member) { return member.name == name; });
}

/// `{ write = GPA, hex = "…" }`, or `{ poison | heal | unmap = GPA, size = N }`.
void readMemoryAction(TableReader& reader, std::vector<MemoryAction>& out) {
    using Kind = MemoryAction::Kind;
    struct Verb {
        std::string_view name;
        Kind kind;
    };
    constexpr std::array verbs{Verb{"write", Kind::Write}, Verb{"poison", Kind::Poison},
                               Verb{"heal", Kind::Heal}, Verb{"unmap", Kind::Unmap}};
    MemoryAction action;
    int found = 0;
    for (const Verb& verb : verbs) {
        reader.number(verb.name, action.gpa);
        if (reader.has(verb.name)) {
            ++found;
            action.kind = verb.kind;
        }
    }
    reader.number("size", action.size, 1);
    reader.hexBytes("hex", action.bytes);
    if (found != 1)
        reader.fail("", "a memory action says what it does once",
                    "allowed: one of write, poison, heal, unmap = ADDRESS");
    if (action.kind == Kind::Write) {
        reader.require("hex");
        action.size = action.bytes.size();
    } else {
        reader.require("size");
    }
    out.push_back(std::move(action));
}

void readRawEvents(TableReader& reader, std::optional<RawVcpuEvents>& out) {
    std::vector<uint8_t> bytes;
    reader.hexBytes("raw", bytes);
    if (!reader.has("raw"))
        return;
    if (reader.has("events"))
        return reader.fail("raw", "raw and events are two spellings of the same call", "keep one");
    if (bytes.size() != kVcpuEventsSize)
        return reader.fail("raw", fmt::format("raw has {} bytes", bytes.size()),
                           "struct kvm_vcpu_events has 64 bytes: write 128 hexadecimal digits");
    out.emplace();
    std::ranges::copy(bytes, out->begin());
}

void readAnswer(TableReader& reader, Dialect dialect, std::vector<ScriptedAnswer>& out) {
    Injection injection;
    std::optional<VcpuEvents> events;
    readEvents(reader, dialect, events);
    if (events)
        if (const auto raw = encodeEvents(dialect, *events))
            injection.events = *raw;
    readRawEvents(reader, injection.events);
    reader.registers("registers", injection.registers);
    if (reader.has("mmio-data"))
        injection.mmioData = 0;
    if (uint64_t data = 0; reader.number("mmio-data", data), injection.mmioData)
        injection.mmioData = data;
    reader.tables("memory",
                  [&](TableReader& action) { readMemoryAction(action, injection.memory); });
    const auto verdict = reader.choice("verdict", {"resume", "kill"});
    if (verdict == 1)
        injection.verdict = Verdict::Kill;
    out.push_back({std::move(injection)});
}

} // namespace

void readEvents(TableReader& reader, Dialect dialect, std::optional<VcpuEvents>& out) {
    if (reader.has("events"))
        out.emplace();
    reader.numbers("events", [&](const std::string& name, uint64_t value) {
        if (!hasMember(dialect, name))
            return reader.failInside("events", name,
                                     fmt::format("kvm_vcpu_events has no member '{}'", name),
                                     memberList(dialect));
        if (const auto ok = setEventsMember(*out, name, value); !ok)
            reader.failInside("events", name, ok.error().what, "allowed: 0 to 255");
    });
}

void readPolicy(TableReader& reader, Dialect dialect, PolicyChoice& out) {
    const auto names = policyNames();
    if (const auto index = reader.choice("name", names))
        out.name = names[*index];
    reader.number("limit", out.limit);
    reader.tables("script", [&](TableReader& r) { readAnswer(r, dialect, out.script); });
}

} // namespace seatape::scenario
