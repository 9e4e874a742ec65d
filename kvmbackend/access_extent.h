// SPDX-License-Identifier: Apache-2.0
/// Which bytes a load or store touches, in the order and the pieces in which aborts report them.
///
/// Pure: knows registers and an instruction word, no memory and no KVM.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <optional>

namespace seatape::kvm {

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

} // namespace seatape::kvm
