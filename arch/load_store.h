// SPDX-License-Identifier: Apache-2.0
/// The loads and stores of A64: which bytes one touches, in the order and the pieces in which
/// aborts report them, and what the syndrome of a stage-2 abort says of the instruction.
///
/// Pure: knows registers and an instruction word, no memory and no machine.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <optional>

namespace seatape {

/// The bytes of one instruction's access: `count` elements that follow each other.
struct AccessExtent {
    uint64_t va = 0; ///< of the first byte
    uint64_t elementBytes = 0;
    uint64_t count = 1;
    uint64_t farOffset = 0; ///< what FAR has beyond an element's first byte (DC ZVA)
    bool reads = false;
    bool writes = false;    ///< with `reads`: an atomic or CAS
    bool maintains = false; ///< cache maintenance or AT: translates `va`, touches no data
    bool operator==(const AccessExtent&) const = default;
};

/// Returns what `insn` at `state`'s PC accesses (Arm ARM C4.1.94, C5.3); nothing if it is no load,
/// store, AT, nor DC or IC of an address. A pair of general or SIMD registers is two elements, an
/// exclusive pair and CASP one. `zeroBlockBytes` is the size of DC ZVA's block (DCZID_EL0.BS), a
/// power of two.
std::optional<AccessExtent> accessExtent(uint32_t insn, const VcpuState& state,
                                         uint64_t zeroBlockBytes);

/// Returns ISV, SAS, SSE, SRT, SF and AR of a stage-2 data abort of `insn` in their places, ISS
/// [24:14], or 0 if ISV is 0 (Arm ARM D24.2.40; kvm-sea-spec §2.8, §5.2): it is 1 for a load or
/// store of a single general-purpose register without writeback that is neither exclusive nor
/// atomic; the literal, unprivileged and ordered forms count.
uint32_t instructionSyndrome(uint32_t insn);

} // namespace seatape
