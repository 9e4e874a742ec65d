#include "traces/payload.h"

#include "tests/support/catch.h"
#include "tests/support/allocations.h"
#include "tests/traces/sample.h"

#include "core/vcpu_state.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::vector<uint8_t> encoded(const Frame& frame) {
    std::vector<uint8_t> bytes;
    REQUIRE(appendFrame(frame, bytes));
    return bytes;
}

/// A frame payload that claims `count` changed registers, written by hand from
/// docs/trace-format.md.
std::vector<uint8_t> frameClaiming(const std::vector<uint8_t>& count, size_t padding) {
    std::vector<uint8_t> bytes(4 + count.size() + padding);
    bytes[3] = 10; // behind index, vcpu and instructions: InterruptedExit
    std::copy(count.begin(), count.end(), bytes.begin() + 4);
    return bytes;
}

Result<Frame> readOne(std::span<const uint8_t> bytes) {
    Frame frame;
    auto read = readFrame(bytes, currentVersions(), frame);
    return read ? Result<Frame>(std::move(frame)) : passOn(read);
}

Frame decoded(const std::vector<uint8_t>& bytes) {
    auto frame = readOne(bytes);
    INFO((frame ? std::string{} : frame.error().message()));
    REQUIRE(frame);
    return *frame;
}

} // namespace

TEST_CASE("random frames of every exit come back as they were") {
    Sampler sampler(1);
    for (uint64_t i = 0; i < 12'000; ++i) {
        const Frame frame = sampler.frame(i);
        REQUIRE(decoded(encoded(frame)) == frame);
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

TEST_CASE("appending leaves what is there, and a frame that cannot be stored leaves no trace") {
    std::vector<uint8_t> bytes{1, 2, 3};
    REQUIRE(appendFrame(typicalSeaFrame(1), bytes));
    REQUIRE(bytes[2] == 3);
    const auto before = bytes;
    Frame bad;
    bad.injection.verdict = static_cast<Verdict>(2);
    const auto refused = appendFrame(bad, bytes);
    REQUIRE(!refused);
    REQUIRE(refused.error().what == "unknown value of verdict");
    REQUIRE(bytes == before);
}

TEST_CASE("a frame read into the storage of another one has nothing left of it") {
    Sampler sampler(7);
    Frame reused;
    for (uint64_t i = 0; i < 200; ++i) {
        const Frame frame = sampler.frame(i);
        REQUIRE(readFrame(encoded(frame), currentVersions(), reused));
        REQUIRE(reused == frame);
    }
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
    REQUIRE(!readOne(std::vector<uint8_t>{0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    auto bytes = frameClaiming({1, 0xf0, 0xff, 0x7f}, 16); // register 16383
    const auto frame = readOne(bytes);
    REQUIRE(!frame);
    REQUIRE(contains(frame.error().what, "unknown register"));
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
    shorter.erase(shorter.begin() + 1);
    REQUIRE(readHeader(shorter)->header == smallHeader());
}
