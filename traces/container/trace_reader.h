// SPDX-License-Identifier: Apache-2.0
/// Reads trace files (docs/trace-format.md): in order, by frame number, and by what happened.
///
/// Every chunk is verified each time it is read. Memory is bounded by two chunks and 40 bytes of
/// index for each chunk of the file.
#pragma once

#include "traces/container/chunk.h"
#include "traces/container/trace_map.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"
#include "seatape/core/recorder.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seatape::trace {

/// What could be read of a trace.
struct TraceContents {
    std::vector<Frame> frames;
    std::optional<Error> damage; ///< says what is lost after them; empty if the trace is whole
};

/// A frame and the states of all vCPUs before it; StateTracker::atExit() leads on from there.
struct Moment {
    Frame frame;
    StateTracker states;
};

/// Which frames a search looks for. What is not set does not matter.
struct FrameQuery {
    std::optional<uint32_t> vcpu;
    std::optional<size_t> exit; ///< the alternative of Exit

    bool matches(const Frame& frame) const;
    /// Returns whether a chunk may hold such a frame.
    bool mayMatch(const ChunkSummary& summary) const;
};

class TraceReader final : public FrameSource {
public:
    /// Opens a trace file. Fails if it is no trace, needs another seatape, or has a damaged header.
    static Result<TraceReader> open(const std::string& path, OpenMode mode = OpenMode::Strict);
    /// Opens a trace in memory, which must outlive the reader; `name` stands in messages.
    static Result<TraceReader> fromBytes(std::span<const uint8_t> bytes, std::string name,
                                         OpenMode mode = OpenMode::Strict);

    const TraceHeader& header() const { return m_map.header().header; }

    /// Returns the next frame, false after the last one of a whole trace, or an error with file,
    /// byte and frame. It stays at the error until skipDamage().
    Result<bool> next(Frame& frame) override;
    using FrameSource::next;
    /// Lets next() go on with the first intact frame after the error. Returns false if there is
    /// none.
    bool skipDamage();
    /// Lets next() go on with frame n, or with the next one there is.
    void seek(uint64_t n);

    /// Reads all frames before the first damage, from the first, whatever next() has done.
    TraceContents readAll();

    /// Returns the number after the last frame, which is how many frames there are if none is
    /// lost.
    uint64_t frameCount() const { return m_map.frameCount(); }
    /// Returns which vCPUs have frames, with the bits of ChunkSummary::vcpus.
    uint64_t vcpus() const;
    /// Returns the n-th frame, from 0; does not move next(). Fails if there is none.
    Result<Frame> frame(uint64_t n);
    /// Returns the same with the state before it. Reads one chunk at most.
    Result<Moment> moment(uint64_t n);
    /// Finds the first frame after `n` (from the start: no `n`) that matches; nothing if there is
    /// none. Damaged chunks are passed over.
    std::optional<uint64_t> findNext(std::optional<uint64_t> n, const FrameQuery& query);
    /// Finds the last frame before `n` that matches; nothing if there is none.
    std::optional<uint64_t> findPrevious(uint64_t n, const FrameQuery& query);

    /// Returns whether the recorder has finished the trace.
    bool isFinished() const { return m_map.isFinished(); }
    /// Looks for frames that were appended since to an unfinished trace; next() goes on with them.
    Result<void> refresh();

    /// Returns the size of the file, in bytes.
    uint64_t size() const { return m_map.size(); }
    /// Returns how many bytes of it the chunks take.
    uint64_t chunkBytes() { return m_map.chunkBytes(); }
    /// Returns the number of chunks.
    size_t chunkCount() const { return m_map.chunks().size(); }

    /// Reads everything and returns what is damaged, in the order of the file. `progress`, if it is
    /// set, is called with the frames read so far; false ends the check where it is.
    std::vector<Damage> check(const std::function<bool(uint64_t frames)>& progress = {});

private:
    explicit TraceReader(TraceMap map) : m_map(std::move(map)) {}
    Result<ChunkDecoder> load(size_t chunk);
    Result<ChunkDecoder*> loadForSearch(size_t chunk);
    size_t chunkOf(uint64_t n) const;
    Result<bool> openNextChunk();
    Result<bool> atEnd();
    Result<void> readToEnd(ChunkDecoder& chunk, uint64_t& intact);
    Result<bool> nextFrame(Frame& frame);
    std::optional<uint64_t> findIn(size_t chunk, uint64_t from, uint64_t to, bool last,
                                   const FrameQuery& query);
    std::optional<Damage> tail() const;
    Error errorOf(const Damage& damage) const;
    Damage damageAt(size_t chunk, std::string what) const;
    Error noSuchFrame(uint64_t n) const;

    TraceMap m_map;
    // of next()
    size_t m_nextChunk = 0;   // to open when m_chunk has no frame left
    ChunkDecoder m_chunk;     // the open one
    uint64_t m_nextFrame = 0; // the number that is expected
    std::optional<Error> m_failure;
    // of the searches
    ChunkDecoder m_found;
    std::optional<size_t> m_foundChunk;
};

} // namespace seatape::trace
