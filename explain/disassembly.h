// SPDX-License-Identifier: Apache-2.0
/// A64 instruction words as text (Capstone). The only place that knows the disassembler.
#pragma once

#include <cstdint>
#include <string>

namespace seatape::explain {

/// Returns the instruction at `address`, or ".inst 0x…" for a word that is none.
std::string disassemble(uint32_t word, uint64_t address);

} // namespace seatape::explain
