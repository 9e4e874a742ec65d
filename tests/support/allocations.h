// SPDX-License-Identifier: Apache-2.0
/// Measures how much memory a piece of a test asks for at once; counts every operator new of the
/// program.
#pragma once

#include <cstddef>

namespace seatape::test {

/// From its construction on, the largest single request to operator new.
class PeakAllocation {
public:
    PeakAllocation();
    size_t bytes() const;
};

} // namespace seatape::test
