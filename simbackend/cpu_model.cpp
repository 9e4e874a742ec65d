#include "simbackend/cpu_model.h"

#include "core/bits.h"

namespace seatape::sim {
namespace {

struct IdField {
    Reg reg;
    unsigned lsb;
    uint64_t value;
    bool CpuFeatures::*onlyWith; // nullptr: always
};

// What the modelled CPU has (Arm ARM D19.2, ID_AA64*). Fields that are absent here read as zero.
constexpr IdField kIdFields[] = {
    {Reg::ID_AA64PFR0_EL1, 0, 1, nullptr},                     // EL0: AArch64 only
    {Reg::ID_AA64PFR0_EL1, 4, 1, nullptr},                     // EL1: AArch64 only
    {Reg::ID_AA64PFR0_EL1, 28, 1, &CpuFeatures::ras},          // RAS
    {Reg::ID_AA64PFR1_EL1, 8, 2, &CpuFeatures::mte},           // MTE
    {Reg::ID_AA64PFR1_EL1, 56, 1, &CpuFeatures::doubleFault2}, // DF2
    {Reg::ID_AA64DFR0_EL1, 0, 6, nullptr},                     // DebugVer: Armv8.0
    {Reg::ID_AA64ISAR0_EL1, 16, 1, nullptr},                   // CRC32
    {Reg::ID_AA64ISAR0_EL1, 20, 2, &CpuFeatures::lse},         // Atomic
    {Reg::ID_AA64ISAR1_EL1, 20, 2, nullptr},                   // LRCPC: LDAPUR too
    {Reg::ID_AA64MMFR0_EL1, 0, 5, nullptr},                    // PARange: 48 bits
    {Reg::ID_AA64MMFR0_EL1, 20, 1, nullptr},                   // TGran16
    {Reg::ID_AA64MMFR1_EL1, 20, 2, nullptr},                   // PAN, with AT S1E1RP
    {Reg::ID_AA64MMFR3_EL1, 4, 1, &CpuFeatures::doubleFault2}, // SCTLRX: SCTLR2_EL1
};

constexpr uint64_t kMidr = 0x000f5ea0; // implementer 0: reserved for software use
constexpr uint64_t kMpidrRes1 = uint64_t{1} << 31;

} // namespace

VcpuState resetState(const CpuFeatures& features, uint32_t index) {
    VcpuState state;
    for (size_t i = 0; i < kRegCount; ++i)
        state.words[i] = regInfo(static_cast<Reg>(i)).reset;
    for (const IdField& field : kIdFields)
        if (field.onlyWith == nullptr || features.*field.onlyWith)
            state[field.reg] = withBits(state[field.reg], field.lsb + 3, field.lsb, field.value);
    state[Reg::MIDR_EL1] = kMidr;
    state[Reg::MPIDR_EL1] = kMpidrRes1 | index;
    return state;
}

} // namespace seatape::sim
