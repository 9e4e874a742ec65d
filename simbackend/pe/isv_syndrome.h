// SPDX-License-Identifier: Apache-2.0
/// What the syndrome of a stage-2 data abort says about the instruction that made the access.
///
/// A pure function of the instruction word: it knows no PE state, memory or exception.
#pragma once

#include <cstdint>

namespace seatape::sim {

/// The instruction's part of ESR_EL2.ISS for a Data Abort (Arm ARM D24.2.40; kvm-sea-spec §2.8,
/// §5.2).
struct AccessSyndrome {
    /// ISV, SAS, SSE, SRT, SF and AR in their places (bits [24:14]), 0 if ISV is 0.
    uint32_t group = 0;
    bool reads = false;  ///< the instruction reads memory
    bool writes = false; ///< the instruction writes memory; with `reads`: an atomic or CAS
    bool operator==(const AccessSyndrome&) const = default;

    /// Returns ISS.WnR, where an atomic's abort counts as a read if a read would have aborted too.
    constexpr bool WnR(bool readWouldAbort) const { return writes && !(reads && readWouldAbort); }
};

/// Decodes the part of the syndrome that stems from `insn`; all clear if it does not access memory
/// (prefetches, DC and AT instructions among them) or is unallocated.
///
/// ISV is 1 for a load or store of a single general-purpose register without writeback that is
/// neither exclusive nor atomic; the literal, unprivileged and ordered forms count.
AccessSyndrome accessSyndrome(uint32_t insn);

} // namespace seatape::sim
