/// Writes and reads trace files (docs/trace-format.md). No Boost in sight; core and the CLI see
/// only FrameSink and FrameSource.
#pragma once

#include "traces/file.h"
#include "traces/payload.h"

#include "core/frame.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace seatape::trace {

/// Records frames into a file. Whole records are appended in large pieces; nothing is rewritten, so
/// that a file whose recorder died is readable up to the last piece. An error is final: every later
/// call returns it again.
class TraceWriter final : public FrameSink {
public:
    /// Makes the file and writes the header. An existing file is emptied.
    static Result<TraceWriter> create(const std::string& path, const TraceHeader& header);

    TraceWriter(TraceWriter&&) = default;
    TraceWriter& operator=(TraceWriter&&) = delete;
    /// Writes what is buffered, without an end record, unless finish() has been called.
    ~TraceWriter() override;

    /// Appends a frame. Fails when the file cannot take it (full disk, I/O error) or it is too
    /// large.
    Result<void> put(const Frame& frame) override;

    /// Writes the end record and closes the file. A trace without it counts as unfinished.
    Result<void> finish();

    uint64_t frameCount() const { return m_frames; }

private:
    explicit TraceWriter(OutFile file) : m_file(std::move(file)) {}
    Result<void> flush();
    Result<void> fail(Error error);

    OutFile m_file;
    std::vector<uint8_t> m_buffer; // whole records that are not written yet
    uint64_t m_frames = 0;
    std::optional<Error> m_failure;
};

/// What could be read of a trace.
struct TraceContents {
    std::vector<Frame> frames;
    std::optional<Error> damage; ///< says what is lost behind them; empty if the trace is whole
};

/// Reads a trace. Every record is checked; memory is bounded by a read buffer and the largest
/// record.
class TraceReader final : public FrameSource {
public:
    /// Opens a trace file. Fails if it is no trace, needs a newer seatape, or has a damaged header.
    static Result<TraceReader> open(const std::string& path);
    /// Opens a trace in memory, which must outlive the reader; `name` stands in messages.
    static Result<TraceReader> fromBytes(std::span<const uint8_t> bytes, std::string name);

    const TraceHeader& header() const { return m_header.header; }

    /// Returns the next frame, nothing behind the last one of a whole trace, or an error with file,
    /// byte and frame. Before that error it gives every frame that precedes the damage; it stays at
    /// the error.
    Result<bool> next(Frame& frame) override;
    using FrameSource::next;

    /// Reads all frames, from the first, whatever next() has done.
    TraceContents readAll();

    /// Counts the intact frames before the end or the first damage. Reads the whole file the first
    /// time.
    uint64_t frameCount();

    /// Returns the n-th frame, from 0; does not move next(). Fails if there is none.
    Result<Frame> frame(uint64_t n);

private:
    /// A place in the file, between two records.
    struct Cursor {
        uint64_t offset = 0;
        uint64_t frame = 0; // records of frames before it
    };
    struct Record {
        uint8_t tag = 0;
        uint64_t offset = 0;
        std::span<const uint8_t> payload; // valid until the next read
    };

    explicit TraceReader(InBytes bytes) : m_bytes(std::move(bytes)) {}
    static Result<TraceReader> start(InBytes bytes);
    Result<void> checkPreamble();
    Result<void> readHeaderRecord();
    Result<void> readRecord(Cursor& cursor, Record& record);
    Result<bool> nextFrameRecord(Cursor& cursor, Record& record);
    Result<bool> nextFrame(Cursor& cursor, Frame& frame);
    Result<void> checkEnd(const Record& end, const Cursor& behind);
    void scan();
    tl::unexpected<Error> damaged(std::string what, uint64_t offset, const Cursor& cursor) const;

    InBytes m_bytes;
    HeaderPayload m_header;
    Cursor m_first;
    Cursor m_next;
    std::optional<Error> m_failure;     // of next()
    std::vector<uint64_t> m_offsets;    // of the frame records, once counted
    std::optional<Error> m_scanFailure; // what ended the count
    bool m_isScanned = false;
};

} // namespace seatape::trace
