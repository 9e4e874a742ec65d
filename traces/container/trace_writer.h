// SPDX-License-Identifier: Apache-2.0
/// Writes trace files (docs/trace-format.md). No Boost in sight; core and the CLI see a FrameSink.
#pragma once

#include "traces/container/chunk.h"
#include "traces/container/file.h"
#include "traces/container/trace_header.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seatape::trace {

/// What survives when. A killed recorder loses the frames that it has not written; a power cut also
/// those that have not been made durable.
enum class Sync : uint8_t {
    None,  ///< frames are written in chunks; when they reach the disk is the system's choice
    Chunk, ///< every chunk is durable once it is written
    Frame, ///< every frame is a chunk of its own, durable when put() returns
};

struct WriterOptions {
    Sync sync = Sync::None;
    Coding coding = Coding::Zstd; ///< of chunks that it makes shorter
    /// A frame that comes so long after the last write is written at once, with those before it.
    std::chrono::milliseconds longestWait{1000};
};

/// Records frames into a file. Whole records are appended; nothing is ever rewritten, so that a
/// file whose recorder died is readable up to the last chunk. An error is final: every later call
/// returns it again.
class TraceWriter final : public FrameSink {
public:
    /// The body of a chunk that is large enough to be written, in bytes.
    static constexpr size_t kChunkSize = size_t{64} << 10;

    /// Makes the file and writes the header. An existing file is emptied. If the header cannot be
    /// written there is no file.
    static Result<TraceWriter> create(const std::string& path, const TraceHeader& header,
                                      const WriterOptions& options = {});
    /// Writes the header to a file that is open and empty, or to a pipe: nothing is ever sought.
    static Result<TraceWriter> create(OutFile file, const TraceHeader& header,
                                      const WriterOptions& options = {});

    TraceWriter(TraceWriter&&) = default;
    TraceWriter& operator=(TraceWriter&&) = delete;
    /// Writes what is buffered, without an index, unless finish() has been called.
    ~TraceWriter() override;

    /// Appends a frame; its number is frameCount(), whatever its index says. Fails when the file
    /// cannot take it (full disk, I/O error) or it is too large.
    Result<void> put(const Frame& frame) override;

    /// Writes the frames that are buffered, for those who wait and have nothing to put.
    Result<void> flush();

    /// Writes what is buffered and the index, and closes the file. A trace without index counts as
    /// unfinished.
    Result<void> finish();

    uint64_t frameCount() const { return m_encoder.frameCount(); }

private:
    using Clock = std::chrono::steady_clock;

    TraceWriter(OutFile file, const WriterOptions& options)
        : m_file(std::move(file)), m_options(options) {}
    /// `header` is the record.
    static Result<TraceWriter> begin(OutFile file, std::vector<uint8_t> header,
                                     const WriterOptions& options);
    bool isDue() const;
    void sealChunk();
    void appendEnd(const Footer& footer);
    Result<void> write(bool durable);
    Result<void> fail(Error error);

    OutFile m_file;
    WriterOptions m_options;
    ChunkEncoder m_encoder;
    Clock::time_point m_written; // when it wrote last
    std::vector<ChunkEntry> m_index;
    std::vector<uint8_t> m_header; // record, to be repeated at the end
    std::vector<uint8_t> m_buffer; // whole records that are not written yet
    uint64_t m_offset = 0;         // in the file, of the buffer's first byte
    std::optional<Error> m_failure;
};

} // namespace seatape::trace
