// SPDX-License-Identifier: Apache-2.0
/// The parts of the decode table, one per file of handlers. Internal to simbackend.
#pragma once

#include "simbackend/a64/decode.h"

namespace seatape::sim {

std::span<const DecodeRow> branchRows();          ///< a64_branch.cpp
std::span<const DecodeRow> systemRows();          ///< a64_system.cpp
std::span<const DecodeRow> immediateRows();       ///< a64_immediate.cpp
std::span<const DecodeRow> registerRows();        ///< a64_register.cpp
std::span<const DecodeRow> loadStoreRows();       ///< a64_load_store.cpp
std::span<const DecodeRow> exclusiveAtomicRows(); ///< a64_atomic.cpp
std::span<const DecodeRow> simdLoadStoreRows();   ///< a64_simd_load_store.cpp
std::span<const DecodeRow> simdRows();            ///< a64_simd.cpp: AdvSIMD, integer
std::span<const DecodeRow> simdLongRows();        ///< a64_simd_long.cpp
std::span<const DecodeRow> simdShiftRows();       ///< a64_simd_shift.cpp
std::span<const DecodeRow> simdCopyRows();        ///< a64_simd_copy.cpp
std::span<const DecodeRow> simdPermuteRows();     ///< a64_simd_permute.cpp
std::span<const DecodeRow> unimplementedRows();   ///< a64_unimplemented.cpp: floating point etc.

} // namespace seatape::sim
