// SPDX-License-Identifier: Apache-2.0
// Guest memory behind the PE's caches: the digest sees every write, code is what memory holds, and
// hostile ranges are refused.

#include "seatape/arch/digest.h"
#include "tests/simbackend/small_machine.h"

#include <cerrno>
#include <random>

using namespace seatape;
using namespace seatape::sim;
using namespace seatape::sim::test;

namespace {

constexpr uint64_t kPage = 4096;
constexpr uint32_t kStrX0X9 = 0xf9000120; // to kNothing: the way back to the test

Scenario mappedScenario() {
    Scenario scenario = smallMappedScenario({kNop});
    setEntry(scenario, Reg::CPACR_EL1, 3u << 20);
    setEntry(scenario, xReg(9), kNothing);
    scenario.limits.instructions = 1'000'000;
    return scenario;
}

/// What digest() must return, from the memory and the states alone.
uint64_t digestFromScratch(SimBackend& machine, const Scenario& scenario) {
    uint64_t sum = 0;
    std::vector<uint8_t> bytes(kPage);
    for (const MemorySlot& slot : scenario.slots)
        for (uint64_t gpa = slot.gpa; gpa < slot.gpa + slot.size; gpa += kPage)
            if (machine.readMemory(gpa, bytes))
                sum += pageDigest(gpa, bytes);
    for (uint32_t i = 0; i < machine.vcpuCount(); ++i)
        sum += vcpuDigest(i, machine.state(i));
    return sum;
}

MemoryAction writeWords(uint64_t gpa, std::initializer_list<uint32_t> words) {
    MemoryAction action{MemoryAction::Kind::Write, gpa, 0, wordsToBytes(words)};
    action.size = action.bytes.size();
    return action;
}

} // namespace

TEST_CASE("the incremental digest is that of the whole machine, whatever writes") {
    constexpr uint32_t stores[] = {
        0xf9000020, // str x0, [x1]
        0x39000020, // strb w0, [x1]
        0xa9000820, // stp x0, x2, [x1]
        0x3d800020, // str q0, [x1]
        0xad000420, // stp q0, q1, [x1]
        0xf8220023, // ldadd x2, x3, [x1]
        0xd50b7421, // dc zva, x1
        0x0c9f7020, // st1 {v0.8b}, [x1], #8
    };
    Scenario scenario = mappedScenario();
    for (size_t i = 0; i < scenario.images[1].bytes.size(); ++i) // exceptions come back as well
        scenario.images[1].bytes[i] = static_cast<uint8_t>(kStrX0X9 >> (8 * (i % 4)));
    auto machine = makeMachine(scenario);
    std::mt19937_64 random(1);
    const auto pick = [&](uint64_t below) { return random() % below; };
    for (int round = 0; round < 4000; ++round) {
        // data, the unused part of the code page, the unused part of the table's page
        const uint64_t areas[] = {kData + pick(0x8000), kCode + 0x800 + pick(0x700),
                                  kTables + 0x800 + pick(0x700)};
        const uint64_t target = areas[pick(8) < 6 ? 0 : 1 + pick(2)] & ~uint64_t{pick(2) * 15};
        Injection next;
        next.memory.push_back(
            writeWords(kCode, {kNop, kNop, stores[pick(8)], stores[pick(8)], kStrX0X9}));
        const uint64_t page = kData + pick(8) * kPage;
        if (pick(40) == 0)
            next.memory.push_back({MemoryAction::Kind::Poison, page + pick(kPage), 1, {}});
        if (pick(20) == 0)
            next.memory.push_back({MemoryAction::Kind::Heal, page, kPage, {}});
        if (round > 3000 && pick(200) == 0)
            next.memory.push_back({MemoryAction::Kind::Unmap, page, kPage, {}});
        next.registers = {{Reg::PC, kCode},   {Reg::PSTATE, 0x3c5}, {xReg(0), random()},
                          {xReg(1), target},  {xReg(2), random()},  {Reg::V0, random()},
                          {xReg(9), kNothing}};
        machine->apply(0, next);
        const Exit exit = runOnce(*machine);
        REQUIRE_FALSE(std::holds_alternative<InterruptedExit>(exit));
        if (pick(3) == 0)
            REQUIRE(machine->digest() == digestFromScratch(*machine, scenario));
    }
}

