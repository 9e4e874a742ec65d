// SPDX-License-Identifier: Apache-2.0
#include "traces/container/trace_map.h"

#include "traces/container/packing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seatape::trace {
namespace {

constexpr size_t kSearchWindow = size_t{64} << 10;

bool isKnown(Tag tag) {
    return tag == Tag::Header || tag == Tag::Chunk || tag == Tag::Index || tag == Tag::Footer;
}

Error refusal(const Preamble& preamble) {
    switch (preamble.fault) {
    case PreambleFault::Newer:
        return {fmt::format("the trace needs a reader of format version {}, but this program reads "
                            "up to version {}",
                            preamble.minimumReader, kFormatVersion),
                {},
                "use a newer seatape to read this trace"};
    case PreambleFault::UnknownFeature:
        return {fmt::format("the trace uses features {:#x} that this program does not know",
                            preamble.features & ~feature::Known),
                {},
                "use a newer seatape to read this trace"};
    case PreambleFault::Older:
        return {"the trace has format version 1, which only development versions wrote",
                {},
                "record the scenario again"};
    case PreambleFault::NoTrace:
        return {"this is not a trace", {}, "give a file that `seatape record` wrote"};
    default:
        return {"the first bytes are damaged or cut",
                {},
                "run `seatape recover FILE -o OUT` to get its frames"};
    }
}

Result<HeaderPayload> unpackHeader(std::span<const uint8_t> payload) {
    const HeaderHead head =
        payload.size() < kHeaderHeadSize ? HeaderHead{UINT32_MAX, {}} : readHeaderHead(payload);
    if (!head.isSound())
        return failure("its size makes no sense");
    auto body = unpack(payload.subspan(kHeaderHeadSize), head.coding, head.body);
    if (!body)
        return passOn(body);
    return readHeader(*body);
}

} // namespace

std::string lostText(const Damage& damage) {
    if (damage.lost <= 1)
        return damage.lost == 0 ? std::string() : fmt::format("frame {} is lost", damage.frame);
    return fmt::format("frames {} to {} are lost", damage.frame, damage.frame + damage.lost - 1);
}

uint64_t lostFrames(std::span<const Damage> damages) {
    uint64_t lost = 0;
    for (const Damage& damage : damages)
        lost += damage.lost;
    return lost;
}

Result<TraceMap> TraceMap::of(InBytes bytes, OpenMode mode) {
    TraceMap map(std::move(bytes));
    auto preamble = map.preamble();
    if (!preamble)
        return passOn(preamble);
    auto start = preamble->fault == PreambleFault::None ? map.readHeaderAt(kPreambleSize)
                                                        : map.refused(*preamble);
    const bool mayBeDamaged = preamble->fault <= PreambleFault::Damaged;
    const bool isSalvaged =
        !start && mode == OpenMode::Salvage && mayBeDamaged && map.salvageHeader();
    if (!start && !isSalvaged)
        return passOn(start);
    if (mode == OpenMode::Salvage || !map.mapByIndex())
        if (auto walked = map.walk(); !walked)
            return passOn(walked);
    return map;
}

Result<Preamble> TraceMap::preamble() {
    const auto size = static_cast<size_t>(std::min<uint64_t>(kPreambleSize, m_bytes.size()));
    auto bytes = m_bytes.view(0, size);
    return bytes ? Result<Preamble>(readPreamble(*bytes)) : passOn(bytes);
}

Result<void> TraceMap::refused(const Preamble& preamble) const {
    Error error = refusal(preamble);
    if (m_bytes.size() == 0)
        error.what = "the file is empty";
    error.where = name();
    return tl::unexpected<Error>(std::move(error));
}

Result<void> TraceMap::readHeaderAt(uint64_t offset) {
    auto record = recordAt(offset);
    if (!record)
        return unreadable("the header: " + record.error().what, offset);
    if (record->tag != Tag::Header)
        return unreadable("the header is missing", offset);
    auto header = unpackHeader(record->payload);
    if (!header && !header.error().remedy.empty())
        return failure(header.error().what, name(), header.error().remedy);
    if (!header)
        return unreadable("the header: " + header.error().what, offset);
    m_header = std::move(*header);
    m_end = record->end;
    return {};
}

bool TraceMap::salvageHeader() {
    const auto first = nextSoundRecord(0);
    for (auto at = first; at && *at != m_bytes.size(); at = nextSoundRecord(*at + 1)) {
        if (!readHeaderAt(*at))
            continue;
        m_damages.push_back({0, *first, "the first bytes or the header are damaged", 0, 0});
        m_end = *first; // where the walk begins
        return true;
    }
    return false;
}

bool TraceMap::mapByIndex() {
    constexpr uint64_t kFooterRecord = kRecordHeadSize + kFooterSize;
    if (m_bytes.size() < m_end + kFooterRecord)
        return false;
    auto record = recordAt(m_bytes.size() - kFooterRecord);
    if (!record || record->tag != Tag::Footer || record->payload.size() != kFooterSize)
        return false;
    const Footer footer = readFooter(record->payload);
    std::vector<ChunkEntry> chunks;
    for (uint64_t at = footer.indexOffset; at != m_bytes.size() - kFooterRecord; at = record->end) {
        record = recordAt(at);
        if (!record || record->tag != Tag::Index || !readIndex(record->payload, chunks))
            return false;
    }
    const uint64_t frames = chunks.empty() ? 0 : chunks.back().summary.end();
    if (frames != footer.frames || chunks.size() != footer.chunks ||
        (!chunks.empty() && chunks.back().offset >= footer.indexOffset))
        return false;
    m_chunks = std::move(chunks);
    m_isFinished = true;
    m_end = m_bytes.size();
    return true;
}

