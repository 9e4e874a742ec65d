// SPDX-License-Identifier: Apache-2.0
/// Linux 7.3 KVM's view of one vCPU: what happens at EL2 between the guest and user space.
///
/// Every decision is kvm-sea-spec §2.3 to §2.12. The architecture is the PE's; this class sees it
/// only as exceptions taken to EL2 (El2Trap), which is all that the real KVM sees.
#pragma once

#include "seatape/core/exit.h"
#include "seatape/core/scenario.h"
#include "seatape/core/vcpu_events.h"
#include "simbackend/kvm/decision_log.h"
#include "simbackend/pe/pe.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::sim {

class KvmVcpu;

/// What all vCPUs of a VM share.
struct KvmVm {
    GuestMemory memory;
    HostModel host;
    VmCaps caps;
    CpuFeatures cpu;
    std::vector<RegChange> identification; ///< registers that every vCPU has alike
    Dialect dialect = Dialect::Mainline;
    uint32_t apeiClaimsLeft = 0;
    DecisionLog log;
    std::vector<KvmVcpu*> vcpus; ///< in the order of creation; for PSCI
};

class KvmVcpu {
public:
    /// Creates and initialises the vCPU (KVM_ARM_VCPU_INIT); `vm` keeps a pointer to it.
    KvmVcpu(KvmVm& vm, uint32_t index, bool powerOff);
    KvmVcpu(const KvmVcpu&) = delete;
    KvmVcpu& operator=(const KvmVcpu&) = delete;

    /// Why run() came back without an exit to user space.
    enum class Pause : uint8_t {
        Budget,
        WaitForInterrupt, ///< WFI, PSCI CPU_SUSPEND
        Yield             ///< the others have their turn: WFE, PSCI CPU_OFF
    };
    struct Outcome {
        std::optional<Exit> exit;
        Pause pause = Pause::Budget; ///< only without an exit
    };

    /// KVM_RUN, for at most `budget` instructions; exits that KVM handles count as one each.
    Outcome run(uint64_t budget);

    /// Sets kvm_run.immediate_exit: the next run() completes a pending MMIO access and returns
    /// EINTR.
    void setImmediateExit(bool on) { m_immediateExit = on; }

    /// KVM_SET_VCPU_EVENTS and KVM_GET_VCPU_EVENTS; return 0 or an errno.
    int setVcpuEvents(const RawVcpuEvents& raw);
    RawVcpuEvents getVcpuEvents() const;

    /// KVM_SET_ONE_REG; returns 0 or an errno.
    int setOneReg(Reg reg, uint64_t value);

    /// Supplies kvm_run.mmio.data for the read that the last exit asked for.
    void setMmioData(uint64_t data) { m_mmio.data = data; }

    bool isStopped() const { return m_stopped; }
    /// Returns whether something ends a WFI: only a pending virtual SError can.
    bool hasPendingInterrupt() const { return m_pe.vse; }

    /// Returns the state with the words that KVM_GET_VCPU_EVENTS and KVM_GET_MP_STATE report.
    const VcpuState& state();
    uint64_t instructions() const { return m_pe.retired(); }
    void clearExclusive() { m_pe.clearExclusive(); }

private:
    /// What KVM remembers of the last exception to EL2, `vcpu->arch.fault`. Never cleared.
    struct Fault {
        uint64_t esr = 0;
        uint64_t far = 0;
        std::optional<uint64_t> ipa; ///< HPFAR_EL2, page-aligned, if valid
    };
    /// An MMIO access that user space has to complete.
    struct Mmio {
        bool needed = false;      ///< vcpu->mmio_needed
        bool exitPending = false; ///< kvm_run.exit_reason is still KVM_EXIT_MMIO
        bool isWrite = false;
        bool signExtend = false;
        bool is64Bit = false;
        uint32_t len = 0;
        uint32_t rt = 0;
        uint64_t data = 0;
    };
    using MaybeExit = std::optional<Exit>;

    // kvm_vcpu.cpp
    void completeMmio();
    MaybeExit handleTrap(const El2Trap& trap);
    bool captureFault(const El2Trap& trap);
    void skipInstruction();

    // abort.cpp
    MaybeExit handleGuestAbort(const El2Trap& trap);
    MaybeExit handleGuestSea(const El2Trap& trap);
    bool hostOwnsSea() const;
    bool apeiClaims(const El2Trap& trap);
    MaybeExit handleUnbacked();
    MaybeExit ioMemAbort(uint64_t ipa);

    // kvm_inject.cpp
    void injectSea(bool isInstructionAbort, uint64_t address, uint64_t userIss);
    void injectSError(uint64_t iss);
    void injectSizeFault(bool isInstructionAbort, uint64_t address);
    void injectUndefined();

    // kvm_psci.cpp
    MaybeExit handleSmccc();
    MaybeExit systemEvent(uint32_t type, uint64_t data0);
    uint64_t callPsci(uint32_t function, MaybeExit& exit);
    uint64_t psciFeatures(uint32_t function) const;
    uint64_t cpuOn();
    uint64_t powerOn(uint64_t entry, uint64_t context);
    uint64_t affinityInfo() const;
    uint64_t affinity() const;

    KvmVm& m_vm;
    uint32_t m_index;
    Pe m_pe;
    Fault m_fault;
    Mmio m_mmio;
    bool m_immediateExit = false;
    bool m_stopped = false;
    bool m_hasRun = false;
    std::optional<Pause> m_pause; // set by a handler that ends this turn without an exit
};

} // namespace seatape::sim
