// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/number_text.h"

#include "tests/support/catch.h"

using seatape::parseNumber;
using seatape::parseRegisterValue;

TEST_CASE("numbers are decimal, hexadecimal or binary, with underscores") {
    CHECK(parseNumber("0") == 0u);
    CHECK(parseNumber("1_000") == 1000u);
    CHECK(parseNumber("0xFFFF_ffff_ffff_ffff") == UINT64_MAX);
    CHECK(parseNumber("0X1f") == 0x1fu);
    CHECK(parseNumber("0B11") == 3u);
    CHECK(parseNumber("0b1010_0001") == 0xa1u);
}

TEST_CASE("what is no number of 64 bits is nothing") {
    for (const char* text :
         {"", "0x", "0b", "0b2", "x1", "-1", "+1", " 1", "1 ", "1__0", "_1", "1_", "0x_1", "1.0",
          "18446744073709551616", "0x10000000000000000", "f"}) {
        INFO(text);
        CHECK_FALSE(parseNumber(text));
    }
}

TEST_CASE("pasted register values may lack their 0x where that is clear") {
    CHECK(parseRegisterValue("96000010") == 0x96000010u);         // 8 digits
    CHECK(parseRegisterValue("0000000096000010") == 0x96000010u); // 16 digits
    CHECK(parseRegisterValue("9600_0010") == 0x96000010u);
    CHECK(parseRegisterValue("9600'0010") == 0x96000010u);
    CHECK(parseRegisterValue("be000011") == 0xbe000011u);
    CHECK(parseRegisterValue("f") == 0xfu);
    CHECK(parseRegisterValue("2516582416") == 0x96000010u); // 10 digits: decimal
    CHECK(parseRegisterValue("2000000") == 2000000u);       // 7 digits
    CHECK(parseRegisterValue("0") == 0u);
    CHECK(parseRegisterValue("0b1001'0110") == 0x96u);
    CHECK(parseRegisterValue("0x1e'8480") == 2000000u);
    CHECK(parseRegisterValue("18446744073709551615") == UINT64_MAX);
}

TEST_CASE("what is no register value is nothing") {
    for (const char* text : {"", "0x", "zz", "96000010h", "0b2", "-1", "9600__0010", "'1", "1'",
                             "ffffffffffffffff0", "18446744073709551616", "0xg", "x96000010"}) {
        INFO(text);
        CHECK_FALSE(parseRegisterValue(text));
    }
}
