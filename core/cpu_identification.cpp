// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/cpu_identification.h"

#include "seatape/base/bits.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace seatape {
namespace {

struct IdField {
    Reg reg;
    unsigned lsb;
    uint64_t value;
    std::string_view name;
    bool CpuFeatures::*onlyWith = nullptr; // nullptr: always
    std::string_view key = {};             // of that feature in a scenario file

    uint64_t in(uint64_t word) const { return bits(word, lsb + 3, lsb); }
};

// What the modelled CPU has (Arm ARM D19.2, ID_AA64*). Fields that are absent here read as zero.
constexpr IdField kIdFields[] = {
    {Reg::ID_AA64PFR0_EL1, 0, 1, "EL0"}, // AArch64 only
    {Reg::ID_AA64PFR0_EL1, 4, 1, "EL1"}, // AArch64 only
    {Reg::ID_AA64PFR0_EL1, 28, 1, "RAS", &CpuFeatures::ras, "cpu.ras"},
    {Reg::ID_AA64PFR1_EL1, 8, 2, "MTE", &CpuFeatures::mte, "cpu.mte"},
    {Reg::ID_AA64PFR1_EL1, 56, 1, "DF2", &CpuFeatures::doubleFault2, "cpu.double-fault2"},
    {Reg::ID_AA64DFR0_EL1, 0, 6, "DebugVer"}, // Armv8.0
    {Reg::ID_AA64ISAR0_EL1, 16, 1, "CRC32"},
    {Reg::ID_AA64ISAR0_EL1, 20, 2, "Atomic", &CpuFeatures::lse, "cpu.lse"},
    {Reg::ID_AA64ISAR1_EL1, 20, 2, "LRCPC"},  // LDAPUR too
    {Reg::ID_AA64MMFR0_EL1, 0, 5, "PARange"}, // 48 bits
    {Reg::ID_AA64MMFR0_EL1, 20, 1, "TGran16"},
    {Reg::ID_AA64MMFR1_EL1, 20, 2, "PAN"}, // with AT S1E1RP
    {Reg::ID_AA64MMFR3_EL1, 4, 1, "SCTLRX", &CpuFeatures::doubleFault2, "cpu.double-fault2"},
};

constexpr uint64_t kMidr = 0x000f5ea0; // implementer 0: reserved for software use

VcpuState modelWith(const CpuFeatures& features) {
    VcpuState state;
    state[Reg::MIDR_EL1] = kMidr;
    for (const IdField& field : kIdFields)
        if (field.onlyWith == nullptr || features.*field.onlyWith)
            state[field.reg] = withBits(state[field.reg], field.lsb + 3, field.lsb, field.value);
    return state;
}

VcpuState identificationOf(const Scenario& scenario) {
    VcpuState state = modelWith(scenario.cpu);
    for (const RegChange& change : scenario.idRegisters)
        state[change.reg] = change.value;
    return state;
}

} // namespace

std::vector<RegChange> identificationRegisters(const Scenario& scenario) {
    const VcpuState state = identificationOf(scenario);
    std::vector<RegChange> registers;
    for (size_t i = 0; i < kRegCount; ++i)
        if (const auto reg = static_cast<Reg>(i); isIdentification(reg))
            registers.push_back({reg, state[reg]});
    return registers;
}

CpuFeatures featuresOf(const VcpuState& state) {
    CpuFeatures features{true, true, true, true};
    for (const IdField& field : kIdFields)
        if (field.onlyWith != nullptr && field.in(state[field.reg]) == 0)
            features.*field.onlyWith = false;
    return features;
}

Scenario asIdentified(const Scenario& scenario, const VcpuState& state) {
    Scenario found = scenario;
    found.cpu = featuresOf(state);
    found.idRegisters.clear();
    for (const RegChange& model : identificationRegisters(found))
        if (state[model.reg] != model.value)
            found.idRegisters.push_back({model.reg, state[model.reg]});
    return found;
}

Result<void> checkIdentification(const Scenario& scenario) {
    for (const RegChange& change : scenario.idRegisters)
        if (!isIdentification(change.reg))
            return failure(fmt::format("{} does not identify the CPU", regInfo(change.reg).name),
                           "cpu.registers",
                           "use MIDR_EL1 and ID_AA64*; other registers belong to a [[vcpu]]");
    const VcpuState state = identificationOf(scenario);
    for (const IdField& field : kIdFields) {
        if (field.onlyWith == nullptr)
            continue;
        const uint64_t value = field.in(state[field.reg]);
        const bool flag = scenario.cpu.*field.onlyWith;
        if ((value != 0) != flag)
            return failure(fmt::format("{}.{} is {}, but {} is {}", regInfo(field.reg).name,
                                       field.name, value, field.key, flag),
                           "cpu.registers",
                           fmt::format("set {} = {}, or correct the register", field.key, !flag));
    }
    return {};
}

} // namespace seatape
