// SPDX-License-Identifier: Apache-2.0
/// Typed wrapper around the descriptor of a vCPU.
///
/// Where a refusal is a result and not an error (an injection that the kernel rejects), the calls
/// return 0 or the errno.
#pragma once

#include "kvmbackend/kernel.h"
#include "kvmbackend/uapi.h"
#include "seatape/arch/registers.h"
#include "seatape/base/result.h"
#include "seatape/core/vcpu_events.h"

#include <span>
#include <string>

namespace seatape::kvm {

class Vcpu {
public:
    Vcpu(Fd fd, Mapping run, uint32_t index)
        : m_fd(std::move(fd)), m_run(std::move(run)), m_index(index) {}

    /// Returns what the vCPU shares with the kernel.
    uapi::kvm_run& shared() const { return *reinterpret_cast<uapi::kvm_run*>(m_run.start()); }
    uint32_t index() const { return m_index; }

    /// KVM_ARM_VCPU_INIT with `target` of Vm::preferredTarget and bits ARM_VCPU_* in features[0].
    Result<void> init(const uapi::kvm_vcpu_init& target) const;
    /// KVM_RUN; returns 0 or the errno.
    int run() const;
    /// KVM_GET_ONE_REG and KVM_SET_ONE_REG of as many bytes as the id says; return 0 or the errno.
    int getOneReg(uint64_t id, void* value) const;
    int setOneReg(uint64_t id, const void* value) const;
    /// KVM_GET_VCPU_EVENTS.
    Result<RawVcpuEvents> events() const;
    /// KVM_SET_VCPU_EVENTS; returns 0 or the errno.
    int setEvents(const RawVcpuEvents& events) const;
    /// KVM_GET_MP_STATE.
    Result<uint32_t> mpState() const;
    /// KVM_SET_GUEST_DEBUG: makes KVM_RUN return with DEBUG after each instruction, or not.
    Result<void> setSingleStep(bool on) const;

private:
    std::string where() const;

    Fd m_fd;
    Mapping m_run;
    uint32_t m_index;
};

} // namespace seatape::kvm
