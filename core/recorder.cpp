// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/recorder.h"

namespace seatape {

Recorder::Recorder(Backend& inner, FrameSink& sink)
    : m_inner(inner), m_sink(sink), m_known(inner.vcpuCount()) {}

Result<VmExit> Recorder::run() {
    auto exit = m_inner.run();
    if (!exit)
        return exit;
    m_frame.index = m_nextIndex++;
    m_frame.vcpu = exit->vcpu;
    m_frame.instructions = exit->instructions;
    m_frame.exit = exit->exit;
    m_frame.ran.clear();
    const VcpuState& now = m_inner.state(exit->vcpu);
    appendChanges(m_known[exit->vcpu], now, m_frame.ran);
    for (const RegChange& change : m_frame.ran)
        m_known[exit->vcpu][change.reg] = change.value;
    return exit;
}

Result<InjectionResult> Recorder::apply(uint32_t vcpu, const Injection& injection) {
    auto result = m_inner.apply(vcpu, injection);
    if (!result)
        return result;
    m_frame.injection = injection;
    m_frame.result = *result;
    m_frame.injected.clear();
    appendChanges(m_known[vcpu], m_inner.state(vcpu), m_frame.injected);
    for (const RegChange& change : m_frame.injected)
        m_known[vcpu][change.reg] = change.value;
    auto digest = m_inner.digest();
    if (!digest)
        return passOn(digest);
    m_frame.digest = *digest;
    if (auto written = m_sink.put(m_frame); !written)
        return passOn(written);
    return result;
}

const VcpuState& StateTracker::of(uint32_t vcpu) {
    return m_states[vcpu];
}

const VcpuState& StateTracker::atExit(const Frame& frame) {
    VcpuState& state = m_states[frame.vcpu];
    for (const RegChange& change : frame.ran)
        state[change.reg] = change.value;
    return state;
}

const VcpuState& StateTracker::afterInjection(const Frame& frame) {
    VcpuState& state = m_states[frame.vcpu];
    for (const RegChange& change : frame.injected)
        state[change.reg] = change.value;
    return state;
}

} // namespace seatape
