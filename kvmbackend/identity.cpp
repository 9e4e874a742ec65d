// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/identity.h"

#include "kvmbackend/vcpu_registers.h"
#include "seatape/base/bits.h"
#include "seatape/core/cpu_identification.h"

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr unsigned kFieldBits = 4; // of almost every field of ID_AA64*

/// Writes those fields of a register that the kernel takes.
void writeFields(const Vcpu& vcpu, Reg reg, uint64_t host, uint64_t wanted) {
    for (unsigned lsb = 0; lsb < 64; lsb += kFieldBits) {
        const uint64_t field = lowMask(kFieldBits) << lsb;
        const uint64_t next = (host & ~field) | (wanted & field);
        if (next != host && writeRegister(vcpu, reg, next) == 0)
            host = next;
    }
}

/// Returns the value with those fields that must stay the host's: the CPU sets PSTATE.BTYPE whether
/// or not the guest is told of FEAT_BTI (ID_AA64PFR1_EL1.BT), and the trace has to say that it
/// does.
uint64_t withHostFields(const RegChange& wanted, uint64_t host) {
    return wanted.reg == Reg::ID_AA64PFR1_EL1 ? withBits(wanted.value, 3, 0, bits(host, 3, 0))
                                              : wanted.value;
}

/// Lists what the vCPU is to have: the model's identification, and what KVM_ARM_VCPU_INIT leaves in
/// the other system registers.
std::vector<RegChange> wantedRegisters(const Scenario& scenario) {
    std::vector<RegChange> wanted = identificationRegisters(scenario);
    for (size_t i = 0; i < kRegCount; ++i) {
        const auto reg = static_cast<Reg>(i);
        const RegInfo& info = regInfo(reg);
        if (info.access == RegAccess::System && !isIdentification(reg) && reg != Reg::MPIDR_EL1)
            wanted.push_back({reg, info.reset});
    }
    return wanted;
}

} // namespace

Result<void> identify(const Vcpu& vcpu, const Scenario& scenario) {
    auto host = readState(vcpu);
    if (!host)
        return passOn(host);
    for (const RegChange& wanted : wantedRegisters(scenario)) {
        const uint64_t found = (*host)[wanted.reg];
        const uint64_t value = withHostFields(wanted, found);
        if (found == value || writeRegister(vcpu, wanted.reg, value) == 0)
            continue;
        if (isIdentification(wanted.reg))
            writeFields(vcpu, wanted.reg, found, value);
    }
    return {};
}

Result<void> checkFeatures(const CpuFeatures& wanted, const CpuFeatures& found) {
    struct Row {
        bool CpuFeatures::*feature;
        const char* name;
        const char* key;
    };
    constexpr Row kRows[] = {
        {&CpuFeatures::ras, "the RAS extension", "cpu.ras"},
        {&CpuFeatures::doubleFault2, "FEAT_DoubleFault2", "cpu.double-fault2"},
        {&CpuFeatures::lse, "FEAT_LSE", "cpu.lse"},
        {&CpuFeatures::mte, "FEAT_MTE, which takes memory that is not shared,", "cpu.mte"}};
    for (const Row& row : kRows) {
        const bool isWanted = wanted.*row.feature;
        if (isWanted == found.*row.feature)
            continue;
        return failure(
            fmt::format("the guest's CPU {} {} on this KVM",
                        isWanted ? "cannot have" : "cannot be without", row.name),
            row.key,
            fmt::format("set it to {}, use another host CPU, or --backend sim", !isWanted));
    }
    return {};
}

} // namespace seatape::kvm
