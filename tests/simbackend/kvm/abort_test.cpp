// SPDX-License-Identifier: Apache-2.0
// What KVM does with aborts from the guest: kvm-sea-spec §2.3, §2.4, §2.8 and §2.9.

#include "tests/simbackend/small_machine.h"

#include <cerrno>

using namespace seatape;
using namespace seatape::sim;
using namespace seatape::sim::test;

namespace {

Scenario poisoned(std::initializer_list<uint32_t> code, PoisonRange range) {
    Scenario scenario = smallScenario(code);
    scenario.poison = {range};
    return scenario;
}

const SeaExit& asSea(const Exit& exit) {
    REQUIRE(std::holds_alternative<SeaExit>(exit));
    return std::get<SeaExit>(exit);
}

} // namespace

TEST_CASE("a load of poison exits with the sanitised syndrome and leaves the PC on the load") {
    auto machine = makeMachine(poisoned({kLdrX0X1}, {.gpa = kData + 4, .size = 1}));
    for (int again = 0; again < 2; ++again) { // a plain re-run exits again
        const Exit exit = runOnce(*machine);
        CHECK(asSea(exit).esr == 0x92000010);
        CHECK(asSea(exit).gva == kData);
        CHECK(asSea(exit).gpa == kData);
        CHECK(machine->state(0)[Reg::PC] == kCode);
    }
}

TEST_CASE("WnR, EA and SET reach user space; SET only if the guest has RAS") {
    for (const bool ras : {true, false}) {
        Scenario scenario =
            poisoned({kStrX0X1}, {.gpa = kData, .size = 8, .FnV = false, .EA = true, .SET = 3});
        scenario.cpu.ras = ras;
        auto machine = makeMachine(scenario);
        CHECK(asSea(runOnce(*machine)).esr == (ras ? 0x92001a50u : 0x92000250u));
    }
}

TEST_CASE("FnV hides gva and gpa") {
    auto machine = makeMachine(poisoned({kLdrX0X1}, {.gpa = kData, .size = 8, .FnV = true}));
    const Exit exit = runOnce(*machine);
    CHECK(asSea(exit).esr == 0x92000410);
    CHECK_FALSE(asSea(exit).gva);
    CHECK_FALSE(asSea(exit).gpa);
}

TEST_CASE("a fetch of poison is an instruction abort of the lower-EL class, from EL1 too") {
    auto machine = makeMachine(poisoned({kNop, kNop, kNop}, {.gpa = kCode + 8, .size = 4}));
    const Exit exit = runOnce(*machine);
    CHECK(asSea(exit).esr == 0x82000010);
    CHECK(asSea(exit).gva == kCode + 8);
    CHECK(machine->state(0)[Reg::PC] == kCode + 8);
    CHECK(machine->vcpu(0).instructions() == 2);
}

TEST_CASE("without KVM_CAP_ARM_SEA_TO_USER, or on a host without RAS, no exit 41 comes") {
    Scenario scenario = poisoned({kLdrX0X1}, {.gpa = kData, .size = 8});
    scenario.caps.seaToUser = false;
    setEntry(scenario, Reg::PSTATE, 0x5);
    auto machine = makeMachine(scenario);
    CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine)));
    CHECK(machine->state(0)[Reg::ESR_EL1] == 0xbf000000);
    CHECK(machine->state(0)[Reg::PC] == kVectors + 0x380);

    scenario.caps.seaToUser = true;
    scenario.host.ras = false; // HCR_EL2.TEA is clear: the guest gets the hardware's abort
    machine = makeMachine(scenario);
    CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine)));
    CHECK(machine->state(0)[Reg::ESR_EL1] == 0x96000010);
    CHECK(machine->state(0)[Reg::PC] == kVectors + 0x200);
}

TEST_CASE("an abort that APEI claims is invisible to guest and user space") {
    Scenario scenario = poisoned({kLdrX0X1, kBranchSelf}, {.gpa = kData, .size = 8});
    scenario.host.apei = Apei::Claims;
    scenario.host.apeiClaims = 3;
    auto machine = makeMachine(scenario);
    CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine)));
    CHECK(machine->state(0)[Reg::PC] == kCode + 4);
}

TEST_CASE("an MMIO read completes once, also under immediate_exit") {
    Scenario scenario = smallScenario({kLdrX0X1, kBranchSelf});
    setEntry(scenario, xReg(1), kNothing);
    auto machine = makeMachine(scenario);
    const Exit exit = runOnce(*machine);
    REQUIRE(std::get<MmioExit>(exit) == MmioExit{kNothing, 8, false, 0});
    KvmVcpu& vcpu = machine->vcpu(0);
    vcpu.setMmioData(0x1122334455667788);
    vcpu.setImmediateExit(true);
    for (int i = 0; i < 2; ++i) { // the second one must not advance the PC again
        const auto outcome = vcpu.run(100);
        REQUIRE(outcome.exit.has_value());
        CHECK(std::holds_alternative<InterruptedExit>(*outcome.exit));
        CHECK(vcpu.state()[Reg::PC] == kCode + 4);
        CHECK(vcpu.state().words[0] == 0x1122334455667788);
    }
}

