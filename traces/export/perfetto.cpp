// SPDX-License-Identifier: Apache-2.0
#include "traces/export/perfetto.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/injection_text.h"
#include "seatape/core/recorder.h"
#include "seatape/esr/format.h"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace seatape::trace {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(uint64_t value) {
    return fmt::format("{:#x}", value);
}

/// Strings in a trace may hold any bytes; what is not UTF-8 becomes U+FFFD.
std::string text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json event(const char* phase, uint32_t vcpu) {
    return {{"ph", phase}, {"pid", 1}, {"tid", uint64_t{vcpu} + 1}};
}

/// Names a track; a viewer shows the first vCPU as track 1, since 0 has a meaning of its own.
Json naming(const char* what, uint32_t vcpu, const std::string& name) {
    Json json = event("M", vcpu);
    json["name"] = what;
    json["args"] = {{"name", name}};
    return json;
}

Json syndromeArgs(uint64_t esr, bool guestHasRas) {
    Json json = Json::object();
    const auto context = EsrContext::forSeaExit(guestHasRas);
    json["summary"] = summarizeEsr(esr, context);
    for (const FieldNote& field : describeFields(decodeEsr(esr, context).fields))
        if (field.state == FieldState::Known && (field.value != 0 || !field.valueName.empty()))
            json[field.name] = field.valueName.empty()
                                   ? hex(field.value)
                                   : fmt::format("{:#x} {}", field.value, field.valueName);
    return json;
}

/// Turns frames into events, one vCPU beside the other.
class Events {
public:
    explicit Events(const Scenario& scenario) : m_scenario(scenario) {}

    /// Returns the events of a frame, each after a comma.
    std::string of(const Frame& frame) {
        const VcpuState before = m_states.atExit(frame);
        const VcpuState& after = m_states.afterInjection(frame);
        std::string out;
        const auto [last, isNew] = m_last.try_emplace(frame.vcpu, 0);
        if (isNew)
            out +=
                ",\n" + text(naming("thread_name", frame.vcpu, fmt::format("vCPU {}", frame.vcpu)));
        out += ",\n" + text(slice(frame, before, last->second));
        if (!frame.injection.isEmpty() || frame.injection.verdict == Verdict::Kill)
            out += ",\n" + text(instant(frame, before, after));
        last->second = frame.instructions;
        return out;
    }

private:
    Json slice(const Frame& frame, const VcpuState& before, uint64_t start) const {
        Json json = event("X", frame.vcpu);
        json["name"] = exitName(frame.exit);
        json["cat"] = "exit";
        json["ts"] = std::min(start, frame.instructions); // a damaged trace may count back
        json["dur"] = frame.instructions - std::min(start, frame.instructions);
        Json args{{"frame", frame.index}, {"PC", hex(before[Reg::PC])}};
        for (const NamedValue& member : exitFields(frame.exit))
            args[member.name] = hex(member.value);
        if (const auto* error = std::get_if<InternalErrorExit>(&frame.exit))
            args["detail"] = error->detail;
        if (const auto* sea = std::get_if<SeaExit>(&frame.exit))
            args["syndrome"] = syndromeArgs(sea->esr, m_scenario.cpu.ras);
        args["digest"] = fmt::format("{:#018x}", frame.digest);
        json["args"] = std::move(args);
        return json;
    }

    Json instant(const Frame& frame, const VcpuState& before, const VcpuState& after) const {
        Json json = event("i", frame.vcpu);
        json["name"] = summarizeInjection(frame.injection, m_scenario.dialect);
        json["cat"] = "answer";
        json["ts"] = frame.instructions;
        json["s"] = "t"; // of this track only
        Json args{{"frame", frame.index}};
        if (isExceptionEntry(before, after)) {
            args["vector"] = vectorText(after[Reg::PC] - after[Reg::VBAR_EL1]);
            args["ESR_EL1"] = summarizeEsr(after[Reg::ESR_EL1]);
            args["FAR_EL1"] = hex(after[Reg::FAR_EL1]);
        }
        args["memoryErr"] = frame.result.memoryErr;
        args["registersErr"] = frame.result.registersErr;
        args["eventsErr"] = frame.result.eventsErr;
        json["args"] = std::move(args);
        return json;
    }

    const Scenario& m_scenario;
    StateTracker m_states;
    std::map<uint32_t, uint64_t> m_last; // instructions at the last exit of each vCPU
};

} // namespace

Result<void> exportPerfetto(const TraceHeader& header, FrameSource& frames, const TextSink& sink) {
    const Json about{{"scenario", header.scenario.name},
                     {"clock", "one microsecond is one instruction of the vCPU"},
                     {"tool", "seatape " + header.toolVersion},
                     {"backend", header.backend},
                     {"dialect", dialectName(header.scenario.dialect)}};
    const std::string start =
        fmt::format("{{\"displayTimeUnit\":\"ns\",\"otherData\":{},\"traceEvents\":[\n{}",
                    text(about), text(naming("process_name", 0, header.scenario.name)));
    if (auto written = sink(start); !written)
        return written;
    Events events(header.scenario);
    Frame frame;
    auto more = frames.next(frame);
    for (; more && *more; more = frames.next(frame))
        if (auto written = sink(events.of(frame)); !written)
            return written;
    return more ? sink("\n]}\n") : passOn(more);
}

} // namespace seatape::trace
