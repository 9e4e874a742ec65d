// SPDX-License-Identifier: Apache-2.0
// The ELF reader takes every header for hostile.

#include "scenarios/loader/elf.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <random>

using namespace seatape;
using namespace seatape::scenario;
using namespace seatape::test;

namespace {

std::vector<uint8_t> guest() {
    auto bytes =
        readWholeFile(std::string(SEATAPE_SOURCE_DIR) + "/scenarios/guests/data-read.elf", 1 << 20);
    REQUIRE(bytes);
    return *bytes;
}

void put(std::vector<uint8_t>& file, size_t offset, uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
        file[offset + i] = static_cast<uint8_t>(value >> (8 * i));
}

/// Parses the guest with one number changed, and returns the error's text.
std::string errorWith(size_t offset, uint64_t value, unsigned size) {
    auto file = guest();
    put(file, offset, value, size);
    const auto program = parseElf(file, "x.elf");
    return program ? "" : program.error().message();
}

constexpr size_t kFirstSegment = 64;          // e_phoff of the committed images
constexpr size_t kThirdSegment = 64 + 2 * 56; // .victim
constexpr size_t kOffset = 8, kPaddr = 24, kFileSize = 32, kMemSize = 40; // in Elf64_Phdr

} // namespace

TEST_CASE("a guest's entry, segments and symbols are read") {
    const auto program = parseElf(guest(), "data-read.elf");
    REQUIRE(program);
    CHECK(program->entry == 0x40000000);
    REQUIRE(program->segments.size() == 2);
    CHECK(program->segments[0].gpa == 0x40000000);
    CHECK(program->segments[1].gpa == 0x40100000);
    CHECK(program->segments[1].bytes.size() == 64);
    CHECK(program->segments[1].bytes[0x20] == 0x55);
    CHECK(program->symbols.at("words") == 0x40100000);
    CHECK(program->symbols.contains("probe_read"));
    CHECK(program->gpaOf(0x40100008) == 0x40100008);
    CHECK(program->gpaOf(0x123) == 0x123);
    CHECK(program->images("name").size() == 2);
}

TEST_CASE("files that are no A64 program are refused with the reason") {
    CHECK(contains(parseElf(std::vector<uint8_t>{}, "x").error().message(), "no ELF file"));
    CHECK(contains(errorWith(0, 0, 1), "no ELF file"));
    CHECK(contains(errorWith(4, 1, 1), "not a 64-bit"));
    CHECK(contains(errorWith(5, 2, 1), "little-endian"));
    CHECK(contains(errorWith(18, 62, 2), "machine 62"));
    CHECK(contains(errorWith(16, 3, 2), "ET_EXEC"));
    CHECK(contains(errorWith(16, 3, 2), "-static -no-pie"));
}

TEST_CASE("hostile program headers are refused with the reason") {
    CHECK(contains(errorWith(32, UINT64_MAX - 8, 8), "program headers"));
    CHECK(contains(errorWith(54, 8, 2), "headers of 8 bytes"));
    CHECK(contains(errorWith(56, 0xffff, 2), "program headers"));
    CHECK(contains(errorWith(56, 0, 2), "nothing to load"));
    CHECK(contains(errorWith(kFirstSegment, 3, 4), "dynamically linked"));
    CHECK(contains(errorWith(kFirstSegment + kOffset, UINT64_MAX, 8), "truncated"));
    CHECK(contains(errorWith(kFirstSegment + kFileSize, UINT64_MAX, 8), "than in memory"));
    CHECK(contains(errorWith(kFirstSegment + kMemSize, UINT64_MAX, 8), "wraps"));
    CHECK(contains(errorWith(kThirdSegment + kPaddr, 0x40000008, 8), "overlap"));
}

TEST_CASE("hostile section headers are refused with the reason") {
    CHECK(contains(errorWith(40, UINT64_MAX, 8), "section headers"));
    CHECK(contains(errorWith(58, 1, 2), "headers of 1 bytes"));
}

TEST_CASE("a program cut at any byte is an error and never a crash") {
    const auto whole = guest();
    for (size_t size = 0; size < whole.size(); ++size) {
        const std::vector<uint8_t> cut(whole.begin(), whole.begin() + static_cast<long>(size));
        const auto program = parseElf(cut, "cut.elf");
        REQUIRE_FALSE(program); // the section headers are last
        REQUIRE_FALSE(program.error().message().empty());
    }
}

TEST_CASE("damaged headers never crash") {
    const auto whole = guest();
    std::mt19937_64 random(1);
    const size_t sections = whole.size() - 64 * 9;
    for (int round = 0; round < 20000; ++round) {
        auto file = whole;
        const size_t base = round % 2 == 0 ? 0 : sections;
        const size_t span = round % 2 == 0 ? 64 + 7 * 56 : 64 * 9;
        for (int i = 0; i < 3; ++i)
            file[base + random() % span] = static_cast<uint8_t>(random());
        (void)parseElf(file, "damaged.elf");
    }
    SUCCEED();
}

TEST_CASE("a missing file names its path") {
    const auto program = loadElf("/nowhere/x.elf");
    REQUIRE_FALSE(program);
    CHECK(program.error().where == "/nowhere/x.elf");
}