TEST_CASE("code that was executed and then overwritten runs as overwritten") {
    constexpr uint32_t kMovX5One = 0xd2800025, kMovX5Two = 0xd2800045, kBlrX6 = 0xd63f00c0,
                       kRet = 0xd65f03c0, kStrW0X1 = 0xb9000020;
    const uint64_t function = kCode + kPage;
    for (const bool samePage : {false, true}) {
        INFO("same page " << samePage);
        const uint64_t at = samePage ? kCode + 0x100 : function;
        Scenario scenario = mappedScenario();
        scenario.images[0].bytes = wordsToBytes(
            {kBlrX6, kStrW0X1, kBlrX6, 0xaa0503e7 /* mov x7, x5 */, kStrX0X9, kBlrX6, kStrX0X9});
        scenario.images.push_back({"function", at, wordsToBytes({kMovX5One, kRet})});
        setEntry(scenario, Reg::X0, kMovX5Two);
        setEntry(scenario, xReg(1), at);
        setEntry(scenario, xReg(6), at);
        auto machine = makeMachine(scenario);
        REQUIRE(std::holds_alternative<MmioExit>(runOnce(*machine)));
        CHECK(machine->state(0).words[7] == 2); // written by the guest
        Injection byUser;
        byUser.memory = {writeWords(at, {kMovX5One})};
        machine->apply(0, byUser);
        REQUIRE(std::holds_alternative<MmioExit>(runOnce(*machine)));
        CHECK(machine->state(0).words[5] == 1);
    }
}

TEST_CASE("an instruction that overwrites the next one is followed by what it wrote") {
    Scenario scenario = mappedScenario();
    scenario.images[0].bytes = wordsToBytes({0xb9000020 /* str w0, [x1] */, kNop, kStrX0X9});
    setEntry(scenario, Reg::X0, 0xd2800045); // mov x5, #2
    setEntry(scenario, xReg(1), kCode + 4);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    CHECK(machine->state(0).words[5] == 2);
}

TEST_CASE("code that another vCPU overwrites runs as overwritten") {
    Scenario scenario = mappedScenario();
    // vCPU 0: b self, until vCPU 1 makes it the store that exits
    scenario.images[0].bytes = wordsToBytes({kBranchSelf, kNop, 0xb9000020, kBranchSelf});
    scenario.quantum = 50;
    scenario.vcpus.push_back(scenario.vcpus[0]);
    for (const RegChange change :
         {RegChange{Reg::PC, kCode + 8}, {Reg::X0, kStrX0X9}, {xReg(1), kCode}})
        scenario.vcpus[1].registers.push_back(change);
    auto machine = makeMachine(scenario);
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(exit->vcpu == 0);
    CHECK(std::holds_alternative<MmioExit>(exit->exit));
    CHECK(machine->digest() == digestFromScratch(*machine, scenario));
}

TEST_CASE("memory actions on ranges that do not exist are refused and change nothing") {
    using Kind = MemoryAction::Kind;
    const Scenario scenario = mappedScenario();
    auto machine = makeMachine(scenario);
    const uint64_t before = *machine->digest(), end = kRam + 0x100000, top = ~uint64_t{0};
    const struct {
        MemoryAction action;
        int err;
    } cases[] = {
        {{Kind::Poison, kData, 0, {}}, EFAULT},
        {{Kind::Poison, top, 1, {}}, EFAULT},
        {{Kind::Poison, top, top, {}}, EFAULT},
        {{Kind::Poison, kData, top, {}}, EFAULT},
        {{Kind::Poison, kData, top - kData + 1, {}}, EFAULT},
        {{Kind::Heal, end - 1, 2, {}}, EFAULT},
        {{Kind::Heal, kRam - 1, 1, {}}, EFAULT},
        {{Kind::Unmap, kData + 1, kPage, {}}, EINVAL},
        {{Kind::Unmap, kData, kPage - 1, {}}, EINVAL},
        {{Kind::Unmap, end, kPage, {}}, EFAULT},
        {{Kind::Write, end - 1, 2, {1, 2}}, EFAULT},
        {{Kind::Write, top, 2, {1, 2}}, EFAULT},
    };
    for (const auto& c : cases) {
        INFO(static_cast<int>(c.action.kind) << " " << std::hex << c.action.gpa);
        Injection injection;
        injection.memory = {c.action};
        CHECK(machine->apply(0, injection)->memoryErr == c.err);
    }
    CHECK(machine->digest() == before);
}

TEST_CASE("an unmapped page is gone for the guest, for user space and for the digest") {
    Scenario scenario = mappedScenario();
    scenario.images[0].bytes = wordsToBytes({0xf9000020 /* str x0, [x1] */, kStrX0X9, kLdrX0X1});
    scenario.images.push_back({"data", kData, {1, 2, 3}});
    auto machine = makeMachine(scenario);
    REQUIRE(std::holds_alternative<MmioExit>(runOnce(*machine)));
    Injection unmap;
    unmap.memory = {{MemoryAction::Kind::Unmap, kData, kPage, {}}};
    CHECK(machine->apply(0, unmap)->memoryErr == 0);
    CHECK(machine->apply(0, unmap)->memoryErr == EFAULT);
    uint8_t byte = 0;
    CHECK_FALSE(machine->readMemory(kData, {&byte, 1}));
    CHECK(machine->digest() == digestFromScratch(*machine, scenario));
    const Exit exit = runOnce(*machine);
    REQUIRE(std::holds_alternative<MmioExit>(exit));
    CHECK(std::get<MmioExit>(exit).phys_addr == kData);
}
