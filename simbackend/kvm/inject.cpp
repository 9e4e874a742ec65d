// SPDX-License-Identifier: Apache-2.0
// How KVM puts exceptions into the guest, and KVM_SET/GET_VCPU_EVENTS (kvm-sea-spec §2.5 to §2.7;
// Linux arch/arm64/kvm/inject_fault.c and guest.c).

#include "seatape/arch/exception_entry.h"
#include "seatape/base/bits.h"
#include "seatape/base/seatape_assert.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/kvm_sea.h"
#include "simbackend/kvm/vcpu.h"

namespace seatape::sim {

/// inject_abt64: the external abort that KVM makes up. It is entered at once, because every caller
/// commits it before anybody can look.
void KvmVcpu::injectSea(bool isInstructionAbort, uint64_t address, uint64_t userIss) {
    constexpr const char* kFunction = "inject_abt64";
    VcpuState& state = m_pe.state;
    uint8_t code = fsc::SyncExternal;
    if (abort_iss::S1PTW.isSet(m_fault.esr)) {
        const auto level = m_fault.ipa
                               ? findDescriptorLevel(state, m_vm.memory, address, *m_fault.ipa)
                               : std::nullopt;
        if (!level) {
            m_vm.log.note(kFunction,
                          "the last fault has S1PTW, but no descriptor of {:#x} is found: "
                          "nothing is injected",
                          address);
            return;
        }
        code = static_cast<uint8_t>(fsc::SyncExternalOnWalk0 + *level);
        m_vm.log.note(kFunction, "the last fault has S1PTW: FSC is {}", fscName(code));
    } else {
        m_vm.log.note(kFunction, "the last ESR_EL2 has no S1PTW: FSC is {}", fscName(code));
    }
    const ExceptionType type = externalAbortVector(state);
    state[Reg::ESR_EL1] = generatedAbortEsr(state[Reg::PSTATE], isInstructionAbort, code, userIss);
    state[Reg::FAR_EL1] = address;
    if (userIss != 0)
        m_vm.log.note(kFunction, "the user's ESR {:#x} is OR-ed in", userIss);
    m_vm.log.note(kFunction, "ESR_EL1 = {:#x}, FAR_EL1 = {:#x} (the last FAR_EL2), vector {}",
                  state[Reg::ESR_EL1], address,
                  type == ExceptionType::SError ? "SError (SCTLR2_EL1.EASE)" : "Synchronous");
    enterException(state, type);
    m_mmio.needed = false;
    m_pe.clearExclusive();
    m_pe.stateChanged();
}

/// kvm_inject_serror_esr: taken at once if PSTATE.A allows, else left pending in HCR_EL2.VSE.
void KvmVcpu::injectSError(uint64_t iss) {
    constexpr const char* kFunction = "kvm_inject_serror_esr";
    VcpuState& state = m_pe.state;
    if (bit(state[Reg::PSTATE], pstate::A) && !nmeaInEffect(state)) {
        m_vm.log.note(kFunction, "PSTATE.A masks it: HCR_EL2.VSE = 1, VSESR_EL2 = {:#x}", iss);
        m_pe.vse = true;
        m_pe.vsesr = iss & kUserIssMask;
        return;
    }
    state[Reg::ESR_EL1] = makeEsr(ExceptionClass::SERROR, iss);
    m_vm.log.note(kFunction, "{}: ESR_EL1 = {:#x}, vector SError",
                  nmeaInEffect(state) ? "SCTLR2_EL1.NMEA is in effect" : "PSTATE.A is 0",
                  state[Reg::ESR_EL1]);
    enterException(state, ExceptionType::SError);
    m_mmio.needed = false;
    m_pe.clearExclusive();
    m_pe.stateChanged();
}

/// kvm_inject_size_fault: an external abort whose fault status is then overwritten with 0.
void KvmVcpu::injectSizeFault(bool isInstructionAbort, uint64_t address) {
    injectSea(isInstructionAbort, address, 0);
    m_pe.state[Reg::ESR_EL1] &= ~abort_iss::FSC.mask();
}

void KvmVcpu::injectUndefined() {
    m_pe.state[Reg::ESR_EL1] = makeEsr(ExceptionClass::UNKNOWN, 0);
    enterException(m_pe.state, ExceptionType::Sync);
    m_pe.clearExclusive();
    m_pe.stateChanged();
}

int KvmVcpu::setVcpuEvents(const RawVcpuEvents& raw) {
    constexpr const char* kFunction = "__kvm_arm_vcpu_set_events";
    const EventsPlan plan = planEvents(m_vm.dialect, raw, m_vm.host.ras);
    if (plan.injectSea) {
        m_vm.log.note(kFunction, "an external {} abort is pended and committed",
                      plan.seaIsInstructionAbort ? "instruction" : "data");
        injectSea(plan.seaIsInstructionAbort, m_fault.far, plan.seaIss);
    }
    if (plan.injectSError) {
        m_vm.log.note(kFunction, "an SError with ISS {:#x} is pended", plan.serrorIss);
        injectSError(plan.serrorIss);
    }
    if (plan.err != 0)
        m_vm.log.note(kFunction, "EINVAL: {}{}", plan.reason,
                      plan.injectSea ? "; the external abort stays committed" : "");
    return plan.err;
}

RawVcpuEvents KvmVcpu::getVcpuEvents() const {
    VcpuEvents events;
    events.serror_has_esr = m_vm.host.ras ? 1 : 0;
    events.serror_pending = m_pe.vse ? 1 : 0;
    events.serror_esr = m_pe.vse && m_vm.host.ras ? m_pe.vsesr : 0;
    const auto raw = encodeEvents(m_vm.dialect, events);
    SEATAPE_ASSERT(raw.has_value()); // every dialect has the three SError members
    return *raw;
}

} // namespace seatape::sim
