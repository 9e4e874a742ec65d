// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status_table.h"
#include "seatape/esr/field_value.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"
#include "seatape/esr/make_layout.h"
#include "seatape/esr/serror_codes.h"

namespace seatape {

namespace {

constexpr ValueName kAccessSize[] = {
    {0, "BYTE", "1 byte"},
    {1, "HALF", "2 bytes"},
    {2, "WORD", "4 bytes"},
    {3, "DOUBLE", "8 bytes"},
};

constexpr ValueName kLoadStoreType[] = {
    {0, "NONE", "not specified"},
    {1, "ST64BV", "an ST64BV instruction", Feature::LS64},
    {2, "LDST64B", "an LD64B or ST64B instruction", Feature::LS64},
    {3, "ST64BV0", "an ST64BV0 instruction", Feature::LS64},
};

constexpr ValueName kSyncErrorType[] = {
    {0, "UER", "recoverable: the PE may go on once software has repaired the location"},
    {2, "UC", "uncontainable: the error may have spread", {}, Feature::RASv2},
    {3, "UEO", "restartable: the PE's state is intact and the access may be retried"},
};

// Combinations that the descriptions of the fields rule out.
constexpr unsigned kIsvBit = 24, kSseBit = 21, kSfBit = 15, kVncrBit = 13, kEaBit = 9, kCmBit = 8,
                   kS1ptwBit = 7, kWnrBit = 6;
constexpr Contradiction kNotIsv[] = {
    {bitIs(kIsvBit, 1), Remark::IsvOfExternalAbort, when::sea, Feature::RAS},
    {bitIs(kIsvBit, 1) && bitIs(kCmBit, 1), Remark::NotALoadOrStore},
    // At EL1 only the 64-byte loads and stores have an ISV, and LST is not 0 then.
    {bitIs(kIsvBit, 1) && fieldIs(12, 11, 0), Remark::WrongTargetEl, {}, {}, 2},
};
constexpr Contradiction kNotEa[] = {{bitIs(kEaBit, 1), Remark::EaOfOtherFault, when::notExternal}};
constexpr Contradiction kNotS1ptw[] = {{bitIs(kS1ptwBit, 1), Remark::NotOnWalk, when::neverOnWalk}};
constexpr Contradiction kNotWnrClear[] = {
    {bitIs(kCmBit, 1) && bitIs(kWnrBit, 0), Remark::MaintenanceIsWrite}};
constexpr Contradiction kNotSse[] = {
    {bitIs(kSseBit, 1) && bitIs(kWnrBit, 1), Remark::StoreCannotExtend}};
constexpr Contradiction kNotSfClear[] = {
    {bitIs(kIsvBit, 1) && fieldIs(23, 22, 3) && bitIs(kSfBit, 0), Remark::NarrowRegister}};
constexpr Contradiction kNotVncr[] = {
    {bitIs(kVncrBit, 1) && fieldIs(31, 26, static_cast<uint64_t>(ExceptionClass::DABT_LOW)),
     Remark::VncrFromLowerEl}};

constexpr FieldRow kAccessFields[] = {
    coded(23, 22, "SAS", "Syndrome Access Size", kAccessSize),
    flag(21, "SSE", "Syndrome Sign Extend: the load sign-extends").butNot(kNotSse),
    number(20, 16, "SRT", "Syndrome Register Transfer: number of Wt/Xt"),
    flag(15, "SF", "Sixty Four: the register is 64 bits wide").butNot(kNotSfClear),
    flag(14, "AR", "Acquire/Release: the access is ordered"),
};

constexpr FieldRow kWuRow[] = {
    coded(17, 16, "WU", "Write Update: did the failed store reach memory", kWriteUpdate)
        .ifHas(Feature::RASv2),
};
constexpr Overlay kWuOverlay[] = {{when::sea, kWuRow}};
constexpr FieldRow kFnpRow[] = {
    flag(15, "FnP", "FAR not Precise: FAR holds an address near the fault")};
constexpr Overlay kFnpOverlay[] = {{when::farNotInvalid, kFnpRow}};
constexpr FieldRow kPfvRow[] = {
    flag(14, "PFV", "PFAR Valid: PFAR_ELx holds the physical address").ifHas(Feature::PFAR),
};
constexpr Overlay kPfvOverlay[] = {{when::sea, kPfvRow}};

constexpr FieldRow kNoAccessFields[] = {
    res0(23, 18),
    choice(17, 16, kWuOverlay),
    choice(15, 15, kFnpOverlay),
    choice(14, 14, kPfvOverlay),
};
constexpr Overlay kIsvOverlay[] = {{when::isvSet, kAccessFields},
                                   {when::isvClear, kNoAccessFields}};

constexpr FieldRow kLstRow[] = {
    coded(12, 11, "LST", "Load/Store Type of a 64-byte access", kLoadStoreType),
};
constexpr FieldRow kSetRow[] = {
    coded(12, 11, "SET", "Synchronous Error Type: what state the error leaves", kSyncErrorType)
        .ifHas(Feature::RAS),
};
constexpr Overlay kLstOrSet[] = {{when::mmuFault, kLstRow}, {when::sea, kSetRow}};
constexpr Overlay kSetOverlay[] = {{when::sea, kSetRow}};
constexpr FieldRow kFnvRow[] = {
    flag(10, "FnV", "FAR not Valid: FAR_ELx does not hold the address")};
constexpr Overlay kFnvOverlay[] = {{when::seaNotOnWalk, kFnvRow}};

constexpr FieldRow kEa =
    flag(9, "EA", "External abort type, implementation defined").butNot(kNotEa);
constexpr FieldRow kS1ptw =
    flag(7, "S1PTW", "the fault is a stage 2 fault on a stage 1 walk").fromEl(2).butNot(kNotS1ptw);

constexpr FieldRow kDataAbort[] = {
    flag(24, "ISV", "Instruction Syndrome Valid: bits [23:14] describe the access").butNot(kNotIsv),
    choice(23, 14, kIsvOverlay),
    flag(13, "VNCR", "the access was made through VNCR_EL2")
        .ifHas(Feature::NV2)
        .fromEl(2)
        .butNot(kNotVncr),
    choice(12, 11, kLstOrSet),
    choice(10, 10, kFnvOverlay),
    kEa,
    flag(8, "CM", "Cache Maintenance or address translation instruction"),
    kS1ptw,
    flag(6, "WnR", "Write not Read").butNot(kNotWnrClear),
    coded(5, 0, "DFSC", "Data Fault Status Code", kDataFaultNames.entries),
};

constexpr FieldRow kInstructionAbort[] = {
    res0(24, 22),
    flag(21, "TopLevel", "the fault was due to a TopLevel permission check")
        .ifHas(Feature::THE)
        .fromEl(2), // ESR_EL2 only; the name and place are in QEMU's IABORT_ISS as well
    res0(20, 15),
    choice(14, 14, kPfvOverlay),
    res0(13, 13),
    choice(12, 11, kSetOverlay),
    choice(10, 10, kFnvOverlay),
    kEa,
    res0(8, 8),
    kS1ptw,
    res0(6, 6),
    coded(5, 0, "IFSC", "Instruction Fault Status Code", kInstructionFaultNames.entries),
};

constexpr FieldRow kWnrvRow = flag(7, "WnRV", "WnR Valid").ifHas(Feature::RASv2);
constexpr FieldRow kSErrorWnr[] = {flag(6, "WnR", "Write not Read").ifHas(Feature::RASv2)};
constexpr Overlay kSErrorWnrOverlay[] = {{when::wnrvSet, kSErrorWnr}};
constexpr FieldRow kSErrorDfsc = coded(5, 0, "DFSC", "Data Fault Status Code", kSErrorStatus);

constexpr FieldRow kAsyncSError[] = {
    res0(23, 19),
    flag(18, "ELS", "ELR Synchronous: the instruction at ELR_ELx is the one that caused it")
        .ifHas(Feature::RASv2),
    coded(17, 16, "WU", "Write Update: did the failed store reach memory", kWriteUpdate)
        .ifHas(Feature::RASv2),
    flag(15, "VFV", "FAR Valid: FAR_ELx holds the virtual address").ifHas(Feature::RASv2),
    flag(14, "PFV", "PFAR Valid: PFAR_ELx holds the physical address").ifHas(Feature::PFAR),
    flag(13, "IESB", "taken at an implicit error synchronization event"),
    coded(12, 10, "AET", "Asynchronous Error Type: what state the error leaves", kAsyncErrorType)
        .ifHas(Feature::RAS),
    flag(9, "EA", "External abort type, implementation defined").ifHas(Feature::RAS),
    res0(8, 8),
    kWnrvRow,
    choice(6, 6, kSErrorWnrOverlay),
    kSErrorDfsc,
};
// Of any other SError the syndrome tells nothing but the status.
constexpr FieldRow kOtherSError[] = {res0(23, 6), kSErrorDfsc};

constexpr FieldRow kSErrorImpDef[] = {impDef(23, 0, "the implementation's own syndrome")};
constexpr Overlay kIdsOverlay[] = {{when::idsSet, kSErrorImpDef},
                                   {when::asyncSError, kAsyncSError},
                                   {when::idsClear, kOtherSError}};
constexpr FieldRow kSError[] = {
    flag(24, "IDS", "Implementation Defined Syndrome in bits [23:0]"),
    choice(23, 0, kIdsOverlay),
};

// ISS2. "For any other fault, this field is RES0" stands under most of its fields.
constexpr FieldRow kHdbssfRow[] = {
    flag(43, "HDBSSF", "the hardware dirty state structure could not be written")
        .ifHas(Feature::HDBSS)};
constexpr Overlay kHdbssfOverlay[] = {{when::dirtyStateWrite, kHdbssfRow}};
constexpr FieldRow kTagRows[] = {
    flag(42, "TnD", "tag access, not data access").ifHas(Feature::MTE4),
    flag(41, "TagAccess", "NoTagAccess memory denied a tag access").ifHas(Feature::MTE4),
};
constexpr Overlay kTagOverlay[] = {{when::permission, kTagRows}};
constexpr FieldRow kPermissionRows[] = {
    flag(39, "AssuredOnly", "the access needs an assured translation").ifHas(Feature::THE),
    flag(38, "Overlay", "a permission overlay denied the access").ifHas(Feature::S1POE),
};
constexpr Overlay kPermissionOverlay[] = {{when::permission, kPermissionRows}};
constexpr FieldRow kDirtyBitRow[] = {
    flag(37, "DirtyBit", "the dirty state of the page denied the write").ifHas(Feature::S1PIE)};
constexpr Overlay kDirtyBitOfWrite[] = {{when::wnrSet, kDirtyBitRow}};
constexpr FieldRow kDirtyBitChoice[] = {choice(37, 37, kDirtyBitOfWrite)};
constexpr Overlay kDirtyBitOverlay[] = {{when::permission, kDirtyBitChoice}};
constexpr FieldRow kXsRow[] = {
    number(36, 32, "Xs", "number of the Xs register of an ST64BV or ST64BV0").ifHas(Feature::LS64)};
constexpr Overlay kXsOverlay[] = {{when::mmuFault, kXsRow}};

constexpr FieldRow kDataAbortUpper[] = {
    res0(63, 56),
    res0(55, 44),
    choice(43, 43, kHdbssfOverlay),
    choice(42, 41, kTagOverlay),
    flag(40, "GCS", "the access was to a guarded control stack").ifHas(Feature::GCS),
    choice(39, 38, kPermissionOverlay),
    choice(37, 37, kDirtyBitOverlay),
    choice(36, 32, kXsOverlay),
};

constexpr FieldRow kInstructionAbortUpper[] = {
    res0(63, 56),
    res0(55, 44),
    choice(43, 43, kHdbssfOverlay),
    res0(42, 40),
    choice(39, 38, kPermissionOverlay),
    res0(37, 32),
};

} // namespace

namespace layouts {

constexpr Layout dataAbort = makeLayout<kDataAbort>(
    "Data Abort", "Arm ARM, ESR_EL1, ISS encoding for an exception from a Data Abort", 24, 0);
constexpr Layout instructionAbort = makeLayout<kInstructionAbort>(
    "Instruction Abort",
    "Arm ARM, ESR_EL1, ISS encoding for an exception from an Instruction Abort", 24, 0);
constexpr Layout sError =
    makeLayout<kSError>("SError", "Arm ARM, ESR_EL1, ISS encoding for an SError exception", 24, 0);
constexpr Layout dataAbortUpper = makeLayout<kDataAbortUpper>(
    "Data Abort ISS2", "Arm ARM, ESR_EL1, ISS2 encoding for an exception from a Data Abort", 63,
    32);
constexpr Layout instructionAbortUpper = makeLayout<kInstructionAbortUpper>(
    "Instruction Abort ISS2",
    "Arm ARM, ESR_EL1, ISS2 encoding for an exception from an Instruction Abort", 63, 32);

} // namespace layouts

} // namespace seatape
