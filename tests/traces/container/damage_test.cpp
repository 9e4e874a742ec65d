// SPDX-License-Identifier: Apache-2.0
/// What damage does: every intact frame comes back, every loss is named, nothing else happens.

#include "traces/container/trace_format.h"
#include "traces/container/trace_reader.h"

#include "tests/support/allocations.h"
#include "tests/traces/files.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::string openError(const std::vector<uint8_t>& bytes, OpenMode mode = OpenMode::Strict) {
    const auto reader = TraceReader::fromBytes(bytes, "t.seatape", mode);
    REQUIRE(!reader);
    return reader.error().message();
}

/// Requires that what the strict reader gives before the first error are the first frames.
void requirePrefix(const std::vector<uint8_t>& bytes, const std::vector<Frame>& frames) {
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    if (!reader) {
        REQUIRE(reader.error().message().find("t.seatape") == 0);
        REQUIRE(!reader.error().remedy.empty());
        return;
    }
    const TraceContents contents = reader->readAll();
    REQUIRE(contents.frames.size() <= frames.size());
    REQUIRE(std::equal(contents.frames.begin(), contents.frames.end(), frames.begin()));
    REQUIRE(reader->header() == smallHeader());
}

/// Requires that exactly the frames but those from `lost` on, `count` of them, come back.
void requireAllBut(const std::vector<uint8_t>& bytes, const std::vector<Frame>& frames, size_t lost,
                   size_t count) {
    auto reader = TraceReader::fromBytes(bytes, "t.seatape", OpenMode::Salvage);
    REQUIRE(reader);
    REQUIRE(reader->header() == smallHeader());
    auto expected = frames;
    expected.erase(expected.begin() + static_cast<ptrdiff_t>(lost),
                   expected.begin() + static_cast<ptrdiff_t>(lost + count));
    REQUIRE(readIntact(*reader).frames == expected);
    REQUIRE(!reader->check().empty());
}

/// The chunks of a sound trace, as its index tells them.
std::vector<ChunkEntry> chunksOf(const std::vector<uint8_t>& bytes) {
    auto map = TraceMap::of(InBytes::fromMemory(bytes, "t.seatape"), OpenMode::Strict);
    REQUIRE(map);
    return map->chunks();
}

/// Returns the number of the chunk that a byte belongs to, if it does.
std::optional<size_t> chunkAt(const std::vector<ChunkEntry>& chunks, size_t end, size_t byte) {
    for (size_t i = 0; i < chunks.size(); ++i)
        if (byte >= chunks[i].offset && byte < (i + 1 < chunks.size() ? chunks[i + 1].offset : end))
            return i;
    return std::nullopt;
}

/// The bytes after the last chunk of a finished trace: header, index, footer.
size_t endOfChunks(const std::vector<uint8_t>& bytes, size_t chunks) {
    const size_t index = kRecordHeadSize + chunks * kIndexEntrySize;
    const size_t footer = kRecordHeadSize + kFooterSize;
    const size_t header =
        kRecordHeadSize + readRecordHead(std::span(bytes).subspan(kPreambleSize)).length;
    return bytes.size() - footer - index - header;
}

/// Appends a record with a correct check.
void appendRecord(std::vector<uint8_t>& bytes, Tag tag, const std::vector<uint8_t>& payload) {
    std::array<uint8_t, kRecordHeadSize> head{};
    writeRecordHead(tag, payload, head.data());
    bytes.insert(bytes.end(), head.begin(), head.end());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
}

/// The start of a trace: preamble and header.
std::vector<uint8_t> emptyStart() {
    return traceBytes({}, kChunkPerFrame, false);
}

} // namespace

TEST_CASE(
    "a trace cut at any byte gives every frame whose chunk is whole, and says that it is cut") {
    const auto frames = sampleFrames(14);
    const auto bytes = traceBytes(frames, kChunkPerFrame);
    const auto chunks = chunksOf(bytes);
    const size_t end = endOfChunks(bytes, chunks.size());
    for (size_t n = 0; n < bytes.size(); ++n) {
        const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n));
        requirePrefix(cut, frames);
        auto reader = TraceReader::fromBytes(cut, "t.seatape");
        if (!reader) {
            REQUIRE(n < emptyStart().size());
            continue;
        }
        const auto whole =
            static_cast<size_t>(std::ranges::count_if(chunks, [&](const ChunkEntry& chunk) {
                const size_t next = chunkAt(chunks, end, n).value_or(SIZE_MAX);
                return chunk.summary.first < std::min(next, n < chunks[0].offset ? 0 : next);
            }));
        REQUIRE(reader->frameCount() == whole);
        REQUIRE(!reader->isFinished());
        REQUIRE(readIntact(*reader).damages == 1);
    }
}

