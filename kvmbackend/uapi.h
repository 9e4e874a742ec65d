// SPDX-License-Identifier: Apache-2.0
/// The arm64 user-space interface of Linux KVM, as far as the backend uses it.
///
/// A mirror of its own, because it compiles on x86-64 too and knows more than the headers of an
/// older system. Structures and members have the kernel's names; constants too, without the prefix
/// (KVM_, KVM_EXIT_, KVM_CAP_), which is a macro where the real header is included. Source: Linux
/// 7.3 uapi linux/kvm.h and asm/kvm.h of arm64 (kvm-sea-spec §3.1 and §2.10). uapi_check.cpp
/// compares it with the header of an arm64 system.
#pragma once

#include <cstddef>
#include <cstdint>

namespace seatape::kvm::uapi {

struct kvm_userspace_memory_region {
    uint32_t slot;
    uint32_t flags;
    uint64_t guest_phys_addr;
    uint64_t memory_size; ///< bytes; 0 deletes the slot
    uint64_t userspace_addr;
};
inline constexpr uint32_t MEM_LOG_DIRTY_PAGES = 1 << 0;
inline constexpr uint32_t MEM_READONLY = 1 << 1;

struct kvm_dirty_log {
    uint32_t slot;
    uint32_t padding1;
    uint64_t dirty_bitmap; ///< address of a bit for each page, in words of 64
};

struct kvm_one_reg {
    uint64_t id;
    uint64_t addr;
};

struct kvm_vcpu_init {
    uint32_t target;
    uint32_t features[7];
};
inline constexpr unsigned ARM_VCPU_POWER_OFF = 0; ///< bits of features[0]
inline constexpr unsigned ARM_VCPU_PSCI_0_2 = 2;

struct kvm_enable_cap {
    uint32_t cap;
    uint32_t flags;
    uint64_t args[4];
    uint8_t pad[64];
};

struct kvm_mp_state {
    uint32_t mp_state;
};
inline constexpr uint32_t MP_STATE_STOPPED = 5;

struct kvm_guest_debug_arch {
    uint64_t dbg_bcr[16];
    uint64_t dbg_bvr[16];
    uint64_t dbg_wcr[16];
    uint64_t dbg_wvr[16];
};

struct kvm_guest_debug {
    uint32_t control;
    uint32_t pad;
    kvm_guest_debug_arch arch;
};
inline constexpr uint32_t GUESTDBG_ENABLE = 1 << 0;
inline constexpr uint32_t GUESTDBG_SINGLESTEP = 1 << 1;

/// What the kernel and user space share of a vCPU. The members of the union are the exits'.
struct kvm_run {
    uint8_t request_interrupt_window;
    uint8_t immediate_exit;
    uint8_t padding1[6];
    uint32_t exit_reason;
    uint8_t ready_for_interrupt_injection;
    uint8_t if_flag;
    uint16_t flags;
    uint64_t cr8;
    uint64_t apic_base;
    union {
        struct {
            uint64_t hardware_entry_failure_reason;
            uint32_t cpu;
        } fail_entry;
        struct {
            uint32_t hsr;
            uint32_t hsr_high;
            uint64_t far;
        } debug;
        struct {
            uint64_t phys_addr;
            uint8_t data[8];
            uint32_t len;
            uint8_t is_write;
        } mmio;
        struct {
            uint64_t nr;
            uint64_t args[6];
            uint64_t ret;
            uint64_t flags;
        } hypercall;
        struct {
            uint32_t suberror;
            uint32_t ndata;
            uint64_t data[16];
        } internal;
        struct {
            uint32_t type;
            uint32_t ndata;
            uint64_t data[16];
        } system_event;
        struct {
            uint64_t esr_iss;
            uint64_t fault_ipa;
        } arm_nisv;
        struct {
            uint64_t flags;
            uint64_t gpa;
            uint64_t size;
        } memory_fault;
        struct {
            uint64_t flags;
            uint64_t esr;
            uint64_t gva;
            uint64_t gpa;
        } arm_sea;
        uint8_t padding[256];
    };
    uint64_t kvm_valid_regs;
    uint64_t kvm_dirty_regs;
    uint8_t s_padding[2048];
};

/// A request of ioctl(2) and its name for messages.
struct Ioctl {
    const char* name;
    unsigned long number;
};

/// Encodes a request as _IOC(dir, KVMIO, nr, size) does; dir is 1 for write, 2 for read.
constexpr unsigned long request(unsigned dir, unsigned nr, size_t size) {
    return (static_cast<unsigned long>(dir) << 30) | (static_cast<unsigned long>(size) << 16) |
           0xae00 | nr;
}
template <class T>
constexpr unsigned long writes(unsigned nr) {
    return request(1, nr, sizeof(T));
}
template <class T>
constexpr unsigned long reads(unsigned nr) {
    return request(2, nr, sizeof(T));
}

/// `struct kvm_vcpu_events` in the mainline dialect; core/vcpu_events.h has what its bytes mean.
struct kvm_vcpu_events {
    struct {
        uint8_t serror_pending;
        uint8_t serror_has_esr;
        uint8_t ext_dabt_pending;
        uint8_t pad[5];
        uint64_t serror_esr;
    } exception;
    uint32_t reserved[12];
};

// clang-format off
inline constexpr Ioctl GET_API_VERSION{"KVM_GET_API_VERSION", request(0, 0x00, 0)};
inline constexpr Ioctl CREATE_VM{"KVM_CREATE_VM", request(0, 0x01, 0)};
inline constexpr Ioctl CHECK_EXTENSION{"KVM_CHECK_EXTENSION", request(0, 0x03, 0)};
inline constexpr Ioctl GET_VCPU_MMAP_SIZE{"KVM_GET_VCPU_MMAP_SIZE", request(0, 0x04, 0)};
inline constexpr Ioctl CREATE_VCPU{"KVM_CREATE_VCPU", request(0, 0x41, 0)};
inline constexpr Ioctl GET_DIRTY_LOG{"KVM_GET_DIRTY_LOG", writes<kvm_dirty_log>(0x42)};
inline constexpr Ioctl SET_USER_MEMORY_REGION{"KVM_SET_USER_MEMORY_REGION", writes<kvm_userspace_memory_region>(0x46)};
inline constexpr Ioctl RUN{"KVM_RUN", request(0, 0x80, 0)};
inline constexpr Ioctl GET_MP_STATE{"KVM_GET_MP_STATE", reads<kvm_mp_state>(0x98)};
inline constexpr Ioctl SET_GUEST_DEBUG{"KVM_SET_GUEST_DEBUG", writes<kvm_guest_debug>(0x9b)};
inline constexpr Ioctl GET_VCPU_EVENTS{"KVM_GET_VCPU_EVENTS", reads<kvm_vcpu_events>(0x9f)};
inline constexpr Ioctl SET_VCPU_EVENTS{"KVM_SET_VCPU_EVENTS", writes<kvm_vcpu_events>(0xa0)};
inline constexpr Ioctl ENABLE_CAP{"KVM_ENABLE_CAP", writes<kvm_enable_cap>(0xa3)};
inline constexpr Ioctl GET_ONE_REG{"KVM_GET_ONE_REG", writes<kvm_one_reg>(0xab)};
inline constexpr Ioctl SET_ONE_REG{"KVM_SET_ONE_REG", writes<kvm_one_reg>(0xac)};
inline constexpr Ioctl ARM_VCPU_INIT{"KVM_ARM_VCPU_INIT", writes<kvm_vcpu_init>(0xae)};
inline constexpr Ioctl ARM_PREFERRED_TARGET{"KVM_ARM_PREFERRED_TARGET", reads<kvm_vcpu_init>(0xaf)};
// clang-format on

/// KVM_CAP_*.
enum Cap : uint32_t {
    ARM_PSCI_0_2 = 102,
    ARM_INJECT_SERROR_ESR = 158,
    ARM_VM_IPA_SIZE = 165,
    ARM_NISV_TO_USER = 177,
    ARM_INJECT_EXT_DABT = 178,
    ARM_WRITABLE_IMP_ID_REGS = 239,
    ARM_SEA_TO_USER = 245 ///< or, in the unmerged series, ARM_INJECT_EXT_IABT
};

inline constexpr int API_VERSION = 12;

} // namespace seatape::kvm::uapi
