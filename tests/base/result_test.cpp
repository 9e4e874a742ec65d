// SPDX-License-Identifier: Apache-2.0
#include "seatape/base/result.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("an error's message leaves out the parts that are empty") {
    REQUIRE(Error{"no such file", "", ""}.message() == "no such file");
    REQUIRE(Error{"bad magic", "a.seatape:0", ""}.message() == "a.seatape:0: bad magic");
    REQUIRE(Error{"bad magic", "a.seatape:0", "record it again"}.message() ==
            "a.seatape:0: bad magic (record it again)");
}
