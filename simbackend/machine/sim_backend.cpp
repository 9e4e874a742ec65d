// SPDX-License-Identifier: Apache-2.0
#include "simbackend/machine/sim_backend.h"

#include "seatape/arch/digest.h"
#include "seatape/core/cpu_identification.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace seatape::sim {

Result<std::unique_ptr<SimBackend>> SimBackend::create(const Scenario& scenario) {
    if (auto valid = validate(scenario); !valid)
        return passOn(valid);
    auto memory = GuestMemory::create(scenario);
    if (!memory)
        return passOn(memory);
    KvmVm vm{std::move(*memory),
             scenario.host,
             scenario.caps,
             scenario.cpu,
             identificationRegisters(scenario),
             scenario.dialect,
             scenario.host.apeiClaims,
             DecisionLog{},
             {}};
    std::unique_ptr<SimBackend> made(new SimBackend(std::move(vm), scenario));
    for (uint32_t i = 0; i < scenario.vcpus.size(); ++i)
        if (auto entered = made->enter(i, scenario); !entered)
            return passOn(entered);
    return made;
}

/// Gives a vCPU its entry state through the ioctls that a VMM would use.
Result<void> SimBackend::enter(uint32_t index, const Scenario& scenario) {
    const VcpuEntry& entry = scenario.vcpus[index];
    for (const RegChange& change : entry.registers)
        if (const int err = m_vcpus[index]->setOneReg(change.reg, change.value))
            return failure(fmt::format("KVM_SET_ONE_REG of vCPU {} at entry, {} = {:#x}: {}", index,
                                       regInfo(change.reg).name, change.value, std::strerror(err)));
    if (!entry.events)
        return {};
    auto raw = encodeEvents(scenario.dialect, *entry.events);
    if (!raw)
        return passOn(raw);
    if (const int err = m_vcpus[index]->setVcpuEvents(*raw))
        return failure(
            fmt::format("KVM_SET_VCPU_EVENTS of vCPU {} at entry: {}", index, std::strerror(err)));
    return {};
}

SimBackend::SimBackend(KvmVm vm, const Scenario& scenario)
    : m_vm(std::move(vm)), m_waiting(scenario.vcpus.size()), m_quantum(scenario.quantum),
      m_quantumLeft(scenario.quantum), m_instructionsLeft(scenario.limits.instructions) {
    for (uint32_t i = 0; i < scenario.vcpus.size(); ++i)
        m_vcpus.push_back(std::make_unique<KvmVcpu>(m_vm, i, scenario.vcpus[i].powerOff));
}

Result<VmExit> SimBackend::run() {
    return *runFor(m_instructionsLeft); // with all of them used up there is an exit
}

std::optional<VmExit> SimBackend::runFor(uint64_t instructions) {
    const uint64_t end = m_instructionsLeft - std::min(instructions, m_instructionsLeft);
    while (m_instructionsLeft != end) {
        if (!switchToRunnable())
            return interrupted();
        KvmVcpu& vcpu = *m_vcpus[m_current];
        const uint64_t before = vcpu.instructions();
        const uint64_t budget = std::min(m_quantumLeft, m_instructionsLeft - end);
        KvmVcpu::Outcome outcome = vcpu.run(budget);
        // A turn without progress (KVM re-enters for ever) still uses up the budget.
        const uint64_t used =
            std::max<uint64_t>(vcpu.instructions() - before, outcome.exit ? 0 : 1);
        const uint64_t charged = outcome.exit || outcome.pause != KvmVcpu::Pause::Budget
                                     ? std::min(used, budget)
                                     : budget;
        m_quantumLeft -= charged;
        m_instructionsLeft -= charged;
        if (outcome.exit)
            return VmExit{m_current, vcpu.instructions(), std::move(*outcome.exit)};
        handlePause(outcome.pause);
    }
    return end == 0 ? std::optional(interrupted()) : std::nullopt;
}

VmExit SimBackend::interrupted() const {
    return VmExit{m_current, m_vcpus[m_current]->instructions(), InterruptedExit{}};
}

bool SimBackend::isRunnable(uint32_t index) const {
    const KvmVcpu& vcpu = *m_vcpus[index];
    return !vcpu.isStopped() && (!m_waiting[index] || vcpu.hasPendingInterrupt());
}

/// Makes the current vCPU one that can run, in turn; false if none can.
bool SimBackend::switchToRunnable() {
    if (m_quantumLeft == 0)
        nextVcpu();
    for (size_t tried = 0; tried < m_vcpus.size(); ++tried, nextVcpu())
        if (isRunnable(m_current)) {
            m_waiting[m_current] = false;
            return true;
        }
    return false;
}

void SimBackend::nextVcpu() {
    m_current = (m_current + 1) % vcpuCount();
    m_quantumLeft = m_quantum;
    // Others have run since: what the monitor watched may have been written.
    if (vcpuCount() > 1)
        m_vcpus[m_current]->clearExclusive();
}

void SimBackend::handlePause(KvmVcpu::Pause pause) {
    switch (pause) {
    case KvmVcpu::Pause::Budget:
        return;
    case KvmVcpu::Pause::WaitForInterrupt:
        m_waiting[m_current] = true;
        return nextVcpu();
    case KvmVcpu::Pause::Yield:
        return nextVcpu();
    }
}

Result<InjectionResult> SimBackend::apply(uint32_t index, const Injection& injection) {
    KvmVcpu& vcpu = *m_vcpus[index];
    InjectionResult result;
    for (const MemoryAction& action : injection.memory)
        if (result.memoryErr = m_vm.memory.perform(action); result.memoryErr != 0)
            break;
    for (const RegChange& change : injection.registers)
        if (result.registersErr = vcpu.setOneReg(change.reg, change.value);
            result.registersErr != 0)
            break;
    if (injection.events)
        result.eventsErr = vcpu.setVcpuEvents(*injection.events);
    if (injection.mmioData)
        vcpu.setMmioData(*injection.mmioData);
    return result;
}

Result<uint64_t> SimBackend::digest() {
    uint64_t sum = m_vm.memory.digest();
    for (uint32_t i = 0; i < vcpuCount(); ++i)
        sum += vcpuDigest(i, m_vcpus[i]->state());
    return sum;
}

bool SimBackend::readMemory(uint64_t gpa, std::span<uint8_t> out) {
    return m_vm.memory.read(gpa, out);
}

WalkResult SimBackend::walk(uint32_t vcpu, uint64_t va, Access access) {
    const VcpuState& now = m_vcpus[vcpu]->state();
    const auto privilege = pstate::isEl0(now[Reg::PSTATE]) ? Privilege::El0 : Privilege::El1;
    return translate(now, m_vm.memory, va, access, privilege);
}

} // namespace seatape::sim
