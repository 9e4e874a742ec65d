// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/class_table.h"

#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"

#include <array>

namespace seatape {

namespace {

using EC = ExceptionClass;

struct ClassRow {
    ExceptionClass ec;
    std::string_view symbol;
    std::string_view name;
    const Layout* iss;
    FeatureSet needs = {};
    uint8_t lowestEl = 0;
    const Layout* upper = &layouts::upperNone;
};

/// The classes whose IL bit the architecture fixes at 1: no instruction, or its length says
/// nothing. A data abort is one of them unless ISV is 1.
constexpr uint64_t kClassesWithFixedIl = when::codesThat([](uint8_t code) {
    return code == 0x00 || code == 0x0e || (code >= 0x20 && code <= 0x22) || code == 0x26 ||
           code == 0x2f || (code >= 0x30 && code <= 0x35);
});

constexpr ClassRow kClasses[] = {
    {EC::UNKNOWN, "UNKNOWN", "Unknown reason", &layouts::none},
    {EC::WFx, "WFx", "Trapped WFI, WFE, WFIT or WFET", &layouts::wfx},
    {EC::CP15_32, "CP15_32", "Trapped MCR or MRC, coproc 15", &layouts::mcrMrc, Feature::AA32},
    {EC::CP15_64, "CP15_64", "Trapped MCRR or MRRC, coproc 15", &layouts::mcrrMrrc, Feature::AA32},
    {EC::CP14_MR, "CP14_MR", "Trapped MCR or MRC, coproc 14", &layouts::mcrMrc, Feature::AA32},
    {EC::CP14_LS, "CP14_LS", "Trapped LDC or STC, coproc 14", &layouts::ldcStc, Feature::AA32},
    {EC::FP_ASIMD, "FP_ASIMD", "Trapped access to SVE, Advanced SIMD or floating-point",
     &layouts::fpTrap},
    {EC::CP10_ID, "CP10_ID", "Trapped VMRS access, coproc 10", &layouts::mcrMrc, Feature::AA32, 2},
    {EC::PAC, "PAC", "Trapped use of pointer authentication", &layouts::none, Feature::PAuth, 2},
    {EC::OTHER, "OTHER", "Trapped LD64B, ST64B* or other instruction", &layouts::other},
    {EC::CP14_64, "CP14_64", "Trapped MRRC, coproc 14", &layouts::mcrrMrrc, Feature::AA32},
    {EC::BTI, "BTI", "Branch Target exception", &layouts::bti, Feature::BTI},
    {EC::ILL, "ILL", "Illegal Execution state", &layouts::none},
    {EC::SVC32, "SVC32", "SVC in AArch32 state", &layouts::immediate16, Feature::AA32},
    {EC::HVC32, "HVC32", "HVC in AArch32 state", &layouts::immediate16, Feature::AA32, 2},
    {EC::SMC32, "SMC32", "SMC in AArch32 state", &layouts::smc32, Feature::AA32, 2},
    {EC::SYS128, "SYS128", "Trapped MSRR, MRRS or 128-bit System instruction", &layouts::sys128,
     Feature::SYSREG128},
    {EC::SVC64, "SVC64", "SVC in AArch64 state", &layouts::immediate16},
    {EC::HVC64, "HVC64", "HVC in AArch64 state", &layouts::immediate16, {}, 2},
    {EC::SMC64, "SMC64", "SMC in AArch64 state", &layouts::immediate16, {}, 2},
    {EC::SYS64, "SYS64", "Trapped MSR, MRS or System instruction", &layouts::sys64},
    {EC::SVE, "SVE", "Trapped access to SVE", &layouts::none, Feature::SVE},
    {EC::ERET, "ERET", "Trapped ERET, ERETAA or ERETAB", &layouts::eret, {}, 2},
    {EC::TSTART, "TSTART", "Trapped TSTART", &layouts::tstart, Feature::TME},
    {EC::FPAC, "FPAC", "Pointer authentication failure", &layouts::pacFailure, Feature::FPAC},
    {EC::SME, "SME", "Trapped access to SME", &layouts::sme, Feature::SME},
    {EC::GPC, "GPC", "Granule Protection Check", &layouts::granuleProtectionCheck, Feature::RME, 3},
    {EC::IMP_DEF,
     "IMP_DEF",
     "Implementation defined exception to EL3",
     &layouts::implementationDefined,
     {},
     3},
    {EC::IABT_LOW,
     "IABT_LOW",
     "Instruction Abort, lower EL",
     &layouts::instructionAbort,
     {},
     0,
     &layouts::instructionAbortUpper},
    {EC::IABT_CUR,
     "IABT_CUR",
     "Instruction Abort, same EL",
     &layouts::instructionAbort,
     {},
     0,
     &layouts::instructionAbortUpper},
    {EC::PC_ALIGN, "PC_ALIGN", "PC alignment fault", &layouts::none},
    {EC::DABT_LOW,
     "DABT_LOW",
     "Data Abort, lower EL",
     &layouts::dataAbort,
     {},
     0,
     &layouts::dataAbortUpper},
    {EC::DABT_CUR,
     "DABT_CUR",
     "Data Abort, same EL",
     &layouts::dataAbort,
     {},
     0,
     &layouts::dataAbortUpper},
    {EC::SP_ALIGN, "SP_ALIGN", "SP alignment fault", &layouts::none},
    {EC::MOPS, "MOPS", "Memory Copy and Memory Set", &layouts::mops, Feature::MOPS},
    {EC::FP_EXC32, "FP_EXC32", "Trapped floating-point exception, AArch32", &layouts::fpException,
     Feature::AA32},
    {EC::FP_EXC64, "FP_EXC64", "Trapped floating-point exception, AArch64", &layouts::fpException},
    {EC::GCS, "GCS", "Guarded Control Stack", &layouts::gcs, Feature::GCS},
    {EC::SERROR, "SERROR", "SError", &layouts::sError},
    {EC::BREAKPT_LOW, "BREAKPT_LOW", "Breakpoint, lower EL", &layouts::breakpoint},
    {EC::BREAKPT_CUR, "BREAKPT_CUR", "Breakpoint, same EL", &layouts::breakpoint},
    {EC::SOFTSTP_LOW, "SOFTSTP_LOW", "Software Step, lower EL", &layouts::softwareStep},
    {EC::SOFTSTP_CUR, "SOFTSTP_CUR", "Software Step, same EL", &layouts::softwareStep},
    {EC::WATCHPT_LOW,
     "WATCHPT_LOW",
     "Watchpoint, lower EL",
     &layouts::watchpoint,
     {},
     0,
     &layouts::watchpointUpper},
    {EC::WATCHPT_CUR,
     "WATCHPT_CUR",
     "Watchpoint, same EL",
     &layouts::watchpoint,
     {},
     0,
     &layouts::watchpointUpper},
    {EC::BKPT32, "BKPT32", "BKPT in AArch32 state", &layouts::breakpointInstruction, Feature::AA32},
    {EC::VECTOR32, "VECTOR32", "Vector Catch, AArch32", &layouts::breakpoint, Feature::AA32, 2},
    {EC::BRK64, "BRK64", "BRK in AArch64 state", &layouts::breakpointInstruction},
    {EC::PROFILING, "PROFILING", "Profiling exception", &layouts::profiling},
};

/// The EC row needs the names of all classes, and the entry of a class needs its EC row: so the
/// names come first.
constexpr std::array<ValueName, 64> kClassNames = [] {
    std::array<ValueName, 64> names{};
    for (uint16_t code = 0; code < 64; ++code)
        names[code].code = code;
    for (const ClassRow& row : kClasses) {
        const auto code = static_cast<uint16_t>(row.ec);
        names[code] = {code, row.symbol, row.name, row.needs, {}, row.lowestEl};
    }
    return names;
}();

constexpr FieldRow kEc = coded(esr::EC, "EC", "Exception Class", kClassNames);
constexpr FieldRow kFreeIl = flag(esr::IL, "IL", "Instruction Length: 1 for 32 bits, 0 for 16");
constexpr FieldRow kFixedIl = {esr::IL.msb, esr::IL.lsb, "IL",
                               "Instruction Length, fixed at 1 here", FieldKind::Res1};
constexpr FieldRow kFixedIlRow[] = {kFixedIl};
constexpr Overlay kFixedWithoutIsv[] = {{when::isvClear, kFixedIlRow}};

constexpr FieldRow kHeadWithIl[] = {kEc, kFreeIl};
constexpr FieldRow kHeadWithFixedIl[] = {kEc, kFixedIl};
constexpr FieldRow kHeadOfDataAbort[] = {kEc, kFreeIl.unless(kFixedWithoutIsv)};

constexpr std::string_view kHeadSource = "Arm ARM, ESR_EL1, fields EC and IL";
constexpr Layout kWithIl = makeLayout<kHeadWithIl, 31, 25>("EC and IL", kHeadSource);
constexpr Layout kWithFixedIl = makeLayout<kHeadWithFixedIl, 31, 25>("EC and IL", kHeadSource);
constexpr Layout kOfDataAbort = makeLayout<kHeadOfDataAbort, 31, 25>("EC and IL", kHeadSource);

constexpr const Layout* headOf(uint64_t code) {
    if (isDataAbort(static_cast<ExceptionClass>(code)))
        return &kOfDataAbort;
    return bit(kClassesWithFixedIl, static_cast<unsigned>(code)) ? &kWithFixedIl : &kWithIl;
}

/// Spreads the list over all 64 codes, so that a class without a meaning still has a layout.
constexpr std::array<ClassInfo, 64> kClassInfos = [] {
    std::array<ClassInfo, 64> table{};
    for (unsigned code = 0; code < 64; ++code)
        table[code] = {kClassNames[code], &layouts::upperNone, headOf(code), &layouts::unallocated};
    for (const ClassRow& row : kClasses) {
        ClassInfo& info = table[static_cast<unsigned>(row.ec)];
        info.upper = row.upper;
        info.iss = row.iss;
    }
    return table;
}();

} // namespace

const ClassInfo& classInfo(ExceptionClass ec) {
    return kClassInfos[static_cast<unsigned>(ec) & 0x3f];
}

std::string_view className(ExceptionClass ec) {
    const ValueName& name = classInfo(ec).ec;
    return name.name.empty() ? "unallocated" : name.text;
}

std::string_view classSymbol(ExceptionClass ec) {
    return classInfo(ec).ec.name;
}

} // namespace seatape
