// SPDX-License-Identifier: Apache-2.0
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the check of every record of a trace.
///
/// The CPU's own instruction is used where there is one (SSE4.2, ARMv8 CRC), Boost.CRC elsewhere;
/// Debian 12 packages no C++ library that does both.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace seatape::trace {

/// Returns the CRC-32C of the parts as one sequence of bytes.
uint32_t crc32c(std::initializer_list<std::span<const uint8_t>> parts);

/// Returns the same without the CPU's instruction; for the tests.
uint32_t crc32cPortable(std::initializer_list<std::span<const uint8_t>> parts);

} // namespace seatape::trace
