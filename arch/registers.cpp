// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/registers.h"

#include "seatape/base/seatape_assert.h"
#include "seatape/esr/sysreg_table.h"

namespace seatape {
namespace {

constexpr uint64_t kCoreId = 0x6030000000100000u;       // KVM_REG_ARM64 | SIZE_U64 | ARM_CORE
constexpr uint64_t kCoreId32 = 0x6020000000100000u;     // the same with SIZE_U32
constexpr uint64_t kSimdId = 0x6040000000100054u;       // SIZE_U128, fp_regs.vregs[0]
constexpr uint64_t kSysRegId = 0x6030000000130000u;     // KVM_REG_ARM64 | SIZE_U64 | ARM64_SYSREG
constexpr uint64_t kResetUnknown = 0x1de7ec7edbadc0deu; // arch/arm64/kvm/sys_regs.h, reset_unknown

using Table = std::array<RegInfo, kRegCount>;

constexpr std::string_view kXNames[31] = {"X0",  "X1",  "X2",  "X3",  "X4",  "X5",  "X6",  "X7",
                                          "X8",  "X9",  "X10", "X11", "X12", "X13", "X14", "X15",
                                          "X16", "X17", "X18", "X19", "X20", "X21", "X22", "X23",
                                          "X24", "X25", "X26", "X27", "X28", "X29", "X30"};

constexpr std::string_view kVNames[64] = {
    "V0",  "V0_HI",  "V1",  "V1_HI",  "V2",  "V2_HI",  "V3",  "V3_HI",  "V4",  "V4_HI",
    "V5",  "V5_HI",  "V6",  "V6_HI",  "V7",  "V7_HI",  "V8",  "V8_HI",  "V9",  "V9_HI",
    "V10", "V10_HI", "V11", "V11_HI", "V12", "V12_HI", "V13", "V13_HI", "V14", "V14_HI",
    "V15", "V15_HI", "V16", "V16_HI", "V17", "V17_HI", "V18", "V18_HI", "V19", "V19_HI",
    "V20", "V20_HI", "V21", "V21_HI", "V22", "V22_HI", "V23", "V23_HI", "V24", "V24_HI",
    "V25", "V25_HI", "V26", "V26_HI", "V27", "V27_HI", "V28", "V28_HI", "V29", "V29_HI",
    "V30", "V30_HI", "V31", "V31_HI"};

/// Returns the encoding of a register; one without does not compile.
consteval uint16_t encodingOf(std::string_view name) {
    for (const SysregName& row : kSysregNames)
        if (row.name == name)
            return row.key;
    throw "esr/sysreg_table.h lacks the register";
}

/// A member of struct kvm_regs.
consteval RegInfo coreRow(std::string_view name, unsigned offset, uint64_t reset = 0) {
    return {name, RegAccess::Core, kCoreId + offset, 0, reset};
}

/// One that the guest reaches by MRS and MSR, too.
consteval RegInfo coreSysRow(std::string_view name, unsigned offset) {
    return {name, RegAccess::Core, kCoreId + offset, encodingOf(name), 0};
}

consteval RegInfo fpRow(std::string_view name, unsigned offset) {
    return {name, RegAccess::Core, kCoreId32 + offset, encodingOf(name), 0};
}

consteval RegInfo sysRow(std::string_view name, uint64_t reset = 0) {
    return {name, RegAccess::System, kSysRegId + encodingOf(name), encodingOf(name), reset};
}

struct RegRow {
    Reg reg;
    RegInfo info;
};

// kvm-sea-spec §2.12 (reset values) and §2.13 (ids). The identification registers get their values
// from the CPU model, not from here.
constexpr RegRow kRegRows[] = {
    {Reg::SP_EL0, coreSysRow("SP_EL0", 0x3e)},
    {Reg::SP_EL1, coreRow("SP_EL1", 0x44)},
    {Reg::PC, coreRow("PC", 0x40)},
    {Reg::PSTATE, coreRow("PSTATE", 0x42, 0x3c5)},
    {Reg::ELR_EL1, coreSysRow("ELR_EL1", 0x46)},
    {Reg::SPSR_EL1, coreSysRow("SPSR_EL1", 0x48)},
    {Reg::SPSR_ABT, coreRow("SPSR_ABT", 0x4a)},
    {Reg::SPSR_UND, coreRow("SPSR_UND", 0x4c)},
    {Reg::SPSR_IRQ, coreRow("SPSR_IRQ", 0x4e)},
    {Reg::SPSR_FIQ, coreRow("SPSR_FIQ", 0x50)},
    {Reg::FPSR, fpRow("FPSR", 0xd4)},
    {Reg::FPCR, fpRow("FPCR", 0xd5)},
    {Reg::MIDR_EL1, sysRow("MIDR_EL1")},
    {Reg::MPIDR_EL1, sysRow("MPIDR_EL1")},
    {Reg::ID_AA64PFR0_EL1, sysRow("ID_AA64PFR0_EL1")},
    {Reg::ID_AA64PFR1_EL1, sysRow("ID_AA64PFR1_EL1")},
    {Reg::ID_AA64DFR0_EL1, sysRow("ID_AA64DFR0_EL1")},
    {Reg::ID_AA64ISAR0_EL1, sysRow("ID_AA64ISAR0_EL1")},
    {Reg::ID_AA64ISAR1_EL1, sysRow("ID_AA64ISAR1_EL1")},
    {Reg::ID_AA64ISAR2_EL1, sysRow("ID_AA64ISAR2_EL1")},
    {Reg::ID_AA64MMFR0_EL1, sysRow("ID_AA64MMFR0_EL1")},
    {Reg::ID_AA64MMFR1_EL1, sysRow("ID_AA64MMFR1_EL1")},
    {Reg::ID_AA64MMFR2_EL1, sysRow("ID_AA64MMFR2_EL1")},
    {Reg::ID_AA64MMFR3_EL1, sysRow("ID_AA64MMFR3_EL1")},
    {Reg::ID_AA64MMFR4_EL1, sysRow("ID_AA64MMFR4_EL1")},
    {Reg::SCTLR_EL1, sysRow("SCTLR_EL1", 0x00c50078)},
    {Reg::ACTLR_EL1, sysRow("ACTLR_EL1")},
    {Reg::CPACR_EL1, sysRow("CPACR_EL1")},
    {Reg::SCTLR2_EL1, sysRow("SCTLR2_EL1")},
    {Reg::TTBR0_EL1, sysRow("TTBR0_EL1", kResetUnknown)},
    {Reg::TTBR1_EL1, sysRow("TTBR1_EL1", kResetUnknown)},
    {Reg::TCR_EL1, sysRow("TCR_EL1")},
    {Reg::TCR2_EL1, sysRow("TCR2_EL1")},
    {Reg::AFSR0_EL1, sysRow("AFSR0_EL1", kResetUnknown)},
    {Reg::AFSR1_EL1, sysRow("AFSR1_EL1", kResetUnknown)},
    {Reg::ESR_EL1, sysRow("ESR_EL1", kResetUnknown)},
    {Reg::FAR_EL1, sysRow("FAR_EL1", kResetUnknown)},
    {Reg::PAR_EL1, sysRow("PAR_EL1", kResetUnknown)},
    {Reg::MAIR_EL1, sysRow("MAIR_EL1", kResetUnknown)},
    {Reg::AMAIR_EL1, sysRow("AMAIR_EL1", kResetUnknown)},
    {Reg::VBAR_EL1, sysRow("VBAR_EL1")},
    {Reg::DISR_EL1, sysRow("DISR_EL1")},
    {Reg::CONTEXTIDR_EL1, sysRow("CONTEXTIDR_EL1")},
    {Reg::TPIDR_EL1, sysRow("TPIDR_EL1", kResetUnknown)},
    {Reg::CNTKCTL_EL1, sysRow("CNTKCTL_EL1")},
    {Reg::TPIDR_EL0, sysRow("TPIDR_EL0", kResetUnknown)},
    {Reg::TPIDRRO_EL0, sysRow("TPIDRRO_EL0", kResetUnknown)},
    {Reg::SERROR_PENDING, {"SERROR_PENDING", RegAccess::Events, 0, 0, 0}},
    {Reg::SERROR_ESR, {"SERROR_ESR", RegAccess::Events, 0, 0, 0}},
    {Reg::MP_STATE, {"MP_STATE", RegAccess::MpState, 0, 0, 0}},
};

constexpr Table makeTable() {
    Table table{};
    for (unsigned n = 0; n < 31; ++n)
        table[n] = {kXNames[n], RegAccess::Core, kCoreId + 2 * n, 0, 0};
    for (unsigned n = 0; n < 32; ++n) {
        const auto low = static_cast<size_t>(vRegLow(n));
        table[low] = {kVNames[2 * n], RegAccess::Simd, kSimdId + 4 * n, 0, 0};
        table[low + 1] = {kVNames[2 * n + 1], RegAccess::Simd, kSimdId + 4 * n, 0, 0};
    }
    for (const RegRow& row : kRegRows)
        table[static_cast<size_t>(row.reg)] = row.info;
    return table;
}

constexpr Table kRegInfos = makeTable();

constexpr bool everyRowIsNamed() {
    for (const RegInfo& info : kRegInfos)
        if (info.name.empty())
            return false;
    return true;
}
static_assert(everyRowIsNamed(), "a Reg has no row in the register table");

} // namespace

const RegInfo& regInfo(Reg reg) {
    SEATAPE_ASSERT(reg < Reg::Count);
    return kRegInfos[static_cast<size_t>(reg)];
}

std::optional<Reg> regByName(std::string_view name) {
    for (size_t i = 0; i < kRegCount; ++i)
        if (kRegInfos[i].name == name)
            return static_cast<Reg>(i);
    return std::nullopt;
}

} // namespace seatape
