// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/dialect_translation.h"

namespace seatape {

std::optional<RawVcpuEvents> translateEvents(const RawVcpuEvents& raw, Dialect from, Dialect to) {
    if (from == to)
        return raw; // with what lies outside the members
    VcpuEvents events = decodeEvents(from, raw);
    // The union's two syndromes are the same bytes, so that only the flags tell whose they are.
    if (from == Dialect::Union && events.ext_abt_has_esr == 0)
        events.ext_abt_esr = 0;
    if (from == Dialect::Union && events.serror_has_esr == 0)
        events.serror_esr = 0;
    auto translated = encodeEvents(to, events);
    return translated ? std::optional(*translated) : std::nullopt;
}

Injection translateInjection(Injection injection, Dialect from, Dialect to) {
    if (injection.events)
        injection.events = translateEvents(*injection.events, from, to);
    return injection;
}

Result<bool> TranslatedFrames::next(Frame& frame) {
    auto more = m_source.next(frame);
    if (more && *more)
        frame.injection = translateInjection(std::move(frame.injection), m_from, m_to);
    return more;
}

Scenario translateScenario(Scenario scenario, Dialect to) {
    for (ScriptedAnswer& answer : scenario.policy.script)
        answer.injection = translateInjection(std::move(answer.injection), scenario.dialect, to);
    scenario.dialect = to;
    return scenario;
}

} // namespace seatape
