// SPDX-License-Identifier: Apache-2.0
// SMCCC and PSCI as KVM answers them: kvm-sea-spec §2.10 and Linux arch/arm64/kvm/psci.c.

#include "tests/simbackend/small_machine.h"

using namespace seatape;
using namespace seatape::sim;
using namespace seatape::sim::test;

namespace {

constexpr uint64_t kNotSupported = ~uint64_t{0}, kInvalidParameters = ~uint64_t{1},
                   kAlreadyOn = ~uint64_t{3}, kInternalFailure = ~uint64_t{5};
constexpr uint64_t kCpuOff = 0x84000002, kCpuOn = 0xc4000003, kAffinityInfo = 0xc4000004,
                   kSystemReset2 = 0xc4000012, kSystemOff2 = 0xc4000015;
constexpr uint64_t kMpStateStopped = 5;

/// vCPU 0 calls with X0..X3 and then spins.
Scenario caller(uint64_t x0, uint64_t x1 = 0, uint64_t x2 = 0, uint64_t x3 = 0) {
    Scenario scenario = smallScenario({kHvc0, kBranchSelf});
    for (const auto& [n, value] : {std::pair{0u, x0}, {1u, x1}, {2u, x2}, {3u, x3}})
        setEntry(scenario, xReg(n), value);
    return scenario;
}

uint64_t answerTo(const Scenario& scenario) {
    auto machine = makeMachine(scenario);
    CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine)));
    const VcpuState& state = machine->state(0);
    CHECK(state[Reg::PC] == kCode + 4);
    CHECK((state.words[1] == 0 && state.words[2] == 0 && state.words[3] == 0));
    return state.words[0];
}

/// Adds a vCPU that starts at kCode + `offset`.
VcpuEntry& addVcpu(Scenario& scenario, uint64_t offset) {
    scenario.vcpus.push_back({{{Reg::PC, kCode + offset}, {Reg::SCTLR_EL1, kSctlr}}, {}, false});
    return scenario.vcpus.back();
}

} // namespace

TEST_CASE("calls that stay in the kernel return what KVM returns, with X1 to X3 zero") {
    CHECK(answerTo(caller(0x84000000)) == 0x10003);
    CHECK(answerTo(caller(0x80000000)) == 0x10001);
    CHECK(answerTo(caller(0x84000006)) == 2);
    CHECK(answerTo(caller(0x8400000a, kAffinityInfo)) == 0);
    CHECK(answerTo(caller(0x8400000a, 0x84000015)) == 1); // SYSTEM_OFF2: hibernation
    CHECK(answerTo(caller(0x8400000a, 0x84000007)) == kNotSupported);
    CHECK(answerTo(caller(0x12345678, 1, 2, 3)) == kNotSupported);
    CHECK(answerTo(caller(0xc4000008, 1, 2, 3)) == kNotSupported); // no SMC64 SYSTEM_OFF exists
    CHECK(answerTo(caller(kSystemReset2, 1)) == kInvalidParameters);
    CHECK(answerTo(caller(kSystemOff2, 2)) == kInvalidParameters);
    CHECK(answerTo(caller(kSystemOff2, 1, 1)) == kInvalidParameters);
}

TEST_CASE("AFFINITY_INFO and CPU_ON look for the vCPU with that affinity") {
    const auto withStopped = [](Scenario scenario) {
        addVcpu(scenario, 4).powerOff = true;
        return scenario;
    };
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 0, 0))) == 0); // on
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 1, 0))) == 1); // off
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 1, 1))) == 0); // one of the cluster is on
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 2, 0))) == kInvalidParameters);
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 0, 4))) == kInvalidParameters);
    CHECK(answerTo(withStopped(caller(kAffinityInfo, 1u << 31, 0))) == kInvalidParameters);
    CHECK(answerTo(withStopped(caller(0x84000004, uint64_t{1} << 32 | 1, 0))) == 1); // SMC32
    CHECK(answerTo(withStopped(caller(kCpuOn, 0))) == kAlreadyOn);
    CHECK(answerTo(withStopped(caller(kCpuOn, 7))) == kInvalidParameters);
    CHECK(answerTo(withStopped(caller(kCpuOn, 1, kCode + 4))) == 0);
}

TEST_CASE("a vCPU that went off comes on again, in its reset state") {
    Scenario scenario = caller(kCpuOn, 1, kCode + 4, 0x77);
    scenario.quantum = 10;
    // vCPU 0 waits for two turns before it calls; vCPU 1 goes off in its first one
    std::vector<uint8_t> code;
    for (int i = 0; i < 25; ++i)
        for (const uint8_t byte : wordsToBytes({kNop}))
            code.push_back(byte);
    for (const uint8_t byte : wordsToBytes({kHvc0, kBranchSelf}))
        code.push_back(byte);
    scenario.images.push_back({"late call", kCode + 0x100, code});
    setEntry(scenario, Reg::PC, kCode + 0x100);
    addVcpu(scenario, 0).registers.push_back({Reg::X0, kCpuOff});
    scenario.vcpus[1].registers.push_back({xReg(9), 9});
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    CHECK(machine->state(0).words[0] == 0);
    const VcpuState& second = machine->state(1);
    CHECK(second[Reg::MP_STATE] == 0);
    CHECK(second[Reg::PC] == kCode + 4);
    CHECK(second.words[0] == 0x77);
    CHECK(second.words[9] == 0);
    CHECK(second[Reg::SCTLR_EL1] == 0x00c50078);
    CHECK(machine->vcpu(1).instructions() > 100);
}

TEST_CASE("a system event stops every vCPU and prepares a failure in X0") {
    const struct {
        uint64_t function, type;
        SystemEventExit exit;
    } cases[] = {
        {0x84000008, 0, {1, 1, 0}},    {0x84000009, 0, {2, 1, 0}},
        {kSystemReset2, 0, {2, 1, 1}}, {kSystemReset2, 0x80000000, {2, 1, 1}},
        {kSystemOff2, 0, {1, 1, 1}},   {kSystemOff2, 1, {1, 1, 1}},
    };
    for (const auto& c : cases) {
        INFO(std::hex << c.function << " " << c.type);
        Scenario scenario = caller(c.function, c.type);
        addVcpu(scenario, 4);
        auto machine = makeMachine(scenario);
        CHECK(std::get<SystemEventExit>(runOnce(*machine)) == c.exit);
        CHECK(machine->state(0).words[0] == kInternalFailure);
        CHECK(machine->state(0)[Reg::MP_STATE] == kMpStateStopped);
        CHECK(machine->state(1)[Reg::MP_STATE] == kMpStateStopped);
        CHECK(std::holds_alternative<InterruptedExit>(runOnce(*machine))); // nobody can run
    }
}

TEST_CASE("an SMC is KVM's like an HVC, but returns NOT_SUPPORTED for any immediate but 0") {
    for (const auto& [insn, answer] :
         {std::pair<uint32_t, uint64_t>{0xd4000003, 0x10003}, {0xd4000023, kNotSupported}}) {
        Scenario scenario = smallScenario({insn, kBranchSelf});
        setEntry(scenario, Reg::X0, 0x84000000);
        setEntry(scenario, xReg(1), 5);
        auto machine = makeMachine(scenario);
        runOnce(*machine);
        CHECK(machine->state(0).words[0] == answer);
        CHECK(machine->state(0).words[1] == (answer == kNotSupported ? 5 : 0));
        CHECK(machine->state(0)[Reg::PC] == kCode + 4);
    }
}