TEST_CASE("a trace with any bit flipped loses the frames of one chunk at most, and says so") {
    const auto frames = sampleFrames(6);
    auto bytes = traceBytes(frames, kChunkPerFrame);
    const auto chunks = chunksOf(bytes);
    const size_t end = endOfChunks(bytes, chunks.size());
    for (size_t n = 0; n < 8 * bytes.size(); ++n) {
        const auto mask = static_cast<uint8_t>(1u << (n % 8));
        bytes[n / 8] ^= mask;
        const auto hit = chunkAt(chunks, end, n / 8);
        requireAllBut(bytes, frames, hit.value_or(0), hit ? 1 : 0);
        requirePrefix(bytes, frames);
        bytes[n / 8] ^= mask;
    }
}

TEST_CASE("a compressed trace with any bit flipped loses one chunk at most") {
    const auto frames = typicalFrames(40);
    WriterOptions options = kChunkPerFrame;
    options.coding = Coding::Zstd;
    auto bytes = traceBytes(frames, options);
    const auto chunks = chunksOf(bytes);
    const size_t end = endOfChunks(bytes, chunks.size());
    for (size_t n = 0; n < 8 * bytes.size(); n += 7) {
        const auto mask = static_cast<uint8_t>(1u << (n % 8));
        bytes[n / 8] ^= mask;
        const auto hit = chunkAt(chunks, end, n / 8);
        requireAllBut(bytes, frames, hit.value_or(0), hit ? 1 : 0);
        bytes[n / 8] ^= mask;
    }
}

TEST_CASE("a damaged chunk is named with its frames, and the reader goes on after it") {
    const auto frames = typicalFrames(5000);
    auto bytes = traceBytes(frames, kFullChunks);
    const auto chunks = chunksOf(bytes);
    REQUIRE(chunks.size() >= 3);
    bytes[static_cast<size_t>(chunks[1].offset) + 100] ^= 1;
    const ChunkSummary& lost = chunks[1].summary;

    for (const OpenMode mode : {OpenMode::Strict, OpenMode::Salvage}) {
        auto reader = TraceReader::fromBytes(bytes, "t.seatape", mode);
        REQUIRE(reader);
        const Intact intact = readIntact(*reader);
        REQUIRE(intact.damages == 1);
        REQUIRE(intact.frames.size() == frames.size() - lost.count);
        REQUIRE(intact.frames[static_cast<size_t>(lost.first)] ==
                frames[static_cast<size_t>(lost.end())]);
        const auto damages = reader->check();
        REQUIRE(damages.size() == 1);
        REQUIRE(damages[0].offset == chunks[1].offset);
        REQUIRE(damages[0].size == chunks[2].offset - chunks[1].offset);
        REQUIRE(damages[0].frame == lost.first);
        REQUIRE(damages[0].lost == lost.count);
        REQUIRE(!reader->frame(lost.first));
        REQUIRE(reader->frame(lost.end()).value() == frames[static_cast<size_t>(lost.end())]);
        reader->seek(0);
        auto frame = reader->next();
        while (frame)
            frame = reader->next();
        REQUIRE(contains(frame.error().message(), fmt::format("t.seatape, byte {}, frame {}: ",
                                                              chunks[1].offset, lost.first)));
        REQUIRE(contains(frame.error().message(),
                         fmt::format("frames {} to {} are lost", lost.first, lost.end() - 1)));
        REQUIRE(reader->next().error().message() == frame.error().message());
    }
}

