// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/vcpu_state.h"

#include <algorithm>
#include <cstring>

namespace seatape {

namespace {

void appendBlock(const VcpuState& before, const VcpuState& after, size_t start, size_t end,
                 std::vector<RegChange>& out) {
    if (std::memcmp(&before.words[start], &after.words[start], (end - start) * 8) == 0)
        return;
    for (size_t i = start; i < end; ++i)
        if (before.words[i] != after.words[i])
            out.push_back({static_cast<Reg>(i), after.words[i]});
}

} // namespace

// Runs twice per recorded frame over about 1 KiB. Most of it never changes, the SIMD registers
// least of all, so whole blocks are compared first.
void appendChanges(const VcpuState& before, const VcpuState& after, std::vector<RegChange>& out) {
    constexpr size_t kBlock = 16;
    constexpr auto kSimd = static_cast<size_t>(Reg::V0);
    for (size_t start = 0; start < kSimd; start += kBlock)
        appendBlock(before, after, start, std::min(start + kBlock, kSimd), out);
    appendBlock(before, after, kSimd, kRegCount, out);
}

} // namespace seatape
