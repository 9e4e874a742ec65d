// SPDX-License-Identifier: Apache-2.0
/// Random A64 instructions that exit, trap, or change what an exception entry depends on.
#pragma once

#include "tests/conformance/random_dice.h"

#include <cstdint>

namespace seatape::test {

inline constexpr uint32_t kNop = 0xd503201f;

/// Returns any instruction of the mix. It changes no registers but X0 to X15, base registers by
/// multiples of 16, and EL1 registers that neither translation nor the vectors depend on.
uint32_t randomInstruction(Dice& dice);

/// Returns an instruction that cannot trap at EL1.
uint32_t randomHarmlessInstruction(Dice& dice);

/// Returns MOVZ Xd, #(address >> 16), LSL #16; `address` is a multiple of 64 KiB below 4 GiB.
uint32_t loadAddress(unsigned d, uint64_t address);
/// Returns STR Wt, [Xn].
uint32_t storeWord(unsigned t, unsigned n);

} // namespace seatape::test
