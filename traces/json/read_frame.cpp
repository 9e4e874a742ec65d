// SPDX-License-Identifier: Apache-2.0
#include "traces/json/read.h"

#include "seatape/core/injection_text.h"

#include <algorithm>

namespace seatape::trace::json {
namespace {

/// Members of an exit that count or number something are plain numbers; all others are hex.
uint32_t hex32(Object& o, const char* key) {
    const uint64_t value = o.hex(key);
    if (value > UINT32_MAX)
        o.fail(key, "the number does not fit 32 bits");
    return static_cast<uint32_t>(value);
}

int32_t err(Object& o) {
    return static_cast<int32_t>(o.number32("errno"));
}

void read(Object& o, MmioExit& e) {
    e.phys_addr = o.hex("phys_addr");
    e.len = o.number32("len");
    e.is_write = o.number("is_write", 1) != 0;
    e.data = e.is_write ? o.hex("data") : 0;
}

void read(Object& o, ArmNisvExit& e) {
    e = {o.hex("esr_iss"), o.hex("fault_ipa")};
}

void read(Object& o, SeaExit& e) {
    e.esr = o.hex("esr");
    if (o.has("gva"))
        e.gva = o.hex("gva");
    if (o.has("gpa"))
        e.gpa = o.hex("gpa");
    if (o.hex("flags") != (e.gpa ? kArmSeaFlagGpaValid : 0))
        o.fail("flags", "bit 0 must tell whether there is a gpa, and no other bit be set");
}

void read(Object& o, LdSt64BExit& e) {
    e = {o.hex("esr_iss"), o.hex("fault_ipa")};
}

void read(Object& o, SystemEventExit& e) {
    e = {o.number32("type"), o.number32("ndata"), o.hex("data0")};
}

void read(Object& o, HypercallExit& e) {
    e = {o.hex("nr"), o.hex("flags")};
}

void read(Object& o, DebugExit& e) {
    e = {hex32(o, "hsr"), hex32(o, "hsr_high"), o.hex("far")};
}

void read(Object& o, MemoryFaultExit& e) {
    e = {o.hex("flags"), o.hex("gpa"), o.hex("size"), err(o)};
}

void read(Object& o, FailEntryExit& e) {
    e = {o.hex("hardware_entry_failure_reason"), o.number32("cpu")};
}

void read(Object& o, InternalErrorExit& e) {
    e = {o.number32("suberror"), o.hex("insn"), o.text("detail")};
}

void read(Object&, InterruptedExit&) {}

void read(Object& o, UnknownExit& e) {
    e = {o.number32("reason"), err(o)};
}

template <size_t... I>
Exit defaultExit(size_t kind, std::index_sequence<I...>) {
    Exit exit;
    (void)((I == kind && (exit.emplace<I>(), true)) || ...);
    return exit;
}

Exit readExit(Object o) {
    std::vector<std::string_view> names;
    for (const ExitKind& kind : exitKinds())
        names.push_back(kind.name);
    Exit exit =
        defaultExit(o.choice("name", names), std::make_index_sequence<std::variant_size_v<Exit>>{});
    std::visit([&o](auto& e) { read(o, e); }, exit);
    if (o.number("reason") != exitReason(exit))
        o.fail("reason", "is another exit's than the name");
    o.done();
    return exit;
}

MemoryAction readAction(Object& o) {
    using Kind = MemoryAction::Kind;
    const std::vector<std::string_view> verbs{memoryVerb(Kind::Write), memoryVerb(Kind::Poison),
                                              memoryVerb(Kind::Heal), memoryVerb(Kind::Unmap)};
    MemoryAction action{
        static_cast<Kind>(o.choice("kind", verbs)), o.hex("gpa"), o.number("size"), {}};
    if (action.kind == Kind::Write)
        action.bytes = o.bytes("bytes");
    return action;
}

/// The bytes count; the members beside them must agree.
RawVcpuEvents readRawEvents(Object o, Dialect dialect) {
    if (o.text("dialect") != dialectName(dialect))
        o.fail("dialect", "is not the dialect of the trace");
    const auto bytes = o.bytes("raw");
    RawVcpuEvents raw{};
    if (bytes.size() != raw.size())
        o.fail("raw", "must be 64 bytes");
    std::ranges::copy(bytes, raw.begin());
    const VcpuEvents events = decodeEvents(dialect, raw);
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const std::string key(member.name);
        const uint64_t value =
            member.size() == 1 ? o.number(key.c_str(), UINT8_MAX) : o.hex(key.c_str());
        if (value != member.in(events))
            o.fail(key, "does not agree with the raw bytes");
    }
    o.done();
    return raw;
}

InjectionResult readResult(Object o) {
    const InjectionResult result{o.signedNumber("memoryErr"), o.signedNumber("registersErr"),
                                 o.signedNumber("eventsErr")};
    o.done();
    return result;
}

} // namespace

Injection readInjection(Object& o, Dialect dialect) {
    Injection injection;
    injection.verdict = static_cast<Verdict>(o.choice("verdict", {"resume", "kill"}));
    if (o.has("memory"))
        o.list("memory", [&](Object& each) { injection.memory.push_back(readAction(each)); });
    if (o.has("registers"))
        injection.registers = o.registers("registers");
    if (o.has("events"))
        injection.events = readRawEvents(o.object("events"), dialect);
    if (o.has("mmioData"))
        injection.mmioData = o.hex("mmioData");
    o.done();
    return injection;
}

Frame readFrame(Object& o, Dialect dialect) {
    Frame frame;
    frame.index = o.number("frame");
    frame.vcpu = o.number32("vcpu");
    frame.instructions = o.number("instructions");
    frame.exit = readExit(o.object("exit"));
    frame.ran = o.registers("ran");
    Object injection = o.object("injection");
    frame.injection = readInjection(injection, dialect);
    frame.result = readResult(o.object("result"));
    frame.injected = o.registers("injected");
    frame.digest = o.hex("digest");
    o.done();
    return frame;
}

} // namespace seatape::trace::json
