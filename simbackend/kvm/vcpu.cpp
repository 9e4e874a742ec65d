// SPDX-License-Identifier: Apache-2.0
#include "simbackend/kvm/vcpu.h"

#include "seatape/base/bits.h"
#include "seatape/core/one_reg.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/kvm_sea.h"
#include "simbackend/machine/cpu_model.h"

#include <algorithm>

namespace seatape::sim {
namespace {

constexpr uint32_t kInternalErrorEmulation = 1; // KVM_INTERNAL_ERROR_EMULATION

} // namespace

KvmVcpu::KvmVcpu(KvmVm& vm, uint32_t index, bool powerOff)
    : m_vm(vm), m_index(index), m_pe(vm.memory, vm.cpu), m_stopped(powerOff) {
    m_pe.state = resetState(vm.identification, index);
    m_pe.hasRas = m_pe.tea = vm.host.ras;
    vm.vcpus.push_back(this);
}

KvmVcpu::Outcome KvmVcpu::run(uint64_t budget) {
    dropUnimplementedBits(m_pe.state);
    completeMmio();
    if (m_immediateExit)
        return {Exit(InterruptedExit{}), Pause::Budget};
    m_hasRun = true;
    m_mmio.exitPending = false;
    m_pause.reset();
    for (uint64_t left = budget; left != 0;) {
        const uint64_t before = m_pe.retired();
        const PeStop stop = m_pe.run(left);
        left -= std::min(left, m_pe.retired() - before + 1); // the trap counts as one
        if (stop.why == PeStop::Why::Budget)
            break;
        if (stop.why == PeStop::Why::Unimplemented)
            return {Exit(InternalErrorExit{kInternalErrorEmulation, stop.insn,
                                           std::string(stop.detail)}),
                    Pause::Budget};
        if (MaybeExit exit = handleTrap(stop.trap))
            return {std::move(exit), Pause::Budget};
        if (m_pause)
            return {std::nullopt, *m_pause};
    }
    return {};
}

const VcpuState& KvmVcpu::state() {
    VcpuState& state = m_pe.state;
    state[Reg::SERROR_PENDING] = m_pe.vse ? 1 : 0;
    state[Reg::SERROR_ESR] = m_pe.vse && m_vm.host.ras ? m_pe.vsesr : 0;
    constexpr uint64_t kMpStateStopped = 5; // KVM_MP_STATE_STOPPED
    state[Reg::MP_STATE] = m_stopped ? kMpStateStopped : 0;
    return state;
}

/// Finishes the access of the last KVM_EXIT_MMIO (Linux arch/arm64/kvm/mmio.c,
/// kvm_handle_mmio_return). A second call, or one after an abort was injected, does nothing.
void KvmVcpu::completeMmio() {
    if (!m_mmio.exitPending || !m_mmio.needed)
        return;
    m_mmio.needed = false;
    if (!m_mmio.isWrite) {
        uint64_t value = m_mmio.data & lowMask(8 * m_mmio.len);
        if (m_mmio.signExtend)
            value = signExtend(value, 8 * m_mmio.len);
        m_pe.setX(m_mmio.rt, m_mmio.is64Bit ? value : value & lowMask(32));
    }
    skipInstruction();
}

/// Linux arch/arm64/kvm/hyp/include/hyp/adjust_pc.h, __kvm_skip_instr (AArch64).
void KvmVcpu::skipInstruction() {
    m_pe.state[Reg::PC] += 4;
    m_pe.state[Reg::PSTATE] &= ~(pstate::kBtypeMask | uint64_t{1} << pstate::SS);
    m_pe.stateChanged();
}

std::optional<Exit> KvmVcpu::handleTrap(const El2Trap& trap) {
    m_pe.clearExclusive(); // KVM comes back with an ERET (Arm ARM B2.12)
    const bool isCaptured = captureFault(trap);
    m_vm.log.beginTrap({m_pe.state[Reg::PC], trap.esr, trap.far, m_fault.ipa, trap.poisonedAt, {}});
    if (!isCaptured) {
        m_vm.log.note("__get_fault_info", "AT S1E1R of {:#x} fails: re-enter the guest", trap.far);
        return std::nullopt;
    }
    switch (esrClass(trap.esr)) {
    case ExceptionClass::IABT_LOW:
    case ExceptionClass::DABT_LOW:
        return handleGuestAbort(trap);
    case ExceptionClass::HVC64:
        return handleSmccc();
    case ExceptionClass::SMC64:
        skipInstruction();
        if (!trap_iss::imm16.isSet(trap.esr))
            return handleSmccc();
        m_pe.state.words[0] = ~uint64_t{0}; // SMCCC NOT_SUPPORTED
        return std::nullopt;
    case ExceptionClass::WFx:
        skipInstruction();
        m_pause = trap_iss::WFE.isSet(trap.esr) ? Pause::Yield : Pause::WaitForInterrupt;
        return std::nullopt;
    case ExceptionClass::SYS64: // cache maintenance by set and way, nothing to maintain
        skipInstruction();
        return std::nullopt;
    default:
        injectUndefined();
        return std::nullopt;
    }
}

/// Records the last fault (Linux arch/arm64/kvm/hyp/include/hyp/fault.h, kvm-sea-spec §2.4); false
/// if KVM re-enters the guest at once because it cannot find the IPA.
bool KvmVcpu::captureFault(const El2Trap& trap) {
    m_fault.esr = trap.esr;
    const ExceptionClass ec = esrClass(trap.esr);
    if (ec != ExceptionClass::IABT_LOW && ec != ExceptionClass::DABT_LOW)
        return true;
    m_fault.far = trap.far;
    m_fault.ipa.reset();
    if (trap.ipa) {
        m_fault.ipa = *trap.ipa & ~kPageMask;
        return true;
    }
    if (esrFsc(trap.esr) != fsc::SyncExternal || abort_iss::FnV.isSet(trap.esr))
        return true; // a walk, or FnV: HPFAR stays invalid
    const WalkResult walked =
        translate(m_pe.state, m_vm.memory, trap.far, Access::Read, Privilege::El1);
    const auto* found = std::get_if<Translation>(&walked);
    if (found == nullptr)
        return false;
    m_fault.ipa = found->ipa & ~kPageMask;
    return true;
}

int KvmVcpu::setOneReg(Reg reg, uint64_t value) {
    const int err = seatape::setOneReg(m_pe.state, {reg, value}, m_vm.cpu, m_hasRun);
    if (err == 0)
        m_pe.stateChanged();
    return err;
}

} // namespace seatape::sim
