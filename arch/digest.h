// SPDX-License-Identifier: Apache-2.0
/// The digest that makes "bit for bit" checkable: one 64-bit number for all vCPUs and all memory.
///
/// It is a sum modulo 2^64 of independent parts, so that a backend recomputes only the parts that
/// changed. All-zero pages count as 0: untouched, unmapped and zeroed memory are the same.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <span>

namespace seatape {

/// Returns the part of vCPU `index`: XXH3-64 over its words as little-endian bytes, seed `index`.
uint64_t vcpuDigest(uint32_t index, const VcpuState& state);

/// Returns the part of the page at `gpa`: XXH3-64 over its bytes, seed `gpa`; 0 if all are zero.
uint64_t pageDigest(uint64_t gpa, std::span<const uint8_t> bytes);

} // namespace seatape
