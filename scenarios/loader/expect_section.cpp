#include "core/exit.h"
#include "scenarios/loader/sections.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

/// An exit kind with the members that a scenario may ask for.
struct ExitKind {
    std::string name;
    std::vector<std::string> members;
};

ExitKind kindOf(const Exit& exit) {
    ExitKind kind{std::string(exitName(exit)), {}};
    for (const NamedValue& field : exitFields(exit))
        kind.members.push_back(field.name);
    return kind;
}

/// A default exit of the type, with every optional member present.
template <class T>
Exit fullExit() {
    if constexpr (std::is_same_v<T, SeaExit>)
        return SeaExit{0, 0, 0};
    else if constexpr (std::is_same_v<T, MmioExit>)
        return MmioExit{0, 1, true, 0};
    else
        return T{};
}

template <size_t... I>
std::vector<ExitKind> makeKinds(std::index_sequence<I...>) {
    return {kindOf(fullExit<std::variant_alternative_t<I, Exit>>())...};
}

const std::vector<ExitKind>& exitKinds() {
    static const auto kinds = makeKinds(std::make_index_sequence<std::variant_size_v<Exit>>{});
    return kinds;
}

std::vector<std::string> exitNames() {
    std::vector<std::string> names;
    for (const ExitKind& kind : exitKinds())
        names.push_back(kind.name);
    return names;
}

/// The members that a frame with this exit (or any, if empty) may name.
std::vector<std::string> membersOf(const std::string& exit) {
    std::vector<std::string> names{"errno", "vcpu"};
    for (const ExitKind& kind : exitKinds())
        if (exit.empty() || kind.name == exit)
            for (const std::string& member : kind.members)
                if (std::ranges::find(names, member) == names.end())
                    names.push_back(member);
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
