// SPDX-License-Identifier: Apache-2.0
#include "traces/export/export.h"

#include "seatape/arch/registers.h"
#include "seatape/base/hex_bytes.h"
#include "seatape/core/injection_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace seatape::trace {
namespace {

using Json = nlohmann::ordered_json;

Json hexJson(uint64_t value) {
    return fmt::format("{:#x}", value);
}

/// Strings in a trace may hold any bytes; what is not UTF-8 becomes U+FFFD.
std::string line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Exit members that count or number something; all others are register values and addresses.
constexpr std::array<std::string_view, 8> kPlainMembers{"len",   "is_write", "type", "ndata",
                                                        "errno", "suberror", "cpu",  "reason"};

Json exitJson(const Exit& exit) {
    Json json{{"name", exitName(exit)}, {"reason", exitReason(exit)}};
    for (const NamedValue& member : exitFields(exit)) {
        const bool isPlain = std::ranges::find(kPlainMembers, member.name) != kPlainMembers.end();
        json[member.name] = isPlain ? Json(member.value) : hexJson(member.value);
    }
    if (const auto* error = std::get_if<InternalErrorExit>(&exit))
        json["detail"] = error->detail;
    return json;
}

/// A list, not an object: the order counts, and a register may be written twice.
Json registersJson(const std::vector<RegChange>& changes) {
    Json json = Json::array();
    for (const RegChange& change : changes)
        json.push_back({{"reg", regInfo(change.reg).name}, {"value", hexJson(change.value)}});
    return json;
}

Json memoryJson(const std::vector<MemoryAction>& actions) {
    Json json = Json::array();
    for (const MemoryAction& action : actions) {
        Json item{
            {"kind", memoryVerb(action.kind)}, {"gpa", hexJson(action.gpa)}, {"size", action.size}};
        if (action.kind == MemoryAction::Kind::Write)
            item["bytes"] = hexBytes(action.bytes);
        json.push_back(std::move(item));
    }
    return json;
}

Json eventsJson(const VcpuEvents& events, Dialect dialect) {
    Json json = Json::object();
    for (const EventsMember& member : eventsLayout(dialect).members) {
        const uint64_t value = eventsMember(events, member.name).value_or(0);
        json[std::string(member.name)] = member.size() == 1 ? Json(value) : hexJson(value);
    }
    return json;
}

Json rawEventsJson(const RawVcpuEvents& raw, Dialect dialect) {
    Json json{{"raw", hexBytes(raw)}, {"dialect", dialectName(dialect)}};
    json.update(eventsJson(decodeEvents(dialect, raw), dialect));
    return json;
}

Json injectionJson(const Injection& injection, Dialect dialect) {
    Json json{{"verdict", injection.verdict == Verdict::Kill ? "kill" : "resume"}};
    if (!injection.memory.empty())
        json["memory"] = memoryJson(injection.memory);
    if (!injection.registers.empty())
        json["registers"] = registersJson(injection.registers);
    if (injection.events)
        json["events"] = rawEventsJson(*injection.events, dialect);
    if (injection.mmioData)
        json["mmioData"] = hexJson(*injection.mmioData);
    return json;
}

Json resultJson(const InjectionResult& result) {
    return {{"memoryErr", result.memoryErr},
            {"registersErr", result.registersErr},
            {"eventsErr", result.eventsErr}};
}

template <class T, class Render>
Json listJson(const std::vector<T>& list, Render render) {
    Json json = Json::array();
    for (const T& element : list)
        json.push_back(render(element));
    return json;
}

Json slotJson(const MemorySlot& slot) {
    return {{"gpa", hexJson(slot.gpa)}, {"size", slot.size}, {"readonly", slot.readonly}};
}

Json imageJson(const GuestImage& image) {
    return {{"name", image.name}, {"gpa", hexJson(image.gpa)}, {"size", image.bytes.size()}};
}

Json poisonJson(const PoisonRange& range) {
    return {{"gpa", hexJson(range.gpa)},
            {"size", range.size},
            {"FnV", range.FnV},
            {"EA", range.EA},
            {"SET", range.SET}};
}

Json vcpuJson(const VcpuEntry& entry, Dialect dialect) {
    Json json{{"registers", registersJson(entry.registers)}, {"powerOff", entry.powerOff}};
    if (entry.events)
        json["events"] = eventsJson(*entry.events, dialect);
    return json;
}

Json cpuJson(const CpuFeatures& cpu) {
    return {
        {"ras", cpu.ras}, {"doubleFault2", cpu.doubleFault2}, {"lse", cpu.lse}, {"mte", cpu.mte}};
}

Json hostJson(const HostModel& host) {
    return {{"ras", host.ras},
            {"apei", host.apei == Apei::Claims ? "claims" : "absent"},
            {"apeiClaims", host.apeiClaims},
            {"ipaBits", host.ipaBits}};
}

Json policyJson(const PolicyChoice& policy, Dialect dialect) {
    Json json{{"name", policy.name}, {"limit", policy.limit}};
    if (!policy.script.empty())
        json["script"] = listJson(policy.script, [dialect](const ScriptedAnswer& answer) {
            return injectionJson(answer.injection, dialect);
        });
    return json;
}

Json scenarioJson(const Scenario& s) {
    Json json{{"name", s.name}, {"title", s.title}, {"description", s.description}};
    json["dialect"] = dialectName(s.dialect);
    json["cpu"] = cpuJson(s.cpu);
    if (!s.idRegisters.empty())
        json["idRegisters"] = registersJson(s.idRegisters);
    json["host"] = hostJson(s.host);
    json["caps"] = {{"seaToUser", s.caps.seaToUser}, {"nisvToUser", s.caps.nisvToUser}};
    json["vcpus"] = listJson(s.vcpus, [&s](const auto& v) { return vcpuJson(v, s.dialect); });
    json["quantum"] = s.quantum;
    json["slots"] = listJson(s.slots, slotJson);
    json["images"] = listJson(s.images, imageJson);
    json["poison"] = listJson(s.poison, poisonJson);
    if (s.console)
        json["console"] = hexJson(*s.console);
    json["policy"] = policyJson(s.policy, s.dialect);
    json["limits"] = {{"instructions", s.limits.instructions}, {"exits", s.limits.exits}};
    return json;
}

Json expectedFrameJson(const ExpectedFrame& frame) {
    Json values = Json::array();
    for (const auto& [name, value] : frame.values)
        values.push_back({{"name", name}, {"value", hexJson(value)}});
    return {{"abort", frame.abort}, {"exit", frame.exit}, {"values", std::move(values)}};
}

Json expectJson(const Expectations& expect) {
    Json json = Json::object();
    if (expect.end)
        json["end"] = runEndName(*expect.end);
    if (expect.aborts)
        json["aborts"] = *expect.aborts;
    if (expect.console)
        json["console"] = *expect.console;
    json["frames"] = listJson(expect.frames, expectedFrameJson);
    json["registers"] = registersJson(expect.registers);
    return json;
}

Json asJson(const TraceHeader& header) {
    Json json{{"toolVersion", header.toolVersion}, {"backend", header.backend}};
    json["scenario"] = scenarioJson(header.scenario);
    return json;
}

} // namespace

