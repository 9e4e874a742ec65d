// SPDX-License-Identifier: Apache-2.0
/// A chunk believes its summary as little as its bytes.

#include "traces/container/chunk.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

/// The payload of a chunk of one frame, with another summary.
std::vector<uint8_t> payloadWith(const Frame& frame, void (*change)(ChunkSummary&)) {
    ChunkEncoder encoder;
    REQUIRE(encoder.add(frame));
    std::vector<uint8_t> record;
    encoder.seal(Coding::Plain, record);
    record.erase(record.begin(), record.begin() + kRecordHeadSize);
    ChunkSummary summary = readSummary(record);
    change(summary);
    writeSummary(summary, record.data());
    return record;
}

Result<bool> firstFrame(const std::vector<uint8_t>& payload, Frame& frame) {
    auto decoder = ChunkDecoder::open(payload, currentVersions());
    REQUIRE(decoder);
    return decoder->next(currentVersions(), frame);
}

} // namespace

TEST_CASE("a frame that its chunk's summary hides from searches is an error") {
    Sampler sampler(12);
    for (uint64_t i = 0; i < std::variant_size_v<Exit>; ++i) {
        const Frame frame = sampler.frame(i);
        Frame read;
        REQUIRE(firstFrame(payloadWith(frame, [](ChunkSummary&) {}), read) == true);
        REQUIRE(read.vcpu == frame.vcpu);
        REQUIRE(!firstFrame(payloadWith(frame, [](ChunkSummary& s) { s.vcpus = ~s.vcpus; }), read));
        REQUIRE(!firstFrame(payloadWith(frame, [](ChunkSummary& s) { s.exits = ~s.exits; }), read));
    }
}
