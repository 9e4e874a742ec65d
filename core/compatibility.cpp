// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/compatibility.h"

#include "seatape/esr/kvm_sea.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace seatape {
namespace {

// Values that nobody mistakes for each other: FnV and EA of the abort, an implementation-defined
// SError syndrome (IDS).
constexpr uint64_t kAbortIss = 0x600, kSErrorIss = 0x101d1ed;

constexpr VcpuEvents wish(bool serror, bool serrorEsr, bool dabt, bool iabt, bool abortEsr) {
    VcpuEvents events;
    events.serror_pending = serror;
    events.serror_has_esr = serrorEsr;
    events.serror_esr = serrorEsr ? kSErrorIss : 0;
    events.ext_dabt_pending = dabt;
    events.ext_iabt_pending = iabt;
    events.ext_abt_has_esr = abortEsr;
    events.ext_abt_esr = abortEsr ? kAbortIss : 0;
    return events;
}

constexpr EventsRequest kRequests[] = {
    {"nothing", wish(false, false, false, false, false)},
    {"SEA dabt", wish(false, false, true, false, false)},
    {"SError", wish(true, false, false, false, false)},
    {"SError+ESR", wish(true, true, false, false, false)},
    {"SEA iabt", wish(false, false, false, true, false)},
    {"SEA dabt+ESR", wish(false, false, true, false, true)},
    {"SEA iabt+ESR", wish(false, false, false, true, true)},
    {"SError+ESR and SEA dabt", wish(true, true, true, false, false)},
    {"SError+ESR and SEA dabt+ESR", wish(true, true, true, false, true)},
};

/// Returns the plan for members that the dialect has.
EventsPlan planOf(Dialect dialect, const VcpuEvents& events, bool hostRas) {
    return planEvents(dialect, encodeEvents(dialect, events).value_or(RawVcpuEvents{}), hostRas);
}

/// Returns whether an SEA goes ahead although the SError of the same call is refused.
bool commitsBeforeChecking(Dialect dialect) {
    VcpuEvents events = wish(true, false, true, false, false);
    events.serror_has_esr = 1;
    events.serror_esr = ~kUserIssMask;
    return planOf(dialect, events, true).injectSea;
}

bool checksEsrOfNothing(Dialect dialect) {
    VcpuEvents events;
    events.serror_has_esr = 1;
    return planOf(dialect, events, false).err != 0;
}

/// Returns whether two ESRs in one call become one.
bool mixesEsrs(Dialect dialect) {
    const VcpuEvents both = wish(true, true, true, false, true);
    return planOf(dialect, both, true) != intendedPlan(both);
}

std::string refusalText(const EventsPlan& plan) {
    return fmt::format("{}{}", plan.reason,
                       plan.injectSea ? ", yet the SEA is already injected" : "");
}

void appendAbortRules(Dialect dialect, std::vector<std::string>& rules) {
    if (eventsLayout(dialect).has("ext_iabt_pending"))
        rules.emplace_back("ext_dabt_pending and ext_iabt_pending together: EINVAL");
    else
        rules.emplace_back("only data aborts; an instruction abort needs KVM_SET_ONE_REG writes");
    if (!eventsLayout(dialect).has("ext_abt_esr")) {
        rules.emplace_back("the ESR of an SEA is KVM's own: EC, IL and FSC only");
        return;
    }
    rules.emplace_back("ext_abt_esr is OR-ed into the ESR that KVM generates; FSC is not cleared");
    if (mixesEsrs(dialect))
        rules.emplace_back("ext_abt_esr shares storage with serror_esr: two ESRs become one");
}

} // namespace

std::span<const EventsRequest> canonicalRequests() {
    return kRequests;
}

std::string_view outcomeName(RequestOutcome outcome) {
    constexpr std::array<std::string_view, 4> kNames{"ok", "EINVAL", "WRONG", "-"};
    return kNames[static_cast<size_t>(outcome)];
}

EventsPlan intendedPlan(const VcpuEvents& events) {
    EventsPlan plan;
    plan.injectSea = events.ext_dabt_pending != 0 || events.ext_iabt_pending != 0;
    plan.seaIsInstructionAbort = events.ext_iabt_pending != 0;
    plan.seaIss = plan.injectSea && events.ext_abt_has_esr != 0 ? events.ext_abt_esr : 0;
    plan.injectSError = events.serror_pending != 0;
    if (plan.injectSError)
        plan.serrorIss = events.serror_has_esr != 0 ? events.serror_esr : kDefaultSErrorIss;
    return plan;
}

std::string planText(const EventsPlan& plan) {
    std::string text;
    if (plan.injectSea)
        text = fmt::format("SEA {}", plan.seaIsInstructionAbort ? "iabt" : "dabt");
    if (plan.injectSea && plan.seaIss != 0)
        text += fmt::format(" ESR|={:#x}", plan.seaIss);
    if (plan.injectSError)
        text += fmt::format("{}SError ISS={:#x}", text.empty() ? "" : ", ", plan.serrorIss);
    return text.empty() ? "nothing" : text;
}

Compatibility checkCompatibility(Dialect user, Dialect kernel, const VcpuEvents& request) {
    const auto raw = encodeEvents(user, request);
    if (!raw)
        return {RequestOutcome::NotExpressible, raw.error().what};
    const EventsPlan executed = planEvents(kernel, *raw, true);
    if (executed.err != 0)
        return {RequestOutcome::Refused, refusalText(executed)};
    EventsPlan effective = executed;
    if (!effective.injectSea)
        effective.seaIss = 0; // an ESR for no abort has no effect
    if (effective == intendedPlan(request))
        return {RequestOutcome::AsIntended, {}};
    return {RequestOutcome::Different, "happens: " + planText(effective)};
}

std::vector<std::string> dialectRules(Dialect dialect) {
    std::vector<std::string> rules{"a nonzero byte in pad[] or reserved[]: EINVAL"};
    appendAbortRules(dialect, rules);
    rules.emplace_back(checksEsrOfNothing(dialect)
                           ? "a *_has_esr on a host without RAS: EINVAL, even if nothing is pended"
                           : "serror_has_esr on a host without RAS: EINVAL if an SError is pended");
    rules.emplace_back("an ESR with bits outside ISS[24:0]: EINVAL");
    rules.emplace_back(commitsBeforeChecking(dialect)
                           ? "the SEA is injected before the SError is checked: EINVAL leaves it"
                           : "everything is checked before anything is injected");
    rules.emplace_back("FAR_EL1 is always the last FAR_EL2; user space cannot supply it");
    return rules;
}

} // namespace seatape
