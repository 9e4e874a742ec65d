// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/seatape_assert.h"

#include <cstdio>
#include <cstdlib>

namespace seatape {

void assertionFailed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: seatape bug: %s does not hold\n", file, line, condition);
    std::abort();
}

} // namespace seatape
