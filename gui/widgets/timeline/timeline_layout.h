// SPDX-License-Identifier: Apache-2.0
/// Which frames of a trace share a pixel of the timeline. Pure functions, fast enough to be called
/// for every paint of a trace of a million frames.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

/// What a frame is on the timeline; where several share a pixel the last of these is drawn.
enum class MarkKind : uint8_t { Other, Console, Mmio, Injection, Sea, Edit, Divergence };
inline constexpr size_t kMarkKinds = 7;

/// The frames of a trace by number.
struct TimelineData {
    std::vector<MarkKind> kinds;
    std::vector<uint16_t> vcpus; ///< as long as `kinds`
    uint16_t vcpuCount = 1;

    uint64_t size() const { return kinds.size(); }
};

/// The frames that are in sight: from `first`, `perPixel` of them side by side in a pixel.
struct TimelineView {
    double first = 0;
    double perPixel = 1;

    double frameAt(double x) const { return first + x * perPixel; }
    double xOf(double frame) const { return (frame - first) / perPixel; }
    bool operator==(const TimelineView&) const = default;
};

/// Returns the view that shows all frames in `width` pixels.
TimelineView wholeTimeline(uint64_t frames, double width);

/// Returns the view after a zoom by `factor` (below 1: closer) in which the frame at `x` stays
/// where it is; within what makes sense for the frames and the width.
TimelineView zoomed(const TimelineView& view, double factor, double x, uint64_t frames,
                    double width);

/// Returns the view moved by a number of pixels, within the frames.
TimelineView panned(const TimelineView& view, double pixels, uint64_t frames, double width);

/// One pixel of one lane.
struct TimelineColumn {
    std::array<uint32_t, kMarkKinds> counts{};

    uint32_t total() const;
    /// Returns the most important kind in it, nothing if it is empty.
    std::optional<MarkKind> strongest() const;
};

/// Counts the frames of each lane (the outer vector) that share each of `width` pixels.
std::vector<std::vector<TimelineColumn>> aggregate(const TimelineData& data,
                                                   const TimelineView& view, size_t width);

/// Returns the frame of a lane that is nearest to `x`, if one is within `reach` pixels.
std::optional<uint64_t> nearestFrame(const TimelineData& data, const TimelineView& view,
                                     uint16_t vcpu, double x, double reach);

} // namespace seatape::gui