TEST_CASE("an abort injected after an MMIO exit cancels the access") {
    Scenario scenario = smallScenario({kLdrX0X1});
    setEntry(scenario, xReg(1), kNothing);
    setEntry(scenario, Reg::X0, 77);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    VcpuEvents events;
    events.ext_dabt_pending = 1;
    REQUIRE(setEvents(*machine, Dialect::Mainline, events) == 0);
    runOnce(*machine);
    CHECK(machine->state(0).words[0] == 77);
    CHECK(machine->state(0)[Reg::ELR_EL1] == kCode);
}

TEST_CASE("an access without syndrome: ENOSYS, or ARM_NISV with the capability") {
    for (const uint32_t insn : {kLdrX0X1Post, kLdpX2X0X1}) {
        Scenario scenario = smallScenario({insn});
        setEntry(scenario, xReg(1), kNothing + 8);
        auto machine = makeMachine(scenario);
        CHECK(std::get<UnknownExit>(runOnce(*machine)) == UnknownExit{0, ENOSYS});
        CHECK(machine->state(0)[Reg::PC] == kCode);

        scenario.caps.nisvToUser = true;
        machine = makeMachine(scenario);
        const Exit exit = runOnce(*machine);
        REQUIRE(std::holds_alternative<ArmNisvExit>(exit));
        CHECK(std::get<ArmNisvExit>(exit).fault_ipa == kNothing + 8);
        CHECK((std::get<ArmNisvExit>(exit).esr_iss & ~uint64_t{0x17f}) == 0);
    }
}

TEST_CASE("a write to a read-only slot is MMIO, a fetch from nothing an instruction abort") {
    Scenario scenario = smallScenario({kStrX0X1});
    scenario.slots.push_back({0x50000000, 0x1000, true});
    setEntry(scenario, xReg(1), 0x50000010);
    setEntry(scenario, Reg::X0, 0xabc);
    auto machine = makeMachine(scenario);
    CHECK(std::get<MmioExit>(runOnce(*machine)) == MmioExit{0x50000010, 8, true, 0xabc});

    scenario = smallScenario({kBrX1});
    setEntry(scenario, xReg(1), kNothing);
    machine = makeMachine(scenario);
    runOnce(*machine);
    CHECK(machine->state(0)[Reg::ESR_EL1] == 0x86000010);
    CHECK(machine->state(0)[Reg::FAR_EL1] == kNothing);
}

TEST_CASE("cache maintenance of nothing is skipped") {
    Scenario scenario = smallScenario({kDcCivacX1, kBranchSelf});
    setEntry(scenario, xReg(1), kNothing);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    CHECK(machine->state(0)[Reg::PC] == kCode + 4);
}

TEST_CASE("an IPA beyond the VM's space is an SEA with the IPA in FAR_EL1") {
    Scenario scenario = smallScenario({kLdrX0X1});
    setEntry(scenario, xReg(1), uint64_t{1} << 40 | 0x128);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    CHECK(machine->state(0)[Reg::ESR_EL1] == 0x96000010);
    CHECK(machine->state(0)[Reg::FAR_EL1] == (uint64_t{1} << 40 | 0x128));
}

TEST_CASE("KVM_SET_ONE_REG refuses what KVM refuses") {
    auto machine = makeMachine(smallScenario({kNop}));
    KvmVcpu& vcpu = machine->vcpu(0);
    CHECK(vcpu.setOneReg(Reg::PSTATE, 0x9) == EINVAL);  // EL2h
    CHECK(vcpu.setOneReg(Reg::PSTATE, 0x10) == EINVAL); // AArch32
    CHECK(vcpu.setOneReg(Reg::PSTATE, 0x3c4) == 0);
    CHECK(vcpu.setOneReg(Reg::SCTLR2_EL1, 1) == ENOENT);
    CHECK(vcpu.setOneReg(Reg::SERROR_PENDING, 1) == ENOENT);
    CHECK(vcpu.setOneReg(Reg::ESR_EL1, ~uint64_t{0}) == 0);
    CHECK(vcpu.state()[Reg::ESR_EL1] == ~uint64_t{0});
    runOnce(*machine);
    CHECK(vcpu.setOneReg(Reg::MIDR_EL1, 1) == EBUSY);
}

TEST_CASE("a guest that waits for ever is interrupted, a pending SError wakes it") {
    auto machine = makeMachine(smallScenario({kWfi, kBranchSelf}));
    CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine)));
    CHECK(machine->state(0)[Reg::PC] == kCode + 4);
    CHECK(machine->vcpu(0).instructions() < 2);

    VcpuEvents events;
    events.serror_pending = 1;
    REQUIRE(setEvents(*machine, Dialect::Mainline, events) == 0);
    runOnce(*machine);
    CHECK(machine->vcpu(0).instructions() > 100);
}
