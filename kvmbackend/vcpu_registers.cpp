// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/vcpu_registers.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

using Words = std::array<uint64_t, 2>; // of a 128-bit register, the low one first

bool isHigh(Reg reg) {
    return (static_cast<unsigned>(reg) - static_cast<unsigned>(Reg::V0)) % 2 != 0;
}

/// A V register needs one call for its two words, which stand one after the other.
bool needsCall(const RegInfo& info, Reg reg) {
    return info.oneRegId != 0 && !(info.access == RegAccess::Simd && isHigh(reg));
}

Result<void> readOneReg(const Vcpu& vcpu, Reg reg, VcpuState& state) {
    const RegInfo& info = regInfo(reg);
    Words words{}; // a register of 32 bits fills half of the first: arm64 is little-endian
    const int err = vcpu.getOneReg(info.oneRegId, words.data());
    if (err == ENOENT && info.access == RegAccess::System)
        return {};
    if (err != 0)
        return failure(fmt::format("KVM_GET_ONE_REG of {}: {}", info.name, std::strerror(err)),
                       fmt::format("vCPU {}", vcpu.index()));
    const auto at = static_cast<size_t>(reg);
    state.words[at] = words[0];
    if (info.access == RegAccess::Simd)
        state.words[at + 1] = words[1];
    return {};
}

Result<void> readEvents(const Vcpu& vcpu, VcpuState& state) {
    auto raw = vcpu.events();
    if (!raw)
        return passOn(raw);
    // Every dialect reports a pending SError as mainline does.
    const VcpuEvents events = decodeEvents(Dialect::Mainline, *raw);
    state[Reg::SERROR_PENDING] = events.serror_pending;
    state[Reg::SERROR_ESR] = events.serror_esr;
    return {};
}

} // namespace

Result<VcpuState> readState(const Vcpu& vcpu) {
    VcpuState state;
    for (size_t i = 0; i < kRegCount; ++i) {
        const Reg reg = static_cast<Reg>(i);
        if (needsCall(regInfo(reg), reg))
            if (auto ok = readOneReg(vcpu, reg, state); !ok)
                return passOn(ok);
    }
    if (auto ok = readEvents(vcpu, state); !ok)
        return passOn(ok);
    auto mpState = vcpu.mpState();
    if (!mpState)
        return passOn(mpState);
    state[Reg::MP_STATE] = *mpState;
    return state;
}

int writeRegister(const Vcpu& vcpu, Reg reg, uint64_t value) {
    const RegInfo& info = regInfo(reg);
    if (info.oneRegId == 0)
        return ENOENT;
    Words words{};
    if (info.access == RegAccess::Simd)
        if (const int err = vcpu.getOneReg(info.oneRegId, words.data()))
            return err;
    words[info.access == RegAccess::Simd && isHigh(reg) ? 1 : 0] = value;
    return vcpu.setOneReg(info.oneRegId, words.data());
}

} // namespace seatape::kvm
