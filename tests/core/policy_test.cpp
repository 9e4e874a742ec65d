// SPDX-License-Identifier: Apache-2.0
// Every policy against every kind of exit that it has to answer.

#include "seatape/core/policy.h"

#include "seatape/arch/exception_entry.h"
#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::test;

namespace {

const Exit kAllKinds[] = {seaAt(0x1000), MmioExit{0x8000000, 8, false, 0},
                          ArmNisvExit{0x10, 0x8000000}, LdSt64BExit{0, 0x8000000}};

std::unique_ptr<Policy> make(std::string name, Dialect dialect = Dialect::Mainline,
                             uint64_t limit = 0) {
    PolicyChoice choice;
    choice.name = std::move(name);
    choice.limit = limit;
    auto made = makePolicy(choice, dialect);
    REQUIRE(made.has_value());
    return std::move(*made);
}

Injection answer(Policy& policy, const Exit& exit, uint64_t pstateValue = 0x3c5) {
    VcpuState state;
    state[Reg::PSTATE] = pstateValue;
    state[Reg::PC] = 0x4000;
    state[Reg::VBAR_EL1] = 0x10000;
    state[Reg::SCTLR_EL1] = 0xc5107d;
    return policy.decide({0, 0, exit}, state);
}

VcpuEvents eventsOf(const Injection& injection, Dialect dialect) {
    REQUIRE(injection.events.has_value());
    return decodeEvents(dialect, *injection.events);
}

std::optional<uint64_t> written(const Injection& injection, Reg reg) {
    const auto it = std::ranges::find(injection.registers, reg, &RegChange::reg);
    return it == injection.registers.end() ? std::nullopt : std::optional(it->value);
}

} // namespace

TEST_CASE("the exits that a policy answers are SEA, NISV, LDST64B, and MMIO beside the console") {
    for (const Exit& exit : kAllKinds)
        CHECK(isAbort(exit, std::nullopt));
    CHECK_FALSE(isAbort(kAllKinds[1], 0x8000000));
    CHECK(isAbort(kAllKinds[1], 0x9000000));
    for (const Exit& exit : {Exit(SystemEventExit{1, 1, 0}), Exit(InterruptedExit{}),
                             Exit(UnknownExit{0, 38}), Exit(InternalErrorExit{}),
                             Exit(FailEntryExit{}), Exit(HypercallExit{}), Exit(DebugExit{})})
        CHECK_FALSE(isAbort(exit, std::nullopt));
}

TEST_CASE("every policy of the list can be made, and an unknown one names them all") {
    for (const PolicyInfo& info : policies()) {
        CHECK_FALSE(info.summary.empty());
        CHECK(info.limitMeaning.empty() == (info.defaultLimit == 0));
        CHECK(make(std::string(info.name)) != nullptr);
    }
    PolicyChoice choice;
    choice.name = "no-such";
    const auto made = makePolicy(choice, Dialect::Mainline);
    REQUIRE_FALSE(made.has_value());
    for (const PolicyInfo& info : policies())
        CHECK(made.error().remedy.find(info.name) != std::string::npos);
}

TEST_CASE("reflect-dabt and serror pend one event, whatever the exit and the dialect") {
    for (const Dialect dialect : kDialects)
        for (const Exit& exit : kAllKinds) {
            VcpuEvents dabt;
            dabt.ext_dabt_pending = 1;
            const auto reflect = make("reflect-dabt", dialect);
            CHECK(eventsOf(answer(*reflect, exit), dialect) == dabt);
            VcpuEvents serror;
            serror.serror_pending = 1;
            const auto instead = make("serror", dialect);
            CHECK(eventsOf(answer(*instead, exit), dialect) == serror);
        }
}

TEST_CASE("kill ends the VM; retry ends it after its limit of the same exit in a row") {
    CHECK(answer(*make("kill"), kAllKinds[0]).verdict == Verdict::Kill);
    const auto retry = make("retry", Dialect::Mainline, 2);
    const auto resumes = [&](const Exit& exit) {
        const Injection injection = answer(*retry, exit);
        CHECK(injection.isEmpty());
        return injection.verdict == Verdict::Resume;
    };
    CHECK(resumes(kAllKinds[0]));
    CHECK(resumes(kAllKinds[0]));
    CHECK(resumes(kAllKinds[1])); // another exit: the count starts again
    CHECK(resumes(kAllKinds[0]));
    CHECK(resumes(kAllKinds[0]));
    CHECK_FALSE(resumes(kAllKinds[0]));
}

