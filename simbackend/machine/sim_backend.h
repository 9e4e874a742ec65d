// SPDX-License-Identifier: Apache-2.0
/// The deterministic simulated machine behind the Backend interface.
///
/// The same scenario gives the same exits, states and digests on every host: vCPUs take turns by
/// instruction count, and nothing depends on host time, randomness or addresses.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/scenario.h"
#include "simbackend/kvm/decision_log.h"
#include "simbackend/kvm/vcpu.h"

#include <memory>
#include <optional>
#include <vector>

namespace seatape::sim {

class SimBackend final : public Backend {
public:
    /// Builds the machine that the scenario describes; fails if it cannot exist (see validate()) or
    /// if KVM would refuse the entry state.
    static Result<std::unique_ptr<SimBackend>> create(const Scenario& scenario);

    Result<VmExit> run() override;
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override;
    uint32_t vcpuCount() const override { return static_cast<uint32_t>(m_vcpus.size()); }
    const VcpuState& state(uint32_t vcpu) override { return m_vcpus[vcpu]->state(); }
    Result<uint64_t> digest() override;
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override;

    /// Why KVM did what it did since the last take(); empty unless enabled.
    DecisionLog& decisions() { return m_vm.log; }

    /// Runs as run() does, for at most so many instructions: nothing if there was no exit in them.
    /// Traps that KVM handles count as one each.
    std::optional<VmExit> runFor(uint64_t instructions);
    /// Returns the vCPU that ran last.
    uint32_t currentVcpu() const { return m_current; }

    /// Returns the poison ranges that touch [gpa, gpa + size), for people who look at memory.
    std::vector<PoisonRange> poisonIn(uint64_t gpa, uint64_t size) const {
        return m_vm.memory.poisonIn(gpa, size);
    }

    /// Walks stage 1 of a vCPU for `va` as its MMU would, for people who ask where an access went.
    WalkResult walk(uint32_t vcpu, uint64_t va, Access access);

    /// Gives tests and the window the vCPU behind the interface, with the ioctls that Injection
    /// does not need.
    KvmVcpu& vcpu(uint32_t index) { return *m_vcpus[index]; }

private:
    SimBackend(KvmVm vm, const Scenario& scenario);
    VmExit interrupted() const;
    bool isRunnable(uint32_t index) const;
    bool switchToRunnable();
    void nextVcpu();
    void handlePause(KvmVcpu::Pause pause);
    Result<void> enter(uint32_t index, const Scenario& scenario);

    KvmVm m_vm;
    std::vector<std::unique_ptr<KvmVcpu>> m_vcpus;
    std::vector<bool> m_waiting; // in WFI
    uint64_t m_quantum = 0;
    uint64_t m_quantumLeft = 0;
    uint64_t m_instructionsLeft = 0;
    uint32_t m_current = 0;
};

} // namespace seatape::sim
