// SPDX-License-Identifier: Apache-2.0
#include "traces/container/prediction.h"

#include <algorithm>

namespace seatape::trace {

void Prediction::start(const StateTracker& states) {
    m_vcpus.clear();
    for (const auto& [vcpu, state] : states.all()) {
        Slots& slots = m_vcpus[vcpu];
        for (const Slot list : {Ran, Injected})
            std::ranges::copy(state.words, slots.begin() + static_cast<ptrdiff_t>(list));
    }
    startFrame(0);
}

void Prediction::startFrame(uint32_t vcpu) {
    m_slots = &m_vcpus[vcpu];
    m_earlierCount = 0;
}

std::optional<uint8_t> Prediction::find(uint64_t value) const {
    for (size_t place = 0; place < m_earlierCount; ++place)
        if (m_earlier[place] == value)
            return static_cast<uint8_t>(place);
    return std::nullopt;
}

std::optional<uint64_t> Prediction::earlier(uint8_t place) const {
    return place < m_earlierCount ? std::optional(m_earlier[place]) : std::nullopt;
}

} // namespace seatape::trace
