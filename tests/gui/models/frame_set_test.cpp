// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_set.h"
#include "tests/support/catch.h"

#include <set>

using seatape::gui::FrameSet;

namespace {

/// Sets of every density: member n is in if a mixed n is below the share.
std::set<uint64_t> sample(uint64_t limit, uint64_t share, uint64_t of) {
    std::set<uint64_t> members;
    for (uint64_t n = 0; n < limit; ++n)
        if ((n * 0x9e3779b97f4a7c15 >> 40) % of < share)
            members.insert(n);
    return members;
}

} // namespace

TEST_CASE("a set of frames counts, indexes and finds neighbours as a sorted set does") {
    for (const uint64_t share : {0, 1, 20, 63, 64}) {
        const auto members = sample(700, share, 64);
        FrameSet set;
        for (const uint64_t member : members)
            set.add(member);
        REQUIRE(set.count() == members.size());
        uint64_t n = 0;
        for (const uint64_t member : members)
            REQUIRE(set.nth(n++) == member);
        for (uint64_t frame = 0; frame < 800; ++frame) {
            const auto at = members.lower_bound(frame);
            const auto behind = members.upper_bound(frame);
            REQUIRE(set.contains(frame) == members.contains(frame));
            REQUIRE(set.countBefore(frame) ==
                    static_cast<uint64_t>(std::distance(members.begin(), at)));
            REQUIRE(set.next(frame) ==
                    (behind == members.end() ? std::nullopt : std::optional(*behind)));
            REQUIRE(set.previous(frame) ==
                    (at == members.begin() ? std::nullopt : std::optional(*std::prev(at))));
        }
        CHECK(set.next(std::nullopt) ==
              (members.empty() ? std::nullopt : std::optional(*members.begin())));
    }
}
