// SPDX-License-Identifier: Apache-2.0
// The PE's system side: what EL0 may not do, DC ZVA, the exclusive monitor, SErrors without RAS.

#include "simbackend/pe/system_table.h"
#include "tests/simbackend/small_machine.h"

#include <cerrno>
#include <limits>

using namespace seatape;
using namespace seatape::sim;
using namespace seatape::sim::test;

namespace {

constexpr uint32_t kDcZvaX1 = 0xd50b7421, kMrsX0Dczid = 0xd53b00e0, kMrsX0Daif = 0xd53b4220,
                   kLdxrX2X1 = 0xc85f7c22, kStxrW3X2X1 = 0xc8037c22, kAtS1E1rX1 = 0xd5087801,
                   kLdaddX2X0X1 = 0xf8220020, kMsrDaifSetA = 0xd50344df;

VcpuState stateAfter(const Scenario& scenario) {
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    return machine->state(0);
}

} // namespace

TEST_CASE("every word of the state that is a system register has its row, and no other") {
    size_t words = 0;
    for (size_t i = 0; i < kRegCount; ++i) {
        const auto reg = static_cast<Reg>(i);
        if (regInfo(reg).encoding == 0)
            continue;
        INFO(regInfo(reg).name);
        const SystemRow* row = systemRow(regInfo(reg).encoding);
        REQUIRE(row != nullptr);
        CHECK(row->word == reg);
        ++words;
    }
    size_t rows = 0;
    for (unsigned encoding = 0; encoding <= 0xffff; ++encoding)
        if (const SystemRow* row = systemRow(static_cast<uint16_t>(encoding)))
            rows += row->word ? 1 : 0;
    CHECK(rows == words);
}

TEST_CASE("what SCTLR_EL1 and CNTKCTL_EL1 keep from EL0 is a trap to EL1, else it works") {
    const struct {
        const char* name;
        uint32_t insn;
        Reg control;
        uint64_t bits;
        uint64_t esr;
    } cases[] = {
        {"mrs x0, daif", kMrsX0Daif, Reg::SCTLR_EL1, 1u << 9, 0x6232d005},
        {"msr daif, x0", 0xd51b4220, Reg::SCTLR_EL1, 1u << 9, 0x6232d004},
        {"msr daifset, #4", kMsrDaifSetA, Reg::SCTLR_EL1, 1u << 9, 0x620cd3e8},
        {"mrs x0, ctr_el0", 0xd53b0020, Reg::SCTLR_EL1, 1u << 15, 0x6232c001},
        {"dc civac, x1", kDcCivacX1, Reg::SCTLR_EL1, 1u << 26, 0x6212dc3c},
        {"mrs x0, cntvct_el0", 0xd53be040, Reg::CNTKCTL_EL1, 2, 0x6234f801},
    };
    for (const auto& c : cases)
        for (const bool allowed : {false, true}) {
            INFO(c.name << " allowed " << allowed);
            Scenario scenario = smallScenario({c.insn, kBranchSelf});
            setEntry(scenario, Reg::PSTATE, 0);
            const uint64_t base = c.control == Reg::SCTLR_EL1 ? kSctlr & ~c.bits : 0;
            setEntry(scenario, c.control, base | (allowed ? c.bits : 0));
            setEntry(scenario, Reg::ESR_EL1, 0);
            const VcpuState state = stateAfter(scenario);
            CHECK(state[Reg::ESR_EL1] == (allowed ? 0 : c.esr));
            CHECK(state[Reg::PC] == (allowed ? kCode + 4 : kVectors + 0x400));
        }
}

TEST_CASE("EL1 cannot name SP_EL0 while it is the stack pointer in use") {
    constexpr uint32_t mrsX0SpEl0 = 0xd5384100, msrSpEl0X0 = 0xd5184100;
    for (const uint32_t insn : {mrsX0SpEl0, msrSpEl0X0})
        for (const uint64_t mode : {pstate::EL1t, pstate::EL1h}) {
            Scenario scenario = smallScenario({insn, kBranchSelf});
            setEntry(scenario, Reg::PSTATE, pstate::kDaif | mode);
            setEntry(scenario, Reg::ESR_EL1, 0);
            const VcpuState state = stateAfter(scenario);
            CHECK(state[Reg::ESR_EL1] == (mode == pstate::EL1h ? 0 : 0x02000000));
            CHECK(state[Reg::PC] == (mode == pstate::EL1h ? kCode + 4 : kVectors));
        }
}

