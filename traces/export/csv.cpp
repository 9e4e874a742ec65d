// SPDX-License-Identifier: Apache-2.0
#include "traces/export/csv.h"

#include "seatape/core/injection_text.h"
#include "seatape/core/recorder.h"
#include "seatape/esr/format.h"

#include <array>
#include <iterator>
#include <string>

#include <fmt/format.h>

namespace seatape::trace {
namespace {

struct View {
    const Frame& frame;
    const Scenario& scenario;
    const VcpuState& before;
    const VcpuState& after;
};

struct Column {
    std::string_view name;
    std::string (*text)(const View& view);
};

std::string hexOrEmpty(std::optional<uint64_t> value) {
    return value ? fmt::format("{:#x}", *value) : "";
}

const SeaExit* asSea(const View& view) {
    return std::get_if<SeaExit>(&view.frame.exit);
}

std::string syndrome(const View& view) {
    const SeaExit* sea = asSea(view);
    const auto context = EsrContext::forSeaExit(view.scenario.cpu.ras);
    return sea != nullptr ? summarizeEsr(sea->esr, context) : "";
}

constexpr Column kColumns[] = {
    {"frame", [](const View& v) { return fmt::to_string(v.frame.index); }},
    {"vcpu", [](const View& v) { return fmt::to_string(v.frame.vcpu); }},
    {"instructions", [](const View& v) { return fmt::to_string(v.frame.instructions); }},
    {"exit", [](const View& v) { return std::string(exitName(v.frame.exit)); }},
    {"reason", [](const View& v) { return fmt::to_string(exitReason(v.frame.exit)); }},
    {"members", [](const View& v) { return membersText(v.frame.exit); }},
    {"esr", [](const View& v) { return asSea(v) ? hexOrEmpty(asSea(v)->esr) : ""; }},
    {"syndrome", syndrome},
    {"gva", [](const View& v) { return asSea(v) ? hexOrEmpty(asSea(v)->gva) : ""; }},
    {"gpa", [](const View& v) { return asSea(v) ? hexOrEmpty(asSea(v)->gpa) : ""; }},
    {"pc", [](const View& v) { return hexOrEmpty(v.before[Reg::PC]); }},
    {"pstate", [](const View& v) { return hexOrEmpty(v.before[Reg::PSTATE]); }},
    {"answer",
     [](const View& v) { return summarizeInjection(v.frame.injection, v.scenario.dialect); }},
    {"memory_errno", [](const View& v) { return fmt::to_string(v.frame.result.memoryErr); }},
    {"registers_errno", [](const View& v) { return fmt::to_string(v.frame.result.registersErr); }},
    {"events_errno", [](const View& v) { return fmt::to_string(v.frame.result.eventsErr); }},
    {"pc_after", [](const View& v) { return hexOrEmpty(v.after[Reg::PC]); }},
    {"pstate_after", [](const View& v) { return hexOrEmpty(v.after[Reg::PSTATE]); }},
    {"digest", [](const View& v) { return fmt::format("{:#018x}", v.frame.digest); }},
};

constexpr auto kNames = [] {
    std::array<std::string_view, std::size(kColumns)> names{};
    for (size_t i = 0; i < names.size(); ++i)
        names[i] = kColumns[i].name;
    return names;
}();

/// Appends a value, in quotes if it holds what separates values.
void appendField(std::string& row, std::string_view value) {
    row += row.empty() ? "" : ",";
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        row += value;
        return;
    }
    row += '"';
    for (const char c : value)
        row += c == '"' ? std::string("\"\"") : std::string(1, c);
    row += '"';
}

std::string rowOf(const View& view) {
    std::string row;
    for (const Column& column : kColumns)
        appendField(row, column.text(view));
    return row + "\r\n";
}

} // namespace

std::span<const std::string_view> csvColumns() {
    return kNames;
}

Result<void> exportCsv(const TraceHeader& header, FrameSource& frames, const TextSink& sink) {
    std::string names;
    for (const std::string_view name : kNames)
        appendField(names, name);
    if (auto written = sink(names + "\r\n"); !written)
        return written;
    StateTracker states;
    Frame frame;
    auto more = frames.next(frame);
    for (; more && *more; more = frames.next(frame)) {
        const VcpuState before = states.atExit(frame);
        const View view{frame, header.scenario, before, states.afterInjection(frame)};
        if (auto written = sink(rowOf(view)); !written)
            return written;
    }
    return more ? Result<void>() : passOn(more);
}

} // namespace seatape::trace
