#include "core/bits.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("bits and withBits are inverse for every field of a 64-bit value") {
    const uint64_t value = 0x0123456789abcdefu;
    for (unsigned lsb = 0; lsb < 64; ++lsb)
        for (unsigned msb = lsb; msb < 64; ++msb) {
            const uint64_t field = bits(value, msb, lsb);
            REQUIRE(withBits(value, msb, lsb, field) == value);
            REQUIRE(bits(withBits(value, msb, lsb, ~field), msb, lsb) ==
                    (~field & lowMask(msb - lsb + 1)));
        }
}

TEST_CASE("signExtend copies the top bit of the field upwards") {
    for (unsigned width = 1; width < 64; ++width) {
        REQUIRE(signExtend(uint64_t{1} << (width - 1), width) == ~lowMask(width - 1));
        REQUIRE(signExtend(lowMask(width - 1), width) == lowMask(width - 1));
    }
    REQUIRE(signExtend(0x8000000000000000u, 64) == 0x8000000000000000u);
}
