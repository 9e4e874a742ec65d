// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/exit.h"

#include "tests/support/catch.h"

#include <cerrno>

using namespace seatape;

TEST_CASE("only a write to the console's address prints, its lowest byte") {
    constexpr uint64_t kConsole = 0x9000000;
    REQUIRE(consoleByte(MmioExit{kConsole, 4, true, 0x12345641}, kConsole) == 'A');
    REQUIRE(!consoleByte(MmioExit{kConsole, 4, false, 0x41}, kConsole));
    REQUIRE(!consoleByte(MmioExit{kConsole + 4, 4, true, 0x41}, kConsole));
    REQUIRE(!consoleByte(MmioExit{kConsole, 4, true, 0x41}, std::nullopt));
    REQUIRE(!consoleByte(SeaExit{0x92000010, {}, {}}, kConsole));
}

TEST_CASE("an errno is shown by its name, or its number") {
    REQUIRE(errnoText(EINVAL) == "EINVAL");
    REQUIRE(errnoText(4095) == "errno 4095");
    REQUIRE(errnoText(-22) == "errno -22");
}
