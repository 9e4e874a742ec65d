// SPDX-License-Identifier: Apache-2.0
/// Compression of record bodies. Private to traces/.
#pragma once

#include "traces/container/trace_format.h"

#include "seatape/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seatape::trace {

/// Appends a body in the wanted coding, or plain where that is not longer, and returns its coding.
Coding appendPacked(std::span<const uint8_t> body, Coding wanted, std::vector<uint8_t>& out);

/// Returns the body, `size` bytes of it. Fails if the stored bytes do not make that; a size that
/// they do not claim themselves is refused before memory is taken for it.
Result<std::vector<uint8_t>> unpack(std::span<const uint8_t> stored, Coding coding, uint32_t size);

} // namespace seatape::trace
