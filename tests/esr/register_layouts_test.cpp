// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/register_layouts.h"

#include "seatape/esr/syndrome.h"

#include "tests/support/catch.h"

#include <random>

using namespace seatape;

namespace {

std::string_view meaningOf(const FieldList& fields, std::string_view name) {
    const FieldValue* field = fields.find(name);
    return field && field->meaning() ? field->meaning()->name : "no such field";
}

} // namespace

TEST_CASE("any value of every register survives decoding") {
    std::mt19937_64 random(1);
    for (const Layout* layout : registerLayouts())
        for (int i = 0; i < 20000; ++i) {
            const uint64_t value = random();
            REQUIRE(encodeFields(decodeFields(*layout, value)) == value);
        }
}

TEST_CASE("a saved PSTATE shows the mode and the masks") {
    const FieldList el1h = decodeFields(layouts::spsr, 0x600003c5);
    REQUIRE(meaningOf(el1h, "M") == "EL1h");
    for (const char* name : {"Z", "C", "D", "A", "I", "F"})
        REQUIRE(el1h.find(name)->value == 1);
    const FieldList user32 = decodeFields(layouts::spsr, 0x10);
    REQUIRE(meaningOf(user32, "M") == "usr");
    REQUIRE(user32.find("T"));
}

TEST_CASE("the registers of an abort story decode as the specification says") {
    REQUIRE(decodeFields(layouts::hpfarEl2, uint64_t{1} << 63 | 0x12340).find("FIPA")->value ==
            0x1234);
    REQUIRE(decodeFields(layouts::isrEl1, 0x100).find("A")->value == 1);
    REQUIRE(decodeFields(layouts::vsesrEl2, 0x101d1ed).find("ISS")->value == 0x1d1ed);
    REQUIRE(decodeFields(layouts::sctlr2El1, 0x20).find("EASE")->value == 1);
    REQUIRE(decodeFields(layouts::sctlr2El1, 0x04).find("NMEA")->value == 1);
    REQUIRE(decodeFields(layouts::sctlrEl1, 0xc5107d).find("SPAN")->value == 1);
    REQUIRE(meaningOf(decodeFields(layouts::parEl1, 0x10 << 1 | 1 | 0x800), "FST") == "SEA");
    REQUIRE(decodeFields(layouts::parEl1, 0x40000f00).find("PA")->value == 0x40000);
    REQUIRE(meaningOf(decodeFields(layouts::errStatus, 0x6000000c), "SERR") == "EXTERNAL_MEM");
    REQUIRE(meaningOf(decodeFields(layouts::disrEl1, 0x80000c11), "AET") == "UER");
}

TEST_CASE("layouts are found by the names people use") {
    REQUIRE(registerLayout("pstate") == &layouts::spsr);
    REQUIRE(registerLayout("SPSR_EL1") == &layouts::spsr);
    REQUIRE(registerLayout("ERR12STATUS") == &layouts::errStatus);
    REQUIRE(registerLayout("ERRxSTATUS") == nullptr);
    REQUIRE(registerLayout("ESR") == nullptr);
}
