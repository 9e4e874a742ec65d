// SPDX-License-Identifier: Apache-2.0
#include "traces/container/trace_format.h"

#include "traces/container/crc32c.h"

#include <algorithm>

namespace seatape::trace {
namespace {

void put(uint8_t* place, uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
        place[i] = static_cast<uint8_t>(value >> (8 * i));
}

void append(std::vector<uint8_t>& out, uint64_t value) {
    out.resize(out.size() + 8);
    put(out.data() + out.size() - 8, value, 8);
}

template <class T>
T get(const uint8_t* place) {
    uint64_t value = 0;
    for (unsigned i = 0; i < sizeof(T); ++i)
        value |= uint64_t{place[i]} << (8 * i);
    return static_cast<T>(value);
}

bool startsWithMagic(std::span<const uint8_t> bytes) {
    const size_t n = std::min(bytes.size(), kMagic.size());
    return n != 0 &&
           std::equal(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n), kMagic.begin());
}

PreambleFault faultOf(const Preamble& preamble) {
    if (preamble.minimumReader > kFormatVersion)
        return PreambleFault::Newer;
    return (preamble.features & ~feature::Known) != 0 ? PreambleFault::UnknownFeature
                                                      : PreambleFault::None;
}

} // namespace

std::array<uint8_t, kPreambleSize> makePreamble(const Preamble& preamble) {
    std::array<uint8_t, kPreambleSize> bytes{};
    std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
    put(&bytes[12], preamble.formatVersion, 2);
    put(&bytes[14], preamble.minimumReader, 2);
    put(&bytes[16], preamble.features, 4);
    put(&bytes[20], crc32c({std::span(bytes).first(20)}), 4);
    return bytes;
}

Preamble readPreamble(std::span<const uint8_t> bytes) {
    Preamble preamble;
    if (!startsWithMagic(bytes)) {
        preamble.fault = PreambleFault::NoTrace;
        return preamble;
    }
    preamble.fault = PreambleFault::Damaged;
    if (bytes.size() < kPreambleSize)
        return preamble;
    preamble.formatVersion = get<uint16_t>(&bytes[12]);
    preamble.minimumReader = get<uint16_t>(&bytes[14]);
    preamble.features = get<uint32_t>(&bytes[16]);
    if (get<uint32_t>(&bytes[20]) == crc32c({bytes.first(20)}))
        preamble.fault = faultOf(preamble);
    else if (preamble.formatVersion == 1)
        preamble.fault = PreambleFault::Older; // its check was another
    return preamble;
}

uint32_t recordCheck(Tag tag, std::span<const uint8_t> payload) {
    std::array<uint8_t, 8> head{};
    put(&head[0], static_cast<uint32_t>(tag), 4);
    put(&head[4], payload.size(), 4);
    return crc32c({head, payload});
}

void writeRecordHead(Tag tag, std::span<const uint8_t> payload, uint8_t* head) {
    put(head, static_cast<uint32_t>(tag), 4);
    put(head + 4, payload.size(), 4);
    put(head + 8, recordCheck(tag, payload), 4);
}

RecordHead readRecordHead(std::span<const uint8_t> bytes) {
    return {static_cast<Tag>(get<uint32_t>(&bytes[0])), get<uint32_t>(&bytes[4]),
            get<uint32_t>(&bytes[8])};
}

void writeHeaderHead(const HeaderHead& head, uint8_t* place) {
    put(place, head.body, 4);
    put(place + 4, static_cast<uint8_t>(head.coding), 4);
}

HeaderHead readHeaderHead(std::span<const uint8_t> bytes) {
    return {get<uint32_t>(&bytes[0]), static_cast<Coding>(bytes[4])};
}

bool ChunkSummary::isSound() const {
    return count != 0 && body <= kMaxBody && count <= body / kMinFrame &&
           first <= UINT64_MAX - count && coding <= Coding::Zstd;
}

void writeSummary(const ChunkSummary& summary, uint8_t* place) {
    put(place, summary.first, 8);
    put(place + 8, summary.vcpus, 8);
    put(place + 16, summary.count, 4);
    put(place + 20, summary.body, 4);
    put(place + 24, summary.exits, 4);
    put(place + 28, static_cast<uint8_t>(summary.coding), 4);
}

ChunkSummary readSummary(std::span<const uint8_t> bytes) {
    ChunkSummary summary;
    summary.first = get<uint64_t>(&bytes[0]);
    summary.vcpus = get<uint64_t>(&bytes[8]);
    summary.count = get<uint32_t>(&bytes[16]);
    summary.body = get<uint32_t>(&bytes[20]);
    summary.exits = get<uint32_t>(&bytes[24]);
    summary.coding = static_cast<Coding>(bytes[28]);
    return summary;
}

void appendIndex(std::span<const ChunkEntry> entries, std::vector<uint8_t>& out) {
    out.reserve(out.size() + entries.size() * kIndexEntrySize);
    for (const ChunkEntry& entry : entries) {
        append(out, entry.offset);
        out.resize(out.size() + kSummarySize);
        writeSummary(entry.summary, out.data() + out.size() - kSummarySize);
    }
}

bool readIndex(std::span<const uint8_t> payload, std::vector<ChunkEntry>& entries) {
    if (payload.size() % kIndexEntrySize != 0)
        return false;
    entries.reserve(entries.size() + payload.size() / kIndexEntrySize);
    for (; !payload.empty(); payload = payload.subspan(kIndexEntrySize)) {
        const ChunkEntry entry{get<uint64_t>(payload.data()), readSummary(payload.subspan(8))};
        const bool follows = entries.empty()
                                 ? entry.summary.first == 0
                                 : entry.offset > entries.back().offset &&
                                       entry.summary.first == entries.back().summary.end();
        if (!entry.summary.isSound() || !follows)
            return false;
        entries.push_back(entry);
    }
    return true;
}

void appendFooter(const Footer& footer, std::vector<uint8_t>& out) {
    for (const uint64_t value : {footer.indexOffset, footer.chunks, footer.frames})
        append(out, value);
}

Footer readFooter(std::span<const uint8_t> payload) {
    return {get<uint64_t>(&payload[0]), get<uint64_t>(&payload[8]), get<uint64_t>(&payload[16])};
}

} // namespace seatape::trace
