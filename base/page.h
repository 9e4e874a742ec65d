// SPDX-License-Identifier: Apache-2.0
/// The page: the unit in which slots back guest memory, stage 2 maps it and the digest looks at it.
#pragma once

#include <cstdint>

namespace seatape {

inline constexpr uint64_t kPageSize = 4096;          ///< bytes
inline constexpr uint64_t kPageMask = kPageSize - 1; ///< the bits of an address within its page

} // namespace seatape
