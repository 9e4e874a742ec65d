// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/register_layouts.h"

#include "seatape/base/ascii.h"
#include "seatape/esr/fault_status_table.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"
#include "seatape/esr/serror_codes.h"

#include <algorithm>

namespace seatape {

namespace {

constexpr ValueName kModes64[] = {
    {0x0, "EL0t", "EL0"},
    {0x4, "EL1t", "EL1 with SP_EL0"},
    {0x5, "EL1h", "EL1 with SP_EL1"},
    {0x8, "EL2t", "EL2 with SP_EL0"},
    {0x9, "EL2h", "EL2 with SP_EL2"},
    {0xc, "EL3t", "EL3 with SP_EL0"},
    {0xd, "EL3h", "EL3 with SP_EL3"},
};
constexpr ValueName kModes32[] = {
    {0x0, "usr", "User"},       {0x1, "fiq", "FIQ"},       {0x2, "irq", "IRQ"},
    {0x3, "svc", "Supervisor"}, {0x6, "mon", "Monitor"},   {0x7, "abt", "Abort"},
    {0xa, "hyp", "Hyp"},        {0xb, "und", "Undefined"}, {0xf, "sys", "System"},
};

constexpr BitField knRW{4, 4};
constexpr FieldRow kSpsr64[] = {
    res0(63, 37),
    flag(36, "UINJ", "inject an Undefined Instruction exception on return"),
    flag(35, "PACM", "PACM state"),
    flag(34, "EXLOCK", "exception return state locked (GCS)").ifHas(Feature::GCS),
    flag(33, "PPEND", "PMU profiling exception pending").ifHas(Feature::EBEP),
    flag(32, "PM", "PMU profiling exception mask").ifHas(Feature::EBEP),
    flag(31, "N", "Negative"),
    flag(30, "Z", "Zero"),
    flag(29, "C", "Carry"),
    flag(28, "V", "Overflow"),
    res0(27, 26),
    flag(25, "TCO", "Tag Check Override").ifHas(Feature::MTE2),
    flag(24, "DIT", "Data Independent Timing"),
    flag(23, "UAO", "User Access Override"),
    flag(22, "PAN", "Privileged Access Never"),
    flag(21, "SS", "Software Step"),
    flag(20, "IL", "Illegal Execution state"),
    res0(19, 14),
    flag(13, "ALLINT", "all interrupts masked"),
    flag(12, "SSBS", "Speculative Store Bypass Safe"),
    number(11, 10, "BTYPE", "Branch Type").ifHas(Feature::BTI),
    flag(9, "D", "debug exceptions masked"),
    flag(8, "A", "SError masked"),
    flag(7, "I", "IRQ masked"),
    flag(6, "F", "FIQ masked"),
    res0(5, 5),
    flag(knRW, "nRW", "0: AArch64; 1: AArch32"),
    coded(3, 0, "M", "Exception level and stack pointer", kModes64),
};
constexpr FieldRow kSpsr32[] = {
    res0(63, 34),
    flag(33, "PPEND", "PMU profiling exception pending").ifHas(Feature::EBEP),
    res0(32, 32),
    flag(31, "N", "Negative"),
    flag(30, "Z", "Zero"),
    flag(29, "C", "Carry"),
    flag(28, "V", "Overflow"),
    flag(27, "Q", "saturation or overflow happened"),
    number(26, 25, "IT1", "IT[1:0]: If-Then state"),
    flag(24, "DIT", "Data Independent Timing"),
    flag(23, "SSBS", "Speculative Store Bypass Safe"),
    flag(22, "PAN", "Privileged Access Never"),
    flag(21, "SS", "Software Step"),
    flag(20, "IL", "Illegal Execution state"),
    number(19, 16, "GE", "Greater than or Equal flags"),
    number(15, 10, "IT7", "IT[7:2]: If-Then state"),
    flag(9, "E", "big-endian data"),
    flag(8, "A", "SError masked"),
    flag(7, "I", "IRQ masked"),
    flag(6, "F", "FIQ masked"),
    flag(5, "T", "T32 instruction set"),
    flag(knRW, "nRW", "0: AArch64; 1: AArch32"),
    coded(3, 0, "M", "AArch32 mode", kModes32),
};
constexpr Overlay kSpsrStates[] = {{ifClear(knRW, "nRW=0"), kSpsr64},
                                   {ifSet(knRW, "nRW=1"), kSpsr32}};
constexpr FieldRow kSpsr[] = {choice(63, 0, kSpsrStates)};

constexpr FieldRow kHpfar[] = {
    flag(63, "NS", "Non-secure IPA; KVM borrows the bit to say that HPFAR is valid"),
    res0(62, 48),
    number(47, 4, "FIPA", "faulting IPA, bits [55:12]"),
    res0(3, 0),
};

constexpr FieldRow kIsr[] = {
    res0(63, 11),
    flag(10, "IS", "IRQ pending with superpriority"),
    flag(9, "FS", "FIQ pending with superpriority"),
    flag(8, "A", "SError pending"),
    flag(7, "I", "IRQ pending"),
    flag(6, "F", "FIQ pending"),
    res0(5, 0),
};

constexpr FieldRow kVsesr[] = {
    res0(63, 25),
    flag(serror_iss::IDS, "IDS", "becomes ESR_EL1.IDS of the virtual SError"),
    number(serror_iss::IMPDEF, "ISS", "becomes ESR_EL1.ISS[23:0] of the virtual SError"),
};

constexpr FieldRow kDisrImpDef[] = {
    impDef(serror_iss::IMPDEF, "the implementation's own syndrome")};
constexpr FieldRow kDisrFields[] = {
    res0(23, 18),
    coded(serror_iss::WU, "WU", "Write Update: did the failed store reach memory", kWriteUpdate)
        .ifHas(Feature::RASv2),
    flag(serror_iss::VFV, "VFV", "FAR Valid").ifHas(Feature::RASv2),
    flag(serror_iss::PFV, "PFV", "PFAR Valid").ifHas(Feature::PFAR),
    res0(13, 13),
    coded(serror_iss::AET, "AET", "Asynchronous Error Type", kAsyncErrorType),
    flag(serror_iss::EA, "EA", "External abort type"),
    res0(8, 8),
    flag(serror_iss::WnRV, "WnRV", "WnR Valid").ifHas(Feature::RASv2),
    flag(serror_iss::WnR, "WnR", "Write not Read").ifHas(Feature::RASv2),
    coded(serror_iss::DFSC, "DFSC", "Data Fault Status Code", kSErrorStatus),
};
constexpr Overlay kDisrIds[] = {{when::idsSet, kDisrImpDef}, {when::idsClear, kDisrFields}};
constexpr FieldRow kDisr[] = {
    res0(63, 32),
    flag(31, "A", "an SError was consumed by an ESB instruction"),
    res0(30, 25),
    flag(serror_iss::IDS, "IDS", "Implementation Defined Syndrome"),
    choice(serror_iss::IMPDEF, kDisrIds),
};

constexpr FieldRow kSctlr[] = {
    number(63, 45, "other63_45", "bits that do not change exception entry"),
    flag(44, "DSSBS", "PSTATE.SSBS on exception entry"),
    number(43, 42, "other43_42", "bits that do not change exception entry"),
    number(41, 40, "TCF", "EL1 tag check faults: 1 synchronous, 2 asynchronous")
        .ifHas(Feature::MTE2),
    number(39, 38, "TCF0", "EL0 tag check faults: 1 synchronous, 2 asynchronous")
        .ifHas(Feature::MTE2),
    number(37, 26, "other37_26", "bits that do not change exception entry"),
    flag(25, "EE", "big-endian data at EL1 and in walks"),
    flag(24, "E0E", "big-endian data at EL0"),
    flag(23, "SPAN", "0: exception entry sets PSTATE.PAN"),
    flag(22, "EIS", "exception entry is context synchronizing"),
    flag(21, "IESB", "implicit error synchronization at entry and return"),
    flag(20, "TSCXT", "EL0 access to SCXTNUM_EL0 is trapped"),
    flag(19, "WXN", "writable memory is not executable"),
    number(18, 13, "other18_13", "bits that do not change exception entry"),
    flag(12, "I", "instruction caches on"),
    number(11, 5, "other11_5", "bits that do not change exception entry"),
    flag(4, "SA0", "EL0 stack alignment is checked"),
    flag(3, "SA", "EL1 stack alignment is checked"),
    flag(2, "C", "data caches on"),
    flag(1, "A", "data alignment is checked"),
    flag(0, "M", "stage 1 translation on"),
};

constexpr FieldRow kSctlr2[] = {
    number(63, 6, "other63_6", "bits that do not concern error exceptions"),
    flag(5, "EASE", "External Aborts are taken at the SError vector"),
    flag(4, "EnANERR", "abort on errors in Normal memory"),
    flag(3, "EnADERR", "abort on errors in Device memory"),
    flag(2, "NMEA", "SError is taken even if PSTATE.A is 1"),
    number(1, 0, "other1_0", "bits that do not concern error exceptions"),
};

constexpr ValueName kShareability[] = {
    {0, "NSH", "non-shareable"}, {2, "OSH", "outer shareable"}, {3, "ISH", "inner shareable"}};
constexpr BitField kF{0, 0};
constexpr FieldRow kParSuccess[] = {
    number(63, 56, "ATTR", "memory attributes, as in MAIR_ELx"),
    number(55, 12, "PA", "output address, bits [55:12]"),
    flag(11, "NSE", "with NS the physical address space (RME); RES1 otherwise"),
    impDef(10, 10, "the implementation's own"),
    flag(9, "NS", "Non-secure"),
    coded(8, 7, "SH", "Shareability", kShareability),
    res0(6, 1),
    flag(kF, "F", "the translation failed"),
};
constexpr FieldRow kParFault[] = {
    impDef(63, 48, "the implementation's own"),
    res0(47, 16),
    flag(15, "DirtyBit", "the dirty state denied the write").ifHas(Feature::S1PIE),
    flag(14, "Overlay", "a permission overlay denied the access").ifHas(Feature::S1POE),
    flag(13, "TopLevel", "the fault is due to TTTBR or a top level check"),
    flag(12, "AssuredOnly", "the access needs an assured translation").ifHas(Feature::THE),
    res1(11, 11),
    res0(10, 10),
    flag(9, "S", "the fault was in stage 2"),
    flag(8, "PTW", "a stage 2 fault on the stage 1 walk"),
    res0(7, 7),
    coded(6, 1, "FST", "Fault Status", kAllFaultNames.entries),
    flag(kF, "F", "the translation failed"),
};
constexpr Overlay kParResult[] = {{ifClear(kF, "F=0"), kParSuccess}, {ifSet(kF, "F=1"), kParFault}};
constexpr FieldRow kPar[] = {choice(63, 0, kParResult)};

constexpr ValueName kErrorType[] = {
    {0, "UC", "uncontainable"},
    {1, "UEU", "unrecoverable"},
    {2, "UEO", "latent or restartable"},
    {3, "UER", "signalled or recoverable"},
};
constexpr ValueName kErrorCode[] = {
    {0, "NONE", "no error"},
    {1, "IMPDEF", "implementation defined"},
    {2, "INTERNAL_MEM", "data value from non-associative internal memory"},
    {3, "PIN", "implementation defined pin"},
    {4, "ASSERTION", "assertion failure"},
    {5, "INTERNAL_DATAPATH", "error on an internal data path"},
    {6, "CACHE_DATA", "data value from associative memory: cache data"},
    {7, "CACHE_TAG", "address or control value from associative memory: cache tag"},
    {8, "TLB_DATA", "data value from a TLB"},
    {9, "TLB_TAG", "address or control value from a TLB"},
    {10, "PRODUCER_DATA", "data value from a producer"},
    {11, "PRODUCER_CONTROL", "address or control value from a producer"},
    {12, "EXTERNAL_MEM", "data value from external memory"},
    {13, "ILLEGAL_ADDRESS", "illegal address"},
    {14, "ILLEGAL_ACCESS", "illegal access"},
    {15, "ILLEGAL_STATE", "illegal state"},
    {16, "INTERNAL_REGISTER", "internal data register"},
    {17, "INTERNAL_CONTROL", "internal control register"},
    {18, "COMPLETER_ERROR", "error response from a completer"},
    {19, "TIMEOUT", "external timeout"},
    {20, "INTERNAL_TIMEOUT", "internal timeout"},
    {21, "DEFERRED_COMPLETER", "deferred error from a completer that the requester cannot defer"},
    {22, "DEFERRED_REQUESTER", "deferred error from a requester that the completer cannot defer"},
    {23, "PASSED_COMPLETER", "deferred error from a completer, passed through"},
    {24, "PASSED_REQUESTER", "deferred error from a requester, passed through"},
    {25, "PCIE", "recorded by PCIe error logs"},
    {26, "OTHER_INTERNAL", "other internal error"},
};
constexpr FieldRow kErrStatus[] = {
    res0(63, 32),
    flag(31, "AV", "Address Valid"),
    flag(30, "V", "the record holds an error"),
    flag(29, "UE", "Uncorrected Error"),
    flag(28, "ER", "Error Reported in band"),
    flag(27, "OF", "Overflow: more than one error"),
    flag(26, "MV", "Miscellaneous registers Valid"),
    number(25, 24, "CE", "Corrected Error: 1 transient, 2 at least one, 3 persistent"),
    flag(23, "DE", "Deferred Error"),
    flag(22, "PN", "Poison"),
    coded(21, 20, "UET", "Uncorrected Error Type", kErrorType),
    flag(19, "CI", "Critical Error condition"),
    flag(18, "RV", "Reset Valid"),
    res0(17, 16),
    number(15, 8, "IERR", "implementation defined error code"),
    coded(7, 0, "SERR", "architecturally defined error code", kErrorCode),
};

constexpr const Layout* kRegisters[] = {
    &layouts::spsr,      &layouts::hpfarEl2, &layouts::isrEl1,
    &layouts::vsesrEl2,  &layouts::disrEl1,  &layouts::sctlrEl1,
    &layouts::sctlr2El1, &layouts::parEl1,   &layouts::errStatus,
};

struct Spelling {
    std::string_view name;
    const Layout* layout;
};
constexpr Spelling kSpellings[] = {
    {"PSTATE", &layouts::spsr},          {"SPSR_EL1", &layouts::spsr},
    {"SPSR_EL2", &layouts::spsr},        {"SPSR_EL3", &layouts::spsr},
    {"HPFAR_EL2", &layouts::hpfarEl2},   {"ISR_EL1", &layouts::isrEl1},
    {"VSESR_EL2", &layouts::vsesrEl2},   {"DISR_EL1", &layouts::disrEl1},
    {"VDISR_EL2", &layouts::disrEl1},    {"SCTLR_EL1", &layouts::sctlrEl1},
    {"SCTLR2_EL1", &layouts::sctlr2El1}, {"SCTLR2_EL2", &layouts::sctlr2El1},
    {"PAR_EL1", &layouts::parEl1},       {"ERXSTATUS_EL1", &layouts::errStatus},
};

/// ERR<n>STATUS stands for 65536 registers, which no list should spell out.
bool isErrStatus(std::string_view name) {
    constexpr std::string_view kBegin = "ERR", kEnd = "STATUS";
    if (name.size() < kBegin.size() + kEnd.size() || !beginsLike(name, kBegin) ||
        !isSameName(name.substr(name.size() - kEnd.size()), kEnd))
        return false;
    const std::string_view index =
        name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size());
    return std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

namespace layouts {

constexpr Layout spsr = makeLayout<kSpsr, 63, 0>("SPSR_ELx", "Arm ARM, SPSR_EL1");
constexpr Layout hpfarEl2 = makeLayout<kHpfar, 63, 0>("HPFAR_EL2", "Arm ARM, HPFAR_EL2");
constexpr Layout isrEl1 = makeLayout<kIsr, 63, 0>("ISR_EL1", "Arm ARM, ISR_EL1");
constexpr Layout vsesrEl2 = makeLayout<kVsesr, 63, 0>("VSESR_EL2", "Arm ARM, VSESR_EL2");
constexpr Layout disrEl1 = makeLayout<kDisr, 63, 0>("DISR_EL1", "Arm ARM, DISR_EL1");
constexpr Layout sctlrEl1 = makeLayout<kSctlr, 63, 0>("SCTLR_EL1", "Arm ARM, SCTLR_EL1");
constexpr Layout sctlr2El1 = makeLayout<kSctlr2, 63, 0>("SCTLR2_EL1", "Arm ARM, SCTLR2_EL1");
constexpr Layout parEl1 = makeLayout<kPar, 63, 0>("PAR_EL1", "Arm ARM, PAR_EL1");
constexpr Layout errStatus = makeLayout<kErrStatus, 63, 0>("ERR<n>STATUS", "Arm RAS, ERR<n>STATUS");

} // namespace layouts

TableView<const Layout*> registerLayouts() {
    return kRegisters;
}

const Layout* registerLayout(std::string_view name) {
    for (const Spelling& spelling : kSpellings)
        if (isSameName(spelling.name, name))
            return spelling.layout;
    return isErrStatus(name) ? &layouts::errStatus : nullptr;
}

} // namespace seatape
