// SPDX-License-Identifier: Apache-2.0
/// The members of every class that a frame holds, in their order in a trace. Private to traces/.
///
/// Non-intrusive Boost.Serialization: these functions serve our archives and Boost's own alike.
/// When the members of a class change, raise its version in class_list.h, branch on `version`
/// here, and add a row to the tables of docs/trace-format.md.
#pragma once

#include "traces/container/coding.h"

#include "seatape/core/frame.h"

namespace seatape {

template <class Archive>
void serialize(Archive& ar, RegChange& change, unsigned /*version*/) {
    auto number = static_cast<uint16_t>(change.reg);
    trace::field(ar, "reg", number);
    trace::field(ar, "value", change.value);
    if (number >= kRegCount)
        throw trace::BadPayload("unknown register number");
    if constexpr (Archive::is_loading::value)
        change.reg = static_cast<Reg>(number);
}

template <class Archive>
void serialize(Archive& ar, MemoryAction& action, unsigned /*version*/) {
    trace::field(ar, "kind", action.kind);
    trace::field(ar, "gpa", action.gpa, trace::Gpa);
    trace::field(ar, "size", action.size);
    trace::rare(ar, "bytes", action.bytes);
}

template <class Archive>
void serialize(Archive& ar, Injection& injection, unsigned /*version*/) {
    trace::rare(ar, "memory", injection.memory);
    trace::rare(ar, "registers", injection.registers, trace::Injected);
    trace::rare(ar, "events", injection.events);
    trace::rare(ar, "mmioData", injection.mmioData, trace::Data);
    trace::rare(ar, "verdict", injection.verdict);
}

template <class Archive>
void serialize(Archive& ar, InjectionResult& result, unsigned /*version*/) {
    trace::rare(ar, "memoryErr", result.memoryErr);
    trace::rare(ar, "registersErr", result.registersErr);
    trace::rare(ar, "eventsErr", result.eventsErr);
}

template <class Archive>
void serialize(Archive& ar, Frame& frame, unsigned /*version*/) {
    if constexpr (!trace::isShort<Archive>) // in a chunk, its place says it
        trace::field(ar, "index", frame.index);
    trace::field(ar, "vcpu", frame.vcpu);
    trace::startFrame(ar, frame.vcpu);
    trace::field(ar, "instructions", frame.instructions, trace::Instructions);
    trace::variantField(ar, "exit", frame.exit);
    trace::field(ar, "ran", frame.ran, trace::Ran);
    trace::field(ar, "injection", frame.injection);
    trace::field(ar, "result", frame.result);
    trace::field(ar, "injected", frame.injected, trace::Injected);
    trace::fixedField(ar, "digest", frame.digest);
}

// The exits, in the order of the variant's alternatives.

template <class Archive>
void serialize(Archive& ar, MmioExit& exit, unsigned /*version*/) {
    trace::field(ar, "phys_addr", exit.phys_addr, trace::Gpa);
    trace::field(ar, "len", exit.len);
    trace::field(ar, "is_write", exit.is_write);
    trace::field(ar, "data", exit.data, trace::Data);
}

template <class Archive>
void serialize(Archive& ar, ArmNisvExit& exit, unsigned /*version*/) {
    trace::field(ar, "esr_iss", exit.esr_iss, trace::Esr);
    trace::field(ar, "fault_ipa", exit.fault_ipa, trace::Gpa);
}

template <class Archive>
void serialize(Archive& ar, SeaExit& exit, unsigned /*version*/) {
    trace::field(ar, "esr", exit.esr, trace::Esr);
    trace::rare(ar, "gva", exit.gva, trace::Gva);
    trace::rare(ar, "gpa", exit.gpa, trace::Gpa);
}

template <class Archive>
void serialize(Archive& ar, LdSt64BExit& exit, unsigned /*version*/) {
    trace::field(ar, "esr_iss", exit.esr_iss, trace::Esr);
    trace::field(ar, "fault_ipa", exit.fault_ipa, trace::Gpa);
}

template <class Archive>
void serialize(Archive& ar, SystemEventExit& exit, unsigned /*version*/) {
    trace::field(ar, "type", exit.type);
    trace::field(ar, "ndata", exit.ndata);
    trace::field(ar, "data0", exit.data0);
}

template <class Archive>
void serialize(Archive& ar, HypercallExit& exit, unsigned /*version*/) {
    trace::field(ar, "nr", exit.nr);
    trace::field(ar, "flags", exit.flags);
}

template <class Archive>
void serialize(Archive& ar, DebugExit& exit, unsigned /*version*/) {
    trace::field(ar, "hsr", exit.hsr);
    trace::field(ar, "hsr_high", exit.hsr_high);
    trace::field(ar, "far", exit.far);
}

template <class Archive>
void serialize(Archive& ar, MemoryFaultExit& exit, unsigned /*version*/) {
    trace::field(ar, "flags", exit.flags);
    trace::field(ar, "gpa", exit.gpa, trace::Gpa);
    trace::field(ar, "size", exit.size);
    trace::field(ar, "err", exit.err);
}

template <class Archive>
void serialize(Archive& ar, FailEntryExit& exit, unsigned /*version*/) {
    trace::field(ar, "hardware_entry_failure_reason", exit.hardware_entry_failure_reason);
    trace::field(ar, "cpu", exit.cpu);
}

template <class Archive>
void serialize(Archive& ar, InternalErrorExit& exit, unsigned /*version*/) {
    trace::field(ar, "suberror", exit.suberror);
    trace::field(ar, "insn", exit.insn);
    trace::field(ar, "detail", exit.detail);
}

template <class Archive>
void serialize(Archive& /*ar*/, InterruptedExit& /*exit*/, unsigned /*version*/) {}

template <class Archive>
void serialize(Archive& ar, UnknownExit& exit, unsigned /*version*/) {
    trace::field(ar, "reason", exit.reason);
    trace::field(ar, "err", exit.err);
}

namespace trace {

template <class Archive>
void serialize(Archive& ar, KeyState& key, unsigned /*version*/) {
    field(ar, "vcpu", key.vcpu);
    startFrame(ar, key.vcpu);
    field(ar, "registers", key.registers, Ran);
}

} // namespace trace

} // namespace seatape
