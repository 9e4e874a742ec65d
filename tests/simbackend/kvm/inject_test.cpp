// SPDX-License-Identifier: Apache-2.0
// KVM_SET/GET_VCPU_EVENTS against the worked vectors of kvm-sea-spec §2.14.

#include "tests/simbackend/small_machine.h"

#include <cerrno>

using namespace seatape;
using namespace seatape::sim;
using namespace seatape::sim::test;

namespace {

constexpr uint64_t kUnchanged = 0x5a5a5a5a5a5a5a5a;

struct InjectVector {
    const char* name;
    uint64_t pstate;
    uint64_t sctlr2; // 0: the CPU has no SCTLR2_EL1
    VcpuEvents events;
    int err;
    uint64_t pcOffset; // from VBAR_EL1; kUnchanged: the PC stays
    uint64_t newPstate;
    uint64_t esr;
    bool farIsFault;     // FAR_EL1 = address of the last fault
    uint64_t pendingEsr; // what KVM_GET_VCPU_EVENTS then reports; kUnchanged: nothing pending
};

constexpr uint64_t kEase = 1 << 5, kNmea = 1 << 2;

VcpuEvents dabt() {
    VcpuEvents events;
    events.ext_dabt_pending = 1;
    return events;
}

VcpuEvents serror(std::optional<uint64_t> esr, bool withAbort = false) {
    VcpuEvents events;
    events.serror_pending = 1;
    events.serror_has_esr = esr ? 1 : 0;
    events.serror_esr = esr.value_or(0);
    events.ext_dabt_pending = withAbort ? 1 : 0;
    return events;
}

const InjectVector kVectors14[] = {
    {"ext_dabt", 0x3c5, 0, dabt(), 0, 0x200, 0x3c5, 0x96000010, true, kUnchanged},
    {"from EL0t", 0x0, 0, dabt(), 0, 0x400, 0x3c5, 0x92000010, true, kUnchanged},
    {"from EL1t", 0x4, 0, dabt(), 0, 0x000, 0x3c5, 0x96000010, true, kUnchanged},
    {"flags are kept", 0x60000005, 0, dabt(), 0, 0x200, 0x600003c5, 0x96000010, true, kUnchanged},
    {"EASE", 0x3c5, kEase, dabt(), 0, 0x380, 0x3c5, 0x96000010, true, kUnchanged},
    {"EASE from EL0t", 0x0, kEase, dabt(), 0, 0x580, 0x3c5, 0x92000010, true, kUnchanged},
    {"serror", 0x5, 0, serror({}), 0, 0x380, 0x3c5, 0xbf000000, false, kUnchanged},
    {"serror with ESR", 0x5, 0, serror(0x101d1ed), 0, 0x380, 0x3c5, 0xbf01d1ed, false, kUnchanged},
    {"serror masked", 0x3c5, 0, serror(0x101d1ed), 0, kUnchanged, 0x3c5, kUnchanged, false,
     0x101d1ed},
    {"serror masked but NMEA", 0x3c5, kNmea, serror(0x101d1ed), 0, 0x380, 0x3c5, 0xbf01d1ed, false,
     kUnchanged},
    {"bit 25 of serror_esr", 0x3c5, 0, serror(0x2000000, true), EINVAL, 0x200, 0x3c5, 0x96000010,
     true, kUnchanged},
    {"dabt and serror", 0x5, 0, serror({}, true), 0, 0x200, 0x3c5, 0x96000010, true, 0x1000000},
};

Scenario scenarioFor(const InjectVector& vector) {
    Scenario scenario = smallScenario({kLdrX0X1});
    scenario.cpu.doubleFault2 = vector.sctlr2 != 0;
    setEntry(scenario, Reg::PSTATE, vector.pstate);
    setEntry(scenario, xReg(1), kNothing + 0x18);
    if (vector.sctlr2 != 0)
        setEntry(scenario, Reg::SCTLR2_EL1, vector.sctlr2);
    setEntry(scenario, Reg::ESR_EL1, kUnchanged);
    setEntry(scenario, Reg::FAR_EL1, kUnchanged);
    return scenario;
}

} // namespace

TEST_CASE("KVM_SET_VCPU_EVENTS gives the worked vectors") {
    for (const InjectVector& vector : kVectors14) {
        INFO(vector.name);
        auto machine = makeMachine(scenarioFor(vector));
        REQUIRE(std::holds_alternative<MmioExit>(runOnce(*machine)));
        REQUIRE(setEvents(*machine, Dialect::Mainline, vector.events) == vector.err);
        const VcpuState& state = machine->state(0);
        const bool entered = vector.pcOffset != kUnchanged;
        CHECK(state[Reg::PC] == (entered ? kVectors + vector.pcOffset : kCode));
        CHECK(state[Reg::PSTATE] == vector.newPstate);
        CHECK(state[Reg::ESR_EL1] == vector.esr);
        CHECK(state[Reg::FAR_EL1] == (vector.farIsFault ? kNothing + 0x18 : kUnchanged));
        if (entered) {
            CHECK(state[Reg::ELR_EL1] == kCode);
            CHECK(state[Reg::SPSR_EL1] == vector.pstate);
        }
        const VcpuEvents events = decodeEvents(Dialect::Mainline, machine->vcpu(0).getVcpuEvents());
        CHECK(events.serror_has_esr == 1);
        CHECK(events.serror_pending == (vector.pendingEsr != kUnchanged ? 1 : 0));
        CHECK(events.serror_esr == (vector.pendingEsr != kUnchanged ? vector.pendingEsr : 0));
        CHECK(events.ext_dabt_pending == 0);
    }
}

