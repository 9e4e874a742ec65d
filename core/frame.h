// SPDX-License-Identifier: Apache-2.0
/// One step of a trace: an exit, what user space answered, and what both did to the machine.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/injection.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace seatape {

struct Frame {
    uint64_t index = 0;
    uint32_t vcpu = 0;
    uint64_t instructions = 0; ///< retired by this vCPU when it exited
    Exit exit;
    std::vector<RegChange>
        ran; ///< this vCPU's words that changed since its last frame, at the exit
    Injection injection;
    InjectionResult result;
    std::vector<RegChange> injected; ///< this vCPU's words that the injection changed
    uint64_t digest = 0;             ///< all vCPUs and memory after the injection
    bool operator==(const Frame&) const = default;
};

/// Takes frames in order. A failure (full disk, …) ends the recording.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    virtual Result<void> put(const Frame& frame) = 0;
};

/// Gives frames in order.
class FrameSource {
public:
    virtual ~FrameSource() = default;
    /// Reads the next frame into `frame`, whose storage is used again; false at the end. An error
    /// names the place of the damage and leaves `frame` unspecified.
    virtual Result<bool> next(Frame& frame) = 0;

    /// The same for callers that keep the frame: nothing at the end.
    Result<std::optional<Frame>> next() {
        Frame frame;
        auto more = next(frame);
        if (!more)
            return passOn(more);
        return *more ? std::optional(std::move(frame)) : std::nullopt;
    }
};

} // namespace seatape
