// SPDX-License-Identifier: Apache-2.0
// Compiled by ctest, once as it is and once with each mistake: a table must not compile unless it
// names every bit exactly once.

#include "seatape/esr/layout.h"

using namespace seatape;

namespace {

constexpr FieldRow kInner[] = {
    flag(3, "C", "an alternative's field"),
#if !defined(HOLE_IN_ALTERNATIVE)
    flag(2, "D", "an alternative's field"),
#endif
};
constexpr Overlay kOverlay[] = {{ifSet(BitField{7, 7}, "A=1"), kInner}};

constexpr FieldRow kRows[] = {
    flag(7, "A", "a field"),
#if defined(BIT_TWICE)
    number(7, 4, "B", "a field that claims bit 7 again"),
#elif defined(BIT_MISSING)
    number(6, 5, "B", "a field that leaves bit 4 out"),
#else
    number(6, 4, "B", "a field"),
#endif
    choice(3, 2, kOverlay),
    res0(1, 0),
};

constexpr Layout kLayout = makeLayout<kRows, 7, 0>("example", "none");

} // namespace

int main() {
    return kLayout.rows.empty();
}
