#include "core/number_text.h"

#include "tests/support/catch.h"

using seatape::parseNumber;

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
