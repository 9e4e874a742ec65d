// SPDX-License-Identifier: Apache-2.0
/// A machine for tests that state their guest as instruction words: one slot of RAM, stage 1 off.
#pragma once

#include "simbackend/machine/sim_backend.h"

#include "tests/support/catch.h"

#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

namespace seatape::sim::test {

inline constexpr uint64_t kRam = 0x40000000, kCode = kRam, kVectors = kRam + 0x8000,
                          kData = kRam + 0x10000, kNothing = 0x8000000;
// SCTLR_EL1 with SPAN=1 and stage 1 off
inline constexpr uint64_t kSctlr = 0xc5107c;

inline std::vector<uint8_t> wordsToBytes(std::initializer_list<uint32_t> words) {
    std::vector<uint8_t> bytes;
    for (const uint32_t word : words)
        for (unsigned i = 0; i < 4; ++i)
            bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
    return bytes;
}

/// Instructions that the tests use, as the Arm ARM encodes them.
inline constexpr uint32_t kLdrX0X1 = 0xf9400020, kStrX0X1 = 0xf9000020, kLdrX0X1Post = 0xf8408420,
                          kNop = 0xd503201f, kHvc0 = 0xd4000002, kHvc128 = 0xd4001002,
                          kEret = 0xd69f03e0, kBranchSelf = 0x14000000, kEsb = 0xd503221f,
                          kMsrDaifClrA = 0xd50344ff, kMrsX0Isr = 0xd538c100, kWfi = 0xd503207f,
                          kLdpX2X0X1 = 0xa9400022, kDcCivacX1 = 0xd50b7e21, kBrX1 = 0xd61f0020;

/// A scenario with code at kCode, a vector table of "branch to self" and the usual entry state.
inline Scenario smallScenario(std::initializer_list<uint32_t> code) {
    Scenario scenario;
    scenario.name = "test";
    scenario.slots = {{kRam, 0x100000, false}};
    scenario.images = {{"code", kCode, wordsToBytes(code)}};
    std::vector<uint8_t> vectors;
    for (int i = 0; i < 0x800 / 4; ++i)
        for (const uint8_t byte : wordsToBytes({kBranchSelf}))
            vectors.push_back(byte);
    scenario.images.push_back({"vectors", kVectors, vectors});
    scenario.vcpus[0].registers = {{Reg::PC, kCode},
                                   {Reg::VBAR_EL1, kVectors},
                                   {Reg::SCTLR_EL1, kSctlr},
                                   {Reg::X0, 0},
                                   {xReg(1), kData}};
    scenario.limits.instructions = 1000;
    return scenario;
}

inline void setEntry(Scenario& scenario, Reg reg, uint64_t value) {
    scenario.vcpus[0].registers.push_back({reg, value});
}

inline constexpr uint64_t kTables = kRam + 0x20000; // of smallMappedScenario

/// The same with stage 1 on: RAM at its own address as Normal memory, everything below 1 GiB as
/// Device.
inline Scenario smallMappedScenario(std::initializer_list<uint32_t> code) {
    Scenario scenario = smallScenario(code);
    const uint64_t descriptors[] = {1u << 10 | 1u << 2 | 1, 0x40000000 | 1u << 10 | 1};
    GuestImage tables{"tables", kTables, std::vector<uint8_t>(16)};
    for (unsigned i = 0; i < 16; ++i)
        tables.bytes[i] = static_cast<uint8_t>(descriptors[i / 8] >> (8 * (i % 8)));
    scenario.images.push_back(tables);
    setEntry(scenario, Reg::TTBR0_EL1, kTables);
    setEntry(scenario, Reg::TCR_EL1, 25 | 1u << 23 | uint64_t{5} << 32);
    setEntry(scenario, Reg::MAIR_EL1, 0xff);
    setEntry(scenario, Reg::SCTLR_EL1, kSctlr | 1);
    return scenario;
}

inline std::unique_ptr<SimBackend> makeMachine(const Scenario& scenario) {
    auto machine = SimBackend::create(scenario);
    REQUIRE(machine.has_value());
    return std::move(*machine);
}

inline Exit runOnce(SimBackend& machine) {
    auto exit = machine.run();
    REQUIRE(exit.has_value());
    return exit->exit;
}

inline int setEvents(SimBackend& machine, Dialect dialect, const VcpuEvents& events) {
    const auto raw = encodeEvents(dialect, events);
    REQUIRE(raw.has_value());
    return machine.vcpu(0).setVcpuEvents(*raw);
}

} // namespace seatape::sim::test