TEST_CASE("a trace whose recorder stopped gives all its frames, then says so and stays there") {
    const auto frames = sampleFrames(20);
    const auto bytes = traceBytes(frames, kChunkPerFrame, false);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    REQUIRE(reader);
    for (const Frame& frame : frames)
        REQUIRE(reader->next().value() == frame);
    for (int i = 0; i < 2; ++i)
        REQUIRE(reader->next().error().message() ==
                fmt::format("t.seatape, byte {}, frame 20: the trace has no end: its recorder was "
                            "stopped, or still runs (run `seatape recover FILE -o OUT` to keep "
                            "every intact frame)",
                            bytes.size()));
    REQUIRE(!reader->skipDamage());
    REQUIRE(reader->frame(19).value() == frames[19]);
    REQUIRE(!reader->frame(20));
}

TEST_CASE("what is no trace is called so, in either mode") {
    for (const OpenMode mode : {OpenMode::Strict, OpenMode::Salvage}) {
        REQUIRE(openError({}, mode) ==
                "t.seatape: the file is empty (give a file that `seatape record` wrote)");
        REQUIRE(openError({0x7f, 'E', 'L', 'F', 2, 1, 1}, mode) ==
                "t.seatape: this is not a trace (give a file that `seatape record` wrote)");
        REQUIRE(contains(openError(std::vector<uint8_t>(100'000, 'C'), mode), "not a trace"));
    }
}

TEST_CASE("a mangled preamble is refused, unless to salvage") {
    const auto frames = sampleFrames(3);
    auto mangled = traceBytes(frames, kChunkPerFrame); // CR LF became LF
    mangled.erase(mangled.begin() + 8);
    REQUIRE(contains(openError(mangled), "this is not a trace"));
    auto reader = TraceReader::fromBytes(mangled, "t.seatape", OpenMode::Salvage);
    REQUIRE(reader);
    REQUIRE(readIntact(*reader).frames == frames);
}

TEST_CASE("a trace of a later format is read unless it needs a later reader or unknown features") {
    const auto frames = sampleFrames(3);
    auto bytes = traceBytes(frames, kChunkPerFrame);
    const auto replace = [&bytes](const Preamble& preamble) {
        const auto start = makePreamble(preamble);
        std::copy(start.begin(), start.end(), bytes.begin());
    };
    replace({PreambleFault::None, 7, kFormatVersion, 0});
    REQUIRE(TraceReader::fromBytes(bytes, "t.seatape")->readAll().frames == frames);

    replace({PreambleFault::None, 7, 3, 0});
    for (const OpenMode mode : {OpenMode::Strict, OpenMode::Salvage})
        REQUIRE(openError(bytes, mode) ==
                "t.seatape: the trace needs a reader of format version 3, but this program reads "
                "up to version 2 (use a newer seatape to read this trace)");
    replace({PreambleFault::None, 7, 2, 0x81});
    REQUIRE(openError(bytes) ==
            "t.seatape: the trace uses features 0x80 that this program does not "
            "know (use a newer seatape to read this trace)");
    replace({PreambleFault::None, 1, 1, 0});
    bytes[20] ^= 1; // its check was another
    REQUIRE(contains(openError(bytes), "format version 1, which only development versions wrote"));
}

TEST_CASE("records of unknown tags are skipped, with and without an index") {
    const auto frames = sampleFrames(2);
    auto bytes = traceBytes(frames, kChunkPerFrame, false);
    appendRecord(bytes, static_cast<Tag>(tagOf("NEWS")), {1, 2, 3});
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    REQUIRE(reader->readAll().frames == frames);
    REQUIRE(reader->check().size() == 1); // that it has no end
}

TEST_CASE("bytes after the end, chunks out of order and chunks that are missing are noticed") {
    const auto frames = sampleFrames(3);
    const auto bytes = traceBytes(frames, kChunkPerFrame);
    const auto chunks = chunksOf(bytes);
    const auto chunk = [&](size_t n) {
        return std::vector<uint8_t>(
            bytes.begin() + static_cast<ptrdiff_t>(chunks[n].offset),
            n + 1 < chunks.size() ? bytes.begin() + static_cast<ptrdiff_t>(chunks[n + 1].offset)
                                  : bytes.begin() + static_cast<ptrdiff_t>(endOfChunks(bytes, 3)));
    };
    const auto checkOf = [](const std::vector<uint8_t>& file) {
        return TraceReader::fromBytes(file, "t.seatape", OpenMode::Salvage)->check();
    };
    auto longer = bytes;
    longer.push_back(0);
    REQUIRE(!checkOf(longer).empty());
    auto twice = bytes;
    const auto again = chunk(1);
    twice.insert(twice.end(), again.begin(), again.end());
    REQUIRE(checkOf(twice)[0].what == "a record stands behind the end");

    auto missing = emptyStart();
    for (const size_t n : {size_t{0}, size_t{2}, size_t{1}}) {
        const auto part = chunk(n);
        missing.insert(missing.end(), part.begin(), part.end());
    }
    const auto damages = checkOf(missing);
    REQUIRE(damages.size() == 3);
    REQUIRE(damages[0].what == "chunks are missing");
    REQUIRE(damages[0].frame == 1);
    REQUIRE(damages[0].lost == 1);
    REQUIRE(damages[1].what == "a chunk makes no sense");
}

TEST_CASE("a hostile length takes no memory") {
    auto bytes = emptyStart();
    const auto length = GENERATE(uint32_t{0xffffffff}, uint32_t{kMaxPayload + 1},
                                 uint32_t{kMaxPayload}, uint32_t{1000});
    for (const uint32_t word : {static_cast<uint32_t>(Tag::Chunk), length})
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes.push_back(static_cast<uint8_t>(word >> shift));
    bytes.insert(bytes.end(), 100, 0);
    const TempFile file;
    file.write(bytes);
    const PeakAllocation peak;
    const TraceContents contents = TraceReader::open(file.path())->readAll();
    REQUIRE(contents.damage);
    REQUIRE(peak.bytes() < 64 * 1024);
}

TEST_CASE("a body that claims more than its compressed bytes do takes no memory") {
    std::vector<uint8_t> payload(kSummarySize);
    ChunkSummary summary;
    summary.count = 1;
    summary.body = kMaxBody;
    summary.coding = Coding::Zstd;
    writeSummary(summary, payload.data());
    const std::vector<uint8_t> empty{0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x01, 0x00, 0x00};
    payload.insert(payload.end(), empty.begin(), empty.end());
    auto bytes = emptyStart();
    appendRecord(bytes, Tag::Chunk, payload);
    const PeakAllocation peak;
    const TraceContents contents = TraceReader::fromBytes(bytes, "t.seatape")->readAll();
    REQUIRE(contains(contents.damage->what, "another size"));
    REQUIRE(peak.bytes() < 64 * 1024);
}

TEST_CASE("an index that points elsewhere, in circles or out of the file is not believed") {
    const auto frames = sampleFrames(4);
    const auto sound = traceBytes(frames, kChunkPerFrame);
    const auto chunks = chunksOf(sound);
    const size_t end = endOfChunks(sound, chunks.size());
    const auto withIndex = [&](std::vector<ChunkEntry> entries, uint64_t offsetShift = 0) {
        std::vector<uint8_t> bytes(sound.begin(), sound.begin() + static_cast<ptrdiff_t>(end));
        std::vector<uint8_t> index, footer;
        appendIndex(entries, index);
        appendFooter({bytes.size() + offsetShift, entries.size(), frames.size()}, footer);
        appendRecord(bytes, Tag::Index, index);
        appendRecord(bytes, Tag::Footer, footer);
        return bytes;
    };
    const auto framesOf = [&](const std::vector<uint8_t>& bytes) {
        auto reader = TraceReader::fromBytes(bytes, "t.seatape");
        REQUIRE(reader);
        return readIntact(*reader).frames;
    };
    REQUIRE(framesOf(withIndex(chunks)) == frames);
    REQUIRE(framesOf(withIndex(chunks, 1)) == frames);
    REQUIRE(framesOf(withIndex(chunks, uint64_t{1} << 63)) == frames);
    auto entries = chunks;
    entries[2].offset = entries[1].offset; // a cycle
    REQUIRE(framesOf(withIndex(entries)) == frames);
    entries = chunks;
    entries[3].offset = UINT64_MAX;
    REQUIRE(framesOf(withIndex(entries)) == frames);
    entries = chunks;
    entries[1].offset += 1; // believed, until the chunk is read
    REQUIRE(framesOf(withIndex(entries)).size() == frames.size() - 1);
}
