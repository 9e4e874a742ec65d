// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/vcpu.h"

#include "kvmbackend/ioctl_error.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

/// Turns what an ioctl returned into 0 or an errno.
int errnoOf(int returned) {
    return std::max(0, -returned);
}

} // namespace

std::string Vcpu::where() const {
    return fmt::format("vCPU {}", m_index);
}

Result<void> Vcpu::init(const uapi::kvm_vcpu_init& target) const {
    return checked(uapi::ARM_VCPU_INIT, m_fd.ioctl(uapi::ARM_VCPU_INIT.number, &target), where());
}

int Vcpu::run() const {
    return errnoOf(m_fd.ioctl(uapi::RUN.number));
}

int Vcpu::getOneReg(uint64_t id, void* value) const {
    uapi::kvm_one_reg request{id, reinterpret_cast<uintptr_t>(value)};
    return errnoOf(m_fd.ioctl(uapi::GET_ONE_REG.number, &request));
}

int Vcpu::setOneReg(uint64_t id, const void* value) const {
    uapi::kvm_one_reg request{id, reinterpret_cast<uintptr_t>(value)};
    return errnoOf(m_fd.ioctl(uapi::SET_ONE_REG.number, &request));
}

Result<RawVcpuEvents> Vcpu::events() const {
    RawVcpuEvents raw{};
    if (auto ok = checked(uapi::GET_VCPU_EVENTS,
                          m_fd.ioctl(uapi::GET_VCPU_EVENTS.number, raw.data()), where());
        !ok)
        return passOn(ok);
    return raw;
}

int Vcpu::setEvents(const RawVcpuEvents& events) const {
    return errnoOf(m_fd.ioctl(uapi::SET_VCPU_EVENTS.number, events.data()));
}

Result<uint32_t> Vcpu::mpState() const {
    uapi::kvm_mp_state state{};
    if (auto ok =
            checked(uapi::GET_MP_STATE, m_fd.ioctl(uapi::GET_MP_STATE.number, &state), where());
        !ok)
        return passOn(ok);
    return state.mp_state;
}

Result<void> Vcpu::setSingleStep(bool on) const {
    uapi::kvm_guest_debug request{};
    request.control = on ? uapi::GUESTDBG_ENABLE | uapi::GUESTDBG_SINGLESTEP : 0;
    return checked(uapi::SET_GUEST_DEBUG, m_fd.ioctl(uapi::SET_GUEST_DEBUG.number, &request),
                   where());
}

} // namespace seatape::kvm
