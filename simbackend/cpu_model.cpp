#include "simbackend/cpu_model.h"

namespace seatape::sim {

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

} // namespace seatape::sim
