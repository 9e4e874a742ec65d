// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/bits.h"

#include "tests/support/catch.h"

#include <array>
#include <bit>

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

TEST_CASE("littleEndian gives a number the same bytes on every host") {
    using Bytes2 = std::array<uint8_t, 2>;
    using Bytes4 = std::array<uint8_t, 4>;
    using Bytes8 = std::array<uint8_t, 8>;
    CHECK(littleEndian(uint8_t{0x12}) == 0x12);
    CHECK(std::bit_cast<Bytes2>(littleEndian(uint16_t{0x0201})) == Bytes2{1, 2});
    CHECK(std::bit_cast<Bytes4>(littleEndian(0x04030201u)) == Bytes4{1, 2, 3, 4});
    CHECK(std::bit_cast<Bytes8>(littleEndian(uint64_t{0x0807060504030201})) ==
          Bytes8{1, 2, 3, 4, 5, 6, 7, 8});
}
