// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/external_abort.h"

#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/syndrome.h"
#include "tests/support/catch.h"

using namespace seatape;

namespace {

/// Returns the value of a field of the Data Abort with this ISS, or nothing if it has none.
std::optional<uint64_t> fieldOf(uint32_t iss, std::string_view name) {
    const Syndrome syndrome = decodeEsr(makeEsr(ExceptionClass::DABT_LOW, iss));
    const FieldValue* field = syndrome.fields.find(name);
    return field != nullptr ? std::optional(field->value) : std::nullopt;
}

} // namespace

TEST_CASE("an external abort shows the poison's own bits") {
    const PoisonRange poison{.gpa = 0, .size = 1, .FnV = true, .EA = true, .SET = 3};
    const uint32_t iss = externalAbortIss(poison, fsc::SyncExternal, {}, true);
    CHECK(fieldOf(iss, "DFSC") == fsc::SyncExternal);
    CHECK(fieldOf(iss, "EA") == 1);
    CHECK(fieldOf(iss, "SET") == 3);
    CHECK(fieldOf(iss, "FnV") == 1);
    CHECK(fieldOf(iss, "WnR") == 0);
    CHECK(fieldOf(iss, "CM") == 0);
}

TEST_CASE("SET is RES0 without FEAT_RAS, FnV on a table walk") {
    const PoisonRange poison{.gpa = 0, .size = 1, .FnV = true, .EA = false, .SET = 2};
    CHECK(externalAbortIss(poison, fsc::SyncExternal, {}, false) == 0x410);
    CHECK(externalAbortIss(poison, fsc::SyncExternalOnWalk0 + 3, {}, true) == 0x1017);
}

TEST_CASE("cache maintenance is a write with CM") {
    CHECK(accessIss({}) == 0);
    CHECK(accessIss({.writes = true}) == 0x40);
    CHECK(accessIss({.maintains = true}) == 0x140);
}
