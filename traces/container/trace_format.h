// SPDX-License-Identifier: Apache-2.0
/// The container's fixed shapes: preamble, record head, chunk summary, footer
/// (docs/trace-format.md, "The file"). No I/O.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seatape::trace {

inline constexpr std::array<uint8_t, 12> kMagic{0x89, 'S', 'E', 'A',  'T',  'A',
                                                'P',  'E', 13,  '\n', 0x1a, '\n'};
inline constexpr uint16_t kFormatVersion = 2; ///< what this program writes, and the newest it reads
inline constexpr uint16_t kMinimumReader = 2; ///< what a reader must know to read what we write

/// What a reader must understand beyond the version, as bits of the preamble.
namespace feature {
inline constexpr uint32_t Zstd = 1; ///< chunks may be compressed
inline constexpr uint32_t Known = Zstd;
} // namespace feature

inline constexpr size_t kPreambleSize = 24;
inline constexpr size_t kRecordHeadSize = 12;
inline constexpr size_t kHeaderHeadSize = 8; ///< before a header's body: its size and coding
inline constexpr size_t kSummarySize = 32;   ///< before a chunk's body
inline constexpr size_t kIndexEntrySize = 8 + kSummarySize;
inline constexpr size_t kFooterSize = 24;
inline constexpr uint32_t kMaxBody = uint32_t{64} << 20; ///< of a chunk, uncompressed, and a header
inline constexpr uint32_t kMaxPayload = kMaxBody + kSummarySize;
inline constexpr uint32_t kMinFrame = 14; ///< the fewest bytes that a frame takes in a body
/// A vCPU's number is below this, which bounds the states that a reader keeps. (KVM's own limit on
/// arm64 is 512.)
inline constexpr uint32_t kMaxVcpus = 4096;

/// Packs four letters so that their bytes in a file are in reading order.
consteval uint32_t tagOf(const char (&letters)[5]) {
    uint32_t tag = 0;
    for (unsigned i = 0; i < 4; ++i)
        tag |= static_cast<uint32_t>(letters[i]) << (8 * i);
    return tag;
}

enum class Tag : uint32_t {
    Header = tagOf("HEAD"),
    Chunk = tagOf("CHNK"),
    Index = tagOf("INDX"),
    Footer = tagOf("FOOT"),
};

struct RecordHead {
    Tag tag{};           ///< any number: unknown tags are skipped
    uint32_t length = 0; ///< bytes of payload
    uint32_t check = 0;
};

/// Why a preamble is refused; up to Damaged, what follows it may be worth a look.
enum class PreambleFault : uint8_t { None, NoTrace, Damaged, Newer, Older, UnknownFeature };

struct Preamble {
    PreambleFault fault = PreambleFault::None;
    uint16_t formatVersion = kFormatVersion;
    uint16_t minimumReader = kMinimumReader;
    uint32_t features = feature::Zstd;
};

/// Returns the bytes of a preamble.
std::array<uint8_t, kPreambleSize> makePreamble(const Preamble& preamble = {});
/// Reads a preamble; `bytes` may be shorter than one, when the file is.
Preamble readPreamble(std::span<const uint8_t> bytes);

/// Returns the check of a record: it covers the tag, the length and the payload.
uint32_t recordCheck(Tag tag, std::span<const uint8_t> payload);

/// Writes the head of a record with this payload; `head` has kRecordHeadSize bytes.
void writeRecordHead(Tag tag, std::span<const uint8_t> payload, uint8_t* head);
/// Reads a head; `bytes` holds at least kRecordHeadSize bytes.
RecordHead readRecordHead(std::span<const uint8_t> bytes);

enum class Coding : uint8_t { Plain = 0, Zstd = 1 };

/// What stands before the body of a header.
struct HeaderHead {
    uint32_t body = 0; ///< bytes, uncompressed
    Coding coding = Coding::Plain;

    /// Returns whether a header can have this.
    bool isSound() const { return body <= kMaxBody && coding <= Coding::Zstd; }
};

/// Writes what precedes a header's body; `place` has kHeaderHeadSize bytes.
void writeHeaderHead(const HeaderHead& head, uint8_t* place);
/// Reads what precedes a header's body; `bytes` holds at least kHeaderHeadSize bytes.
HeaderHead readHeaderHead(std::span<const uint8_t> bytes);

/// Returns the bit of ChunkSummary::vcpus that stands for a vCPU.
constexpr uint64_t vcpuBit(uint32_t vcpu) {
    return uint64_t{1} << (vcpu < 63 ? vcpu : 63);
}

/// What can be known of a chunk without reading its frames; enough to skip it in a search.
struct ChunkSummary {
    uint64_t first = 0; ///< number of its first frame
    uint64_t vcpus = 0; ///< bit n: a frame of vCPU n, or beyond 62 of any other, is in it
    uint32_t count = 0; ///< frames in it
    uint32_t body = 0;  ///< bytes of its body, uncompressed
    uint32_t exits = 0; ///< bit n: an exit of the n-th alternative is in it
    Coding coding = Coding::Plain;
    bool operator==(const ChunkSummary&) const = default;

    uint64_t end() const { return first + count; }
    /// Returns whether a frame of that vCPU may be in it.
    bool hasVcpu(uint32_t vcpu) const { return (vcpus & vcpuBit(vcpu)) != 0; }
    /// Returns whether an exit of that alternative is in it.
    bool hasExit(size_t alternative) const { return (exits >> alternative & 1) != 0; }
    /// Returns whether a chunk can have this summary.
    bool isSound() const;
};

/// Where a chunk's record stands, and what is in it.
struct ChunkEntry {
    uint64_t offset = 0;
    ChunkSummary summary;
    bool operator==(const ChunkEntry&) const = default;
};

/// Writes a summary; `place` has kSummarySize bytes.
void writeSummary(const ChunkSummary& summary, uint8_t* place);
/// Reads a summary; `bytes` holds at least kSummarySize bytes.
ChunkSummary readSummary(std::span<const uint8_t> bytes);

/// The most entries of one index record; a long trace has several.
inline constexpr size_t kIndexPart = size_t{1} << 20;

/// Appends the payload of an index record.
void appendIndex(std::span<const ChunkEntry> entries, std::vector<uint8_t>& out);
/// Reads the payload of an index record after the `entries` of those before it. Returns false if
/// no writer wrote it so: the chunks of an index stand in the order of the file, and their frames
/// follow each other without a gap.
bool readIndex(std::span<const uint8_t> payload, std::vector<ChunkEntry>& entries);

/// The last record of a finished trace.
struct Footer {
    uint64_t indexOffset = 0; ///< of the first index record
    uint64_t chunks = 0;
    uint64_t frames = 0;
    bool operator==(const Footer&) const = default;
};

/// Appends the payload of a footer record.
void appendFooter(const Footer& footer, std::vector<uint8_t>& out);
/// Reads the payload of a footer record, which has kFooterSize bytes.
Footer readFooter(std::span<const uint8_t> payload);

} // namespace seatape::trace
