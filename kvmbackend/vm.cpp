// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/vm.h"

#include "kvmbackend/ioctl_error.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr const char* kDevice = "/dev/kvm";

int checkExtensionOf(const Fd& fd, uapi::Cap cap) {
    return std::max(0, fd.ioctl(uapi::CHECK_EXTENSION.number, static_cast<uintptr_t>(cap)));
}

} // namespace

Result<Kvm> Kvm::open(Kernel& kernel) {
    const int opened = kernel.open(kDevice, O_RDWR);
    if (opened < 0)
        return tl::unexpected(openError(kDevice, opened));
    Fd fd(kernel, opened);
    const int version = fd.ioctl(uapi::GET_API_VERSION.number);
    if (version < 0)
        return tl::unexpected(ioctlError(uapi::GET_API_VERSION, version, kDevice));
    if (version != uapi::API_VERSION)
        return failure(fmt::format("KVM speaks API version {}, not {}", version, uapi::API_VERSION),
                       kDevice, "use a kernel from 2.6.22 on");
    // Every arm64 KVM has it and no other architecture does.
    if (checkExtensionOf(fd, uapi::ARM_PSCI_0_2) == 0)
        return failure("this is KVM of another architecture than arm64", kDevice,
                       "run scripts/lab, which boots a real arm64 KVM on any machine");
    return Kvm(std::move(fd));
}

int Kvm::checkExtension(uapi::Cap cap) const {
    return checkExtensionOf(m_fd, cap);
}

Result<size_t> Kvm::vcpuMmapSize() const {
    const int size = m_fd.ioctl(uapi::GET_VCPU_MMAP_SIZE.number);
    if (size < 0)
        return tl::unexpected(ioctlError(uapi::GET_VCPU_MMAP_SIZE, size, kDevice));
    if (static_cast<size_t>(size) < sizeof(uapi::kvm_run))
        return failure(fmt::format("{} says {} bytes, fewer than struct kvm_run has",
                                   uapi::GET_VCPU_MMAP_SIZE.name, size),
                       kDevice, "report the kernel's version to seatape");
    return static_cast<size_t>(size);
}

Result<Vm> Kvm::createVm(uint32_t ipaBits) const {
    const int most = checkExtension(uapi::ARM_VM_IPA_SIZE);
    if (most > 0 && ipaBits > static_cast<uint32_t>(most))
        return failure(fmt::format("the host's IPA space has {} bits, not {}", most, ipaBits),
                       "host.ipa-bits", fmt::format("use at most {}", most));
    const int made = m_fd.ioctl(uapi::CREATE_VM.number, static_cast<uintptr_t>(ipaBits));
    if (made < 0)
        return tl::unexpected(
            ioctlError(uapi::CREATE_VM, made, fmt::format("IPA space of {} bits", ipaBits)));
    return Vm(Fd(m_fd.kernel(), made));
}

int Vm::checkExtension(uapi::Cap cap) const {
    return checkExtensionOf(m_fd, cap);
}

Result<void> Vm::enableCap(uapi::Cap cap) const {
    uapi::kvm_enable_cap request{};
    request.cap = cap;
    return checked(uapi::ENABLE_CAP, m_fd.ioctl(uapi::ENABLE_CAP.number, &request),
                   fmt::format("capability {}", static_cast<uint32_t>(cap)));
}

Result<void> Vm::setMemory(const uapi::kvm_userspace_memory_region& region) const {
    return checked(uapi::SET_USER_MEMORY_REGION,
                   m_fd.ioctl(uapi::SET_USER_MEMORY_REGION.number, &region),
                   fmt::format("slot at {:#x}", region.guest_phys_addr));
}

Result<void> Vm::dirtyLog(uint32_t slot, std::span<uint64_t> bitmap) const {
    uapi::kvm_dirty_log request{};
    request.slot = slot;
    request.dirty_bitmap = reinterpret_cast<uintptr_t>(bitmap.data());
    return checked(uapi::GET_DIRTY_LOG, m_fd.ioctl(uapi::GET_DIRTY_LOG.number, &request),
                   fmt::format("slot {}", slot));
}

Result<uapi::kvm_vcpu_init> Vm::preferredTarget() const {
    uapi::kvm_vcpu_init target{};
    if (auto ok = checked(uapi::ARM_PREFERRED_TARGET,
                          m_fd.ioctl(uapi::ARM_PREFERRED_TARGET.number, &target));
        !ok)
        return passOn(ok);
    return target;
}

Result<Vcpu> Vm::createVcpu(uint32_t index, size_t mmapSize) const {
    const std::string where = fmt::format("vCPU {}", index);
    const int made = m_fd.ioctl(uapi::CREATE_VCPU.number, static_cast<uintptr_t>(index));
    if (made < 0)
        return tl::unexpected(ioctlError(uapi::CREATE_VCPU, made, where));
    Fd fd(m_fd.kernel(), made);
    Mapping run(fd, mmapSize);
    if (!run.isMapped())
        return failure("struct kvm_run cannot be mapped", where, "free some memory");
    return Vcpu(std::move(fd), std::move(run), index);
}

Result<Vcpu> Vm::createReadyVcpu(uint32_t index, size_t mmapSize, bool powerOff) const {
    auto init = preferredTarget();
    if (!init)
        return passOn(init);
    init->features[0] |= 1u << uapi::ARM_VCPU_PSCI_0_2;
    if (powerOff)
        init->features[0] |= 1u << uapi::ARM_VCPU_POWER_OFF;
    auto vcpu = createVcpu(index, mmapSize);
    if (!vcpu)
        return vcpu;
    if (auto ready = vcpu->init(*init); !ready)
        return passOn(ready);
    return vcpu;
}

} // namespace seatape::kvm
