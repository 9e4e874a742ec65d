// SPDX-License-Identifier: Apache-2.0
// The VMM's loop: how it ends, what it prints, and that every exit gets its answer.

#include "seatape/core/session.h"

#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::test;

namespace {

constexpr uint64_t kConsole = 0x9000000;

RunSummary runWith(FakeMachine& machine, const SessionOptions& options,
                   const char* policyName = "reflect-dabt") {
    PolicyChoice choice;
    choice.name = policyName;
    auto policy = makePolicy(choice, Dialect::Mainline);
    REQUIRE(policy.has_value());
    auto summary = runSession(machine, **policy, options);
    REQUIRE(summary.has_value());
    CHECK(machine.answers.size() == summary->exits); // the last exit is answered too
    return std::move(*summary);
}

SessionOptions withConsole() {
    SessionOptions options;
    options.console = kConsole;
    return options;
}

MmioExit print(char c) {
    return {kConsole, 1, true, static_cast<uint8_t>(c)};
}

} // namespace

TEST_CASE("each kind of last exit ends the session in its own way") {
    const struct {
        Exit exit;
        RunEnd end;
    } cases[] = {
        {SystemEventExit{1, 1, 0}, RunEnd::SystemOff},
        {SystemEventExit{2, 1, 0}, RunEnd::Reset},
        {SystemEventExit{5, 0, 0}, RunEnd::Stopped},
        {InterruptedExit{}, RunEnd::Interrupted},
        {UnknownExit{0, 38}, RunEnd::Stopped},
        {InternalErrorExit{}, RunEnd::Stopped},
        {FailEntryExit{}, RunEnd::Stopped},
        {HypercallExit{}, RunEnd::Stopped},
        {DebugExit{}, RunEnd::Stopped},
        {MemoryFaultExit{}, RunEnd::Stopped},
    };
    for (const auto& c : cases) {
        FakeMachine machine({seaAt(0x1000), c.exit, seaAt(0x2000)});
        const RunSummary summary = runWith(machine, {});
        INFO(exitName(c.exit));
        CHECK(summary.end == c.end);
        CHECK(summary.exits == 2);
        CHECK(summary.aborts == 1);
        CHECK(summary.last.exit == c.exit);
        CHECK(machine.answers[0] == pendDabt());
        CHECK(machine.answers[1] == Injection{});
    }
}

TEST_CASE("the console collects bytes, reads as zero, and is no abort") {
    FakeMachine machine({print('h'), MmioExit{kConsole, 4, false, 0}, print('i'),
                         MmioExit{kConsole + 8, 1, true, 'x'}, InterruptedExit{}});
    SessionOptions options = withConsole();
    std::string heard;
    options.onConsole = [&](std::string_view text) { heard += text; };
    const RunSummary summary = runWith(machine, options);
    CHECK(summary.console == "hi");
    CHECK(heard == "hi");
    CHECK(summary.aborts == 1); // the address beside it
    CHECK(machine.answers[1].mmioData == 0);
    CHECK(machine.answers[3] == pendDabt());
}

TEST_CASE("a kill, the limit of exits and a request to stop end the session") {
    FakeMachine killed({print('a'), seaAt(0x1000), print('b')});
    const RunSummary kill = runWith(killed, withConsole(), "kill");
    CHECK(kill.end == RunEnd::Killed);
    CHECK(kill.console == "a");
    CHECK(killed.answers.back().verdict == Verdict::Kill);

    SessionOptions limited = withConsole();
    limited.maxExits = 3;
    FakeMachine chatty(std::vector<Exit>(10, print('.')));
    const RunSummary limit = runWith(chatty, limited);
    CHECK(limit.end == RunEnd::ExitLimit);
    CHECK(limit.exits == 3);

    SessionOptions stopped = withConsole();
    int asked = 0;
    stopped.stopRequested = [&] { return ++asked == 2; };
    FakeMachine endless(std::vector<Exit>(10, print('.')));
    CHECK(runWith(endless, stopped).exits == 2);
}

TEST_CASE("at the limit the machine's own end counts") {
    SessionOptions options;
    options.maxExits = 1;
    FakeMachine machine({SystemEventExit{1, 1, 0}});
    CHECK(runWith(machine, options).end == RunEnd::SystemOff);
}
