// SPDX-License-Identifier: Apache-2.0
/// The members of the trace header and of everything in a scenario, in their order in a trace; see
/// serialize.h for the rules. Private to traces/.
#pragma once

#include "traces/container/serialize.h"
#include "traces/container/trace_header.h"

#include <boost/serialization/utility.hpp>

namespace seatape {

template <class Archive>
void serialize(Archive& ar, CpuFeatures& cpu, unsigned /*version*/) {
    trace::field(ar, "ras", cpu.ras);
    trace::field(ar, "doubleFault2", cpu.doubleFault2);
    trace::field(ar, "lse", cpu.lse);
    trace::field(ar, "mte", cpu.mte);
}

template <class Archive>
void serialize(Archive& ar, HostModel& host, unsigned /*version*/) {
    trace::field(ar, "ras", host.ras);
    trace::field(ar, "apei", host.apei);
    trace::field(ar, "apeiClaims", host.apeiClaims);
    trace::field(ar, "ipaBits", host.ipaBits);
}

template <class Archive>
void serialize(Archive& ar, VmCaps& caps, unsigned /*version*/) {
    trace::field(ar, "seaToUser", caps.seaToUser);
    trace::field(ar, "nisvToUser", caps.nisvToUser);
}

template <class Archive>
void serialize(Archive& ar, MemorySlot& slot, unsigned /*version*/) {
    trace::field(ar, "gpa", slot.gpa);
    trace::field(ar, "size", slot.size);
    trace::field(ar, "readonly", slot.readonly);
}

template <class Archive>
void serialize(Archive& ar, GuestImage& image, unsigned /*version*/) {
    trace::field(ar, "name", image.name);
    trace::field(ar, "gpa", image.gpa);
    trace::field(ar, "bytes", image.bytes);
}

template <class Archive>
void serialize(Archive& ar, PoisonRange& range, unsigned /*version*/) {
    trace::field(ar, "gpa", range.gpa);
    trace::field(ar, "size", range.size);
    trace::field(ar, "FnV", range.FnV);
    trace::field(ar, "EA", range.EA);
    trace::field(ar, "SET", range.SET);
}

template <class Archive>
void serialize(Archive& ar, VcpuEvents& events, unsigned /*version*/) {
    trace::field(ar, "serror_pending", events.serror_pending);
    trace::field(ar, "serror_has_esr", events.serror_has_esr);
    trace::field(ar, "ext_dabt_pending", events.ext_dabt_pending);
    trace::field(ar, "ext_iabt_pending", events.ext_iabt_pending);
    trace::field(ar, "ext_abt_has_esr", events.ext_abt_has_esr);
    trace::field(ar, "serror_esr", events.serror_esr);
    trace::field(ar, "ext_abt_esr", events.ext_abt_esr);
}

template <class Archive>
void serialize(Archive& ar, VcpuEntry& entry, unsigned /*version*/) {
    trace::field(ar, "registers", entry.registers, trace::Injected);
    trace::rare(ar, "events", entry.events);
    trace::field(ar, "powerOff", entry.powerOff);
}

template <class Archive>
void serialize(Archive& ar, ScriptedAnswer& answer, unsigned /*version*/) {
    trace::field(ar, "injection", answer.injection);
}

template <class Archive>
void serialize(Archive& ar, PolicyChoice& policy, unsigned /*version*/) {
    trace::field(ar, "name", policy.name);
    trace::field(ar, "limit", policy.limit);
    trace::field(ar, "script", policy.script);
}

template <class Archive>
void serialize(Archive& ar, RunLimits& limits, unsigned /*version*/) {
    trace::field(ar, "instructions", limits.instructions);
    trace::field(ar, "exits", limits.exits);
}

template <class Archive>
void serialize(Archive& ar, ExpectedFrame& frame, unsigned /*version*/) {
    trace::field(ar, "abort", frame.abort);
    trace::field(ar, "exit", frame.exit);
    trace::field(ar, "values", frame.values);
}

template <class Archive>
void serialize(Archive& ar, Expectations& expect, unsigned /*version*/) {
    trace::rare(ar, "end", expect.end);
    trace::rare(ar, "aborts", expect.aborts);
    trace::rare(ar, "console", expect.console);
    trace::field(ar, "frames", expect.frames);
    trace::field(ar, "registers", expect.registers, trace::Ran);
}

template <class Archive>
void serialize(Archive& ar, Scenario& scenario, unsigned version) {
    trace::field(ar, "name", scenario.name);
    trace::field(ar, "title", scenario.title);
    trace::field(ar, "description", scenario.description);
    trace::field(ar, "dialect", scenario.dialect);
    trace::field(ar, "cpu", scenario.cpu);
    trace::field(ar, "host", scenario.host);
    trace::field(ar, "caps", scenario.caps);
    trace::field(ar, "vcpus", scenario.vcpus);
    trace::field(ar, "quantum", scenario.quantum);
    trace::field(ar, "slots", scenario.slots);
    trace::field(ar, "images", scenario.images);
    trace::field(ar, "poison", scenario.poison);
    trace::rare(ar, "console", scenario.console);
    trace::field(ar, "policy", scenario.policy);
    trace::field(ar, "limits", scenario.limits);
    trace::field(ar, "expect", scenario.expect);
    if (version >= 1)
        trace::field(ar, "idRegisters", scenario.idRegisters, trace::Injected);
}

namespace trace {

template <class Archive>
void serialize(Archive& ar, TraceHeader& header, unsigned /*version*/) {
    field(ar, "toolVersion", header.toolVersion);
    field(ar, "backend", header.backend);
    field(ar, "scenario", header.scenario);
    field(ar, "origin", header.origin);
    field(ar, "isPart", header.isPart);
}

} // namespace trace

} // namespace seatape
