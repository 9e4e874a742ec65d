// SPDX-License-Identifier: Apache-2.0
// What KVM does with an abort taken from the guest (kvm-sea-spec §2.3 and §2.8;
// Linux arch/arm64/kvm/mmu.c and mmio.c).

#include "seatape/base/bits.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/kvm_sea.h"
#include "simbackend/kvm/vcpu.h"

#include <cerrno>

namespace seatape::sim {
namespace {

constexpr unsigned kHostPaBits = 48;

bool isIabt(uint64_t esr) {
    return esrClass(esr) == ExceptionClass::IABT_LOW;
}
bool isTranslation(uint8_t code) {
    return (code & 0x3c) == fsc::Translation0;
}
bool isPermission(uint8_t code) {
    return (code & 0x3c) == fsc::Permission0;
}

bool isWrite(uint64_t esr) {
    if (abort_iss::S1PTW.isSet(esr))
        return isPermission(esrFsc(esr));
    return !isIabt(esr) && abort_iss::WnR.isSet(esr);
}

} // namespace

std::optional<Exit> KvmVcpu::handleGuestAbort(const El2Trap& trap) {
    constexpr const char* kFunction = "kvm_handle_guest_abort";
    const uint64_t esr = m_fault.esr;
    const uint8_t code = esrFsc(esr);
    if (isKvmSeaFsc(code)) {
        m_vm.log.note(kFunction, "FSC {:#04x} ({}) is a synchronous external abort", code,
                      fscName(code));
        return handleGuestSea(trap);
    }
    if (!m_fault.ipa) {
        m_vm.log.note(kFunction, "HPFAR_EL2 is not valid: KVM gives up with EFAULT");
        return UnknownExit{0, EFAULT};
    }
    const uint64_t ipa = *m_fault.ipa | (m_fault.far & kPageMask);
    if (isTranslation(code) && ipa >> kHostPaBits != 0) {
        m_vm.log.note(kFunction, "IPA {:#x} is beyond the host's physical addresses", ipa);
        injectSizeFault(isIabt(esr), ipa);
        return std::nullopt;
    }
    if (isTranslation(code) && ipa >> m_vm.host.ipaBits != 0) {
        m_vm.log.note(kFunction, "IPA {:#x} is beyond the VM's {} bits: SEA into the guest", ipa,
                      m_vm.host.ipaBits);
        injectSea(isIabt(esr), ipa, 0);
        return std::nullopt;
    }
    if (!isTranslation(code) && !isPermission(code)) {
        m_vm.log.note(kFunction, "FSC {:#04x} is none that stage 2 expects: EFAULT", code);
        return UnknownExit{0, EFAULT};
    }
    Page* page = m_vm.memory.find(*m_fault.ipa);
    if (page == nullptr || (page->readonly && isWrite(esr)))
        return handleUnbacked();
    page->mapped = true;
    m_vm.log.note(kFunction, "a memory slot backs IPA {:#x}: map the page, re-enter the guest",
                  ipa);
    return std::nullopt;
}

/// An access to an IPA without a memory slot, or a write to a read-only slot.
std::optional<Exit> KvmVcpu::handleUnbacked() {
    constexpr const char* kFunction = "kvm_handle_guest_abort";
    const uint64_t esr = m_fault.esr;
    if (isIabt(esr)) {
        m_vm.log.note(kFunction,
                      "instruction fetch from {:#x}, which no memory slot backs: "
                      "inject an instruction abort",
                      *m_fault.ipa);
        injectSea(true, m_fault.far, 0);
        return std::nullopt;
    }
    if (abort_iss::S1PTW.isSet(esr)) {
        m_vm.log.note(kFunction,
                      "table walk through {:#x}, which no memory slot backs: "
                      "inject a data abort",
                      *m_fault.ipa);
        injectSea(false, m_fault.far, 0);
        return std::nullopt;
    }
    if (abort_iss::CM.isSet(esr) && m_vm.memory.find(*m_fault.ipa) == nullptr) {
        m_vm.log.note(kFunction, "cache maintenance of {:#x}, which no memory slot backs: skip it",
                      *m_fault.ipa);
        skipInstruction();
        return std::nullopt;
    }
    return ioMemAbort(*m_fault.ipa | (m_fault.far & kPageMask));
}

std::optional<Exit> KvmVcpu::ioMemAbort(uint64_t ipa) {
    constexpr const char* kFunction = "io_mem_abort";
    const uint64_t esr = m_fault.esr;
    constexpr uint64_t kNisvIss =
        abort_iss::CM.mask() | abort_iss::WnR.mask() | abort_iss::FSC.mask();
    if (!abort_iss::ISV.isSet(esr)) {
        if (m_vm.caps.nisvToUser) {
            m_vm.log.note(kFunction, "no syndrome (ISV=0), KVM_CAP_ARM_NISV_TO_USER is on: exit");
            return ArmNisvExit{esr & kNisvIss, ipa};
        }
        m_vm.log.note(kFunction, "no syndrome (ISV=0), KVM_CAP_ARM_NISV_TO_USER is off: ENOSYS");
        return UnknownExit{0, ENOSYS};
    }
    m_mmio = {};
    m_mmio.needed = m_mmio.exitPending = true;
    m_mmio.isWrite = abort_iss::WnR.isSet(esr);
    m_mmio.signExtend = abort_iss::SSE.isSet(esr);
    m_mmio.is64Bit = abort_iss::SF.isSet(esr);
    m_mmio.len = 1u << abort_iss::SAS.get(esr);
    m_mmio.rt = static_cast<uint32_t>(abort_iss::SRT.get(esr));
    const uint64_t data = m_mmio.isWrite ? m_pe.x(m_mmio.rt) & lowMask(8 * m_mmio.len) : 0;
    m_vm.log.note(kFunction, "{} of {} bytes at {:#x}: exit for MMIO",
                  m_mmio.isWrite ? "write" : "read", m_mmio.len, ipa);
    return MmioExit{ipa, m_mmio.len, m_mmio.isWrite, data};
}

std::optional<Exit> KvmVcpu::handleGuestSea(const El2Trap& trap) {
    constexpr const char* kFunction = "kvm_handle_guest_sea";
    if (apeiClaims(trap)) {
        m_vm.log.note(kFunction,
                      "apei_claim_sea() returns 0: the host handles it, guest re-enters");
        return std::nullopt;
    }
    m_vm.log.note(kFunction, "apei_claim_sea() does not return 0: no firmware-first handling");
    if (hostOwnsSea() || !m_vm.caps.seaToUser) {
        m_vm.log.note(kFunction, "{}: inject an SError with ESR.IDS",
                      !m_vm.host.ras  ? "the host has no RAS extension, so it owns the abort"
                      : hostOwnsSea() ? "the abort is on a stage-2 walk: the host owns it"
                                      : "KVM_CAP_ARM_SEA_TO_USER is off");
        injectSError(kDefaultSErrorIss);
        return std::nullopt;
    }
    m_vm.log.note(kFunction, "the host does not own it, KVM_CAP_ARM_SEA_TO_USER is on");
    SeaExit exit;
    exit.esr = m_fault.esr & seaExitEsrMask(m_vm.cpu.ras);
    if (!abort_iss::FnV.isSet(m_fault.esr))
        exit.gva = m_fault.far;
    exit.gpa = m_fault.ipa;
    m_vm.log.note(kFunction, "ESR_EL2 {:#x} & mask {:#x}: exit to user space with esr {:#x}",
                  m_fault.esr, seaExitEsrMask(m_vm.cpu.ras), exit.esr);
    m_vm.log.note(kFunction, "FnV is {}: gva is {}valid", exit.gva ? 0 : 1, exit.gva ? "" : "not ");
    m_vm.log.note(kFunction, "HPFAR_EL2 is {}valid: KVM_EXIT_ARM_SEA_FLAG_GPA_VALID is {}",
                  exit.gpa ? "" : "not ", exit.gpa ? "set" : "clear");
    return exit;
}

/// The cases without nested virtualisation (Linux arch/arm64/kvm/mmu.c, host_owns_sea).
bool KvmVcpu::hostOwnsSea() const {
    const uint8_t code = esrFsc(m_fault.esr);
    const bool onWalk = code >= 0x13 && code <= 0x17;
    return !m_vm.host.ras || (onWalk && abort_iss::S1PTW.isSet(m_fault.esr));
}

/// Models firmware-first handling: the host claims the abort, and with the last claim it has
/// replaced the page, so that the guest's next attempt succeeds.
bool KvmVcpu::apeiClaims(const El2Trap& trap) {
    if (m_vm.host.apei != Apei::Claims || m_vm.apeiClaimsLeft == 0)
        return false;
    if (--m_vm.apeiClaimsLeft == 0)
        m_vm.memory.repair(trap.poisonedAt);
    return true;
}

} // namespace seatape::sim
