// SPDX-License-Identifier: Apache-2.0
/// What KVM shows and accepts of a syndrome: the constants of KVM_EXIT_ARM_SEA and of the events
/// ioctls. Source: Linux 7.3.4 arch/arm64/kvm/mmu.c (kvm_handle_guest_sea),
/// include/asm/kvm_emulate.h (kvm_vcpu_abt_issea), kvm/guest.c (__kvm_arm_vcpu_set_events).
#pragma once

#include "seatape/esr/exception_class.h"

#include <cstdint>

namespace seatape {

/// The bits of ESR_EL2 that KVM copies into kvm_run.arm_sea.esr: EC, IL, FnV, EA, CM, WnR, FSC.
inline constexpr uint64_t kSeaExitEsrMask =
    esr::EC.mask() | esr::IL.mask() | abort_iss::FnV.mask() | abort_iss::EA.mask() |
    abort_iss::CM.mask() | abort_iss::WnR.mask() | abort_iss::FSC.mask();

/// SET, which KVM adds when the *guest* has the RAS extension.
inline constexpr uint64_t kSeaExitSetMask = abort_iss::SET.mask();

/// The bits that user space may supply in kvm_vcpu_events for an SError (and, in the unmerged
/// series of July 2025, for an external abort): ISS [24:0]. Any other bit is refused with EINVAL.
inline constexpr uint64_t kUserIssMask = esr::ISS.mask();

/// What KVM passes for an SError when user space supplies no syndrome: IDS alone.
inline constexpr uint64_t kDefaultSErrorIss = serror_iss::IDS.mask();

/// Returns the mask that KVM applies to ESR_EL2 for the exit.
constexpr uint64_t seaExitEsrMask(bool guestHasRas) {
    return guestHasRas ? kSeaExitEsrMask | kSeaExitSetMask : kSeaExitEsrMask;
}

/// Returns whether KVM asks for this class whether the abort is an SEA.
constexpr bool isKvmSeaClass(ExceptionClass ec) {
    return ec == ExceptionClass::IABT_LOW || isDataAbort(ec);
}

/// Returns whether KVM takes a guest abort with this fault status as an SEA: 0x10, 0x13-0x18,
/// 0x1b-0x1f. The level -2 walk code 0x12 is not in KVM's set.
constexpr bool isKvmSeaFsc(uint8_t code) {
    return code == 0x10 || (code >= 0x13 && code <= 0x18) || (code >= 0x1b && code <= 0x1f);
}

} // namespace seatape
