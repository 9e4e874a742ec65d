// SPDX-License-Identifier: Apache-2.0
#include "cli/text.h"

#include "cli/json.h"

#include "seatape/core/injection_text.h"
#include "seatape/core/policy.h"
#include "seatape/esr/format.h"

#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

std::string setting(std::string_view name, std::string_view value) {
    return fmt::format("{:<10} {}", name, value);
}

std::string onOff(std::string_view name, bool on) {
    return fmt::format("{} {}", name, on ? "on" : "off");
}

std::string rangeText(uint64_t start, uint64_t size) {
    return fmt::format("{:#x}..{:#x} ({} bytes)", start, start + size - 1, size);
}

std::string poisonText(const PoisonRange& poison) {
    constexpr const char* kSeverity[] = {"UER", "reserved", "UC", "UEO"};
    return fmt::format("{}{}{}, SET={} ({})", rangeText(poison.gpa, poison.size),
                       poison.FnV ? ", FnV" : "", poison.EA ? ", EA" : "", poison.SET,
                       kSeverity[poison.SET & 3]);
}

std::string hostText(const HostModel& host) {
    const std::string apei = host.apei == Apei::Claims
                                 ? fmt::format("APEI claims {}", counted(host.apeiClaims, "abort"))
                                 : "no APEI";
    return fmt::format("{}, {}, {} IPA bits", onOff("RAS", host.ras), apei, host.ipaBits);
}

std::string policyText(const PolicyChoice& policy) {
    std::string text = policy.name;
    for (const PolicyInfo& info : policies())
        if (info.name == policy.name)
            text += fmt::format(": {}", info.summary);
    return policy.limit == 0 ? text : fmt::format("{} (limit {})", text, policy.limit);
}

/// The instruction that the simulator cannot do, or the reason as a number.
std::string stopText(const Exit& exit) {
    const auto* error = std::get_if<InternalErrorExit>(&exit);
    if (error == nullptr)
        return "nobody can answer " + exitText(exit);
    return fmt::format("the simulator does not implement {} (instruction {:#010x})", error->detail,
                       error->insn);
}

Error unfinishedError(const Scenario& scenario, const RunSummary& summary) {
    const RunLimits& limits = scenario.limits;
    const uint64_t instructions = summary.last.instructions; // 0: a real KVM does not tell
    std::string where = fmt::format("{}, vCPU {}", scenario.name, summary.last.vcpu);
    if (instructions != 0)
        where += " after " + counted(instructions, "instruction");
    switch (summary.end) {
    case RunEnd::ExitLimit:
        return {fmt::format("the guest made {}, which is the limit", counted(limits.exits, "exit")),
                where, "raise limits.exits in the scenario if it needs more"};
    case RunEnd::Interrupted:
        if (instructions == 0)
            return {"the guest ran on without an exit, or every vCPU waits for an interrupt that "
                    "never comes",
                    where, "see whether KVM re-enters it for ever, or run it on the simulator"};
        return {fmt::format("the guest did not end within {} instructions, or every vCPU waits for "
                            "an interrupt that never comes",
                            limits.instructions),
                where, "raise limits.instructions in the scenario if it needs more"};
    default:
        return {stopText(summary.last.exit), where,
                "`seatape record` and `seatape show` tell how it got there"};
    }
}

} // namespace

std::string printable(std::string_view text) {
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isControl = (byte < 0x20 && c != '\t') || byte == 0x7f;
        shown += isControl ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return shown;
}

std::string registerText(Reg reg, uint64_t value) {
    return reg == Reg::ESR_EL1 ? summarizeEsr(value) : fmt::format("{:#x}", value);
}