TEST_CASE("DC ZVA zeroes its block of Normal memory, and DCZID_EL0 tells EL0 whether it may") {
    Scenario scenario = smallMappedScenario({kDcZvaX1, kMrsX0Dczid, kBranchSelf});
    scenario.images.push_back({"data", kData, std::vector<uint8_t>(192, 0xff)});
    setEntry(scenario, xReg(1), kData + 64 + 13);
    auto machine = makeMachine(scenario);
    runOnce(*machine);
    std::vector<uint8_t> bytes(192);
    REQUIRE(machine->readMemory(kData, bytes));
    for (unsigned i = 0; i < 192; ++i)
        CHECK(bytes[i] == (i / 64 == 1 ? 0 : 0xff));
    CHECK(machine->state(0).words[0] == 4);

    Scenario fromEl0 = smallScenario({kMrsX0Dczid, kBranchSelf});
    setEntry(fromEl0, Reg::PSTATE, 0);
    CHECK(stateAfter(fromEl0).words[0] == 20); // kSctlr has DZE clear
    setEntry(fromEl0, Reg::SCTLR_EL1, kSctlr | 1u << 14);
    CHECK(stateAfter(fromEl0).words[0] == 4);
}

TEST_CASE("DC ZVA of Device memory is an alignment fault; FAR is the register's address") {
    Scenario device = smallScenario({kDcZvaX1}); // stage 1 off: Device-nGnRnE
    setEntry(device, xReg(1), kData + 64);
    const VcpuState state = stateAfter(device);
    CHECK(state[Reg::ESR_EL1] == 0x96000061);
    CHECK(state[Reg::FAR_EL1] == kData + 64);

    Scenario poisoned = smallMappedScenario({kDcZvaX1});
    poisoned.poison = {{.gpa = kData + 127, .size = 1}};
    setEntry(poisoned, xReg(1), kData + 64 + 13);
    auto machine = makeMachine(poisoned);
    const Exit exit = runOnce(*machine);
    REQUIRE(std::holds_alternative<SeaExit>(exit));
    CHECK(std::get<SeaExit>(exit).esr == 0x92000050);
    CHECK(std::get<SeaExit>(exit).gva == kData + 64 + 13);
}

TEST_CASE("an unaligned atomic faults as the read that it begins with") {
    Scenario scenario = smallMappedScenario({kLdaddX2X0X1});
    setEntry(scenario, xReg(1), kData + 4);
    CHECK(stateAfter(scenario)[Reg::ESR_EL1] == 0x96000021);
}

TEST_CASE("a trap to KVM between load- and store-exclusive makes the store fail") {
    for (const bool traps : {false, true}) {
        Scenario scenario = smallMappedScenario(
            {kLdxrX2X1, traps ? kHvc0 : kNop, 0xaa0403e1u, kStxrW3X2X1, kBranchSelf});
        setEntry(scenario, xReg(1), kData);
        setEntry(scenario, xReg(4), kData); // mov x1, x4 after the call
        CHECK(stateAfter(scenario).words[3] == (traps ? 1 : 0));
    }
}

TEST_CASE("AT reports Device memory as outer shareable") {
    Scenario scenario = smallMappedScenario({kAtS1E1rX1, kBranchSelf});
    setEntry(scenario, xReg(1), kNothing + 0x123);
    CHECK(stateAfter(scenario)[Reg::PAR_EL1] == (kNothing | 1u << 11 | 2u << 7));
    setEntry(scenario, xReg(1), kData);
    CHECK(stateAfter(scenario)[Reg::PAR_EL1] == (uint64_t{0xff} << 56 | kData | 1u << 11));
}

// VSESR_EL2 belongs to the hardware's FEAT_RAS; ID_AA64PFR0_EL1.RAS of the guest is only a view.
TEST_CASE("a virtual SError has its syndrome if the host has RAS, whatever the guest is told") {
    for (const bool guestRas : {false, true}) {
        Scenario scenario = smallScenario({kMsrDaifClrA, kNop, kBranchSelf});
        scenario.cpu.ras = guestRas;
        scenario.vcpus[0].events = VcpuEvents{.serror_pending = 1, .serror_has_esr = 1};
        scenario.vcpus[0].events->serror_esr = 0x101d1ed;
        CHECK(stateAfter(scenario)[Reg::ESR_EL1] == 0xbf01d1ed);
    }
    Scenario scenario = smallScenario({kMsrDaifClrA, kNop, kBranchSelf});
    scenario.host.ras = scenario.cpu.ras = false;
    scenario.vcpus[0].events = VcpuEvents{.serror_pending = 1};
    CHECK(stateAfter(scenario)[Reg::ESR_EL1] == 0xbe000000);
}

