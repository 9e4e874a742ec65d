// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/timeline/timeline.h"
#include "tests/support/catch.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace seatape::gui;

namespace {

/// Frames of all kinds, shared by `vcpus` vCPUs.
TimelineData frames(uint64_t count, uint16_t vcpus = 3) {
    TimelineData data;
    data.vcpuCount = vcpus;
    for (uint64_t i = 0; i < count; ++i) {
        data.kinds.push_back(static_cast<MarkKind>(i * 7 % kMarkKinds));
        data.vcpus.push_back(static_cast<uint16_t>(i / 2 % vcpus));
    }
    return data;
}

uint64_t sum(const std::vector<std::vector<TimelineColumn>>& lanes) {
    uint64_t total = 0;
    for (const auto& lane : lanes)
        for (const TimelineColumn& column : lane)
            total += column.total();
    return total;
}

} // namespace

TEST_CASE("every frame is in exactly one pixel of its lane, whatever the scale") {
    for (const uint64_t count :
         {uint64_t{0}, uint64_t{1}, uint64_t{10}, uint64_t{999}, uint64_t{100'000}})
        for (const size_t width : {size_t{1}, size_t{37}, size_t{800}}) {
            INFO(count << " frames in " << width);
            const TimelineData data = frames(count);
            const auto lanes = aggregate(data, wholeTimeline(count, double(width)), width);
            REQUIRE(lanes.size() == data.vcpuCount);
            CHECK(sum(lanes) == count);
        }
}

TEST_CASE("a part of the frames is counted as itself") {
    const TimelineData data = frames(1000);
    const auto lanes = aggregate(data, {100, 2}, 50);
    CHECK(sum(lanes) == 100);
    for (size_t lane = 0; lane < lanes.size(); ++lane)
        for (size_t x = 0; x < 50; ++x) {
            uint32_t expected = 0;
            for (uint64_t frame = 100 + 2 * x; frame < 102 + 2 * x; ++frame)
                expected += data.vcpus[frame] == lane ? 1 : 0;
            CHECK(lanes[lane][x].total() == expected);
        }
}

TEST_CASE("the strongest kind of a pixel is what is drawn") {
    TimelineColumn column;
    CHECK_FALSE(column.strongest().has_value());
    for (size_t kind = 0; kind < kMarkKinds; ++kind) {
        column.counts[kind] = 1;
        CHECK(column.strongest() == static_cast<MarkKind>(kind));
    }
}

TEST_CASE("a zoom leaves the frame under the mouse where it is, and never leaves the trace") {
    constexpr uint64_t kFrames = 100'000;
    constexpr double kWidth = 800;
    TimelineView view = wholeTimeline(kFrames, kWidth);
    for (int i = 0; i < 40; ++i) {
        const double frame = view.frameAt(300);
        view = zoomed(view, 0.7, 300, kFrames, kWidth);
        CHECK(std::abs(view.frameAt(300) - frame) < 1e-6 * kFrames);
        CHECK(view.first >= 0);
        CHECK(view.frameAt(kWidth) <= kFrames + 1e-6);
    }
    for (int i = 0; i < 60; ++i)
        view = zoomed(view, 1.5, 700, kFrames, kWidth);
    CHECK(view == wholeTimeline(kFrames, kWidth));
    view = panned(zoomed(view, 0.1, 0, kFrames, kWidth), 1e9, kFrames, kWidth);
    CHECK(std::abs(view.frameAt(kWidth) - kFrames) < 1);
    CHECK(panned(view, -1e9, kFrames, kWidth).first == 0);
}

TEST_CASE("a point means the nearest frame of its lane") {
    const TimelineData data = frames(30, 2);
    const TimelineView view{0, 0.1};
    for (uint64_t frame = 0; frame < 30; ++frame)
        CHECK(nearestFrame(data, view, data.vcpus[frame], view.xOf(double(frame)), 3) == frame);
    CHECK_FALSE(nearestFrame(data, view, 1, view.xOf(0), 3).has_value());
    CHECK_FALSE(nearestFrame({}, view, 0, 5, 3).has_value());
}

TEST_CASE("keys step within a vCPU, zoom, and a click chooses") {
    Timeline timeline;
    timeline.resize(700, 160);
    timeline.show();
    timeline.setData(frames(60));
    QSignalSpy spy(&timeline, &Timeline::frameChosen);
    timeline.setCurrentFrame(1);
    CHECK(spy.isEmpty());
    QTest::keyClick(&timeline, Qt::Key_Right);
    CHECK(timeline.currentFrame() == 6); // the next of vCPU 0
    QTest::keyClick(&timeline, Qt::Key_Left);
    CHECK(timeline.currentFrame() == 1);
    REQUIRE(spy.size() == 2);
    const TimelineView whole = timeline.view();
    QTest::keyClick(&timeline, Qt::Key_Plus);
    CHECK(timeline.view().perPixel < whole.perPixel);
    QTest::keyClick(&timeline, Qt::Key_0);
    CHECK(timeline.view() == whole);
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(66, 20));
    CHECK(spy.size() == 3);
    CHECK(timeline.currentFrame() < 2);
}

TEST_CASE("a timeline without frames takes keys and paints") {
    Timeline timeline;
    timeline.resize(300, 100);
    timeline.show();
    for (const auto key : {Qt::Key_Right, Qt::Key_Left, Qt::Key_Plus, Qt::Key_0})
        QTest::keyClick(&timeline, key);
    CHECK_FALSE(timeline.grab().isNull());
}
