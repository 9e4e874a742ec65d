// SPDX-License-Identifier: Apache-2.0
#include "simbackend/pe/isv_syndrome.h"

#include "seatape/base/bits.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::sim;

namespace {

/// ISV = 1 with SAS, SSE, SRT, SF and AR.
uint32_t group(unsigned SAS, unsigned SSE, unsigned SRT, unsigned SF, unsigned AR) {
    return 1u << 24 | SAS << 22 | SSE << 21 | SRT << 16 | SF << 15 | AR << 14;
}

struct Case {
    uint32_t insn;
    const char* text;
    AccessSyndrome expected;
};

constexpr bool kReads = true;
constexpr bool kWrites = true;

} // namespace

TEST_CASE("single loads and stores without writeback report their register (ISV = 1)") {
    const Case cases[] = {
        {0xf9400023, "ldr x3, [x1]", {group(3, 0, 3, 1, 0), kReads, false}},
        {0xb9400023, "ldr w3, [x1]", {group(2, 0, 3, 0, 0), kReads, false}},
        {0xf900003f, "str xzr, [x1]", {group(3, 0, 31, 1, 0), false, kWrites}},
        {0x39000022, "strb w2, [x1]", {group(0, 0, 2, 0, 0), false, kWrites}},
        {0x79400022, "ldrh w2, [x1]", {group(1, 0, 2, 0, 0), kReads, false}},
        {0x39c00022, "ldrsb w2, [x1]", {group(0, 1, 2, 0, 0), kReads, false}},
        {0x39800022, "ldrsb x2, [x1]", {group(0, 1, 2, 1, 0), kReads, false}},
        {0xb9800022, "ldrsw x2, [x1]", {group(2, 1, 2, 1, 0), kReads, false}},
        {0xb8624824, "ldr w4, [x1, w2, uxtw]", {group(2, 0, 4, 0, 0), kReads, false}},
        {0xf85f8024, "ldur x4, [x1, #-8]", {group(3, 0, 4, 1, 0), kReads, false}},
        {0xf8400824, "ldtr x4, [x1]", {group(3, 0, 4, 1, 0), kReads, false}},
        {0xb8000824, "sttr w4, [x1]", {group(2, 0, 4, 0, 0), false, kWrites}},
        {0x58000024, "ldr x4, .+4", {group(3, 0, 4, 1, 0), kReads, false}},
        {0x18000024, "ldr w4, .+4", {group(2, 0, 4, 0, 0), kReads, false}},
        {0x98000024, "ldrsw x4, .+4", {group(2, 1, 4, 1, 0), kReads, false}},
        {0xc8dffc24, "ldar x4, [x1]", {group(3, 0, 4, 1, 1), kReads, false}},
        {0x089ffc24, "stlrb w4, [x1]", {group(0, 0, 4, 0, 1), false, kWrites}},
        {0xb8bfc024, "ldapr w4, [x1]", {group(2, 0, 4, 0, 1), kReads, false}},
        {0xd9408024, "ldapur x4, [x1, #8]", {group(3, 0, 4, 1, 1), kReads, false}},
        {0x99808024, "ldapursw x4, [x1, #8]", {group(2, 1, 4, 1, 1), kReads, false}},
        {0x59008024, "stlurh w4, [x1, #8]", {group(1, 0, 4, 0, 1), false, kWrites}},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK(accessSyndrome(c.insn) == c.expected);
    }
}

TEST_CASE("all other accesses say only whether they read or write (ISV = 0)") {
    const Case cases[] = {
        {0xf8408c24, "ldr x4, [x1, #8]!", {0, kReads, false}},
        {0xf8008424, "str x4, [x1], #8", {0, false, kWrites}},
        {0x38808424, "ldrsb x4, [x1], #8", {0, kReads, false}},
        {0xa9400824, "ldp x4, x2, [x1]", {0, kReads, false}},
        {0xa9bf0824, "stp x4, x2, [x1, #-16]!", {0, false, kWrites}},
        {0x69400824, "ldpsw x4, x2, [x1]", {0, kReads, false}},
        {0xc85f7c24, "ldxr x4, [x1]", {0, kReads, false}},
        {0xc8057c24, "stxr w5, x4, [x1]", {0, false, kWrites}},
        {0xc8258824, "stlxp w5, x4, x2, [x1]", {0, false, kWrites}},
        {0xc8a57c24, "cas x5, x4, [x1]", {0, kReads, kWrites}},
        {0x48247c26, "casp x4, x5, x6, x7, [x1]", {0, kReads, kWrites}},
        {0xf8250024, "ldadd x5, x4, [x1]", {0, kReads, kWrites}},
        {0x38a58024, "swpab w5, w4, [x1]", {0, kReads, kWrites}},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK(accessSyndrome(c.insn) == c.expected);
    }
}

TEST_CASE("instructions without an access, and unallocated words, have no syndrome") {
    for (const uint32_t insn :
         {0x8b020020u /* add */, 0xf9800020u /* prfm */, 0xf8800020u /* prfum */,
          0xd8000020u /* prfm literal */, 0xf8c00020u /* unallocated */, 0xd50b7420u /* dc zva */})
        CHECK(accessSyndrome(insn) == AccessSyndrome{});
}

TEST_CASE("an atomic's abort is a write only if a read would have succeeded") {
    const AccessSyndrome atomic = accessSyndrome(0xf8250024);
    CHECK_FALSE(atomic.WnR(true));
    CHECK(atomic.WnR(false));
    CHECK(accessSyndrome(0xf900003f).WnR(true));
    CHECK_FALSE(accessSyndrome(0xf9400023).WnR(false));
}
