// SPDX-License-Identifier: Apache-2.0
#include "traces/container/payload.h"
#include "traces/container/trace_format.h"

#include "tests/support/allocations.h"
#include "tests/support/catch.h"
#include "tests/traces/sample.h"

#include "seatape/arch/vcpu_state.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::vector<uint8_t> encoded(const Frame& frame) {
    std::vector<uint8_t> bytes;
    Prediction prediction;
    REQUIRE(appendFrame(frame, prediction, bytes));
    return bytes;
}

/// A frame that claims `count` changed registers, written by hand from docs/trace-format.md.
std::vector<uint8_t> frameClaiming(const std::vector<uint8_t>& count, size_t padding) {
    std::vector<uint8_t> bytes(3 + count.size() + padding);
    bytes[2] = 10; // after vcpu and instructions: InterruptedExit
    std::copy(count.begin(), count.end(), bytes.begin() + 3);
    return bytes;
}

/// Reads a frame that fills the bytes, as the frame with this index.
Result<Frame> readOne(std::span<const uint8_t> bytes, uint64_t index = 0) {
    Frame frame;
    frame.index = index;
    Prediction prediction;
    auto read = readFrame(bytes, currentVersions(), prediction, frame);
    if (!read)
        return passOn(read);
    if (*read != bytes.size())
        return failure("bytes are left over");
    return frame;
}

Frame decoded(const std::vector<uint8_t>& bytes, uint64_t index = 0) {
    auto frame = readOne(bytes, index);
    INFO((frame ? std::string{} : frame.error().message()));
    REQUIRE(frame);
    return *frame;
}

} // namespace

TEST_CASE("random frames of every exit come back as they were") {
    Sampler sampler(1);
    for (uint64_t i = 0; i < 12'000; ++i) {
        const Frame frame = sampler.frame(i);
        REQUIRE(decoded(encoded(frame), i) == frame);
    }
}

TEST_CASE("random headers come back as they were") {
    Sampler sampler(2);
    for (int i = 0; i < 2'000; ++i) {
        const TraceHeader header = sampler.header();
        std::vector<uint8_t> bytes;
        REQUIRE(appendHeader(header, bytes));
        const auto back = readHeader(bytes);
        REQUIRE(back);
        REQUIRE(back->header == header);
        REQUIRE(back->versions == currentVersions());
    }
}

TEST_CASE("numbers at the edges of each length come back") {
    Frame frame;
    for (unsigned shift = 0; shift < 64; ++shift)
        for (const uint64_t delta : {0u, 1u, 2u}) {
            const uint64_t value = (uint64_t{1} << shift) - delta;
            frame.ran.push_back({Reg::X0, value});
            frame.ran.push_back({Reg::V31_HI, ~value});
            frame.instructions = value;
            REQUIRE(decoded(encoded(frame)) == frame);
        }
    frame.result = {INT32_MIN, INT32_MAX, -1};
    REQUIRE(decoded(encoded(frame)) == frame);
}

TEST_CASE("a typical SEA frame is small") {
    REQUIRE(encoded(typicalSeaFrame(1000)).size() <= 100);
    REQUIRE(encoded(typicalSeaFrame(1000, 0xffff800010080000)).size() <= 120);
}

TEST_CASE("frames one after the other come back, each predicted by those before it") {
    Sampler sampler(8);
    std::vector<Frame> frames;
    std::vector<uint8_t> bytes;
    Prediction writing;
    for (uint64_t i = 0; i < 600; ++i) {
        frames.push_back(i % 3 == 0 ? sampler.frame(i) : typicalSeaFrame(i));
        frames.back().vcpu = static_cast<uint32_t>(i % 5);
        REQUIRE(appendFrame(frames.back(), writing, bytes));
    }
    Prediction reading;
    Frame frame; // its storage is used again and again
    std::span<const uint8_t> rest = bytes;
    for (const Frame& expected : frames) {
        frame.index = expected.index;
        const auto size = readFrame(rest, currentVersions(), reading, frame);
        REQUIRE(size);
        REQUIRE(frame == expected);
        rest = rest.subspan(*size);
    }
    REQUIRE(rest.empty());
}

TEST_CASE("a word takes the shortest form there is, and none is longer than 9 bytes") {
    const auto size = [](uint64_t last, uint64_t value) {
        Prediction prediction;
        prediction.learn(slotOf(Ran, Reg::X0), last);
        prediction.startFrame(0);
        Frame frame;
        frame.ran = {{Reg::X0, value}};
        std::vector<uint8_t> bytes;
        REQUIRE(appendFrame(frame, prediction, bytes));
        Prediction none;
        std::vector<uint8_t> without;
        REQUIRE(appendFrame(Frame{}, none, without));
        return bytes.size() - without.size() - 1; // its head tells register and form
    };
    const uint64_t kernel = 0xffff800010080000;
    REQUIRE(size(kernel, kernel) == 0);
    REQUIRE(size(kernel, kernel - 128) == 1);
    REQUIRE(size(kernel, kernel + 4) == 1);
    REQUIRE(size(kernel, 0) == 1);
    REQUIRE(size(kernel, kernel + 0x1000) == 2);
    REQUIRE(size(0, 0xffffffffffff1234) == 2);
    REQUIRE(size(0, 0x40080000) == 4);
    REQUIRE(size(0, kernel) == 6);
    REQUIRE(size(0, 0x8000000000000001) == 8);
}

TEST_CASE("words that were in the frame before are not stored again") {
    Prediction prediction;
    Frame frame = typicalSeaFrame(1);
    std::vector<uint8_t> first, second;
    REQUIRE(appendFrame(frame, prediction, first));
    frame.injected[2].value += 0x123456; // ELR_EL1 is the PC no more
    Prediction other;
    REQUIRE(appendFrame(frame, other, second));
    REQUIRE(second.size() >= first.size() + 3);
}