TEST_CASE("reflect-esr pends a plain abort by events, through any dialect") {
    for (const Dialect dialect : kDialects) {
        const auto policy = make("reflect-esr", dialect);
        for (const Exit& exit : kAllKinds) {
            const Injection injection = answer(*policy, exit);
            CHECK(injection.registers.empty());
            CHECK(eventsOf(injection, dialect).ext_dabt_pending == 1);
        }
    }
}

TEST_CASE("reflect-esr keeps the exit's syndrome: by a user ESR, else by registers") {
    const SeaExit sea = seaAt(0x1000, 0x92000250); // EA, WnR
    for (const Dialect dialect : kDialects) {
        INFO(dialectName(dialect));
        const Injection injection = answer(*make("reflect-esr", dialect), sea);
        const bool hasEsr = dialect != Dialect::Mainline && dialect != Dialect::Iabt;
        CHECK(injection.events.has_value() == hasEsr);
        if (hasEsr) {
            CHECK(eventsOf(injection, dialect).ext_abt_has_esr == 1);
            CHECK(eventsOf(injection, dialect).ext_abt_esr == 0x250);
        } else {
            CHECK(written(injection, Reg::ESR_EL1) == 0x96000250);
            CHECK(written(injection, Reg::FAR_EL1) == 0x1000);
            CHECK(written(injection, Reg::ELR_EL1) == 0x4000);
            CHECK(written(injection, Reg::SPSR_EL1) == 0x3c5);
            CHECK(written(injection, Reg::PC) == 0x10200);
        }
    }
}

TEST_CASE("reflect-esr of a walk's abort or an instruction abort goes by registers where it must") {
    // FSC 0x14 OR-ed onto 0x10 is 0x14, so a user ESR can express it
    const Exit walk = seaAt(0x1000, 0x92000014);
    CHECK(answer(*make("reflect-esr", Dialect::LayoutA), walk).events.has_value());
    CHECK(written(answer(*make("reflect-esr"), walk), Reg::ESR_EL1) == 0x96000014);
    const Exit fetch = seaAt(0x1000, 0x82000010);
    CHECK(written(answer(*make("reflect-esr"), fetch, 0), Reg::ESR_EL1) == 0x82000010);
    CHECK(written(answer(*make("reflect-esr"), fetch, 0), Reg::PC) == 0x10400);
    const Injection pended = answer(*make("reflect-esr", Dialect::Iabt), fetch);
    CHECK(eventsOf(pended, Dialect::Iabt).ext_iabt_pending == 1);
}

TEST_CASE("without a valid address reflect-esr leaves FAR_EL1 alone") {
    const Exit exit = SeaExit{0x92000410, std::nullopt, std::nullopt}; // FnV
    const Injection injection = answer(*make("reflect-esr"), exit);
    CHECK(written(injection, Reg::ESR_EL1) == 0x96000410);
    CHECK_FALSE(written(injection, Reg::FAR_EL1));
}

TEST_CASE("unmap removes each poisoned page once and gives up beyond its limit") {
    const auto policy = make("unmap", Dialect::Mainline, 2);
    const Injection first = answer(*policy, seaAt(0x1008));
    CHECK(first.memory == std::vector<MemoryAction>{{MemoryAction::Kind::Unmap, 0x1000, 4096, {}}});
    CHECK(first.events.has_value());
    CHECK(answer(*policy, seaAt(0x1010)).memory.empty()); // the same page again
    CHECK(answer(*policy, kAllKinds[1]).memory.empty());  // no SEA
    CHECK(answer(*policy, SeaExit{0x92000014, 0x5000, {}}).memory.empty());
    CHECK(answer(*policy, seaAt(0x2000)).memory.size() == 1);
    CHECK(answer(*policy, seaAt(0x3000)).verdict == Verdict::Kill);
}

TEST_CASE("a script answers in order and then ends the VM") {
    PolicyChoice choice;
    choice.name = "script";
    choice.script = {{pendDabt()}, {Injection{}}};
    auto policy = makePolicy(choice, Dialect::Mainline);
    REQUIRE(policy.has_value());
    CHECK(answer(**policy, kAllKinds[0]) == pendDabt());
    CHECK(answer(**policy, kAllKinds[1]) == Injection{});
    CHECK(answer(**policy, kAllKinds[0]).verdict == Verdict::Kill);
}
