// SPDX-License-Identifier: Apache-2.0
// What an answer becomes on a kernel of another dialect.

#include "seatape/core/dialect_translation.h"
#include "seatape/core/recorder.h"
#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::test;

TEST_CASE("events mean the same in every dialect that has a word for them") {
    for (const Dialect from : kDialects)
        for (const Dialect to : kDialects) {
            const auto raw = encodeEvents(from, VcpuEvents{1, 1, 0, 0, 0, 0x1000010, 0});
            REQUIRE(raw.has_value());
            const auto there = translateEvents(*raw, from, to);
            REQUIRE(there.has_value());
            CHECK(translateEvents(*there, to, from) == *raw);
        }
    const auto instructionAbort = encodeEvents(Dialect::Iabt, VcpuEvents{0, 0, 0, 1, 0, 0, 0});
    CHECK_FALSE(translateEvents(*instructionAbort, Dialect::Iabt, Dialect::Mainline).has_value());
}

TEST_CASE("in its own dialect an answer stays as it is, bytes outside the members too") {
    Injection injection = pendDabt();
    injection.events->fill(0xee);
    for (const Dialect dialect : kDialects)
        CHECK(translateInjection(injection, dialect, dialect) == injection);
}

TEST_CASE("frames are given with their answers translated") {
    const VcpuEvents events{0, 0, 1, 0, 1, 0, 0x600};
    Frame frame;
    frame.injection.events = *encodeEvents(Dialect::LayoutA, events);
    frame.digest = 7;
    const std::vector<Frame> frames{frame};
    FramesInMemory reel(frames);
    TranslatedFrames there(reel, Dialect::LayoutA, Dialect::LayoutB);
    const auto given = there.next();
    REQUIRE((given && *given));
    CHECK(decodeEvents(Dialect::LayoutB, *(*given)->injection.events) == events);
    frame.injection = (*given)->injection;
    CHECK(**given == frame);
    CHECK(*there.next() == std::nullopt);
}

TEST_CASE("a scenario is translated with its script") {
    Scenario scenario;
    scenario.dialect = Dialect::LayoutA;
    const VcpuEvents events{0, 0, 1, 0, 1, 0, 0x600};
    Injection answer;
    answer.events = *encodeEvents(Dialect::LayoutA, events);
    scenario.policy.script = {{answer}};
    const Scenario there = translateScenario(scenario, Dialect::LayoutB);
    CHECK(there.dialect == Dialect::LayoutB);
    REQUIRE(there.policy.script.size() == 1);
    CHECK(decodeEvents(Dialect::LayoutB, *there.policy.script[0].injection.events) == events);
    CHECK(translateScenario(there, Dialect::LayoutA) == scenario);
}