TEST_CASE("appending leaves what is there, and a frame that cannot be stored leaves no trace") {
    std::vector<uint8_t> bytes{1, 2, 3};
    Prediction prediction;
    REQUIRE(appendFrame(typicalSeaFrame(1), prediction, bytes));
    REQUIRE(bytes[2] == 3);
    const auto before = bytes;
    Frame bad;
    bad.injection.verdict = static_cast<Verdict>(2);
    auto refused = appendFrame(bad, prediction, bytes);
    REQUIRE(!refused);
    REQUIRE(refused.error().what == "unknown value of verdict");
    bad = {};
    bad.vcpu = kMaxVcpus;
    refused = appendFrame(bad, prediction, bytes);
    REQUIRE(!refused);
    REQUIRE(refused.error().what == "unknown vCPU number");
    REQUIRE(bytes == before);
}

TEST_CASE("no frame is shorter than a summary takes for granted") {
    Prediction prediction;
    std::vector<uint8_t> bytes;
    Frame shortest;
    shortest.exit = InterruptedExit{};
    REQUIRE(appendFrame(shortest, prediction, bytes));
    REQUIRE(bytes.size() == kMinFrame);
}

TEST_CASE("a payload cut at any byte is an error that names the byte") {
    Sampler sampler(3);
    for (uint64_t i = 0; i < 24; ++i) {
        const auto bytes = encoded(sampler.frame(i));
        for (size_t n = 0; n < bytes.size(); ++n) {
            const auto frame = readOne(std::span(bytes).first(n));
            REQUIRE(!frame);
            REQUIRE(contains(frame.error().what, "byte "));
        }
    }
}

TEST_CASE("a payload with a byte too many is an error") {
    auto bytes = encoded(typicalSeaFrame(0));
    bytes.push_back(0);
    REQUIRE(!readOne(bytes));
}

TEST_CASE(
    "a payload with any bit flipped never crashes, and reads as something storable or not at all") {
    Sampler sampler(4);
    for (uint64_t i = 0; i < 24; ++i) {
        auto bytes = encoded(sampler.frame(i));
        for (size_t n = 0; n < 8 * bytes.size(); ++n) {
            const auto mask = static_cast<uint8_t>(1u << (n % 8));
            bytes[n / 8] ^= mask;
            if (const auto frame = readOne(bytes); frame)
                REQUIRE(decoded(encoded(*frame)) == *frame);
            bytes[n / 8] ^= mask;
        }
    }
}

TEST_CASE("hostile counts are refused before memory is taken") {
    const auto count = GENERATE(std::vector<uint8_t>{0xff, 0xff, 0xff, 0xff, 0x0f},
                                std::vector<uint8_t>{0xff, 0xff, 0x03},
                                std::vector<uint8_t>{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01});
    const auto bytes = frameClaiming(count, 16);
    const PeakAllocation peak;
    REQUIRE(!readOne(bytes));
    REQUIRE(peak.bytes() < 4096);
}

TEST_CASE("lists that would take more memory than the budget are refused") {
    const size_t n = (size_t{64} << 20) / sizeof(RegChange) + 1;
    const auto bytes = frameClaiming({0x81, 0x80, 0x80, 0x02}, n + 1024); // n as LEB128
    REQUIRE(n == 0x400001);
    const PeakAllocation peak;
    const auto frame = readOne(bytes);
    REQUIRE(!frame);
    REQUIRE(contains(frame.error().what, "64 MiB"));
    REQUIRE(peak.bytes() < 4096);
}

TEST_CASE("numbers that do not exist are refused: alternatives, enumerators, registers") {
    REQUIRE(!readOne(std::vector<uint8_t>{0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    auto bytes = frameClaiming({1, 0xf0, 0xff, 0x7f}, 16); // register 16383
    const auto frame = readOne(bytes);
    REQUIRE(!frame);
    REQUIRE(contains(frame.error().what, "unknown register"));
    REQUIRE(contains(readOne(std::vector<uint8_t>{0, 16}).error().what, "unknown form"));
    REQUIRE(contains(readOne(std::vector<uint8_t>{0, 12, 0}).error().what, "has not been"));
    REQUIRE(contains(readOne(std::vector<uint8_t>{0x80, 0x20, 0}).error().what, "unknown vCPU"));
}

TEST_CASE("a class version from the future is refused by name") {
    std::vector<uint8_t> bytes;
    REQUIRE(appendHeader(smallHeader(), bytes));
    bytes[1 + 7] = 1; // SeaExit is class 7
    const auto header = readHeader(bytes);
    REQUIRE(!header);
    REQUIRE(contains(header.error().what, "SeaExit in version 1"));
    REQUIRE(header.error().remedy == "use a newer seatape to read this trace");
}

TEST_CASE("classes that are newer than the reader, or missing in the file, do not hinder it") {
    std::vector<uint8_t> bytes;
    REQUIRE(appendHeader(smallHeader(), bytes));
    const size_t known = bytes[0];
    auto longer = bytes;
    longer[0] = static_cast<uint8_t>(known + 1);
    longer.insert(longer.begin() + static_cast<ptrdiff_t>(1 + known), 9);
    REQUIRE(readHeader(longer)->header == smallHeader());
    auto shorter = bytes;
    shorter[0] = static_cast<uint8_t>(known - 1);
    shorter.erase(shorter.begin() + static_cast<ptrdiff_t>(known));
    REQUIRE(readHeader(shorter)->header == smallHeader());
}
