// SPDX-License-Identifier: Apache-2.0
// Laws that hold for every scenario: replaying a recording is the identity, and so is an edit that
// is taken back.

#include "seatape/core/injection_edit.h"
#include "tests/session/runs.h"

using namespace seatape;
using namespace seatape::test;

namespace {

/// The injections that the policy gave, in order.
std::vector<Injection> answersTo(const Scenario& scenario, const std::vector<Frame>& frames) {
    std::vector<Injection> answers;
    for (const Frame& frame : frames)
        if (isAbort(frame.exit, scenario.console))
            answers.push_back(frame.injection);
    return answers;
}

/// Runs the scenario again with `edited` as the answer to abort `n`.
std::vector<Frame> fork(const Scenario& scenario, const std::vector<Injection>& answers, size_t n,
                        const Injection& edited) {
    const auto afterwards = policyFor(scenario);
    const auto end = answers.begin() + static_cast<std::ptrdiff_t>(n);
    ForkPolicy policy({{answers.begin(), end}, {{n, edited}}}, *afterwards);
    return record(scenario, policy);
}

} // namespace

TEST_CASE("law: a recording verifies on a fresh machine, every frame and digest") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        const auto frames = record(scenario);
        const auto machine = machineFor(scenario);
        FramesInMemory reel(frames);
        const auto report = verify(*machine, reel, scenario.dialect);
        REQUIRE(report.has_value());
        CHECK(report->frames == frames.size());
        CHECK(report->framesEqual == frames.size());
        CHECK(report->divergences.empty());
        CHECK_FALSE(report->stoppedEarly);
    }
}

TEST_CASE("law: the scenario's own policy gives the recorded answers to a replay") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        const auto frames = record(scenario);
        FramesInMemory reel(frames);
        Replayer replayer(reel, scenario.dialect);
        REQUIRE(runSession(replayer, *policyFor(scenario), sessionOptions(scenario)).has_value());
        CHECK(replayer.framesSeen() == frames.size());
        CHECK(replayer.divergences().empty());
    }
}

TEST_CASE("law: undo. An edit makes another run; the edit taken back makes the original") {
    size_t edits = 0;
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        const auto frames = record(scenario);
        const auto answers = answersTo(scenario, frames);
        for (const size_t n : {size_t{0}, answers.size() / 2}) {
            if (n >= answers.size() || !answers[n].events)
                continue;
            Injection edited = answers[n];
            const uint8_t before = (*edited.events)[63];
            const auto edit = [&](uint8_t value) {
                REQUIRE(editInjection(edited, scenario.dialect, "raw[63]", value).has_value());
                return fork(scenario, answers, n, edited);
            };
            CHECK(edit(before ^ 0xff) != frames);
            CHECK(edit(before) == frames);
            ++edits;
        }
    }
    CHECK(edits > 40);
}

TEST_CASE("law: a vCPU that is alone runs the same in steps of one instruction") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        constexpr size_t kMostFrames = 40; // stepping is slow
        constexpr int kMostSteps = 200'000;
        const auto frames = record(scenario);
        const auto machine = machineFor(scenario);
        for (size_t i = 0; i < std::min(kMostFrames, frames.size()); ++i) {
            if (scenario.vcpus.size() > 1 || frames[i].instructions > 100'000)
                break;
            std::optional<VmExit> exit;
            for (int steps = 0; !exit && steps < kMostSteps; ++steps)
                exit = machine->runFor(1);
            if (!exit)
                break; // KVM re-enters this guest for ever
            REQUIRE(exit->exit == frames[i].exit);
            REQUIRE(exit->instructions == frames[i].instructions);
            machine->apply(exit->vcpu, frames[i].injection);
            REQUIRE(machine->digest() == frames[i].digest);
        }
    }
}
