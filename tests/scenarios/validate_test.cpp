// SPDX-License-Identifier: Apache-2.0
// validate(): what single values cannot tell.

#include "seatape/core/scenario.h"
#include "tests/support/catch.h"

#include <functional>

using namespace seatape;

namespace {

Scenario good() {
    Scenario s;
    s.name = "test";
    s.slots = {{0x40000000, 0x10000, false}, {0x50000000, 0x1000, true}};
    s.images = {{"code", 0x40000000, {1, 2, 3, 4}}};
    s.poison = {{0x4000fff8, 8, false, false, 0}};
    s.console = 0x09000000;
    s.policy.name = "reflect-dabt";
    return s;
}

struct Case {
    const char* what;
    std::function<void(Scenario&)> spoil;
    const char* where;
    const char* text; ///< part of the message
};

const Case kCases[] = {
    {"no slot", [](Scenario& s) { s.slots.clear(); }, "", "no memory slot"},
    {"unaligned slot", [](Scenario& s) { s.slots[1].gpa += 8; }, "slot 1", "not whole pages"},
    {"empty slot", [](Scenario& s) { s.slots[1].size = 0; }, "slot 1", "not whole pages"},
    {"overlapping slots", [](Scenario& s) { s.slots[1].gpa = 0x4000f000; }, "slot 1",
     "overlaps slot 0"},
    {"wrapping slot",
     [](Scenario& s) {
         s.slots[1] = {~uint64_t{0xfff}, 0x2000, false};
     },
     "slot 1", "outside the IPA space"},
    {"slot behind the IPA space", [](Scenario& s) { s.slots[1].gpa = uint64_t{1} << 40; }, "slot 1",
     "40 bits"},
    {"too much memory", [](Scenario& s) { s.slots[1].size = uint64_t{1} << 34; }, "slot 1",
     "2 GiB"},
    {"image outside", [](Scenario& s) { s.images[0].gpa = 0x4000fffe; }, "code", "not inside one"},
    {"images overlap",
     [](Scenario& s) {
         s.images.push_back({"b", 0x40000003, {9}});
     },
     "image 1", "overlaps image 0"},
    {"poison outside", [](Scenario& s) { s.poison[0].size = 9; }, "poison 0", "not inside one"},
    {"poison wraps", [](Scenario& s) { s.poison[0].size = UINT64_MAX; }, "poison 0",
     "not inside one"},
    {"poison of no byte", [](Scenario& s) { s.poison[0].size = 0; }, "poison 0", "size is 0"},
    {"reserved SET", [](Scenario& s) { s.poison[0].SET = 1; }, "poison 0", "reserved"},
    {"poison overlaps",
     [](Scenario& s) {
         s.poison.push_back({0x4000ffff, 1, true, false, 0});
     },
     "poison 1", "overlaps poison 0"},
    {"console in memory", [](Scenario& s) { s.console = 0x40000000; }, "console",
     "inside a memory slot"},
    {"console too high", [](Scenario& s) { s.console = uint64_t{1} << 41; }, "console", "40 bits"},
    {"no vCPU", [](Scenario& s) { s.vcpus.clear(); }, "vcpu", "0 vCPUs"},
    {"too many vCPUs", [](Scenario& s) { s.vcpus.resize(9); }, "vcpu", "9 vCPUs"},
    {"all vCPUs off", [](Scenario& s) { s.vcpus[0].powerOff = true; }, "vcpu", "powered off"},
    {"mode EL2h",
     [](Scenario& s) {
         s.vcpus[0].registers = {{Reg::PSTATE, 0x3c9}};
     },
     "vcpu 0", "mode"},
    {"events of another dialect",
     [](Scenario& s) { s.vcpus[0].events = VcpuEvents{0, 0, 0, 1, 0, 0, 0}; }, "vcpu 0",
     "ext_iabt_pending"},
    {"IPA space", [](Scenario& s) { s.host.ipaBits = 53; }, "host.ipa-bits", "53"},
    {"APEI", [](Scenario& s) { s.host.apeiClaims = 0; }, "host.apei-claims", "no abort"},
    {"DF2 without RAS",
     [](Scenario& s) {
         s.cpu.doubleFault2 = true;
         s.cpu.ras = false;
     },
     "cpu.double-fault2", "RAS"},
    {"no identification",
     [](Scenario& s) {
         s.idRegisters = {{Reg::MPIDR_EL1, 0}};
     },
     "cpu.registers", "MPIDR_EL1 does not identify"},
    {"RAS against its register",
     [](Scenario& s) {
         s.idRegisters = {{Reg::ID_AA64PFR0_EL1, 0x11}};
     },
     "cpu.registers", "ID_AA64PFR0_EL1.RAS is 0, but cpu.ras is true"},
    {"DF2 against its register",
     [](Scenario& s) {
         s.idRegisters = {{Reg::ID_AA64PFR1_EL1, uint64_t{1} << 56}};
     },
     "cpu.registers", "ID_AA64PFR1_EL1.DF2 is 1, but cpu.double-fault2 is false"},
    {"SCTLRX against its register",
     [](Scenario& s) {
         s.cpu.doubleFault2 = true;
         s.idRegisters = {{Reg::ID_AA64MMFR3_EL1, 0}};
     },
     "cpu.registers", "ID_AA64MMFR3_EL1.SCTLRX is 0, but cpu.double-fault2 is true"},
    {"quantum", [](Scenario& s) { s.quantum = 0; }, "schedule.quantum", "never run"},
    {"empty script", [](Scenario& s) { s.policy.name = "script"; }, "policy", "empty"},
    {"script of another policy", [](Scenario& s) { s.policy.script.resize(1); }, "policy",
     "takes no script"},
    {"limit", [](Scenario& s) { s.limits.exits = 0; }, "limits", "limit of 0"},
};

} // namespace

TEST_CASE("a good scenario is valid") {
    CHECK(validate(good()));
    Scenario s = good();
    s.vcpus.resize(8);
    s.poison[0] = {0x50000fff, 1, false, false, 3};
    s.vcpus[0].registers = {{Reg::PSTATE, 0x0}};
    CHECK(validate(s));
}

TEST_CASE("each broken rule is named with its place and a remedy") {
    for (const Case& c : kCases) {
        INFO(c.what);
        Scenario s = good();
        c.spoil(s);
        const auto ok = validate(s);
        REQUIRE_FALSE(ok);
        INFO(ok.error().message());
        CHECK(ok.error().where == c.where);
        CHECK(ok.error().what.find(c.text) != std::string::npos);
        CHECK_FALSE(ok.error().remedy.empty());
    }
}

TEST_CASE("the names of the ends go both ways") {
    for (int i = 0; i <= static_cast<int>(RunEnd::Interrupted); ++i) {
        const auto end = static_cast<RunEnd>(i);
        CHECK(runEndByName(runEndName(end)) == end);
    }
    CHECK_FALSE(runEndByName("off"));
}
