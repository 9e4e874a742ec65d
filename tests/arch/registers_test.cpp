// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/registers.h"
#include "seatape/arch/vcpu_state.h"

#include "tests/support/catch.h"

#include <set>

using namespace seatape;

TEST_CASE("names find their register and nothing else, and no two have an encoding") {
    std::set<std::string_view> names;
    std::set<uint16_t> encodings;
    for (size_t i = 0; i < kRegCount; ++i) {
        const auto reg = static_cast<Reg>(i);
        const RegInfo& info = regInfo(reg);
        CHECK(names.insert(info.name).second);
        CHECK(regByName(info.name) == reg);
        if (info.encoding != 0)
            CHECK(encodings.insert(info.encoding).second);
    }
    CHECK_FALSE(regByName("X31"));
    CHECK_FALSE(regByName("esr_el1"));
}

TEST_CASE("ONE_REG ids are those of the kernel's header") {
    CHECK(regInfo(Reg::X0).oneRegId == 0x6030000000100000);
    CHECK(regInfo(Reg::X30).oneRegId == 0x603000000010003c);
    CHECK(regInfo(Reg::SP_EL0).oneRegId == 0x603000000010003e);
    CHECK(regInfo(Reg::PC).oneRegId == 0x6030000000100040);
    CHECK(regInfo(Reg::PSTATE).oneRegId == 0x6030000000100042);
    CHECK(regInfo(Reg::SPSR_EL1).oneRegId == 0x6030000000100048);
    CHECK(regInfo(Reg::ESR_EL1).oneRegId == 0x603000000013c290);
    CHECK(regInfo(Reg::FPCR).oneRegId == 0x60200000001000d5);
    CHECK(regInfo(vRegLow(31)).oneRegId == 0x60400000001000d0);
    CHECK(regInfo(vRegHigh(31)).name == "V31_HI");
}

TEST_CASE("appendChanges finds exactly the words that differ, wherever they are") {
    for (size_t i = 0; i < kRegCount; ++i) {
        VcpuState before;
        VcpuState after;
        after.words[i] = 7;
        std::vector<RegChange> changes;
        appendChanges(before, after, changes);
        REQUIRE(changes == std::vector<RegChange>{{static_cast<Reg>(i), 7}});
    }
}
