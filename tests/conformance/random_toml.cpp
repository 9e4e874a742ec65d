// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_toml.h"

#include <cstdint>
#include <span>

#include <fmt/format.h>

namespace seatape::test {
namespace {

/// TOML's integers are signed.
std::string numberOf(uint64_t value) {
    return value >> 63 == 0 ? fmt::format("{:#x}", value) : fmt::format("\"{:#x}\"", value);
}

/// Hexadecimal digits in groups of four bytes, eight groups a line.
std::string hexOf(std::span<const uint8_t> bytes) {
    std::string text;
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i % 4 == 0 && i != 0)
            text += i % 32 == 0 ? "\n" : " ";
        text += fmt::format("{:02x}", bytes[i]);
    }
    return text.find('\n') == std::string::npos ? fmt::format("\"{}\"", text)
                                                : fmt::format("\"\"\"\n{}\"\"\"", text);
}

std::string registersOf(std::span<const RegChange> registers) {
    std::string text;
    for (const RegChange& change : registers)
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", regInfo(change.reg).name,
                            numberOf(change.value));
    return fmt::format("registers = {{ {} }}\n", text);
}

/// Members by name if they say all, else the bytes.
std::string eventsOf(Dialect dialect, const RawVcpuEvents& raw) {
    const VcpuEvents events = decodeEvents(dialect, raw);
    if (encodeEvents(dialect, events) != raw)
        return fmt::format("raw = {}\n", hexOf(raw));
    std::string text;
    for (const EventsMember& member : eventsLayout(dialect).members)
        if (const uint64_t value = member.in(events); value != 0)
            text +=
                fmt::format("{}{} = {}", text.empty() ? "" : ", ", member.name, numberOf(value));
    return fmt::format("events = {{ {} }}\n", text);
}

std::string answerOf(Dialect dialect, const Injection& injection) {
    std::string text = "\n[[policy.script]]\n";
    if (!injection.registers.empty())
        text += registersOf(injection.registers);
    if (injection.events)
        text += eventsOf(dialect, *injection.events);
    if (injection.mmioData)
        text += fmt::format("mmio-data = {}\n", numberOf(*injection.mmioData));
    return text;
}

std::string headOf(const Scenario& s) {
    return fmt::format("name = \"{}\"\ntitle = \"{}\"\n\n"
                       "[cpu]\nras = {}\ndouble-fault2 = {}\nlse = {}\nmte = {}\n\n"
                       "[vm]\nsea-to-user = {}\nnisv-to-user = {}\n\n"
                       "[limits]\ninstructions = {}\nexits = {}\n",
                       s.name, s.title, s.cpu.ras, s.cpu.doubleFault2, s.cpu.lse, s.cpu.mte,
                       s.caps.seaToUser, s.caps.nisvToUser, s.limits.instructions, s.limits.exits);
}

std::string memoryOf(const Scenario& s) {
    std::string text;
    for (const MemorySlot& slot : s.slots)
        text += fmt::format("\n[[slot]]\ngpa = {:#x}\nsize = {:#x}\nreadonly = {}\n", slot.gpa,
                            slot.size, slot.readonly);
    for (const GuestImage& image : s.images)
        text +=
            fmt::format("\n[[guest.raw]]\nload = {:#x}\nhex = {}\n", image.gpa, hexOf(image.bytes));
    for (const PoisonRange& p : s.poison)
        text +=
            fmt::format("\n[[poison]]\ngpa = {:#x}\nsize = {:#x}\nFnV = {}\nEA = {}\nSET = {}\n",
                        p.gpa, p.size, p.FnV, p.EA, p.SET);
    return text;
}

} // namespace

std::string tomlOf(const Scenario& scenario) {
    std::string text = headOf(scenario) + memoryOf(scenario);
    for (const VcpuEntry& vcpu : scenario.vcpus)
        text += "\n[[vcpu]]\n" + registersOf(vcpu.registers);
    text += fmt::format("\n[policy]\nname = \"{}\"\n", scenario.policy.name);
    for (const ScriptedAnswer& answer : scenario.policy.script)
        text += answerOf(scenario.dialect, answer.injection);
    return text;
}

} // namespace seatape::test
