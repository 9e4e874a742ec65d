// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/timeline/timeline_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace seatape::gui {
namespace {

constexpr double kClosest = 1.0 / 24; // frames in a pixel: a frame is never wider than 24 pixels

TimelineView clamped(TimelineView view, uint64_t frames, double width) {
    const double all = static_cast<double>(std::max<uint64_t>(frames, 1));
    view.perPixel = std::clamp(view.perPixel, kClosest, std::max(kClosest, all / width));
    view.first = std::clamp(view.first, 0.0, std::max(0.0, all - width * view.perPixel));
    return view;
}

} // namespace

TimelineView wholeTimeline(uint64_t frames, double width) {
    return clamped({0, static_cast<double>(frames) / std::max(width, 1.0)}, frames,
                   std::max(width, 1.0));
}

TimelineView zoomed(const TimelineView& view, double factor, double x, uint64_t frames,
                    double width) {
    TimelineView closer = clamped({0, view.perPixel * factor}, frames, width);
    closer.first = view.frameAt(x) - x * closer.perPixel;
    return clamped(closer, frames, width);
}

TimelineView panned(const TimelineView& view, double pixels, uint64_t frames, double width) {
    return clamped({view.first + pixels * view.perPixel, view.perPixel}, frames, width);
}

uint32_t TimelineColumn::total() const {
    return std::accumulate(counts.begin(), counts.end(), uint32_t{0});
}

std::optional<MarkKind> TimelineColumn::strongest() const {
    for (size_t kind = kMarkKinds; kind-- > 0;)
        if (counts[kind] != 0)
            return static_cast<MarkKind>(kind);
    return std::nullopt;
}

std::vector<std::vector<TimelineColumn>> aggregate(const TimelineData& data,
                                                   const TimelineView& view, size_t width) {
    std::vector lanes(data.vcpuCount, std::vector<TimelineColumn>(width));
    const auto frameAt = [&](size_t x) {
        const double frame = std::ceil(view.frameAt(static_cast<double>(x)));
        return std::min(static_cast<uint64_t>(std::max(frame, 0.0)), data.size());
    };
    uint64_t frame = frameAt(0);
    for (size_t x = 0; x < width; ++x)
        for (const uint64_t end = frameAt(x + 1); frame < end; ++frame)
            if (data.vcpus[frame] < data.vcpuCount)
                ++lanes[data.vcpus[frame]][x].counts[static_cast<size_t>(data.kinds[frame])];
    return lanes;
}

std::optional<uint64_t> nearestFrame(const TimelineData& data, const TimelineView& view,
                                     uint16_t vcpu, double x, double reach) {
    const double low = std::max(0.0, std::floor(view.frameAt(x - reach)));
    const double high = std::ceil(view.frameAt(x + reach)) + 1;
    std::optional<uint64_t> best;
    double bestDistance = reach;
    for (auto frame = static_cast<uint64_t>(low); frame < data.size() && double(frame) < high;
         ++frame) {
        const double distance = std::abs(view.xOf(static_cast<double>(frame)) - x);
        const bool isStronger = best && data.kinds[frame] > data.kinds[*best];
        if (data.vcpus[frame] != vcpu || distance > reach ||
            (best && distance >= bestDistance && !isStronger))
            continue;
        best = frame;
        bestDistance = distance;
    }
    return best;
}

} // namespace seatape::gui
