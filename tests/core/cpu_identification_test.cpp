// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/cpu_identification.h"

#include "tests/support/catch.h"

using namespace seatape;

namespace {

VcpuState stateOf(const Scenario& scenario) {
    VcpuState state;
    for (const RegChange& change : identificationRegisters(scenario))
        state[change.reg] = change.value;
    return state;
}

} // namespace

TEST_CASE("the identification registers of every CPU lead back to its features") {
    for (unsigned flags = 0; flags < 16; ++flags) {
        Scenario scenario;
        scenario.cpu = {bit(flags, 0), bit(flags, 1), bit(flags, 2), bit(flags, 3)};
        CHECK(featuresOf(stateOf(scenario)) == scenario.cpu);
        CHECK(checkIdentification(scenario).has_value());
    }
}

TEST_CASE("every identification register is told, once, and a scenario's own value counts") {
    Scenario scenario;
    for (const Reg own : {Reg::MIDR_EL1, Reg::ID_AA64DFR0_EL1, Reg::ID_AA64MMFR4_EL1}) {
        scenario.idRegisters = {{own, 0x123456}};
        const auto registers = identificationRegisters(scenario);
        CHECK(registers.size() == 12);
        for (size_t i = 0; i < registers.size(); ++i) {
            CHECK(isIdentification(registers[i].reg));
            CHECK((i == 0 || registers[i - 1].reg < registers[i].reg));
            CHECK((registers[i].value == 0x123456) == (registers[i].reg == own));
        }
    }
}

TEST_CASE("features that take two registers need both") {
    Scenario scenario;
    scenario.cpu.doubleFault2 = true;
    VcpuState state = stateOf(scenario);
    state[Reg::ID_AA64MMFR3_EL1] = 0;
    CHECK_FALSE(featuresOf(state).doubleFault2);
}

TEST_CASE("a scenario as a CPU is identified has its features, and registers only where it is not "
          "the model") {
    Scenario scenario;
    scenario.idRegisters = {{Reg::ID_AA64MMFR4_EL1, 7}};
    Scenario other;
    other.cpu.lse = !scenario.cpu.lse;
    VcpuState state = stateOf(other);
    CHECK(asIdentified(scenario, state) == other);
    state[Reg::MIDR_EL1] = 0x413fd0c1;
    other.idRegisters = {{Reg::MIDR_EL1, 0x413fd0c1}};
    CHECK(asIdentified(scenario, state) == other);
    CHECK(stateOf(asIdentified(scenario, state)) == state);
}
