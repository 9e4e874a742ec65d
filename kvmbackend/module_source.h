// SPDX-License-Identifier: Apache-2.0
/// The SEA source that is exact to the byte: the poison module (poison-module/seatape_poison.h).
///
/// A page with poison is watched, and stage 2 never keeps it mapped: each access to it stops at
/// user space, which decides by the instruction and the bytes that it touches. After a good access
/// the vCPU is stepped over that one instruction and the page is unmapped again.
#pragma once

#include "kvmbackend/sea_source.h"

#include <vector>

namespace seatape::kvm {

class ModuleSource final : public SeaSource {
public:
    static constexpr const char* kDevice = "/dev/seatape-poison";

    static Result<std::unique_ptr<SeaSource>> open(Kernel& kernel, const SeaTarget& target);

    SeaSourceKind kind() const override { return SeaSourceKind::Module; }
    Result<void> update(uint64_t page) override;
    Result<bool> handleStop(const Vcpu& vcpu, int err) override;

private:
    ModuleSource(Fd device, const SeaTarget& target)
        : m_device(std::move(device)), m_target(target), m_claimsLeft(target.host.apeiClaims) {}
    Result<void> answer(const Vcpu& vcpu);
    Result<void> pass(const Vcpu& vcpu, uint64_t page);
    uint64_t claimOrAbort(uint64_t page);
    Result<void> endStep(const Vcpu& vcpu);

    Fd m_device;
    SeaTarget m_target;
    uint32_t m_claimsLeft;
    std::vector<uint64_t> m_opened; // pages that stage 2 maps for the one instruction
};

} // namespace seatape::kvm