std::string frameJson(const Frame& frame, Dialect dialect) {
    Json json{{"frame", frame.index}, {"vcpu", frame.vcpu}, {"instructions", frame.instructions}};
    json["exit"] = exitJson(frame.exit);
    json["ran"] = registersJson(frame.ran);
    json["injection"] = injectionJson(frame.injection, dialect);
    json["result"] = resultJson(frame.result);
    json["injected"] = registersJson(frame.injected);
    json["digest"] = fmt::format("{:#018x}", frame.digest);
    return line(json);
}

std::string headerJson(const TraceHeader& header) {
    return line(asJson(header));
}

std::string wholeHeaderJson(const TraceHeader& header) {
    Json json = asJson(header);
    Json& scenario = json["scenario"];
    for (size_t i = 0; i < header.scenario.images.size(); ++i)
        scenario["images"][i]["bytes"] = hexBytes(header.scenario.images[i].bytes);
    scenario["expect"] = expectJson(header.scenario.expect);
    return line(json);
}

Result<void> exportJson(const TraceHeader& header, FrameSource& frames, const TextSink& sink) {
    if (auto written = sink(wholeHeaderJson(header) + '\n'); !written)
        return written;
    Frame frame;
    auto more = frames.next(frame);
    for (; more && *more; more = frames.next(frame))
        if (auto written = sink(frameJson(frame, header.scenario.dialect) + '\n'); !written)
            return written;
    return more ? Result<void>() : passOn(more);
}

} // namespace seatape::trace
