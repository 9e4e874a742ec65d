// SPDX-License-Identifier: Apache-2.0
/// Chunks: runs of frames that are coded together, checked together and read alone
/// (docs/trace-format.md, "Chunks"). No I/O.
#pragma once

#include "traces/container/payload.h"
#include "traces/container/prediction.h"
#include "traces/container/trace_format.h"

#include "seatape/core/recorder.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seatape::trace {

/// Collects the frames of one chunk after the other.
class ChunkEncoder {
public:
    /// Adds a frame, whose number is frameCount(). Fails if it cannot be stored; what has been
    /// added before can still be sealed, but no other frame can be added.
    Result<void> add(const Frame& frame);

    /// Frames of all chunks so far.
    uint64_t frameCount() const { return m_summary.end(); }
    bool isEmpty() const { return m_summary.count == 0; }
    /// Bytes of the open chunk's body.
    size_t bodySize() const { return m_body.size(); }

    /// Appends the record of the open chunk, which holds a frame, and begins the next one.
    ChunkSummary seal(Coding coding, std::vector<uint8_t>& out);

private:
    void open();

    StateTracker m_states;
    Prediction m_prediction;
    ChunkSummary m_summary;
    std::vector<uint8_t> m_body;
};

/// Reads the frames of one chunk, in order.
class ChunkDecoder {
public:
    ChunkDecoder() = default; ///< of no chunk: has no frames

    /// Opens the payload of a chunk's record, whose check has been verified. Takes memory for one
    /// body.
    static Result<ChunkDecoder> open(std::span<const uint8_t> payload,
                                     const ClassVersions& versions);

    const ChunkSummary& summary() const { return m_summary; }
    /// Goes back to the first frame.
    void rewind();
    /// Number of the frame that next() reads.
    uint64_t position() const { return m_summary.first + m_read; }
    /// Reads the next frame; false after the last. An error is final until rewind().
    Result<bool> next(const ClassVersions& versions, Frame& frame);
    /// States of the vCPUs before the chunk's first frame.
    const StateTracker& keyframe() const { return m_keyframe; }

private:
    ChunkSummary m_summary;
    std::vector<uint8_t> m_body;
    StateTracker m_keyframe;
    Prediction m_prediction;
    size_t m_framesStart = 0;
    size_t m_offset = 0;
    uint32_t m_read = 0;
};

} // namespace seatape::trace