std::vector<std::string> settingLines(const Scenario& s) {
    std::vector<std::string> lines{
        setting("dialect", dialectName(s.dialect)),
        setting("policy", policyText(s.policy)),
        setting("CPU", fmt::format("{}, {}, {}, {}", onOff("RAS", s.cpu.ras),
                                   onOff("DoubleFault2", s.cpu.doubleFault2),
                                   onOff("LSE", s.cpu.lse), onOff("MTE", s.cpu.mte))),
        setting("host", hostText(s.host)),
        setting("caps", fmt::format("{}, {}", onOff("SEA_TO_USER", s.caps.seaToUser),
                                    onOff("NISV_TO_USER", s.caps.nisvToUser))),
        setting("vCPUs", fmt::format("{}, {} instructions a turn", s.vcpus.size(), s.quantum))};
    for (const RegChange& change : s.idRegisters)
        lines.push_back(
            setting("ID", fmt::format("{} {:#x}", regInfo(change.reg).name, change.value)));
    for (const MemorySlot& slot : s.slots)
        lines.push_back(setting("slot", fmt::format("{}{}", rangeText(slot.gpa, slot.size),
                                                    slot.readonly ? ", read-only" : "")));
    for (const GuestImage& image : s.images)
        lines.push_back(setting(
            "image", fmt::format("{} {}", rangeText(image.gpa, image.bytes.size()), image.name)));
    for (const PoisonRange& poison : s.poison)
        lines.push_back(setting("poison", poisonText(poison)));
    if (s.console)
        lines.push_back(setting("console", fmt::format("{:#x}", *s.console)));
    lines.push_back(
        setting("limits", fmt::format("{}, {}", counted(s.limits.instructions, "instruction"),
                                      counted(s.limits.exits, "exit"))));
    return lines;
}

std::vector<std::string> expectationLines(const Scenario& scenario) {
    const Expectations& expect = scenario.expect;
    std::vector<std::string> lines;
    if (expect.end)
        lines.push_back(fmt::format("the run ends with {}", runEndName(*expect.end)));
    if (expect.aborts)
        lines.push_back(fmt::format("user space answers {}", counted(*expect.aborts, "abort")));
    if (expect.console)
        lines.push_back(fmt::format("the guest prints \"{}\"", printable(*expect.console)));
    for (const ExpectedFrame& frame : expect.frames) {
        std::string line = fmt::format("abort {}: {}", frame.abort, frame.exit);
        for (const auto& [name, value] : frame.values)
            line += fmt::format(" {}={:#x}", name, value);
        lines.push_back(std::move(line));
    }
    for (const RegChange& change : expect.registers)
        lines.push_back(
            fmt::format("at the end {} is {:#x}", regInfo(change.reg).name, change.value));
    return lines;
}

void sayDivergences(const std::vector<Divergence>& divergences, uint64_t max) {
    for (size_t i = 0; i < divergences.size() && i < max; ++i)
        say("{}\n", divergences[i].message());
    if (divergences.size() > max)
        say("… and {} more (--max N shows more)\n", divergences.size() - max);
}

Json divergencesJson(const std::vector<Divergence>& divergences) {
    Json list = Json::array();
    for (const Divergence& d : divergences) {
        Json item{{"frame", d.frame}, {"vcpu", d.vcpu}, {"field", d.field}};
        item["recorded"] = d.recorded;
        item["observed"] = d.observed;
        if (!d.note.empty())
            item["note"] = d.note;
        list.push_back(std::move(item));
    }
    return list;
}

std::string summaryLine(const RunSummary& summary) {
    const uint64_t instructions = summary.last.instructions; // 0: a real KVM does not tell
    return fmt::format("{} after {}, {} of them aborts{}", runEndName(summary.end),
                       counted(summary.exits, "exit"), summary.aborts,
                       instructions == 0 ? std::string()
                                         : fmt::format("; vCPU {} has run {}", summary.last.vcpu,
                                                       counted(instructions, "instruction")));
}

Json summaryJson(const RunSummary& summary) {
    return {{"end", runEndName(summary.end)}, {"exits", summary.exits},
            {"aborts", summary.aborts},       {"lastExit", exitText(summary.last.exit)},
            {"vcpu", summary.last.vcpu},      {"instructions", summary.last.instructions},
            {"console", summary.console}};
}

std::optional<Error> unfinished(const Scenario& scenario, const RunSummary& summary) {
    const bool isEnd = summary.end == RunEnd::SystemOff || summary.end == RunEnd::Reset ||
                       summary.end == RunEnd::Killed;
    if (isEnd || scenario.expect.end == summary.end)
        return std::nullopt;
    return unfinishedError(scenario, summary);
}

} // namespace seatape::cli
