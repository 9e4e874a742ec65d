// SPDX-License-Identifier: Apache-2.0
// SMCCC and PSCI as KVM answers them (kvm-sea-spec §2.10; Linux arch/arm64/kvm/psci.c,
// hypercalls.c).

#include "seatape/base/bits.h"
#include "simbackend/kvm/vcpu.h"
#include "simbackend/machine/cpu_model.h"

namespace seatape::sim {
namespace {

// Function identifiers: SMC32 numbers; SMC64 ones differ in bit 30 (Arm DEN0022, DEN0028).
constexpr uint32_t kSmc64 = 0x40000000, kPsciVersion = 0x84000000, kCpuSuspend = 0x84000001,
                   kCpuOff = 0x84000002, kCpuOn = 0x84000003, kAffinityInfo = 0x84000004,
                   kMigrateInfoType = 0x84000006, kSystemOff = 0x84000008,
                   kSystemReset = 0x84000009, kPsciFeatures = 0x8400000a,
                   kSystemReset2 = 0x84000012, kSystemOff2 = 0x84000015, kSmcccVersion = 0x80000000;

// PSCI return values (Arm DEN0022, 5.2.2), AFFINITY_INFO's states and SYSTEM_RESET2/OFF2 types.
constexpr uint64_t kSuccess = 0, kNotSupported = ~uint64_t{0}, kInvalidParameters = ~uint64_t{1},
                   kAlreadyOn = ~uint64_t{3}, kInternalFailure = ~uint64_t{5};
constexpr uint64_t kAffinityOn = 0, kAffinityOff = 1, kNoMigration = 2, kHibernateOff = 1,
                   kVendorReset = 0x80000000;
constexpr uint32_t kEventShutdown = 1, kEventReset = 2; // KVM_SYSTEM_EVENT_*

constexpr uint64_t kAffinityMask = 0xff00ffffff; // MPIDR_HWID_BITMASK: Aff3 to Aff0

/// Returns whether a function number has an SMC64 form too.
constexpr bool hasSmc64(uint32_t function) {
    return function == kCpuSuspend || function == kCpuOn || function == kAffinityInfo ||
           function == kSystemReset2 || function == kSystemOff2;
}

/// Returns the SMC32 number of either form; an SMC64 form that does not exist stays as it is.
constexpr uint32_t smc32(uint32_t function) {
    const uint32_t narrow = function & ~kSmc64;
    return hasSmc64(narrow) ? narrow : function;
}

} // namespace

std::optional<Exit> KvmVcpu::handleSmccc() {
    auto& x = m_pe.state.words;
    const auto function = static_cast<uint32_t>(x[0]);
    MaybeExit exit;
    x[0] = function == kSmcccVersion ? 0x10001 : callPsci(function, exit);
    // kvm_psci_1_x_call leaves X1 to X3 alone only when it has carried out SYSTEM_RESET2
    if (!exit || smc32(function) != kSystemReset2)
        x[1] = x[2] = x[3] = 0;
    m_pe.stateChanged();
    return exit;
}

/// Returns what X0 gets; NOT_SUPPORTED for whatever is no PSCI call.
uint64_t KvmVcpu::callPsci(uint32_t function, MaybeExit& exit) {
    auto& x = m_pe.state.words;
    if (hasSmc64(function) && function != kCpuSuspend) // called by its SMC32 number
        for (unsigned n = 1; n < 4; ++n)
            x[n] &= lowMask(32);
    switch (smc32(function)) {
    case kPsciVersion:
        return 0x10003;
    case kPsciFeatures:
        return psciFeatures(static_cast<uint32_t>(x[1]));
    case kMigrateInfoType:
        return kNoMigration;
    case kCpuSuspend:
        m_pause = Pause::WaitForInterrupt;
        return kSuccess;
    case kCpuOff:
        m_stopped = true;
        m_pause = Pause::Yield;
        return kSuccess;
    case kCpuOn:
        return cpuOn();
    case kAffinityInfo:
        return affinityInfo();
    case kSystemOff:
        exit = systemEvent(kEventShutdown, 0);
        return kInternalFailure; // in case user space resumes the vCPU
    case kSystemReset:
        exit = systemEvent(kEventReset, 0);
        return kInternalFailure;
    case kSystemReset2:
        if (x[1] != 0 && static_cast<uint32_t>(x[1]) < kVendorReset)
            return kInvalidParameters;
        exit = systemEvent(kEventReset, 1);
        return kInternalFailure;
    case kSystemOff2:
        if (static_cast<uint32_t>(x[1]) > kHibernateOff || x[2] != 0)
            return kInvalidParameters;
        exit = systemEvent(kEventShutdown, 1);
        return kInternalFailure;
    default:
        return kNotSupported;
    }
}

/// PSCI_FEATURES: the flags of a function that exists.
uint64_t KvmVcpu::psciFeatures(uint32_t function) const {
    switch (smc32(function)) {
    case kPsciVersion:
    case kCpuSuspend:
    case kCpuOff:
    case kCpuOn:
    case kAffinityInfo:
    case kMigrateInfoType:
    case kSystemOff:
    case kSystemReset:
    case kPsciFeatures:
    case kSystemReset2:
    case kSmcccVersion:
        return 0;
    case kSystemOff2:
        return kHibernateOff;
    default:
        return kNotSupported;
    }
}

/// kvm_psci_vcpu_on: X1 is the target's affinity, X2 its entry point, X3 what its X0 gets.
uint64_t KvmVcpu::cpuOn() {
    const auto& x = m_pe.state.words;
    for (KvmVcpu* vcpu : m_vm.vcpus)
        if (vcpu->affinity() == x[1])
            return vcpu->powerOn(x[2], x[3]);
    return kInvalidParameters;
}

/// KVM_REQ_VCPU_RESET: every register has its reset value, but a pending SError stays.
uint64_t KvmVcpu::powerOn(uint64_t entry, uint64_t context) {
    if (!m_stopped)
        return kAlreadyOn;
    m_pe.state = resetState(m_vm.identification, m_index);
    m_pe.state[Reg::PC] = entry;
    m_pe.state.words[0] = context;
    m_pe.stateChanged();
    m_stopped = false;
    return kSuccess;
}

/// kvm_psci_vcpu_affinity_info: X1 is an affinity, X2 the lowest level that counts.
uint64_t KvmVcpu::affinityInfo() const {
    const auto& x = m_pe.state.words;
    if ((x[1] & ~kAffinityMask) != 0 || x[2] > 3)
        return kInvalidParameters;
    const uint64_t mask = kAffinityMask & ~lowMask(8 * static_cast<unsigned>(x[2]));
    uint64_t answer = kInvalidParameters;
    for (const KvmVcpu* vcpu : m_vm.vcpus)
        if (((vcpu->affinity() ^ x[1]) & mask) == 0) {
            if (!vcpu->m_stopped)
                return kAffinityOn;
            answer = kAffinityOff;
        }
    return answer;
}

uint64_t KvmVcpu::affinity() const {
    return m_pe.state[Reg::MPIDR_EL1] & kAffinityMask;
}

/// kvm_prepare_system_event: no vCPU of the VM runs again until user space says so.
std::optional<Exit> KvmVcpu::systemEvent(uint32_t type, uint64_t data0) {
    for (KvmVcpu* vcpu : m_vm.vcpus)
        vcpu->m_stopped = true;
    return SystemEventExit{type, 1, data0};
}

} // namespace seatape::sim
