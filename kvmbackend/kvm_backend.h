// SPDX-License-Identifier: Apache-2.0
/// A virtual machine of the real Linux KVM behind the Backend interface.
///
/// All vCPUs take turns on the thread that made the machine. What the guest does is KVM's and the
/// CPU's business; here is only what a VMM does: memory slots, entry state, KVM_RUN, answers.
#pragma once

#include "kvmbackend/guest_memory.h"
#include "kvmbackend/run_timer.h"
#include "kvmbackend/sea_source.h"
#include "kvmbackend/vm.h"
#include "seatape/core/backend.h"
#include "seatape/core/scenario.h"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace seatape::kvm {

/// What does not come from the scenario.
struct KvmOptions {
    SeaSourceKind seaSource = SeaSourceKind::Auto;
    /// How long the guest may run without an exit to user space; then run() gives an INTR exit.
    std::chrono::milliseconds limit{2000};
    /// How long a vCPU runs before the next one has its turn.
    std::chrono::milliseconds slice{10};
};

class KvmBackend final : public Backend {
public:
    /// Builds the machine that the scenario describes; fails if it cannot exist (see validate()),
    /// and if this host or its kernel cannot run it. `kernel` must outlive the machine.
    static Result<std::unique_ptr<KvmBackend>> create(const Scenario& scenario,
                                                      const KvmOptions& options = {},
                                                      Kernel& kernel = linuxKernel());

    Result<VmExit> run() override;
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override;
    uint32_t vcpuCount() const override { return static_cast<uint32_t>(m_vcpus.size()); }
    const VcpuState& state(uint32_t vcpu) override { return m_vcpus[vcpu].state; }
    Result<uint64_t> digest() override;
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override;

    /// Returns the scenario as this machine runs it: its CPU is the guest's, with the host's values
    /// in the identification registers where the kernel insists on them.
    const Scenario& scenario() const { return m_scenario; }

private:
    /// A vCPU with what belongs to it. The timer must go before the mapping that it writes to.
    struct HostedVcpu {
        Vcpu vcpu;
        std::unique_ptr<RunTimer> timer;
        VcpuState state; ///< as the last run or apply left it
    };
    using Clock = std::chrono::steady_clock;

    KvmBackend(Vm vm, const Scenario& scenario, const KvmOptions& options)
        : m_scenario(scenario), m_options(options), m_vm(std::move(vm)), m_memory(m_vm) {}
    Result<void> build(size_t mmapSize);
    Result<void> poisonMemory();
    Result<void> addVcpu(uint32_t index, size_t mmapSize);
    Result<void> enter(const HostedVcpu& hosted) const;
    static Result<void> look(HostedVcpu& hosted);
    Result<VmExit> runToExit();
    Result<bool> switchToRunnable();
    int runSlice(HostedVcpu& hosted, Clock::duration left);
    Result<int> perform(const MemoryAction& action);
    Result<void> updateSource(uint64_t gpa, uint64_t size);

    Scenario m_scenario;
    KvmOptions m_options;
    Vm m_vm;
    GuestMemory m_memory;
    PoisonList m_poison;
    std::unique_ptr<SeaSource> m_source; // nullptr if the machine has none
    std::vector<HostedVcpu> m_vcpus;
    uint32_t m_current = 0;
};

} // namespace seatape::kvm