Result<TraceMap::Record> TraceMap::recordAt(uint64_t offset) {
    if (offset > m_bytes.size() || m_bytes.size() - offset < kRecordHeadSize)
        return failure("the file ends inside the head of a record");
    auto bytes = m_bytes.view(offset, kRecordHeadSize);
    if (!bytes)
        return passOn(bytes);
    const RecordHead head = readRecordHead(*bytes);
    if (head.length > kMaxPayload)
        return failure(fmt::format("a record claims {} bytes; none has more than {}", head.length,
                                   kMaxPayload));
    const uint64_t left = m_bytes.size() - offset - kRecordHeadSize;
    if (head.length > left)
        return failure(fmt::format("a record claims {} bytes, but {} are left", head.length, left));
    bytes = m_bytes.view(offset, kRecordHeadSize + head.length);
    if (!bytes)
        return passOn(bytes);
    const auto payload = bytes->subspan(kRecordHeadSize);
    if (recordCheck(head.tag, payload) != head.check) {
        m_searched += head.length;
        return failure("the check of a record does not match: its bytes have changed");
    }
    return Record{head.tag, offset + kRecordHeadSize + head.length, payload};
}

Result<void> TraceMap::walk() {
    while (m_end < m_bytes.size()) {
        auto record = recordAt(m_end);
        if (record) {
            take(m_end, *record);
            m_end = record->end;
            continue;
        }
        auto next = nextSoundRecord(m_end + 1);
        if (!next)
            return passOn(next);
        if (*next == m_bytes.size())
            return {}; // the tail may still grow
        m_damages.push_back({m_end, *next - m_end, record.error().what, frameCount(), 0});
        m_isFinished = false;
        m_end = *next;
    }
    return {};
}

void TraceMap::take(uint64_t offset, const Record& record) {
    if (m_isFinished) {
        m_damages.push_back(
            {offset, record.end - offset, "a record stands behind the end", frameCount(), 0});
        return;
    }
    if (record.tag == Tag::Chunk)
        takeChunk(offset, record);
    m_isFinished = record.tag == Tag::Footer;
}

void TraceMap::takeChunk(uint64_t offset, const Record& record) {
    const uint64_t next = frameCount();
    const bool isLong = record.payload.size() >= kSummarySize;
    const ChunkSummary summary = isLong ? readSummary(record.payload) : ChunkSummary{};
    if (!summary.isSound() || summary.first < next) {
        m_damages.push_back({offset, record.end - offset, "a chunk makes no sense", next, 0});
        return;
    }
    if (summary.first > next) {
        const bool isExplained = !m_damages.empty() && m_damages.back().frame == next;
        if (!isExplained)
            m_damages.push_back({offset, 0, "chunks are missing", next, 0});
        m_damages.back().lost = summary.first - next;
    }
    m_chunks.push_back({offset, summary});
}

Result<uint64_t> TraceMap::nextSoundRecord(uint64_t from) {
    // What is damaged on purpose could make us check the same bytes again and again.
    const uint64_t patience = 8 * m_bytes.size() + kMaxPayload;
    while (from + kRecordHeadSize <= m_bytes.size() && m_searched < patience) {
        const uint64_t left = m_bytes.size() - from;
        auto window =
            m_bytes.view(from, static_cast<size_t>(std::min<uint64_t>(left, kSearchWindow)));
        if (!window)
            return passOn(window);
        size_t at = 0;
        while (at + kRecordHeadSize <= window->size() &&
               !isKnown(readRecordHead(window->subspan(at)).tag))
            ++at;
        const bool isCandidate = at + kRecordHeadSize <= window->size();
        from += at;
        if (isCandidate && recordAt(from))
            return from;
        from += isCandidate ? 1 : 0;
    }
    return m_bytes.size();
}

uint64_t TraceMap::chunkBytes() {
    if (m_chunks.empty())
        return 0;
    const auto last = recordAt(m_chunks.back().offset);
    return (last ? last->end : m_chunks.back().offset) - m_chunks.front().offset;
}

Result<std::span<const uint8_t>> TraceMap::payload(const ChunkEntry& entry) {
    auto record = recordAt(entry.offset);
    if (!record)
        return passOn(record);
    const bool isIt = record->tag == Tag::Chunk && record->payload.size() >= kSummarySize &&
                      readSummary(record->payload) == entry.summary;
    if (!isIt)
        return failure("the index points to something else than a chunk");
    return record->payload;
}

Result<void> TraceMap::refresh() {
    if (m_isFinished)
        return {};
    if (auto seen = m_bytes.refresh(); !seen)
        return seen;
    return walk();
}

tl::unexpected<Error> TraceMap::unreadable(std::string what, uint64_t offset) const {
    return failure(std::move(what), fmt::format("{}, byte {}", name(), offset),
                   "run `seatape recover FILE -o OUT` to get what is left");
}

} // namespace seatape::trace
