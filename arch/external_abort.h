// SPDX-License-Identifier: Apache-2.0
/// The syndrome of a synchronous external abort: how the PE reports that an access touched bad
/// memory. The simulator's PE and the poison module's user space answer by the same rule.
#pragma once

#include "seatape/arch/poison_list.h"

#include <cstdint>

namespace seatape {

/// What the instruction did when it aborted.
struct AbortedAccess {
    bool writes = false;    ///< and does not read: an atomic's abort counts as one of its read
    bool maintains = false; ///< cache maintenance or AT
};

/// Returns the ISS bits that depend on the access alone: WnR, and CM (which is a write).
uint32_t accessIss(AbortedAccess access);

/// Returns the ISS of an abort with the fault status `fsc` that `poison` causes: EA, SET if the CPU
/// has FEAT_RAS (RES0 without), and FnV, which no abort of a table walk has (Arm ARM D24.2.40).
uint32_t externalAbortIss(const PoisonRange& poison, uint8_t fsc, AbortedAccess access,
                          bool cpuHasRas);

} // namespace seatape
