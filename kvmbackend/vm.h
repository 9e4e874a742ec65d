// SPDX-License-Identifier: Apache-2.0
/// Typed wrappers around /dev/kvm and the descriptor of a VM. An error names the ioctl, the errno
/// and the remedy.
#pragma once

#include "kvmbackend/kernel.h"
#include "kvmbackend/uapi.h"
#include "kvmbackend/vcpu.h"
#include "seatape/base/result.h"

#include <span>

namespace seatape::kvm {

class Vm {
public:
    explicit Vm(Fd fd) : m_fd(std::move(fd)) {}

    /// Returns what KVM_CHECK_EXTENSION answers for this VM; 0 for what the kernel does not know.
    int checkExtension(uapi::Cap cap) const;
    /// Enables a capability (KVM_ENABLE_CAP).
    Result<void> enableCap(uapi::Cap cap) const;
    /// Makes, changes or deletes a memory slot (KVM_SET_USER_MEMORY_REGION).
    Result<void> setMemory(const uapi::kvm_userspace_memory_region& region) const;
    /// Fetches and clears the dirty bits of a slot, one for each page from the low bits on.
    Result<void> dirtyLog(uint32_t slot, std::span<uint64_t> bitmap) const;
    /// Creates a vCPU and maps `mmapSize` bytes of it (Kvm::vcpuMmapSize).
    Result<Vcpu> createVcpu(uint32_t index, size_t mmapSize) const;
    /// Creates a vCPU and initialises it as the host prefers, with PSCI. One that is powered off
    /// waits for CPU_ON.
    Result<Vcpu> createReadyVcpu(uint32_t index, size_t mmapSize, bool powerOff) const;
    /// Returns what KVM_ARM_VCPU_INIT is to be called with on this host.
    Result<uapi::kvm_vcpu_init> preferredTarget() const;

    Kernel& kernel() const { return m_fd.kernel(); }

private:
    Fd m_fd;
};

class Kvm {
public:
    /// Opens /dev/kvm and checks that it is KVM on arm64.
    static Result<Kvm> open(Kernel& kernel);

    int checkExtension(uapi::Cap cap) const;
    /// Returns the bytes to map of a vCPU, at least those of struct kvm_run.
    Result<size_t> vcpuMmapSize() const;
    /// Creates a VM with an IPA space of `ipaBits` bits.
    Result<Vm> createVm(uint32_t ipaBits) const;

private:
    explicit Kvm(Fd fd) : m_fd(std::move(fd)) {}
    Fd m_fd;
};

} // namespace seatape::kvm
