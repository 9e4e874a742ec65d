#include "traces/trace_format.h"

#include <algorithm>

#include <xxhash.h>

namespace seatape::trace {
namespace {

void put(uint8_t* place, uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
        place[i] = static_cast<uint8_t>(value >> (8 * i));
}

template <class T>
T get(const uint8_t* place) {
    uint64_t value = 0;
    for (unsigned i = 0; i < sizeof(T); ++i)
        value |= uint64_t{place[i]} << (8 * i);
    return static_cast<T>(value);
}

uint32_t checkOf(std::span<const uint8_t> bytes, uint64_t seed) {
    return static_cast<uint32_t>(XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed));
}

bool startsWithMagic(std::span<const uint8_t> bytes) {
    const size_t n = std::min(bytes.size(), kMagic.size());
    return n != 0 &&
           std::equal(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n), kMagic.begin());
}

} // namespace

std::array<uint8_t, kPreambleSize> makePreamble(uint16_t formatVersion, uint16_t minimumReader) {
    std::array<uint8_t, kPreambleSize> bytes{};
    std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
    put(&bytes[12], formatVersion, 2);
    put(&bytes[14], minimumReader, 2);
    put(&bytes[16], checkOf(std::span(bytes).first(16), 0), 4);
    return bytes;
}

Preamble readPreamble(std::span<const uint8_t> bytes) {
    if (!startsWithMagic(bytes))
        return {PreambleFault::NoTrace, 0, 0};
    if (bytes.size() < kPreambleSize || get<uint32_t>(&bytes[16]) != checkOf(bytes.first(16), 0))
        return {PreambleFault::Damaged, 0, 0};
    const Preamble preamble{PreambleFault::None, get<uint16_t>(&bytes[12]),
                            get<uint16_t>(&bytes[14])};
    if (preamble.minimumReader > kFormatVersion)
        return {PreambleFault::Newer, preamble.formatVersion, preamble.minimumReader};
    return preamble;
}

uint32_t recordCheck(uint8_t tag, std::span<const uint8_t> payload) {
    return checkOf(payload, tag + uint64_t{256} * payload.size());
}

void writeRecordHead(Tag tag, std::span<const uint8_t> payload, uint8_t* head) {
    const auto number = static_cast<uint8_t>(tag);
    head[0] = number;
    put(head + 1, payload.size(), 4);
    put(head + 5, recordCheck(number, payload), 4);
}

RecordHead readRecordHead(std::span<const uint8_t> bytes) {
    return {bytes[0], get<uint32_t>(&bytes[1]), get<uint32_t>(&bytes[5])};
}

} // namespace seatape::trace
