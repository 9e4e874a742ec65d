// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_scenario.h"

#include "seatape/base/seatape_assert.h"
#include "tests/conformance/random_guest.h"

#include <fmt/format.h>

namespace seatape::test {
namespace {

constexpr uint64_t kSctlrReset = 0x00c50078; // kvm-sea-spec §2.12

/// A bit of a register, and how often it is set.
struct RandomBit {
    unsigned number;
    unsigned percent;
};
// M, A, C, I, WXN, DSSBS. SPAN is set at reset, so that it is taken away below.
constexpr RandomBit kSctlrBits[] = {{0, 60}, {1, 30}, {2, 50}, {12, 50}, {19, 10}, {44, 50}};
constexpr unsigned kSpan = 23;
// EL0 may write DAIF: QEMU exchanges Op1 and Op2 in the syndrome of the trap.
constexpr uint64_t kUma = 1 << 9;

constexpr RandomBit kPstateBits[] = {
    {pstate::N, 50},   {pstate::Z, 50},   {pstate::C, 50}, {pstate::V, 50},    {pstate::DIT, 30},
    {pstate::UAO, 30}, {pstate::PAN, 50}, {pstate::IL, 5}, {pstate::SSBS, 50}, {pstate::D, 50},
    {pstate::A, 50},   {pstate::I, 50},   {pstate::F, 50},
};

uint64_t randomBits(Dice& dice, std::span<const RandomBit> wanted) {
    uint64_t value = 0;
    for (const RandomBit& bit : wanted)
        value = withBit(value, bit.number, dice.chance(bit.percent));
    return value;
}

uint64_t randomSctlr(Dice& dice) {
    return withBit(kSctlrReset | kUma | randomBits(dice, kSctlrBits), kSpan, dice.chance(50));
}

/// EASE and NMEA.
uint64_t randomSctlr2(Dice& dice) {
    constexpr RandomBit bits[] = {{5, 50}, {2, 50}};
    return randomBits(dice, bits);
}

uint64_t randomPstate(Dice& dice) {
    constexpr uint64_t modes[] = {pstate::EL0t, pstate::EL1t, pstate::EL1h, pstate::EL1h};
    constexpr uint64_t refused[] = {0x1, 0x8, 0x9, 0xd}; // reserved, EL2t, EL2h, EL3h
    const uint64_t mode = dice.chance(3) ? dice.oneOf(refused) : dice.oneOf(modes);
    return randomBits(dice, kPstateBits) | mode;
}

uint64_t randomValue(Dice& dice) {
    switch (dice.below(6)) {
    case 0:
        return 0;
    case 1:
        return ~uint64_t{0};
    case 2:
        return dice.below(256);
    case 3:
        return dice.word() >> 32;
    case 4:
        return randomDataAddress(dice);
    default:
        return dice.word();
    }
}

// ---- Registers of an answer

/// A register that an answer may write, and how often it does.
struct RandomRegister {
    Reg reg;
    unsigned percent;
    uint64_t (*value)(Dice& dice);
};
constexpr RandomRegister kRegisters[] = {
    {Reg::PSTATE, 35, randomPstate},   {Reg::PC, 35, randomCodeAddress},
    {Reg::SCTLR_EL1, 20, randomSctlr}, {Reg::VBAR_EL1, 10, randomVectorTable},
    {Reg::SP_EL0, 5, randomValue},     {Reg::SP_EL1, 5, randomValue},
    {Reg::ELR_EL1, 8, randomValue},    {Reg::SPSR_EL1, 8, randomValue},
    {Reg::ESR_EL1, 8, randomValue},    {Reg::FAR_EL1, 8, randomValue},
};

/// One register from X`first` to X`last`, sometimes.
void addGeneral(Dice& dice, unsigned percent, unsigned first, unsigned last,
                uint64_t (*value)(Dice&), std::vector<RegChange>& out) {
    if (dice.chance(percent))
        out.push_back(
            {xReg(static_cast<unsigned>(first + dice.below(last - first + 1))), value(dice)});
}

std::vector<RegChange> randomRegisters(Dice& dice, const CpuFeatures& cpu) {
    std::vector<RegChange> changes;
    for (const RandomRegister& row : kRegisters)
        if (dice.chance(row.percent))
            changes.push_back({row.reg, row.value(dice)});
    if (cpu.doubleFault2 && dice.chance(25))
        changes.push_back({Reg::SCTLR2_EL1, randomSctlr2(dice)});
    addGeneral(dice, 20, 0, kFirstBase - 1, randomValue, changes);
    addGeneral(dice, 40, kFirstBase, kLastBase, randomDataAddress, changes);
    for (size_t n = changes.size(); n > 1; --n) // a refused PSTATE stops those after it
        std::swap(changes[n - 1], changes[dice.below(n)]);
    return changes;
}

// ---- Events of an answer

/// Any nonzero byte counts as 1.
uint8_t randomFlag(Dice& dice) {
    constexpr uint8_t flags[] = {1, 1, 1, 2, 0xff};
    return dice.oneOf(flags);
}

uint64_t randomSErrorEsr(Dice& dice) {
    const uint64_t iss = dice.chance(20) ? 0 : dice.below(0x2000000);
    return dice.chance(15) ? iss | uint64_t{1} << (25 + dice.below(39)) : iss; // too many bits
}

VcpuEvents randomEvents(Dice& dice) {
    VcpuEvents events;
    if (dice.chance(60))
        events.ext_dabt_pending = randomFlag(dice);
    if (dice.chance(40))
        events.serror_pending = randomFlag(dice);
    if (dice.chance(40)) {
        events.serror_has_esr = randomFlag(dice);
        events.serror_esr = randomSErrorEsr(dice);
    }
    return events;
}

/// What a VMM of another dialect would send, or a byte that must be zero. Mainline refuses both.
void addStrayBytes(Dice& dice, RawVcpuEvents& raw) {
    constexpr size_t kPad = 3, kPadSize = 5, kReserved = 16;
    if (dice.chance(50)) {
        const size_t at = dice.chance(50) ? kPad + dice.below(kPadSize)
                                          : kReserved + dice.below(kVcpuEventsSize - kReserved);
        raw[at] = static_cast<uint8_t>(1 + dice.below(255));
        return;
    }
    constexpr Dialect others[] = {Dialect::Iabt, Dialect::LayoutA, Dialect::LayoutB};
    VcpuEvents events = decodeEvents(Dialect::Mainline, raw);
    const Dialect dialect = dice.oneOf(others);
    events.ext_iabt_pending = randomFlag(dice);
    if (dialect != Dialect::Iabt) {
        events.ext_abt_has_esr = randomFlag(dice);
        events.ext_abt_esr = dice.below(0x2000000);
    }
    const auto encoded = encodeEvents(dialect, events);
    SEATAPE_ASSERT(encoded.has_value());
    raw = *encoded;
}

RawVcpuEvents randomRawEvents(Dice& dice) {
    auto raw = encodeEvents(Dialect::Mainline, randomEvents(dice));
    SEATAPE_ASSERT(raw.has_value());
    if (dice.chance(10))
        addStrayBytes(dice, *raw);
    return *raw;
}

ScriptedAnswer randomAnswer(Dice& dice, const CpuFeatures& cpu) {
    Injection injection;
    injection.registers = randomRegisters(dice, cpu);
    if (dice.chance(85))
        injection.events = randomRawEvents(dice);
    injection.mmioData = randomValue(dice);
    return {injection};
}

VcpuEntry randomEntry(Dice& dice) {
    VcpuEntry entry;
    entry.registers = translationRegisters();
    entry.registers.push_back({Reg::PC, guest_map::page(guest_map::kCode)});
    entry.registers.push_back({Reg::VBAR_EL1, randomVectorTable(dice)});
    entry.registers.push_back({Reg::SCTLR_EL1, randomSctlr(dice)});
    for (unsigned n = kFirstBase; n <= kLastBase; ++n)
        entry.registers.push_back({xReg(n), randomDataAddress(dice)});
    return entry;
}

} // namespace

Scenario randomScenario(uint64_t seed) {
    Dice dice(seed);
    Scenario scenario;
    scenario.name = fmt::format("random-{}", seed);
    scenario.title = fmt::format("A random guest and random answers, seed {}", seed);
    scenario.cpu.doubleFault2 = dice.chance(60);
    scenario.caps.nisvToUser = true;        // else the first access without a syndrome ends the run
    scenario.limits.instructions = 100'000; // no guest needs as many
    scenario.vcpus = {randomEntry(dice)};
    addRandomGuest(dice, scenario);
    scenario.policy.name = "script";
    scenario.policy.script.resize(20 + dice.below(81));
    for (ScriptedAnswer& answer : scenario.policy.script)
        answer = randomAnswer(dice, scenario.cpu);
    return scenario;
}

} // namespace seatape::test
