// SPDX-License-Identifier: Apache-2.0
#include "traces/container/crc32c.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"

#include <numeric>

using namespace seatape;
using namespace seatape::trace;

TEST_CASE("the check values of RFC 3720 and of the CRC catalogue hold") {
    std::vector<uint8_t> rising(32);
    std::iota(rising.begin(), rising.end(), uint8_t{0});
    const std::vector<uint8_t> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    for (const auto crc : {crc32c, crc32cPortable}) {
        REQUIRE(crc({}) == 0);
        REQUIRE(crc({digits}) == 0xe3069283);
        REQUIRE(crc({std::vector<uint8_t>(32, 0)}) == 0x8a9136aa);
        REQUIRE(crc({std::vector<uint8_t>(32, 0xff)}) == 0x62a8ab43);
        REQUIRE(crc({rising}) == 0x46dd794e);
    }
}

TEST_CASE("the CPU's instruction and the portable code agree, however the bytes are split") {
    test::Sampler sampler(11);
    for (int i = 0; i < 500; ++i) {
        const auto bytes = sampler.bytes(100);
        const std::span<const uint8_t> all(bytes);
        const auto split = static_cast<size_t>(sampler.below(bytes.size() + 1));
        const uint32_t whole = crc32c({all});
        REQUIRE(crc32c({all.first(split), all.subspan(split)}) == whole);
        REQUIRE(crc32cPortable({all.first(split), all.subspan(split)}) == whole);
    }
}
