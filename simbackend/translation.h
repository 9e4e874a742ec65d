/// The stage-1 translation walk of EL1&0 as a function of the translation registers and memory.
///
/// Nothing is cached: the simulator behaves as a machine whose TLB is always consistent with the
/// tables, so that a poisoned descriptor is noticed by every access that needs it.
#pragma once

#include "core/vcpu_state.h"
#include "simbackend/memory.h"

#include <cstdint>
#include <variant>

namespace seatape::sim {

/// What an access does.
enum class Access : uint8_t { Read, Write, Fetch };

/// On whose behalf it is done; Pan is EL1 with PSTATE.PAN set.
enum class Privilege : uint8_t { El0, El1, El1Pan };

/// Where an access ends up, and what else AT reports in PAR_EL1.
struct Translation {
    uint64_t ipa = 0;
    bool device = false;    ///< Device memory: an unaligned access is an Alignment fault
    uint8_t attributes = 0; ///< the byte of MAIR_EL1
    uint8_t shareability = 0;
};

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

/// Translates `va` as the translation registers in `state` say (Arm ARM D8.2, D8.3, D8.4).
/// 4, 16 and 64 KiB granules, 48-bit addresses; no LPA2, no hardware update of the access flag.
WalkResult translate(const VcpuState& state, GuestMemory& memory, uint64_t va, Access access,
                     Privilege privilege);

/// Returns the level at which a walk for `va` reads the descriptor at `ipa`, or nothing
/// (Linux arch/arm64/kvm/at.c, __kvm_find_s1_desc_level).
std::optional<int> findDescriptorLevel(const VcpuState& state, GuestMemory& memory, uint64_t va,
                                       uint64_t ipa);

} // namespace seatape::sim
