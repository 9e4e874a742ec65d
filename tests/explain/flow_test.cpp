// SPDX-License-Identifier: Apache-2.0
// The way of every frame of every committed scenario, told with and without KVM's own notes.

#include "explain/flow.h"
#include "tests/session/runs.h"

#include "seatape/core/exception_entry.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::explain;

namespace {

/// Checks that the steps which were taken follow each other from lane to lane.
void checkConnected(const std::vector<FlowStep>& steps) {
    REQUIRE(steps.size() >= 4);
    CHECK(steps.front().isTaken);
    CHECK(steps.front().from == steps.front().to);
    Lane at = steps.front().to;
    for (const FlowStep& step : steps) {
        CHECK_FALSE(step.title.empty());
        CHECK(step.from == at);
        if (step.isTaken)
            at = step.to;
        else
            CHECK(step.from != step.to);
    }
}

bool says(const std::vector<FlowStep>& steps, std::string_view text, bool isTaken = true) {
    return std::ranges::any_of(steps, [&](const FlowStep& step) {
        return step.isTaken == isTaken &&
               (step.title.find(text) != std::string::npos ||
                std::ranges::any_of(step.lines, [&](const std::string& line) {
                    return line.find(text) != std::string::npos;
                }));
    });
}

/// Checks that the text names the branch that was taken: the exit, and where the guest goes on.
void checkBranch(const std::vector<FlowStep>& steps, const ObservedAbort& abort) {
    CHECK(says(steps, exitName(abort.frame.exit)));
    if (std::holds_alternative<SeaExit>(abort.frame.exit))
        CHECK(says(steps, "KVM_CAP_ARM_SEA_TO_USER is on"));
    const FlowStep& last = *std::find_if(steps.rbegin(), steps.rend(),
                                         [](const FlowStep& step) { return step.isTaken; });
    if (abort.frame.injection.verdict == Verdict::Kill)
        CHECK(last.kind == FlowKind::End);
    else if (isExceptionEntry(abort.before, abort.after))
        CHECK(last.kind == FlowKind::Abort);
    else
        CHECK((last.kind == FlowKind::Run || last.kind == FlowKind::End));
}

ObservedAbort observed(const Scenario& scenario, WantedAbort wanted = {}) {
    auto abort = observeScenario(scenario, wanted);
    REQUIRE(abort.has_value());
    return std::move(*abort);
}

Scenario scenarioCalled(std::string_view name) {
    for (Scenario& scenario : test::allScenarios())
        if (scenario.name == name)
            return std::move(scenario);
    FAIL("no scenario " << name);
    return {};
}

} // namespace

TEST_CASE("every frame of every scenario is a connected way that names its branch") {
    for (const Scenario& scenario : test::allScenarios()) {
        const std::vector<Frame> frames = test::record(scenario);
        std::vector<VcpuState> states(scenario.vcpus.size());
        for (size_t i = 0; i < frames.size() && i < 300; ++i) {
            INFO(scenario.name << " frame " << frames[i].index);
            VcpuState& state = states[frames[i].vcpu];
            ObservedAbort abort;
            abort.frame = frames[i];
            for (const RegChange& change : frames[i].ran)
                state[change.reg] = change.value;
            abort.before = state;
            for (const RegChange& change : frames[i].injected)
                state[change.reg] = change.value;
            abort.after = state;
            const auto steps = flowOf(scenario, abort);
            checkConnected(steps);
            checkBranch(steps, abort);
        }
    }
}

TEST_CASE("an abort seen on the simulator is told with KVM's own reasons") {
    for (const Scenario& scenario : test::allScenarios()) {
        INFO(scenario.name);
        auto abort = observeScenario(scenario, {});
        if (!abort)
            continue; // the guest has no abort: observed_abort says so
        const auto steps = flowOf(scenario, *abort);
        checkConnected(steps);
        if (abort->staysInKernel)
            CHECK(says(steps, "KVM_EXIT_ARM_SEA", false));
        else
            checkBranch(steps, *abort);
        if (abort->trap)
            for (const sim::DecisionNote& note : abort->trap->notes)
                CHECK(says(steps, note.text));
    }
}

TEST_CASE("the branch that KVM did not take is told, and why") {
    const auto apei = scenarioCalled("apei-claims");
    CHECK(says(flowOf(apei, observed(apei)), "the kernel has settled it", false));
    const auto off = scenarioCalled("cap-off");
    CHECK(says(flowOf(off, observed(off)), "KVM_CAP_ARM_SEA_TO_USER is off", false));
    const auto refused = scenarioCalled("einval-old-kernel");
    CHECK(says(flowOf(refused, observed(refused)), "EINVAL"));
    CHECK(says(flowOf(refused, observed(refused)), "refused: EINVAL", false));
}
