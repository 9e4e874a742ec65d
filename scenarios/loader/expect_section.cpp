// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/sections.h"
#include "seatape/core/exit.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

std::vector<std::string> exitNames() {
    std::vector<std::string> names;
    for (const ExitKind& kind : exitKinds())
        names.emplace_back(kind.name);
    return names;
}

/// The members that a frame with this exit (or any, if empty) may name.
std::vector<std::string> membersOf(const std::string& exit) {
    std::vector<std::string> names{"errno", "vcpu"};
    for (const ExitMember& member : exitMembers())
        if (exit.empty() || exitKinds()[member.kind].name == exit)
            if (std::ranges::find(names, member.name) == names.end())
                names.emplace_back(member.name);
    return names;
}

void readFrame(TableReader& reader, std::vector<ExpectedFrame>& out) {
    ExpectedFrame frame;
    reader.require("abort");
    reader.number("abort", frame.abort);
    if (const auto index = reader.choice("exit", exitNames()))
        frame.exit = exitNames()[*index];
    const auto members = membersOf(frame.exit);
    reader.numbers("values", [&](const std::string& name, uint64_t value) {
        if (!regByName(name) && std::ranges::find(members, name) == members.end())
            return reader.failInside("values", name,
                                     fmt::format("expect.frame.values: no such value '{}'", name),
                                     "allowed: a register, " + joinNames(members));
        frame.values.emplace_back(name, value);
    });
    out.push_back(std::move(frame));
}

std::vector<std::string> endNames() {
    std::vector<std::string> names;
    for (int end = 0; end <= static_cast<int>(RunEnd::Interrupted); ++end)
        names.emplace_back(runEndName(static_cast<RunEnd>(end)));
    return names;
}

} // namespace

void readExpectations(TableReader& reader, Expectations& out) {
    if (const auto end = reader.choice("end", endNames()))
        out.end = static_cast<RunEnd>(*end);
    if (uint64_t aborts = 0; reader.number("aborts", aborts), reader.has("aborts"))
        out.aborts = aborts;
    if (std::string console; reader.text("console", console), reader.has("console"))
        out.console = std::move(console);
    reader.registers("registers", out.registers);
    reader.tables("frame", [&](TableReader& r) { readFrame(r, out.frames); });
}

} // namespace seatape::scenario
