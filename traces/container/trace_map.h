// SPDX-License-Identifier: Apache-2.0
/// What stands where in a trace file: its header, its chunks, and what of it is damaged.
///
/// A finished trace is mapped by its index, any other one by walking its records, which verifies
/// them and finds the next sound record after a damaged one.
#pragma once

#include "traces/container/file.h"
#include "traces/container/payload.h"
#include "traces/container/trace_format.h"

#include "seatape/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace seatape::trace {

/// A piece of a trace that cannot be read.
struct Damage {
    uint64_t offset = 0; ///< in the file
    uint64_t size = 0;   ///< bytes
    std::string what;
    uint64_t frame = 0; ///< number of the first frame that is lost, or that comes next
    uint64_t lost = 0;  ///< how many frames are lost, as far as it is known
    bool operator==(const Damage&) const = default;
};

/// Returns "frames 3 to 7 are lost"; empty if none is.
std::string lostText(const Damage& damage);
/// Returns how many frames are lost together.
uint64_t lostFrames(std::span<const Damage> damages);

/// How a trace is opened.
enum class OpenMode : uint8_t {
    Strict,  ///< the first bytes and the header must be sound; a sound index is believed
    Salvage, ///< any sound header in the file will do, and every record is looked at
};

class TraceMap {
public:
    /// Maps a file. Fails if it is no trace, needs another seatape, or has no sound header.
    static Result<TraceMap> of(InBytes bytes, OpenMode mode);

    const std::string& name() const { return m_bytes.name(); }
    const HeaderPayload& header() const { return m_header; }
    /// The chunks in the order of the file; their frames are in order, and gaps are damages.
    const std::vector<ChunkEntry>& chunks() const { return m_chunks; }
    /// What the walk over the records found; a map by index knows of none.
    const std::vector<Damage>& damages() const { return m_damages; }
    /// Returns whether the trace has its footer. One that has not is still being written, or was
    /// cut.
    bool isFinished() const { return m_isFinished; }
    /// Where the walk ended: after the last sound record.
    uint64_t end() const { return m_end; }
    uint64_t size() const { return m_bytes.size(); }
    /// Number of the frame after the last one.
    uint64_t frameCount() const { return m_chunks.empty() ? 0 : m_chunks.back().summary.end(); }

    /// Returns how many bytes of the file the chunks take.
    uint64_t chunkBytes();
    /// Returns the verified payload of a chunk's record, valid until the next call.
    Result<std::span<const uint8_t>> payload(const ChunkEntry& entry);

    /// Walks what was appended to an unfinished trace.
    Result<void> refresh();

private:
    struct Record {
        Tag tag{};
        uint64_t end = 0; ///< offset after it
        std::span<const uint8_t> payload;
    };

    explicit TraceMap(InBytes bytes) : m_bytes(std::move(bytes)) {}
    Result<Preamble> preamble();
    Result<void> refused(const Preamble& preamble) const;
    Result<void> readHeaderAt(uint64_t offset);
    bool salvageHeader(); // a finished trace repeats its header at the end
    bool mapByIndex();
    Result<Record> recordAt(uint64_t offset);
    Result<void> walk();
    void take(uint64_t offset, const Record& record);
    void takeChunk(uint64_t offset, const Record& record);
    Result<uint64_t> nextSoundRecord(uint64_t from);
    tl::unexpected<Error> unreadable(std::string what, uint64_t offset) const;

    InBytes m_bytes;
    HeaderPayload m_header;
    std::vector<ChunkEntry> m_chunks;
    std::vector<Damage> m_damages;
    bool m_isFinished = false;
    uint64_t m_end = kPreambleSize;
    uint64_t m_searched = 0; // bytes that were checked in vain
};

} // namespace seatape::trace
