// SPDX-License-Identifier: Apache-2.0
/// Frames of a trace file by number, a few blocks of them in memory. Not for several threads.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/frame.h"
#include "traces/container/trace_reader.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <vector>

namespace seatape::gui {

/// A frame with the state of its vCPU at the exit and after the answer.
struct FramePage {
    Frame frame;
    VcpuState before; ///< when its vCPU's last frame was done
    VcpuState atExit;
    VcpuState after;
};

class FrameCache {
public:
    static constexpr uint64_t kBlockFrames = 128;
    static constexpr size_t kBlocks = 64;

    explicit FrameCache(trace::TraceReader reader) : m_reader(std::move(reader)) {}

    trace::TraceReader& reader() { return m_reader; }
    const trace::TraceReader& reader() const { return m_reader; }

    /// Returns a frame, or nullptr if it is lost. Valid until the next call.
    const Frame* frame(uint64_t n);
    /// Returns the same with the state around it.
    std::optional<FramePage> page(uint64_t n);

    /// Forgets the blocks that hold frames from `n` on: a trace that grows fills them up.
    void forgetFrom(uint64_t n);

private:
    struct Block {
        uint64_t number = 0;
        std::vector<std::optional<Frame>> frames;
        std::optional<StateTracker> states; // before the first frame, if it is intact
    };

    Block& block(uint64_t number);
    Block load(uint64_t number);
    std::optional<StateTracker> statesBefore(uint64_t n);

    trace::TraceReader m_reader;
    std::list<Block> m_blocks; // the last used one first
};

} // namespace seatape::gui
