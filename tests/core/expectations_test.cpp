// SPDX-License-Identifier: Apache-2.0
// What a scenario expects against what a run was.

#include "seatape/core/expectations.h"

#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::test;

namespace {

std::vector<Frame> someFrames() {
    std::vector<Frame> frames(3);
    for (size_t i = 0; i < frames.size(); ++i)
        frames[i].index = i;
    frames[0].exit = MmioExit{0x9000000, 1, true, 'x'}; // the console: no abort
    frames[1].exit = seaAt(0x1008);
    frames[1].ran = {{Reg::PC, 0x40}, {Reg::ESR_EL1, 1}};
    frames[1].injected = {{Reg::ESR_EL1, 0x96000010}};
    frames[1].result.eventsErr = 22;
    frames[2].exit = SystemEventExit{1, 1, 0};
    return frames;
}

std::vector<Divergence> check(const Expectations& expect) {
    Scenario scenario;
    scenario.console = 0x9000000;
    scenario.expect = expect;
    RunSummary summary;
    summary.end = RunEnd::SystemOff;
    summary.aborts = 1;
    summary.console = "x";
    VcpuState last;
    last.words[5] = 55;
    return checkExpectations(scenario, summary, someFrames(), last);
}

Expectations frameExpecting(std::string name, uint64_t value, uint64_t abort = 0) {
    Expectations expect;
    expect.frames = {{abort, "", {{std::move(name), value}}}};
    return expect;
}

std::string only(const std::vector<Divergence>& found) {
    REQUIRE(found.size() == 1);
    return found[0].message();
}

} // namespace

TEST_CASE("no expectation, no divergence; a right one neither") {
    CHECK(check({}).empty());
    Expectations expect;
    expect.end = RunEnd::SystemOff;
    expect.aborts = 1;
    expect.console = "x";
    expect.registers = {{xReg(5), 55}};
    expect.frames = {{0,
                      "ARM_SEA",
                      {{"ESR_EL1", 0x96000010},
                       {"PC", 0x40},
                       {"gva", 0x1008},
                       {"flags", 1},
                       {"errno", 22},
                       {"vcpu", 0}}}};
    CHECK(check(expect).empty());
}

TEST_CASE("each wrong expectation is named once") {
    Expectations end, aborts, console, reg, exit;
    end.end = RunEnd::Killed;
    CHECK(only(check(end)) == "frame 0 vcpu0 end: recorded killed, observed system-off");
    aborts.aborts = 2;
    CHECK(only(check(aborts)) == "frame 0 vcpu0 aborts: recorded 2, observed 1");
    console.console = "y";
    CHECK(only(check(console)) == "frame 0 vcpu0 console: recorded \"y\", observed \"x\"");
    reg.registers = {{xReg(5), 1}};
    CHECK(only(check(reg)) == "frame 2 vcpu0 X5: recorded 0x1, observed 0x37");
    exit.frames = {{0, "MMIO", {}}};
    CHECK(only(check(exit)) == "frame 1 vcpu0 exit: recorded MMIO, observed ARM_SEA");
    CHECK(only(check(frameExpecting("ESR_EL1", 1))) ==
          "frame 1 vcpu0 ESR_EL1: recorded 0x1, observed 0x96000010");
    CHECK(only(check(frameExpecting("errno", 0))) ==
          "frame 1 vcpu0 errno: recorded 0x0, observed 0x16");
    CHECK(only(check(frameExpecting("len", 8))) == "frame 1 vcpu0 len: recorded 0x8, observed -");
}

TEST_CASE("an abort that did not happen is a divergence") {
    CHECK(check(frameExpecting("errno", 22, 1)).size() == 1);
}
