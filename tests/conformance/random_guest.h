// SPDX-License-Identifier: Apache-2.0
/// The guest of a random scenario: straight-line code that exits and traps a lot, two vector
/// tables, and stage-1 tables with everything in them that a walk can meet.
///
/// No code loops without an exit. The first instructions of each vector cannot trap at EL1 and end
/// in a store that exits, so that an exception, whatever causes it, leads to user space.
#pragma once

#include "seatape/core/scenario.h"
#include "tests/conformance/random_dice.h"

#include <cstdint>
#include <vector>

namespace seatape::test {

/// Where things are in the guest's one memory slot, and what its stage-1 tables map.
namespace guest_map {

inline constexpr uint64_t kRam = 0x40000000, kRamSize = 0x200000, kPage = 4096;
/// Returns the address of a page of RAM; with stage 1 on, its virtual address is the same.
constexpr uint64_t page(unsigned n) {
    return kRam + n * kPage;
}
inline constexpr unsigned kTables = 0, kVectors = 8, kCode = 10, kBadCode = 12, kKernelData = 16,
                          kUserData = 20, kReadOnlyData = 22, kBadData = 24, kBadDataPages = 2,
                          kSpotted = 28, kBadTable = 32, kWritableCode = 34;
inline constexpr unsigned kCodeWords = 192, kVectorTables = 2;
/// A 1 GiB block of addresses that no slot backs; EL1's only, so that PAN does not stop a store.
inline constexpr uint64_t kMmio = 0x0a000000;
/// The same for EL0: VA 4 GiB up.
inline constexpr uint64_t kUserMmio = 0x10a000000;
/// The virtual address of page `n` (0 to 7) under the level-3 table of odd descriptors.
constexpr uint64_t oddPage(unsigned n) {
    return 0x40800000 + n * kPage;
}

} // namespace guest_map

/// X16 to X28 hold addresses, and only these are used as base registers.
inline constexpr unsigned kFirstBase = 16, kLastBase = 28;

/// Returns an address for a base register: 16-byte aligned, with 1 KiB of the same kind around it.
uint64_t randomDataAddress(Dice& dice);
/// Returns an address for PC, rarely a misaligned one. What is there is code of ours, or not
/// executable, or bad, or not there at all.
uint64_t randomCodeAddress(Dice& dice);
/// Returns the address of one of the vector tables.
uint64_t randomVectorTable(Dice& dice);

/// Adds slot, tables, code and poison to the scenario.
void addRandomGuest(Dice& dice, Scenario& scenario);
/// Returns the values of the translation registers that make the tables effective, but for
/// SCTLR_EL1.
std::vector<RegChange> translationRegisters();

} // namespace seatape::test
