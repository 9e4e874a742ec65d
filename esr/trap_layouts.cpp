// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/fault_status_table.h"
#include "seatape/esr/field_value.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"

namespace seatape {

namespace {

constexpr FieldRow kNoRows[] = {res0(24, 0)};
constexpr FieldRow kUpperNone[] = {res0(63, 56), res0(55, 32)};
constexpr FieldRow kUnallocated[] = {number(esr::ISS, "ISS", "the class is not allocated")};
constexpr FieldRow kImpDef[] = {impDef(esr::ISS, "the implementation's own syndrome")};

constexpr ValueName kConditionCode[] = {
    {0, "EQ", "equal"},
    {1, "NE", "not equal"},
    {2, "CS", "carry set"},
    {3, "CC", "carry clear"},
    {4, "MI", "negative"},
    {5, "PL", "positive or zero"},
    {6, "VS", "overflow"},
    {7, "VC", "no overflow"},
    {8, "HI", "unsigned higher"},
    {9, "LS", "unsigned lower or same"},
    {10, "GE", "signed greater or equal"},
    {11, "LT", "signed less"},
    {12, "GT", "signed greater"},
    {13, "LE", "signed less or equal"},
    {14, "AL", "always"},
    {15, "NV", "always (encoding 0b1111)"},
};
constexpr FieldRow kCv = flag(trap_iss::CV, "CV", "Condition code Valid");
constexpr FieldRow kCondRow[] = {
    coded(trap_iss::COND, "COND", "condition code of the trapped instruction", kConditionCode)};
constexpr Overlay kCondOverlay[] = {{when::cvSet, kCondRow}};
constexpr FieldRow kCond = choice(trap_iss::COND, kCondOverlay);

constexpr ValueName kDirection[] = {
    {0, "WRITE", "from a general-purpose register to the system register, or a store"},
    {1, "READ", "from the system register to a general-purpose register, or a load"},
};
constexpr FieldRow kDirectionRow =
    coded(trap_iss::Direction, "Direction", "which way the value moves", kDirection);

constexpr ValueName kWaitInstruction[] = {
    {0, "WFI", "Wait For Interrupt"},
    {1, "WFE", "Wait For Event"},
    {2, "WFIT", "Wait For Interrupt with Timeout", Feature::WFxT},
    {3, "WFET", "Wait For Event with Timeout", Feature::WFxT},
};
constexpr FieldRow kWaitRegister[] = {number(9, 5, "RN", "register that holds the timeout")};
constexpr Overlay kWaitRegisterOverlay[] = {{when::waitRegisterValid, kWaitRegister}};
constexpr FieldRow kWfx[] = {
    kCv,
    kCond,
    res0(19, 10),
    choice(9, 5, kWaitRegisterOverlay),
    res0(4, 3),
    flag(trap_iss::RV, "RV", "Register Valid: RN names the timeout's register")
        .ifHas(Feature::WFxT),
    coded(trap_iss::TI, "TI", "Trapped Instruction", kWaitInstruction),
};

constexpr FieldRow kMcrMrc[] = {
    kCv,
    kCond,
    number(trap_iss::Op2, "Opc2", "second opcode"),
    number(trap_iss::Op1, "Opc1", "first opcode"),
    number(trap_iss::CRn, "CRn", "first coprocessor register"),
    number(trap_iss::Rt, "Rt", "general-purpose register, in AArch64 numbering"),
    number(trap_iss::CRm, "CRm", "second coprocessor register"),
    kDirectionRow,
};

constexpr FieldRow kMcrrMrrc[] = {
    kCv,
    kCond,
    number(trap_iss::PairOpc1, "Opc1", "opcode"),
    res0(15, 15),
    number(trap_iss::PairRt2, "Rt2", "second general-purpose register, in AArch64 numbering"),
    number(trap_iss::Rt, "Rt", "first general-purpose register, in AArch64 numbering"),
    number(trap_iss::CRm, "CRm", "coprocessor register"),
    kDirectionRow,
};

constexpr ValueName kAddressingMode[] = {
    {0, "IMM_UNINDEXED", "immediate unindexed"}, {1, "IMM_POST", "immediate post-indexed"},
    {2, "IMM_OFFSET", "immediate offset"},       {3, "IMM_PRE", "immediate pre-indexed"},
    {4, "LIT_UNINDEXED", "literal unindexed"},   {6, "LIT_OFFSET", "literal offset"},
};
constexpr FieldRow kLdcStc[] = {
    kCv,
    kCond,
    number(19, 12, "imm8", "immediate of the trapped instruction"),
    res0(11, 10),
    number(9, 5, "Rn", "base register, in AArch64 numbering"),
    flag(4, "Offset", "the offset is added, not subtracted"),
    coded(3, 1, "AM", "Addressing Mode", kAddressingMode),
    kDirectionRow,
};

constexpr FieldRow kFpTrap[] = {kCv, kCond, res0(19, 0)};

constexpr ValueName kOtherInstruction[] = {
    {0, "ST64BV", "ST64BV", Feature::LS64},
    {1, "ST64BV0", "ST64BV0", Feature::LS64},
    {2, "LDST64B", "LD64B or ST64B", Feature::LS64},
    {3, "TSBCSYNC", "TSB CSYNC"},
    {4, "PSBCSYNC", "PSB CSYNC"},
};
constexpr FieldRow kOther[] = {
    coded(esr::ISS, "ISS", "which instruction was trapped", kOtherInstruction)};

constexpr FieldRow kBti[] = {
    res0(24, 2),
    number(1, 0, "BTYPE", "PSTATE.BTYPE at the branch target"),
};

constexpr FieldRow kImmediate16[] = {
    res0(24, 16),
    number(trap_iss::imm16, "imm16", "immediate of the instruction"),
};

constexpr FieldRow kSmc32[] = {
    kCv,
    kCond,
    flag(19, "CCKNOWNPASS", "the instruction is conditional and CV, COND may be invalid"),
    res0(18, 0),
};

constexpr FieldRow kOp0 = number(trap_iss::Op0, "Op0", "op0 of the register's name");
constexpr FieldRow kOp2 = number(trap_iss::Op2, "Op2", "op2 of the register's name");
constexpr FieldRow kOp1 = number(trap_iss::Op1, "Op1", "op1 of the register's name");
constexpr FieldRow kCrn = number(trap_iss::CRn, "CRn", "CRn of the register's name");
constexpr FieldRow kCrm = number(trap_iss::CRm, "CRm", "CRm of the register's name");

constexpr FieldRow kSys64[] = {
    res0(24, 22), kOp0,          kOp2,
    kOp1,         kCrn,          number(trap_iss::Rt, "Rt", "general-purpose register"),
    kCrm,         kDirectionRow,
};

constexpr FieldRow kSys128[] = {
    res0(24, 22),
    kOp0,
    kOp2,
    kOp1,
    kCrn,
    number(trap_iss::RtPair, "Rt", "number of the first register of the pair, halved"),
    res0(5, 5),
    kCrm,
    kDirectionRow,
};

constexpr FieldRow kEret[] = {
    res0(24, 2),
    flag(1, "ERET", "0: ERET; 1: ERETAA or ERETAB"),
    flag(0, "ERETA", "0: ERETAA; 1: ERETAB"),
};

constexpr FieldRow kTstart[] = {
    res0(24, 10),
    number(9, 5, "Rd", "destination register of TSTART"),
    res0(4, 0),
};

constexpr FieldRow kPacFailure[] = {
    res0(24, 2),
    flag(1, "DnI", "0: an instruction key; 1: a data key"),
    flag(0, "BnA", "0: an A key; 1: a B key"),
};

constexpr ValueName kSmeTrap[] = {
    {0, "TRAP", "access to SME disabled by CPACR, CPTR or SMCR controls"},
    {1, "STREAMING", "instruction not legal in streaming SVE mode"},
    {2, "NOT_STREAMING", "instruction needs PSTATE.SM=1"},
    {3, "ZA_OFF", "instruction needs PSTATE.ZA=1"},
    {4, "ZT0", "access to ZT0 disabled", Feature::SME2},
};
constexpr FieldRow kSme[] = {
    res0(24, 3),
    coded(2, 0, "SMTC", "SME Trap Code", kSmeTrap),
};

constexpr ValueName kGptFault[] = {
    {0x00, "GPT_ADDRSIZE_L0", "GPT address size fault at level 0"},
    {0x04, "GPT_WALK_L0", "GPT walk fault at level 0"},
    {0x05, "GPT_WALK_L1", "GPT walk fault at level 1"},
    {0x0c, "GPF_L0", "granule protection fault at level 0"},
    {0x0d, "GPF_L1", "granule protection fault at level 1"},
    {0x14, "GPT_SEA_L0", "synchronous External abort on GPT fetch at level 0"},
    {0x15, "GPT_SEA_L1", "synchronous External abort on GPT fetch at level 1"},
};
constexpr FieldRow kGpc[] = {
    res0(24, 22),
    flag(21, "S2PTW", "the check failed on a stage 2 walk"),
    flag(20, "InD", "Instruction not Data"),
    coded(19, 14, "GPCSC", "Granule Protection Check Status Code", kGptFault),
    flag(abort_iss::VNCR, "VNCR", "the access was made through VNCR_EL2").ifHas(Feature::NV2),
    res0(12, 9),
    flag(abort_iss::CM, "CM", "Cache Maintenance or address translation instruction"),
    flag(abort_iss::S1PTW, "S1PTW", "the check failed on a stage 1 walk"),
    flag(abort_iss::WnR, "WnR", "Write not Read"),
    coded(abort_iss::FSC, "xFSC", "Instruction or Data Fault Status Code", kDataFaultNames.entries),
};

/// Newer manuals join WrongOption and OptionA to one field, FormatOption; Linux has these.
constexpr FieldRow kMopsRows[] = {
    flag(24, "MemInst", "1: a SET* instruction; 0: a CPY* instruction"),
    flag(23, "isSETG", "the instruction is SETG*, which also sets tags"),
    number(22, 19, "Options", "option bits of the instruction"),
    flag(18, "FromEpilogue", "taken from the epilogue instruction"),
    flag(17, "WrongOption", "the registers hold the state of the other algorithm"),
    flag(16, "OptionA", "the PE implements Option A"),
    res0(15, 15),
    number(14, 10, "destreg", "destination address register"),
    number(9, 5, "srcreg", "source address or data register"),
    number(4, 0, "sizereg", "size register"),
};

constexpr FieldRow kFpException[] = {
    res0(24, 24),
    flag(23, "TFV", "Trapped Fault Valid: the six exception bits are meaningful"),
    res0(22, 11),
    number(10, 8, "VECITR", "vector iteration, always 0b111 in AArch64"),
    flag(7, "IDF", "Input Denormal"),
    res0(6, 5),
    flag(4, "IXF", "Inexact"),
    flag(3, "UFF", "Underflow"),
    flag(2, "OFF", "Overflow"),
    flag(1, "DZF", "Divide by Zero"),
    flag(0, "IOF", "Invalid Operation"),
};

constexpr ValueName kGcsException[] = {
    {0, "DATA_CHECK", "the popped value did not match"},
    {1, "EXLOCK", "ELR or SPSR written while PSTATE.EXLOCK is 1"},
    {2, "STR", "a GCSSTR or GCSSTTR instruction was trapped"},
};
/// Linux esr.h has 6 and 7 for the last two, against the manual and QEMU.
constexpr ValueName kGcsInstruction[] = {
    {0, "RET", "RET, or RETAA and RETAB without a key of their own"},
    {1, "GCSPOPM", "GCSPOPM"},
    {2, "RET_KEYA", "RETAA or RETAASPPC"},
    {3, "RET_KEYB", "RETAB or RETABSPPC"},
    {4, "GCSSS1", "GCSSS1"},
    {5, "GCSSS2", "GCSSS2"},
    {8, "GCSPOPCX", "GCSPOPCX"},
    {9, "GCSPOPX", "GCSPOPX"},
};
constexpr FieldRow kGcsRaddr[] = {number(14, 10, "Raddr", "address register of the store")};
constexpr Overlay kGcsRaddrOverlay[] = {{when::gcsStore, kGcsRaddr}};
constexpr FieldRow kGcsRn[] = {number(9, 5, "Rn", "register that held the expected value")};
constexpr FieldRow kGcsRvalue[] = {number(9, 5, "Rvalue", "data register of the store")};
constexpr Overlay kGcsRegister[] = {{when::gcsDataCheck, kGcsRn}, {when::gcsStore, kGcsRvalue}};
constexpr FieldRow kGcsIt[] = {coded(4, 0, "IT", "Instruction Type", kGcsInstruction)};
constexpr Overlay kGcsItOverlay[] = {{when::gcsDataCheck, kGcsIt}};
constexpr FieldRow kGcs[] = {
    res0(24, 24),
    coded(gcs_iss::ExType, "ExType", "GCS exception type", kGcsException),
    res0(19, 15),
    choice(14, 10, kGcsRaddrOverlay),
    choice(9, 5, kGcsRegister),
    choice(4, 0, kGcsItOverlay),
};

constexpr ValueName kProfilingCause[] = {
    {0, "PMU", "a PMU counter overflowed", Feature::EBEP},
    {1, "SPE", "the profiling buffer needs attention (PMBSR_EL1.S)"},
    {2, "TRBE", "the trace buffer needs attention (TRBSR_EL1.IRQ)"},
};
constexpr FieldRow kProfiling[] = {
    res0(24, 6),
    coded(5, 1, "FSC", "why the exception was taken", kProfilingCause),
    flag(0, "SYNC", "taken synchronously to the instruction that caused the event")
        .ifHas(Feature::EBEP),
};

} // namespace

namespace layouts {

constexpr Layout none = makeLayout<kNoRows, 24, 0>(
    "no ISS", "Arm ARM, ESR_EL1, ISS encoding for an exception with an unknown reason");
constexpr Layout upperNone = makeLayout<kUpperNone, 63, 32>("no ISS2", "Arm ARM, ESR_EL1, ISS2");
constexpr Layout unallocated =
    makeLayout<kUnallocated, 24, 0>("unallocated class", "Arm ARM, ESR_EL1, field EC");
constexpr Layout implementationDefined = makeLayout<kImpDef, 24, 0>(
    "IMPLEMENTATION DEFINED", "Arm ARM, ESR_EL3, ISS encoding for EC 0x1F");
constexpr Layout wfx =
    makeLayout<kWfx, 24, 0>("WFx", "Arm ARM, ESR_EL1, ISS encoding for a WF* instruction");
constexpr Layout mcrMrc = makeLayout<kMcrMrc, 24, 0>(
    "MCR or MRC", "Arm ARM, ESR_EL1, ISS encoding for an MCR or MRC access");
constexpr Layout mcrrMrrc = makeLayout<kMcrrMrrc, 24, 0>(
    "MCRR or MRRC", "Arm ARM, ESR_EL1, ISS encoding for an MCRR or MRRC access");
constexpr Layout ldcStc = makeLayout<kLdcStc, 24, 0>(
    "LDC or STC", "Arm ARM, ESR_EL1, ISS encoding for an LDC or STC instruction");
constexpr Layout fpTrap = makeLayout<kFpTrap, 24, 0>(
    "FP access", "Arm ARM, ESR_EL1, ISS encoding for an access to SVE, Advanced SIMD or FP");
constexpr Layout other = makeLayout<kOther, 24, 0>(
    "other instruction", "Arm ARM, ESR_EL1, ISS encoding for an LD64B or ST64B* instruction");
constexpr Layout bti = makeLayout<kBti, 24, 0>(
    "Branch Target", "Arm ARM, ESR_EL1, ISS encoding for a Branch Target Identification");
constexpr Layout immediate16 = makeLayout<kImmediate16, 24, 0>(
    "immediate", "Arm ARM, ESR_EL1, ISS encoding for HVC or SVC instruction execution");
constexpr Layout smc32 = makeLayout<kSmc32, 24, 0>(
    "SMC AArch32", "Arm ARM, ESR_EL2, ISS encoding for SMC in AArch32 state");
constexpr Layout sys64 = makeLayout<kSys64, 24, 0>(
    "MSR, MRS or System instruction",
    "Arm ARM, ESR_EL1, ISS encoding for MSR, MRS, or System instruction execution");
constexpr Layout sys128 = makeLayout<kSys128, 24, 0>(
    "MSRR, MRRS or 128-bit System instruction",
    "Arm ARM, ESR_EL1, ISS encoding for MSRR, MRRS, or 128-bit System instruction");
constexpr Layout eret =
    makeLayout<kEret, 24, 0>("ERET", "Arm ARM, ESR_EL2, ISS encoding for an ERET* instruction");
constexpr Layout tstart = makeLayout<kTstart, 24, 0>(
    "TSTART", "Arm ARM (issue G to J), ESR_EL1, ISS encoding for TSTART");
constexpr Layout pacFailure = makeLayout<kPacFailure, 24, 0>(
    "PAC Fail", "Arm ARM, ESR_EL1, ISS encoding for a Pointer Authentication failure");
constexpr Layout sme =
    makeLayout<kSme, 24, 0>("SME", "Arm ARM, ESR_EL1, ISS encoding for SME functionality");
constexpr Layout granuleProtectionCheck = makeLayout<kGpc, 24, 0>(
    "Granule Protection Check", "Arm ARM, ESR_EL3, ISS encoding for a Granule Protection Check");
constexpr Layout mops = makeLayout<kMopsRows, 24, 0>(
    "Memory Copy and Set", "Arm ARM, ESR_EL1, ISS encoding for a Memory Copy and Memory Set");
constexpr Layout fpException = makeLayout<kFpException, 24, 0>(
    "FP exception", "Arm ARM, ESR_EL1, ISS encoding for a trapped floating-point exception");
constexpr Layout gcs =
    makeLayout<kGcs, 24, 0>("GCS", "Arm ARM, ESR_EL1, ISS encoding for a GCS exception");
constexpr Layout profiling = makeLayout<kProfiling, 24, 0>(
    "Profiling", "Arm ARM, ESR_EL1, ISS encoding for a Profiling exception");

} // namespace layouts

} // namespace seatape
