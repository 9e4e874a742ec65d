// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/recorder.h"
#include "seatape/core/what_if.h"
#include "tests/support/catch.h"

using namespace seatape;

namespace {

Frame frameOf(uint64_t index, const Exit& exit, uint64_t answer) {
    Frame frame;
    frame.index = index;
    frame.exit = exit;
    frame.injection.mmioData = answer;
    return frame;
}

Injection answer(uint64_t value) {
    Injection injection;
    injection.mmioData = value;
    return injection;
}

/// Aborts in the frames 0, 2, 3 and 5; what is between is no question to user space.
std::vector<Frame> run() {
    const Exit sea = SeaExit{0x92000010, {}, {}}, other = HypercallExit{};
    return {frameOf(0, sea, 10), frameOf(1, other, 11), frameOf(2, sea, 12),
            frameOf(3, sea, 13), frameOf(4, other, 14), frameOf(5, sea, 15)};
}

Result<ForkPlan> plan(const EditedAnswers& edits) {
    const auto frames = run();
    FramesInMemory source(frames);
    return planFork(source, edits, {});
}

} // namespace

TEST_CASE("a fork is planned from the recorded answers before the first edit") {
    const auto one = plan({{3, answer(99)}});
    REQUIRE(one.has_value());
    CHECK(one->recorded == std::vector{answer(10), answer(12)});
    CHECK(one->edited == std::map<size_t, Injection>{{2, answer(99)}});
    const auto two = plan({{2, answer(98)}, {5, answer(99)}});
    REQUIRE(two.has_value());
    CHECK(two->recorded == std::vector{answer(10)});
    CHECK(two->edited == std::map<size_t, Injection>{{1, answer(98)}, {3, answer(99)}});
    const auto none = plan({});
    REQUIRE(none.has_value());
    CHECK(none->recorded.empty());
}

TEST_CASE("an edit needs a frame that has an answer") {
    CHECK(plan({{1, answer(0)}}).error().what == "frame 1 (HYPERCALL) has no injection");
    CHECK(plan({{6, answer(0)}}).error().what == "there is no frame 6");
    CHECK(plan({{6, answer(0)}}).error().remedy == "the trace has frames 0 to 5");
}

TEST_CASE("edits in words name every frame, and the dialect if it is another one") {
    const TraceEdits edits{{{3, answer(1)}, {20, {}}}, Dialect::Iabt};
    CHECK(editsText(edits, Dialect::Mainline) ==
          "frame 3: mmio_data=0x1; frame 20: resume; dialect iabt");
    CHECK(editsText({{{3, answer(1)}}, {}}, Dialect::Mainline) == "frame 3: mmio_data=0x1");
}
