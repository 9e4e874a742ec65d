// SPDX-License-Identifier: Apache-2.0
#include "tests/support/allocations.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

size_t largestRequest = 0;

} // namespace

void* operator new(size_t size) {
    largestRequest = std::max(largestRequest, size);
    if (void* place = std::malloc(size))
        return place;
    throw std::bad_alloc();
}

void* operator new(size_t size, const std::nothrow_t&) noexcept {
    largestRequest = std::max(largestRequest, size);
    return std::malloc(size);
}

void operator delete(void* place) noexcept {
    std::free(place);
}
void operator delete(void* place, size_t) noexcept {
    std::free(place);
}

namespace seatape::test {

PeakAllocation::PeakAllocation() {
    largestRequest = 0;
}
size_t PeakAllocation::bytes() const {
    return largestRequest;
}

} // namespace seatape::test
