// SPDX-License-Identifier: Apache-2.0
#include "explain/serror_words.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/base/bits.h"
#include "seatape/core/vcpu_events.h"

#include <fmt/format.h>

namespace seatape::explain {
namespace {

EventsPlan planOf(const Scenario& scenario, const ObservedAbort& abort) {
    const auto& events = abort.frame.injection.events;
    return events ? planEvents(scenario.dialect, *events, scenario.host.ras) : EventsPlan{};
}

bool isBoth(const EventsPlan& plan) {
    return plan.injectSea && plan.injectSError;
}

bool isMasked(const VcpuState& state) {
    return bit(state[Reg::PSTATE], pstate::A) && !nmeaInEffect(state);
}

/// Which SError is pending.
std::string pendingText(const VcpuState& before, uint64_t iss, bool isNew) {
    if (!isNew)
        return fmt::format("the SError from before is still pending (VSESR_EL2 {:#x})", iss);
    std::string text = fmt::format("an SError is pending (VSESR_EL2 {:#x})", iss);
    if (before[Reg::SERROR_PENDING] != 0)
        text += fmt::format(", in place of the one from before ({:#x})", before[Reg::SERROR_ESR]);
    return text;
}

} // namespace

std::optional<std::string> bothInjectedText(const Scenario& scenario, const ObservedAbort& abort) {
    if (!isBoth(planOf(scenario, abort)))
        return std::nullopt;
    if (isEnteredTwice(scenario, abort))
        return "the SEA is entered first and then, for NMEA lets it, the SError on top of it: what "
               "ELR_EL1, SPSR_EL1 and ESR_EL1 told of the SEA is lost";
    return "the SEA is entered first, which masks SErrors: the SError is pended, not taken";
}

bool isEnteredTwice(const Scenario& scenario, const ObservedAbort& abort) {
    return isBoth(planOf(scenario, abort)) && nmeaInEffect(abort.after);
}

std::optional<std::string> pendingSErrorText(const Scenario& scenario, const ObservedAbort& abort) {
    const VcpuState &before = abort.before, &after = abort.after;
    if (after[Reg::SERROR_PENDING] == 0)
        return std::nullopt;
    const bool isNew = before[Reg::SERROR_PENDING] == 0 || planOf(scenario, abort).injectSError;
    return pendingText(before, after[Reg::SERROR_ESR], isNew) +
           (isMasked(after) ? " until PSTATE.A is 0" : ": the guest takes it before anything else");
}

} // namespace seatape::explain
