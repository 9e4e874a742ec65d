// SPDX-License-Identifier: Apache-2.0
/// Fuzzes the trace reader with whole files, and what is behind its checks.
///
/// The checks of preamble and records are made right first, and bodies are made to be plain, so
/// that mutations reach the payloads.

#include "fuzz/require.h"
#include "traces/container/chunk.h"
#include "traces/container/trace_format.h"
#include "traces/container/trace_reader.h"

#include <algorithm>
#include <vector>

using namespace seatape;
using namespace seatape::trace;

namespace {

void repairPreamble(std::vector<uint8_t>& file) {
    if (file.size() < kPreambleSize)
        return;
    const auto preamble = makePreamble();
    std::copy(preamble.begin(), preamble.end(), file.begin());
}

/// Makes the sizes that a record repeats agree.
void repairSizes(Tag tag, std::span<uint8_t> payload) {
    if (tag == Tag::Header && payload.size() >= kHeaderHeadSize)
        writeHeaderHead({static_cast<uint32_t>(payload.size() - kHeaderHeadSize), Coding::Plain},
                        payload.data());
    if (tag != Tag::Chunk || payload.size() < kSummarySize)
        return;
    ChunkSummary summary = readSummary(payload);
    summary.body = static_cast<uint32_t>(payload.size() - kSummarySize);
    summary.coding = Coding::Plain;
    writeSummary(summary, payload.data());
}

void repairRecords(std::vector<uint8_t>& file) {
    size_t offset = kPreambleSize;
    while (offset < file.size() && file.size() - offset >= kRecordHeadSize) {
        const size_t start = offset + kRecordHeadSize;
        const RecordHead head = readRecordHead(std::span(file).subspan(offset));
        if (head.length > file.size() - start)
            return;
        const auto payload = std::span(file).subspan(start, head.length);
        repairSizes(head.tag, payload);
        writeRecordHead(head.tag, payload, &file[offset]);
        offset = start + head.length;
    }
}

/// Reads every intact frame.
std::vector<Frame> readIntact(TraceReader& reader) {
    std::vector<Frame> frames;
    while (true) {
        auto frame = reader.next();
        if (frame && *frame)
            frames.push_back(std::move(**frame));
        else if (frame || !reader.skipDamage())
            return frames;
    }
}

/// What reads must write, and read again as the same.
void requireStorable(const std::vector<Frame>& frames) {
    if (frames.empty())
        return;
    ChunkEncoder encoder;
    for (const Frame& frame : frames)
        require(encoder.add(frame).has_value());
    std::vector<uint8_t> record;
    encoder.seal(Coding::Plain, record);
    auto decoder =
        ChunkDecoder::open(std::span(record).subspan(kRecordHeadSize), currentVersions());
    require(decoder.has_value());
    Frame frame;
    for (Frame expected : frames) {
        require(decoder->next(currentVersions(), frame) == true);
        expected.index = frame.index; // a writer numbers anew
        require(frame == expected);
    }
}

void readFile(std::span<const uint8_t> file, OpenMode mode) {
    auto reader = TraceReader::fromBytes(file, "fuzz", mode);
    if (!reader)
        return;
    const std::vector<Frame> frames = readIntact(*reader);
    requireStorable(frames);
    if (!frames.empty()) {
        const auto moment = reader->moment(frames.back().index);
        require(moment && moment->frame == frames.back());
    }
    const FrameQuery query{frames.empty() ? 0 : frames.front().vcpu, {}};
    require(reader->findNext({}, query).has_value() == !frames.empty());
    reader->check();
    std::vector<uint8_t> header;
    require(appendHeader(reader->header(), header).has_value());
    require(readHeader(header)->header == reader->header());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<uint8_t> file(data, data + size);
    for (const OpenMode mode : {OpenMode::Strict, OpenMode::Salvage})
        readFile(file, mode);
    repairPreamble(file);
    repairRecords(file);
    for (const OpenMode mode : {OpenMode::Strict, OpenMode::Salvage})
        readFile(file, mode);
    return 0;
}
