// SPDX-License-Identifier: Apache-2.0
// The way of every frame of every committed scenario, told with and without KVM's own notes.

#include "explain/decision_words.h"
#include "explain/flow.h"
#include "explain/story.h"
#include "tests/session/runs.h"
#include "tests/support/text.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/vcpu_events.h"

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
                CHECK(says(steps, decisionText(note)));
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

namespace {

/// A scenario whose first abort is answered by pending these.
Scenario answeredBy(std::string_view name, const VcpuEvents& events) {
    Scenario scenario = scenarioCalled(name);
    scenario.policy = {"script", 0, {ScriptedAnswer{}}};
    scenario.policy.script[0].injection.events = encodeEvents(scenario.dialect, events).value();
    return scenario;
}

/// Returns the lines of the story, and checks that the way says of SErrors what the story says.
std::string toldOf(const Scenario& scenario) {
    const ObservedAbort abort = observed(scenario);
    const auto flow = flowOf(scenario, abort);
    std::string text;
    for (const StoryStep& step : tellAbort(scenario, abort))
        for (const std::string& line : step.lines) {
            text += line + "\n";
            if (line.find("SError") == 0 || line.find("pending (VSESR") != std::string::npos)
                CHECK(says(flow, line));
        }
    return text;
}

using test::contains;

constexpr VcpuEvents kSError{.serror_pending = 1, .serror_has_esr = 1, .serror_esr = 0x10000aa};
constexpr VcpuEvents kBoth{
    .serror_pending = 1, .serror_has_esr = 1, .ext_dabt_pending = 1, .serror_esr = 0x10000aa};

} // namespace

TEST_CASE("an SError that is masked is pending, and the guest goes on") {
    const std::string told = toldOf(answeredBy("serror-masked", kSError));
    CHECK(contains(told, "\nan SError is pending (VSESR_EL2 0x10000aa) until PSTATE.A is 0\n"));
    CHECK_FALSE(contains(told, "the SEA is entered first"));
    CHECK_FALSE(contains(toldOf(answeredBy("serror-unmasked", kSError)), "is pending"));
}

TEST_CASE("an SError of the same answer as an abort is pending after the entry, or on top of it") {
    const std::string masked = toldOf(answeredBy("sea-and-serror", kBoth));
    CHECK(contains(masked, "masks SErrors: the SError is pended, not taken\n"));
    CHECK(contains(masked, "\nan SError is pending (VSESR_EL2 0x10000aa) until PSTATE.A is 0\n"));
    CHECK_FALSE(contains(masked, "two entries in one"));
    const std::string nmea = toldOf(answeredBy("serror-nmea", kBoth));
    CHECK(contains(nmea, "for NMEA lets it, the SError on top of it"));
    CHECK(contains(nmea, "two entries in one"));
    CHECK_FALSE(contains(nmea, "pending (VSESR_EL2"));
}

TEST_CASE("an SError from before is told from one of the answer") {
    VcpuEvents earlier = kSError;
    earlier.serror_esr = 0x1d1ed;
    const auto pendedBefore = [&](const VcpuEvents& answer) {
        Scenario scenario = answeredBy("serror-masked", answer);
        scenario.vcpus.at(0).events = earlier;
        return toldOf(scenario);
    };
    const std::string old = pendedBefore({.ext_dabt_pending = 1});
    CHECK(contains(
        old,
        "\nthe SError from before is still pending (VSESR_EL2 0x1d1ed) until PSTATE.A is 0\n"));
    CHECK_FALSE(contains(old, "an SError is pending"));
    CHECK(contains(pendedBefore(kSError),
                   "\nan SError is pending (VSESR_EL2 0x10000aa), in place of the one from before "
                   "(0x1d1ed) until PSTATE.A is 0\n"));
}

TEST_CASE("a pending SError that the answer unmasks is taken at once") {
    Scenario scenario = answeredBy("serror-masked", {.ext_dabt_pending = 0});
    scenario.vcpus.at(0).events = kSError;
    scenario.policy.script[0].injection.registers = {{Reg::PSTATE, pstate::EL1h}};
    CHECK(contains(toldOf(scenario), "is still pending (VSESR_EL2 0x10000aa): the guest takes it"));
}
