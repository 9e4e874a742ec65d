// SPDX-License-Identifier: Apache-2.0
/// Numbers the classes of a payload, so that their versions are stored once per file instead of
/// once per value. Private to traces/.
#pragma once

#include "traces/container/bytes.h"
#include "traces/container/trace_header.h"

#include "seatape/core/frame.h"

#include <boost/serialization/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// The classes whose members have changed since the first release (docs/trace-format.md).
BOOST_CLASS_VERSION(seatape::Scenario, 1)

namespace seatape::trace {

/// std::pair as ExpectedFrame holds it.
using NamedNumber = std::pair<std::string, uint64_t>;

/// What is known of a vCPU before a chunk: its registers that are not 0.
struct KeyState {
    uint32_t vcpu = 0;
    std::vector<RegChange> registers;
};

template <class... T>
struct ClassList {
    static constexpr size_t size = sizeof...(T);
    /// The versions that this program writes, by class number.
    static constexpr std::array<uint32_t, size> current{
        static_cast<uint32_t>(boost::serialization::version<T>::value)...};

    template <class Class>
    static constexpr size_t numberOf() {
        static_assert((std::is_same_v<Class, T> || ...), "append the class to TracedClasses");
        size_t number = 0;
        (void)((std::is_same_v<Class, T> || (++number, false)) || ...);
        return number;
    }
};

/// The order is the order of the file's version table (docs/trace-format.md): append only.
using TracedClasses =
    ClassList<Frame, Injection, InjectionResult, MemoryAction, RegChange, MmioExit, ArmNisvExit,
              SeaExit, LdSt64BExit, SystemEventExit, HypercallExit, DebugExit, MemoryFaultExit,
              FailEntryExit, InternalErrorExit, InterruptedExit, UnknownExit, TraceHeader, Scenario,
              CpuFeatures, HostModel, VmCaps, MemorySlot, GuestImage, PoisonRange, VcpuEntry,
              VcpuEvents, ScriptedAnswer, PolicyChoice, RunLimits, ExpectedFrame, NamedNumber,
              Expectations, KeyState>;

/// The names of the same classes, for messages.
inline constexpr std::array<std::string_view, TracedClasses::size> kClassNames{
    "Frame",           "Injection",   "InjectionResult", "MemoryAction",  "RegChange",
    "MmioExit",        "ArmNisvExit", "SeaExit",         "LdSt64BExit",   "SystemEventExit",
    "HypercallExit",   "DebugExit",   "MemoryFaultExit", "FailEntryExit", "InternalErrorExit",
    "InterruptedExit", "UnknownExit", "TraceHeader",     "Scenario",      "CpuFeatures",
    "HostModel",       "VmCaps",      "MemorySlot",      "GuestImage",    "PoisonRange",
    "VcpuEntry",       "VcpuEvents",  "ScriptedAnswer",  "PolicyChoice",  "RunLimits",
    "ExpectedFrame",   "NamedNumber", "Expectations",    "KeyState"};
static_assert(!kClassNames.back().empty());

/// Throws NewerPayload if a class is stored in a version that this program does not know.
void checkVersions(std::span<const uint32_t> versions);

} // namespace seatape::trace
