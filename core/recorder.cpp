// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/recorder.h"

namespace seatape {

Recorder::Recorder(Backend& inner, FrameSink& sink)
    : m_inner(inner), m_sink(sink), m_known(inner.vcpuCount()) {}

Result<VmExit> Recorder::run() {
    if (!m_status)
        return passOn(m_status);
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

InjectionResult Recorder::apply(uint32_t vcpu, const Injection& injection) {
    m_frame.injection = injection;
    m_frame.result = m_inner.apply(vcpu, injection);
    m_frame.injected.clear();
    appendChanges(m_known[vcpu], m_inner.state(vcpu), m_frame.injected);
    for (const RegChange& change : m_frame.injected)
        m_known[vcpu][change.reg] = change.value;
    m_frame.digest = m_inner.digest();
    m_status = m_sink.put(m_frame);
    return m_frame.result;
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