TEST_CASE("with NMEA an SError in the same call is entered on top of the SEA handler") {
    Scenario scenario = scenarioFor(kVectors14[0]);
    scenario.cpu.doubleFault2 = true;
    setEntry(scenario, Reg::SCTLR2_EL1, kNmea);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    REQUIRE(setEvents(*machine, Dialect::Mainline, serror(0x1234, true)) == 0);
    const VcpuState& state = machine->state(0);
    CHECK(state[Reg::ELR_EL1] == kVectors + 0x200); // the SEA's own ELR is lost
    CHECK(state[Reg::PC] == kVectors + 0x380);
    CHECK(state[Reg::ESR_EL1] == 0xbe001234);
}

TEST_CASE("a vCPU that never ran has no last fault: FAR_EL1 becomes 0") {
    auto machine = makeMachine(smallScenario({kNop}));
    REQUIRE(setEvents(*machine, Dialect::Mainline, dabt()) == 0);
    CHECK(machine->state(0)[Reg::ESR_EL1] == 0x96000010);
    CHECK(machine->state(0)[Reg::FAR_EL1] == 0);
    CHECK(machine->state(0)[Reg::ELR_EL1] == kCode);
}

TEST_CASE("bit 7 of a stale syndrome that is no abort swallows the injection") {
    Scenario scenario = smallScenario({kHvc128});
    setEntry(scenario, Reg::X0, 0x84000008); // PSCI SYSTEM_OFF
    auto machine = makeMachine(scenario);
    REQUIRE(std::holds_alternative<SystemEventExit>(runOnce(*machine)));
    const VcpuState before = machine->state(0);
    REQUIRE(setEvents(*machine, Dialect::Mainline, dabt()) == 0);
    CHECK(machine->state(0) == before);
}

TEST_CASE("a second SError replaces the syndrome of the pending one, and none can be cancelled") {
    auto machine = makeMachine(smallScenario({kNop}));
    REQUIRE(setEvents(*machine, Dialect::Mainline, serror(0x11)) == 0);
    REQUIRE(setEvents(*machine, Dialect::Mainline, serror(0x22)) == 0);
    REQUIRE(setEvents(*machine, Dialect::Mainline, VcpuEvents{}) == 0);
    CHECK(machine->state(0)[Reg::SERROR_PENDING] == 1);
    CHECK(machine->state(0)[Reg::SERROR_ESR] == 0x22);
}

TEST_CASE("a pending SError is taken when the guest unmasks A, with ISR_EL1.A set before") {
    auto machine = makeMachine(smallScenario({kMrsX0Isr, kMsrDaifClrA, kNop}));
    REQUIRE(setEvents(*machine, Dialect::Mainline, serror(0x101d1ed)) == 0);
    runOnce(*machine); // until the instruction limit, in the vector's endless loop
    const VcpuState& state = machine->state(0);
    CHECK(state.words[0] == 0x100);
    CHECK(state[Reg::PC] == kVectors + 0x380);
    CHECK(state[Reg::ELR_EL1] == kCode + 8);
    CHECK(state[Reg::ESR_EL1] == 0xbf01d1ed);
    CHECK(state[Reg::SERROR_PENDING] == 0);
}

TEST_CASE("ESB moves a masked pending SError to DISR_EL1") {
    auto machine = makeMachine(smallScenario({kEsb, kBranchSelf}));
    REQUIRE(setEvents(*machine, Dialect::Mainline, serror(0x101d1ed)) == 0);
    runOnce(*machine);
    const VcpuState& state = machine->state(0);
    CHECK(state[Reg::DISR_EL1] == 0x8101d1ed);
    CHECK(state[Reg::SERROR_PENDING] == 0);
    CHECK(state[Reg::PC] == kCode + 4);
}

TEST_CASE("a dialect's user ESR is OR-ed into the generated one; the union mixes two of them") {
    VcpuEvents both = serror(0x101d1ed, true);
    both.ext_abt_has_esr = 1;
    both.ext_abt_esr = 0x600; // FnV, EA
    for (const Dialect dialect : {Dialect::LayoutA, Dialect::LayoutB, Dialect::Union}) {
        INFO(dialectName(dialect));
        Scenario scenario = scenarioFor(kVectors14[0]);
        scenario.dialect = dialect;
        auto machine = makeMachine(scenario);
        runOnce(*machine);
        REQUIRE(setEvents(*machine, dialect, both) == 0);
        const VcpuState& state = machine->state(0);
        CHECK(state[Reg::ESR_EL1] == 0x96000610);
        CHECK(state[Reg::SERROR_ESR] == (dialect == Dialect::Union ? 0x600 : 0x101d1ed));
    }
}
