// SPDX-License-Identifier: Apache-2.0
#include "simbackend/machine/cpu_model.h"

namespace seatape::sim {
namespace {

// What these registers hold is IMPLEMENTATION DEFINED; here, as on QEMU's CPUs and Arm's own,
// nothing.
constexpr Reg kEmptyRegisters[] = {Reg::AFSR0_EL1, Reg::AFSR1_EL1, Reg::AMAIR_EL1};

} // namespace

VcpuState resetState(std::span<const RegChange> identification, uint32_t index) {
    constexpr uint64_t kMpidrRes1 = uint64_t{1} << 31;
    VcpuState state;
    for (size_t i = 0; i < kRegCount; ++i)
        state.words[i] = regInfo(static_cast<Reg>(i)).reset;
    for (const RegChange& change : identification)
        state[change.reg] = change.value;
    state[Reg::MPIDR_EL1] = kMpidrRes1 | index;
    return state;
}

void dropUnimplementedBits(VcpuState& state) {
    for (const Reg reg : kEmptyRegisters)
        state[reg] = 0;
}

} // namespace seatape::sim
