// SPDX-License-Identifier: Apache-2.0
// The mirror is what the kernel's header says: sizes, places and numbers (kvm-sea-spec §2.10 and
// §3.1), and on an arm64 system the header itself.

#include "kvmbackend/uapi.h"
#include "seatape/core/vcpu_events.h"

namespace seatape::kvm::uapi {
namespace {

static_assert(sizeof(kvm_userspace_memory_region) == 32);
static_assert(sizeof(kvm_dirty_log) == 16);
static_assert(sizeof(kvm_one_reg) == 16);
static_assert(sizeof(kvm_vcpu_init) == 32);
static_assert(sizeof(kvm_enable_cap) == 104);
static_assert(sizeof(kvm_guest_debug) == 520);
static_assert(sizeof(kvm_vcpu_events) == kVcpuEventsSize);
static_assert(offsetof(kvm_vcpu_events, exception.serror_esr) == 8);
static_assert(offsetof(kvm_vcpu_events, reserved) == 16);

static_assert(sizeof(kvm_run) == 2352);
static_assert(offsetof(kvm_run, immediate_exit) == 1);
static_assert(offsetof(kvm_run, exit_reason) == 8);
static_assert(offsetof(kvm_run, flags) == 14);
static_assert(offsetof(kvm_run, fail_entry.hardware_entry_failure_reason) == 32);
static_assert(offsetof(kvm_run, fail_entry.cpu) == 40);
static_assert(offsetof(kvm_run, debug.hsr_high) == 36);
static_assert(offsetof(kvm_run, debug.far) == 40);
static_assert(offsetof(kvm_run, mmio.data) == 40);
static_assert(offsetof(kvm_run, mmio.len) == 48);
static_assert(offsetof(kvm_run, mmio.is_write) == 52);
static_assert(offsetof(kvm_run, hypercall.ret) == 88);
static_assert(offsetof(kvm_run, hypercall.flags) == 96);
static_assert(offsetof(kvm_run, system_event.ndata) == 36);
static_assert(offsetof(kvm_run, system_event.data) == 40);
static_assert(offsetof(kvm_run, arm_nisv.fault_ipa) == 40);
static_assert(offsetof(kvm_run, memory_fault.size) == 48);
static_assert(offsetof(kvm_run, arm_sea.esr) == 40);
static_assert(offsetof(kvm_run, arm_sea.gpa) == 56);
static_assert(offsetof(kvm_run, kvm_valid_regs) == 288);

static_assert(CREATE_VM.number == 0xae01 && CHECK_EXTENSION.number == 0xae03);
static_assert(GET_VCPU_MMAP_SIZE.number == 0xae04 && CREATE_VCPU.number == 0xae41);
static_assert(RUN.number == 0xae80);
static_assert(GET_DIRTY_LOG.number == 0x4010ae42);
static_assert(SET_USER_MEMORY_REGION.number == 0x4020ae46);
static_assert(GET_VCPU_EVENTS.number == 0x8040ae9f && SET_VCPU_EVENTS.number == 0x4040aea0);
static_assert(ENABLE_CAP.number == 0x4068aea3);
static_assert(GET_ONE_REG.number == 0x4010aeab && SET_ONE_REG.number == 0x4010aeac);
static_assert(ARM_VCPU_INIT.number == 0x4020aeae && ARM_PREFERRED_TARGET.number == 0x8020aeaf);
static_assert(SET_GUEST_DEBUG.number == 0x4208ae9b && GET_MP_STATE.number == 0x8004ae98);

} // namespace
} // namespace seatape::kvm::uapi

#if defined(__aarch64__) && __has_include(<linux/kvm.h>)

#include <linux/kvm.h>

static_assert(sizeof(::kvm_run) == sizeof(seatape::kvm::uapi::kvm_run));
static_assert(sizeof(::kvm_vcpu_events) == sizeof(seatape::kvm::uapi::kvm_vcpu_events));
static_assert(sizeof(::kvm_guest_debug) == sizeof(seatape::kvm::uapi::kvm_guest_debug));
static_assert(offsetof(::kvm_run, mmio) == offsetof(seatape::kvm::uapi::kvm_run, mmio));
static_assert(offsetof(::kvm_run, s) == offsetof(seatape::kvm::uapi::kvm_run, s_padding));

#define SEATAPE_SAME_REQUEST(name) static_assert(KVM_##name == seatape::kvm::uapi::name.number)
SEATAPE_SAME_REQUEST(GET_API_VERSION);
SEATAPE_SAME_REQUEST(CREATE_VM);
SEATAPE_SAME_REQUEST(CHECK_EXTENSION);
SEATAPE_SAME_REQUEST(GET_VCPU_MMAP_SIZE);
SEATAPE_SAME_REQUEST(CREATE_VCPU);
SEATAPE_SAME_REQUEST(GET_DIRTY_LOG);
SEATAPE_SAME_REQUEST(SET_USER_MEMORY_REGION);
SEATAPE_SAME_REQUEST(RUN);
SEATAPE_SAME_REQUEST(GET_MP_STATE);
SEATAPE_SAME_REQUEST(SET_GUEST_DEBUG);
SEATAPE_SAME_REQUEST(GET_VCPU_EVENTS);
SEATAPE_SAME_REQUEST(SET_VCPU_EVENTS);
SEATAPE_SAME_REQUEST(ENABLE_CAP);
SEATAPE_SAME_REQUEST(GET_ONE_REG);
SEATAPE_SAME_REQUEST(SET_ONE_REG);
SEATAPE_SAME_REQUEST(ARM_VCPU_INIT);
SEATAPE_SAME_REQUEST(ARM_PREFERRED_TARGET);

#define SEATAPE_SAME_CAP(name) static_assert(KVM_CAP_##name == seatape::kvm::uapi::name)
SEATAPE_SAME_CAP(ARM_PSCI_0_2);
SEATAPE_SAME_CAP(ARM_INJECT_SERROR_ESR);
SEATAPE_SAME_CAP(ARM_VM_IPA_SIZE);
SEATAPE_SAME_CAP(ARM_NISV_TO_USER);
SEATAPE_SAME_CAP(ARM_INJECT_EXT_DABT);
#ifdef KVM_CAP_ARM_SEA_TO_USER
static_assert(KVM_CAP_ARM_SEA_TO_USER == seatape::kvm::uapi::ARM_SEA_TO_USER);
#endif
#ifdef KVM_CAP_ARM_WRITABLE_IMP_ID_REGS
static_assert(KVM_CAP_ARM_WRITABLE_IMP_ID_REGS == seatape::kvm::uapi::ARM_WRITABLE_IMP_ID_REGS);
#endif

#endif
