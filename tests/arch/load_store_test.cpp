// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/load_store.h"

#include "seatape/base/bits.h"
#include "tests/support/catch.h"

using namespace seatape;

namespace {

/// ISV = 1 with SAS, SSE, SRT, SF and AR.
uint32_t group(unsigned SAS, unsigned SSE, unsigned SRT, unsigned SF, unsigned AR) {
    return 1u << 24 | SAS << 22 | SSE << 21 | SRT << 16 | SF << 15 | AR << 14;
}

struct Case {
    uint32_t insn;
    const char* text;
    uint32_t expected;
};

} // namespace

TEST_CASE("single loads and stores without writeback report their register (ISV = 1)") {
    const Case cases[] = {
        {0xf9400023, "ldr x3, [x1]", group(3, 0, 3, 1, 0)},
        {0xb9400023, "ldr w3, [x1]", group(2, 0, 3, 0, 0)},
        {0xf900003f, "str xzr, [x1]", group(3, 0, 31, 1, 0)},
        {0x39000022, "strb w2, [x1]", group(0, 0, 2, 0, 0)},
        {0x79400022, "ldrh w2, [x1]", group(1, 0, 2, 0, 0)},
        {0x39c00022, "ldrsb w2, [x1]", group(0, 1, 2, 0, 0)},
        {0x39800022, "ldrsb x2, [x1]", group(0, 1, 2, 1, 0)},
        {0xb9800022, "ldrsw x2, [x1]", group(2, 1, 2, 1, 0)},
        {0xb8624824, "ldr w4, [x1, w2, uxtw]", group(2, 0, 4, 0, 0)},
        {0xf85f8024, "ldur x4, [x1, #-8]", group(3, 0, 4, 1, 0)},
        {0xf8400824, "ldtr x4, [x1]", group(3, 0, 4, 1, 0)},
        {0xb8000824, "sttr w4, [x1]", group(2, 0, 4, 0, 0)},
        {0x58000024, "ldr x4, .+4", group(3, 0, 4, 1, 0)},
        {0x18000024, "ldr w4, .+4", group(2, 0, 4, 0, 0)},
        {0x98000024, "ldrsw x4, .+4", group(2, 1, 4, 1, 0)},
        {0xc8dffc24, "ldar x4, [x1]", group(3, 0, 4, 1, 1)},
        {0x089ffc24, "stlrb w4, [x1]", group(0, 0, 4, 0, 1)},
        {0xb8bfc024, "ldapr w4, [x1]", group(2, 0, 4, 0, 1)},
        {0xd9408024, "ldapur x4, [x1, #8]", group(3, 0, 4, 1, 1)},
        {0x99808024, "ldapursw x4, [x1, #8]", group(2, 1, 4, 1, 1)},
        {0x59008024, "stlurh w4, [x1, #8]", group(1, 0, 4, 0, 1)},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK(instructionSyndrome(c.insn) == c.expected);
    }
}

TEST_CASE(
    "accesses with writeback, of pairs, exclusive and atomic ones have no syndrome (ISV = 0)") {
    const Case cases[] = {
        {0xf8408c24, "ldr x4, [x1, #8]!", 0},
        {0xf8008424, "str x4, [x1], #8", 0},
        {0x38808424, "ldrsb x4, [x1], #8", 0},
        {0xa9400824, "ldp x4, x2, [x1]", 0},
        {0xa9bf0824, "stp x4, x2, [x1, #-16]!", 0},
        {0x69400824, "ldpsw x4, x2, [x1]", 0},
        {0xc85f7c24, "ldxr x4, [x1]", 0},
        {0xc8057c24, "stxr w5, x4, [x1]", 0},
        {0xc8258824, "stlxp w5, x4, x2, [x1]", 0},
        {0xc8a57c24, "cas x5, x4, [x1]", 0},
        {0x48247c26, "casp x4, x5, x6, x7, [x1]", 0},
        {0xf8250024, "ldadd x5, x4, [x1]", 0},
        {0x38a58024, "swpab w5, w4, [x1]", 0},
        {0x3dc00024, "ldr q4, [x1]", 0},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK(instructionSyndrome(c.insn) == c.expected);
    }
}

TEST_CASE("instructions without an access, and unallocated words, have no syndrome") {
    for (const uint32_t insn :
         {0x8b020020u /* add */, 0xf9800020u /* prfm */, 0xf8800020u /* prfum */,
          0xd8000020u /* prfm literal */, 0xf8c00020u /* unallocated */, 0xd50b7420u /* dc zva */})
        CHECK(instructionSyndrome(insn) == 0);
}

TEST_CASE("what an access reads and writes follows from its group") {
    struct Row {
        uint32_t insn;
        const char* text;
        bool reads, writes;
    };
    const Row rows[] = {
        {0xf9400023, "ldr x3, [x1]", true, false},
        {0xf900003f, "str xzr, [x1]", false, true},
        {0xa9bf0824, "stp x4, x2, [x1, #-16]!", false, true},
        {0x69400824, "ldpsw x4, x2, [x1]", true, false},
        {0xc8057c24, "stxr w5, x4, [x1]", false, true},
        {0xc85f7c24, "ldxr x4, [x1]", true, false},
        {0xc8a57c24, "cas x5, x4, [x1]", true, true},
        {0x48247c26, "casp x4, x5, x6, x7, [x1]", true, true},
        {0xf8250024, "ldadd x5, x4, [x1]", true, true},
        {0xd50b7421, "dc zva, x1", false, true},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const auto extent = accessExtent(row.insn, {}, 64);
        REQUIRE(extent);
        CHECK(extent->reads == row.reads);
        CHECK(extent->writes == row.writes);
    }
}
