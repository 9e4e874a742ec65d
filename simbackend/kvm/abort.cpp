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
uint8_t fscOf(uint64_t esr) {
    return static_cast<uint8_t>(bits(esr, 5, 0));
}
bool isTranslation(uint8_t code) {
    return (code & 0x3c) == fsc::Translation0;
}
bool isPermission(uint8_t code) {
    return (code & 0x3c) == fsc::Permission0;
}
bool hasS1PTW(uint64_t esr) {
    return bit(esr, 7);
}
bool hasCM(uint64_t esr) {
    return bit(esr, 8);
}

bool isWrite(uint64_t esr) {
    if (hasS1PTW(esr))
        return isPermission(fscOf(esr));
    return !isIabt(esr) && bit(esr, 6);
}

} // namespace

std::optional<Exit> KvmVcpu::handleGuestAbort(const El2Trap& trap) {
    const uint64_t esr = m_fault.esr;
    const uint8_t code = fscOf(esr);
    if (isKvmSeaFsc(code)) {
        m_vm.log.note(Decision::SeaFound, {code});
        return handleGuestSea(trap);
    }
    if (!m_fault.ipa) {
        m_vm.log.note(Decision::IpaNotValid);
        return UnknownExit{0, EFAULT};
    }
    const uint64_t ipa = *m_fault.ipa | (m_fault.far & kPageMask);
    if (isTranslation(code) && ipa >> kHostPaBits != 0) {
        m_vm.log.note(Decision::IpaBeyondHost, {ipa});
        injectSizeFault(isIabt(esr), ipa);
        return std::nullopt;
    }
    if (isTranslation(code) && ipa >> m_vm.host.ipaBits != 0) {
        m_vm.log.note(Decision::IpaBeyondVm, {ipa, m_vm.host.ipaBits});
        injectSea(isIabt(esr), ipa, 0);
        return std::nullopt;
    }
    if (!isTranslation(code) && !isPermission(code)) {
        m_vm.log.note(Decision::FaultUnexpected, {code});
        return UnknownExit{0, EFAULT};
    }
    Page* page = m_vm.memory.find(*m_fault.ipa);
    if (page == nullptr || (page->readonly && isWrite(esr)))
        return handleUnbacked();
    page->mapped = true;
    m_vm.log.note(Decision::PageMapped, {ipa});
    return std::nullopt;
}

/// An access to an IPA without a memory slot, or a write to a read-only slot.
std::optional<Exit> KvmVcpu::handleUnbacked() {
    const uint64_t esr = m_fault.esr;
    if (isIabt(esr)) {
        m_vm.log.note(Decision::FetchUnbacked, {*m_fault.ipa});
        injectSea(true, m_fault.far, 0);
        return std::nullopt;
    }
    if (hasS1PTW(esr)) {
        m_vm.log.note(Decision::WalkUnbacked, {*m_fault.ipa});
        injectSea(false, m_fault.far, 0);
        return std::nullopt;
    }
    if (hasCM(esr) && m_vm.memory.find(*m_fault.ipa) == nullptr) {
        m_vm.log.note(Decision::MaintenanceSkipped, {*m_fault.ipa});
        skipInstruction();
        return std::nullopt;
    }
    return ioMemAbort(*m_fault.ipa | (m_fault.far & kPageMask));
}

std::optional<Exit> KvmVcpu::ioMemAbort(uint64_t ipa) {
    const uint64_t esr = m_fault.esr;
    constexpr uint64_t kNisvIss = 0x17f; // CM, WnR, FSC
    if (!bit(esr, 24)) {
        if (m_vm.caps.nisvToUser) {
            m_vm.log.note(Decision::NisvExit);
            return ArmNisvExit{esr & kNisvIss, ipa};
        }
        m_vm.log.note(Decision::NisvRefused);
        return UnknownExit{0, ENOSYS};
    }
    m_mmio = {};
    m_mmio.needed = m_mmio.exitPending = true;
    m_mmio.isWrite = bit(esr, 6);
    m_mmio.signExtend = bit(esr, 21);
    m_mmio.is64Bit = bit(esr, 15);
    m_mmio.len = 1u << bits(esr, 23, 22);
    m_mmio.rt = static_cast<uint32_t>(bits(esr, 20, 16));
    const uint64_t data = m_mmio.isWrite ? m_pe.x(m_mmio.rt) & lowMask(8 * m_mmio.len) : 0;
    m_vm.log.note(Decision::MmioAccess, {m_mmio.isWrite, m_mmio.len, ipa});
    return MmioExit{ipa, m_mmio.len, m_mmio.isWrite, data};
}

std::optional<Exit> KvmVcpu::handleGuestSea(const El2Trap& trap) {
    if (apeiClaims(trap)) {
        m_vm.log.note(Decision::ApeiClaims);
        return std::nullopt;
    }
    m_vm.log.note(Decision::ApeiClaimsNot);
    if (hostOwnsSea() || !m_vm.caps.seaToUser) {
        m_vm.log.note(!m_vm.host.ras  ? Decision::HostHasNoRas
                      : hostOwnsSea() ? Decision::HostOwnsWalk
                                      : Decision::SeaToUserOff);
        injectSError(kDefaultSErrorIss);
        return std::nullopt;
    }
    m_vm.log.note(Decision::SeaToUser);
    SeaExit exit;
    exit.esr = m_fault.esr & seaExitEsrMask(m_vm.cpu.ras);
    if (!bit(m_fault.esr, 10))
        exit.gva = m_fault.far;
    exit.gpa = m_fault.ipa;
    m_vm.log.note(Decision::SeaExitEsr, {m_fault.esr, seaExitEsrMask(m_vm.cpu.ras), exit.esr});
    m_vm.log.note(Decision::SeaExitGva, {exit.gva.has_value()});
    m_vm.log.note(Decision::SeaExitGpa, {exit.gpa.has_value()});
    return exit;
}

/// The cases without nested virtualisation (Linux arch/arm64/kvm/mmu.c, host_owns_sea).
bool KvmVcpu::hostOwnsSea() const {
    const uint8_t code = fscOf(m_fault.esr);
    const bool onWalk = code >= 0x13 && code <= 0x17;
    return !m_vm.host.ras || (onWalk && hasS1PTW(m_fault.esr));
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
