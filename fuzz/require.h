// SPDX-License-Identifier: Apache-2.0
/// What a fuzz target checks: libFuzzer takes an abort for a finding.
#pragma once

#include <cstdlib>

namespace seatape {

inline void require(bool condition) {
    if (!condition)
        std::abort();
}

} // namespace seatape
