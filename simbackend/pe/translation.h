// SPDX-License-Identifier: Apache-2.0
/// The stage-1 walk over the simulator's memory, with what can go wrong at a descriptor.
///
/// Nothing is cached: the simulator behaves as a machine whose TLB is always consistent with the
/// tables, so that a poisoned descriptor is noticed by every access that needs it.
#pragma once

#include "seatape/arch/stage1_walk.h"
#include "simbackend/machine/memory.h"

#include <cstdint>
#include <variant>

namespace seatape::sim {

/// Why there is no translation.
struct WalkFault {
    enum class Kind : uint8_t {
        Stage1,        ///< taken to EL1 with `fsc`
        ExternalAbort, ///< the descriptor at `ipa` is poisoned; `fsc` has the level
        Stage2         ///< stage 2 does not map the descriptor at `ipa`
    };
    Kind kind = Kind::Stage1;
    uint8_t fsc = 0; ///< 0x14 + level for ExternalAbort (Arm ARM, DFSC encodings)
    uint64_t ipa = 0;
    const PoisonRange* poison = nullptr;
};

using WalkResult = std::variant<Translation, WalkFault>;

/// Translates `va` as the translation registers in `state` say (arch/stage1_walk.h).
WalkResult translate(const VcpuState& state, GuestMemory& memory, uint64_t va, Access access,
                     Privilege privilege);

/// Returns the level at which a walk for `va` reads the descriptor at `ipa`, or nothing
/// (Linux arch/arm64/kvm/at.c, __kvm_find_s1_desc_level).
std::optional<int> findDescriptorLevel(const VcpuState& state, GuestMemory& memory, uint64_t va,
                                       uint64_t ipa);

} // namespace seatape::sim
