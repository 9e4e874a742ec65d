// SPDX-License-Identifier: Apache-2.0
/// The architectural state of one vCPU as user space sees it, and PSTATE's fields. Plain values
/// only.
#pragma once

#include "seatape/arch/registers.h"
#include "seatape/base/bits.h"

#include <array>
#include <cstdint>
#include <vector>

namespace seatape {

/// All words of `Reg`, indexable by it. A plain value: comparable, copyable, serializable as an
/// array.
struct VcpuState {
    std::array<uint64_t, kRegCount> words{};

    uint64_t& operator[](Reg reg) { return words[static_cast<size_t>(reg)]; }
    uint64_t operator[](Reg reg) const { return words[static_cast<size_t>(reg)]; }
    bool operator==(const VcpuState&) const = default;
};

/// One word of vCPU state and the value it got.
struct RegChange {
    Reg reg = Reg::X0;
    uint64_t value = 0;
    bool operator==(const RegChange&) const = default;
};

/// Appends to `out` every word in which `after` differs from `before`, in table order.
void appendChanges(const VcpuState& before, const VcpuState& after, std::vector<RegChange>& out);

/// Fields of PSTATE in the layout of SPSR_ELx (Arm ARM C5.2.18; kvm-sea-spec §2.7).
namespace pstate {

inline constexpr unsigned N = 31, Z = 30, C = 29, V = 28, TCO = 25, DIT = 24, UAO = 23, PAN = 22,
                          SS = 21, IL = 20, ALLINT = 13, SSBS = 12, D = 9, A = 8, I = 7, F = 6;
inline constexpr uint64_t kDaif = 0x3c0;
inline constexpr uint64_t kNzcv = 0xf0000000;
inline constexpr uint64_t kBtypeMask = 0xc00; ///< BTYPE is bits [11:10]

/// M[4:0], the modes of AArch64 that a guest without EL2 can be in.
inline constexpr uint64_t EL0t = 0x0, EL1t = 0x4, EL1h = 0x5, kModeMask = 0x1f;

/// Returns M[4:0].
constexpr uint64_t mode(uint64_t value) {
    return value & kModeMask;
}
/// Returns whether M[4:0] is a mode that a guest without EL2 and AArch32 can be in.
constexpr bool isModeOfGuest(uint64_t value) {
    return mode(value) == EL0t || mode(value) == EL1t || mode(value) == EL1h;
}
/// Returns whether the state is AArch32 (M[4]).
constexpr bool isAArch32(uint64_t value) {
    return bit(value, 4);
}
/// Returns whether the exception level is EL0 (AArch64 EL0t or AArch32 User).
constexpr bool isEl0(uint64_t value) {
    return (value & 0xf) == 0;
}

} // namespace pstate

} // namespace seatape