TEST_CASE("an illegal return keeps the mode and sets IL, which the next instruction trips over") {
    constexpr uint64_t kIl = 1u << 20;
    const struct {
        uint64_t spsr, elr, ec;
    } cases[] = {
        {0x80000009, kCode, 0x0e},     // EL2h
        {0x80000010, kCode, 0x0e},     // AArch32
        {0x80000001, kCode, 0x0e},     // reserved
        {0x80000009, kCode + 2, 0x22}, // a misaligned PC has priority
        {0x80000009, kNothing, 0x21},  // and so has an instruction abort
    };
    for (const auto& c : cases) {
        INFO(std::hex << c.spsr << " " << c.elr);
        Scenario scenario = smallScenario({kEret});
        setEntry(scenario, Reg::SPSR_EL1, c.spsr);
        setEntry(scenario, Reg::ELR_EL1, c.elr);
        const VcpuState state = stateAfter(scenario);
        CHECK(bits(state[Reg::ESR_EL1], 31, 26) == c.ec);
        CHECK(state[Reg::ELR_EL1] == c.elr);
        CHECK(state[Reg::SPSR_EL1] == (0x80000005 | kIl));
        CHECK(state[Reg::PSTATE] == 0x800003c5);
    }
}

TEST_CASE("limits of 2^64 - 1 do not wrap") {
    Scenario scenario = smallScenario({kNop, kHvc0, kNop, kStrX0X1, kBranchSelf});
    scenario.limits.instructions = scenario.quantum = std::numeric_limits<uint64_t>::max();
    setEntry(scenario, xReg(1), kNothing);
    setEntry(scenario, Reg::X0, 0x12345678);
    auto machine = makeMachine(scenario);
    // the unknown call clears X1, so that the store goes to address 0
    CHECK(std::holds_alternative<MmioExit>(runOnce(*machine)));
    machine->apply(0, {{}, {{Reg::PC, kCode}, {xReg(1), kNothing}}, {}, {}, Verdict::Resume});
    CHECK(std::holds_alternative<MmioExit>(runOnce(*machine)));
}

TEST_CASE("a guest that gets nowhere ends at the instruction limit") {
    const auto interrupted = [](const Scenario& scenario) {
        auto machine = makeMachine(scenario);
        return std::holds_alternative<InterruptedExit>(runOnce(*machine));
    };
    Scenario vectorsNowhere = smallScenario({0});
    for (const uint64_t vbar : {uint64_t{0}, uint64_t{0x8000000}, ~uint64_t{0}}) {
        setEntry(vectorsNowhere, Reg::VBAR_EL1, vbar);
        CHECK(interrupted(vectorsNowhere));
    }
    Scenario tablesNowhere = smallMappedScenario({kNop});
    setEntry(tablesNowhere, Reg::TTBR0_EL1, 0x8000000);
    CHECK(interrupted(tablesNowhere));
    Scenario claimed = smallScenario({kLdrX0X1});
    claimed.poison = {{.gpa = kData, .size = 8}};
    claimed.host.apei = Apei::Claims;
    claimed.host.apeiClaims = std::numeric_limits<uint32_t>::max();
    CHECK(interrupted(claimed));
    CHECK(interrupted(smallScenario({0xd503205f, 0x17ffffff}))); // wfe, and back
}

TEST_CASE("an entry state that KVM_SET_ONE_REG refuses makes no machine") {
    Scenario scenario = smallScenario({kNop});
    setEntry(scenario, Reg::SCTLR2_EL1, 1); // a CPU without SCTLR2_EL1
    const auto machine = SimBackend::create(scenario);
    REQUIRE_FALSE(machine.has_value());
    CHECK(machine.error().what.find("SCTLR2_EL1") != std::string::npos);
}

TEST_CASE("a scenario's own identification registers are what MRS and KVM_GET_ONE_REG give") {
    constexpr uint32_t kMrsX0Mmfr0 = 0xd5380700;
    constexpr uint64_t k36Bits = 0x100001; // PARange 1, TGran16 1
    Scenario scenario = smallScenario({kMrsX0Mmfr0, kLdrX0X1});
    scenario.idRegisters = {{Reg::ID_AA64MMFR0_EL1, k36Bits}};
    for (const unsigned top : {35u, 36u}) {
        setEntry(scenario, xReg(1), uint64_t{1} << top);
        auto machine = makeMachine(scenario);
        const bool reachesStage2 = std::holds_alternative<MmioExit>(runOnce(*machine));
        CHECK(machine->state(0)[Reg::X0] == k36Bits);
        CHECK(machine->state(0)[Reg::ID_AA64MMFR0_EL1] == k36Bits);
        CHECK(reachesStage2 == (top == 35)); // else an Address size fault of stage 1
        CHECK(machine->vcpu(0).setOneReg(Reg::ID_AA64MMFR0_EL1, k36Bits) == 0);
        CHECK(machine->vcpu(0).setOneReg(Reg::ID_AA64MMFR0_EL1, 0) == EBUSY);
    }
}
