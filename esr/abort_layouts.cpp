// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status_table.h"
#include "seatape/esr/field_value.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"
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
constexpr Contradiction kNotIsv[] = {
    {fieldIs(abort_iss::ISV, 1), Remark::IsvOfExternalAbort, when::sea, Feature::RAS},
    {fieldIs(abort_iss::ISV, 1) && fieldIs(abort_iss::CM, 1), Remark::NotALoadOrStore},
    // At EL1 only the 64-byte loads and stores have an ISV, and LST is not 0 then.
    {fieldIs(abort_iss::ISV, 1) && fieldIs(abort_iss::LST, 0), Remark::WrongTargetEl, {}, {}, 2},
};
constexpr Contradiction kNotEa[] = {
    {fieldIs(abort_iss::EA, 1), Remark::EaOfOtherFault, when::notExternal}};
constexpr Contradiction kNotS1ptw[] = {
    {fieldIs(abort_iss::S1PTW, 1), Remark::NotOnWalk, when::neverOnWalk}};
constexpr Contradiction kNotWnrClear[] = {
    {fieldIs(abort_iss::CM, 1) && fieldIs(abort_iss::WnR, 0), Remark::MaintenanceIsWrite}};
constexpr Contradiction kNotSse[] = {
    {fieldIs(abort_iss::SSE, 1) && fieldIs(abort_iss::WnR, 1), Remark::StoreCannotExtend}};
constexpr Contradiction kNotSfClear[] = {
    {fieldIs(abort_iss::ISV, 1) && fieldIs(abort_iss::SAS, 3) && fieldIs(abort_iss::SF, 0),
     Remark::NarrowRegister}};
constexpr Contradiction kNotVncr[] = {
    {fieldIs(abort_iss::VNCR, 1) &&
         fieldIs(esr::EC, static_cast<uint64_t>(ExceptionClass::DABT_LOW)),
     Remark::VncrFromLowerEl}};

constexpr FieldRow kAccessFields[] = {
    coded(abort_iss::SAS, "SAS", "Syndrome Access Size", kAccessSize),
    flag(abort_iss::SSE, "SSE", "Syndrome Sign Extend: the load sign-extends")
        .contradictedBy(kNotSse),
    number(abort_iss::SRT, "SRT", "Syndrome Register Transfer: number of Wt/Xt"),
    flag(abort_iss::SF, "SF", "Sixty Four: the register is 64 bits wide")
        .contradictedBy(kNotSfClear),
    flag(abort_iss::AR, "AR", "Acquire/Release: the access is ordered"),
};

constexpr FieldRow kWuRow[] = {
    coded(abort_iss::WU, "WU", "Write Update: did the failed store reach memory", kWriteUpdate)
        .ifHas(Feature::RASv2),
};
constexpr Overlay kWuOverlay[] = {{when::sea, kWuRow}};
constexpr FieldRow kFnpRow[] = {
    flag(abort_iss::FnP, "FnP", "FAR not Precise: FAR holds an address near the fault")};
constexpr Overlay kFnpOverlay[] = {{when::farNotInvalid, kFnpRow}};
constexpr FieldRow kPfvRow[] = {
    flag(abort_iss::PFV, "PFV", "PFAR Valid: PFAR_ELx holds the physical address")
        .ifHas(Feature::PFAR),
};
constexpr Overlay kPfvOverlay[] = {{when::sea, kPfvRow}};

constexpr FieldRow kNoAccessFields[] = {
    res0(23, 18),
    choice(abort_iss::WU, kWuOverlay),
    choice(abort_iss::FnP, kFnpOverlay),
    choice(abort_iss::PFV, kPfvOverlay),
};
constexpr Overlay kIsvOverlay[] = {{when::isvSet, kAccessFields},
                                   {when::isvClear, kNoAccessFields}};

constexpr FieldRow kLstRow[] = {
    coded(abort_iss::LST, "LST", "Load/Store Type of a 64-byte access", kLoadStoreType),
};
constexpr FieldRow kSetRow[] = {
    coded(abort_iss::SET, "SET", "Synchronous Error Type: what state the error leaves",
          kSyncErrorType)
        .ifHas(Feature::RAS),
};
constexpr Overlay kLstOrSet[] = {{when::mmuFault, kLstRow}, {when::sea, kSetRow}};
constexpr Overlay kSetOverlay[] = {{when::sea, kSetRow}};
constexpr FieldRow kFnvRow[] = {
    flag(abort_iss::FnV, "FnV", "FAR not Valid: FAR_ELx does not hold the address")};
constexpr Overlay kFnvOverlay[] = {{when::seaNotOnWalk, kFnvRow}};

constexpr FieldRow kEa =
    flag(abort_iss::EA, "EA", "External abort type, implementation defined").contradictedBy(kNotEa);
constexpr FieldRow kS1ptw =
    flag(abort_iss::S1PTW, "S1PTW", "the fault is a stage 2 fault on a stage 1 walk")
        .fromEl(2)
        .contradictedBy(kNotS1ptw);

constexpr FieldRow kDataAbort[] = {
    flag(abort_iss::ISV, "ISV", "Instruction Syndrome Valid: bits [23:14] describe the access")
        .contradictedBy(kNotIsv),
    choice(23, 14, kIsvOverlay),
    flag(abort_iss::VNCR, "VNCR", "the access was made through VNCR_EL2")
        .ifHas(Feature::NV2)
        .fromEl(2)
        .contradictedBy(kNotVncr),
    choice(abort_iss::SET, kLstOrSet),
    choice(abort_iss::FnV, kFnvOverlay),
    kEa,
    flag(abort_iss::CM, "CM", "Cache Maintenance or address translation instruction"),
    kS1ptw,
    flag(abort_iss::WnR, "WnR", "Write not Read").contradictedBy(kNotWnrClear),
    coded(abort_iss::FSC, "DFSC", "Data Fault Status Code", kDataFaultNames.entries),
};

constexpr FieldRow kInstructionAbort[] = {
    res0(24, 22),
    flag(abort_iss::TopLevel, "TopLevel", "the fault was due to a TopLevel permission check")
        .ifHas(Feature::THE)
        .fromEl(2), // ESR_EL2 only; the name and place are in QEMU's IABORT_ISS as well
    res0(20, 15),
    choice(abort_iss::PFV, kPfvOverlay),
    res0(13, 13),
    choice(abort_iss::SET, kSetOverlay),
    choice(abort_iss::FnV, kFnvOverlay),
    kEa,
    res0(8, 8),
    kS1ptw,
    res0(6, 6),
    coded(abort_iss::FSC, "IFSC", "Instruction Fault Status Code", kInstructionFaultNames.entries),
};

constexpr FieldRow kWnrvRow = flag(serror_iss::WnRV, "WnRV", "WnR Valid").ifHas(Feature::RASv2);
constexpr FieldRow kSErrorWnr[] = {
    flag(serror_iss::WnR, "WnR", "Write not Read").ifHas(Feature::RASv2)};
constexpr Overlay kSErrorWnrOverlay[] = {{when::wnrvSet, kSErrorWnr}};
constexpr FieldRow kSErrorDfsc =
    coded(serror_iss::DFSC, "DFSC", "Data Fault Status Code", kSErrorStatus);

constexpr FieldRow kAsyncSError[] = {
    res0(23, 19),
    flag(serror_iss::ELS, "ELS",
         "ELR Synchronous: the instruction at ELR_ELx is the one that caused it")
        .ifHas(Feature::RASv2),
    coded(serror_iss::WU, "WU", "Write Update: did the failed store reach memory", kWriteUpdate)
        .ifHas(Feature::RASv2),
    flag(serror_iss::VFV, "VFV", "FAR Valid: FAR_ELx holds the virtual address")
        .ifHas(Feature::RASv2),
    flag(serror_iss::PFV, "PFV", "PFAR Valid: PFAR_ELx holds the physical address")
        .ifHas(Feature::PFAR),
    flag(serror_iss::IESB, "IESB", "taken at an implicit error synchronization event"),
    coded(serror_iss::AET, "AET", "Asynchronous Error Type: what state the error leaves",
          kAsyncErrorType)
        .ifHas(Feature::RAS),
    flag(serror_iss::EA, "EA", "External abort type, implementation defined").ifHas(Feature::RAS),
    res0(8, 8),
    kWnrvRow,
    choice(serror_iss::WnR, kSErrorWnrOverlay),
    kSErrorDfsc,
};
// Of any other SError the syndrome tells nothing but the status.
constexpr FieldRow kOtherSError[] = {res0(23, 6), kSErrorDfsc};

constexpr FieldRow kSErrorImpDef[] = {
    impDef(serror_iss::IMPDEF, "the implementation's own syndrome")};
constexpr Overlay kIdsOverlay[] = {{when::idsSet, kSErrorImpDef},
                                   {when::asyncSError, kAsyncSError},
                                   {when::idsClear, kOtherSError}};
constexpr FieldRow kSError[] = {
    flag(serror_iss::IDS, "IDS", "Implementation Defined Syndrome in bits [23:0]"),
    choice(serror_iss::IMPDEF, kIdsOverlay),
};

// ISS2. "For any other fault, this field is RES0" stands under most of its fields.
constexpr FieldRow kHdbssfRow[] = {
    flag(abort_iss2::HDBSSF, "HDBSSF", "the hardware dirty state structure could not be written")
        .ifHas(Feature::HDBSS)};
constexpr Overlay kHdbssfOverlay[] = {{when::dirtyStateWrite, kHdbssfRow}};
constexpr FieldRow kTagRows[] = {
    flag(abort_iss2::TnD, "TnD", "tag access, not data access").ifHas(Feature::MTE4),
    flag(abort_iss2::TagAccess, "TagAccess", "NoTagAccess memory denied a tag access")
        .ifHas(Feature::MTE4),
};
constexpr Overlay kTagOverlay[] = {{when::permission, kTagRows}};
constexpr FieldRow kPermissionRows[] = {
    flag(abort_iss2::AssuredOnly, "AssuredOnly", "the access needs an assured translation")
        .ifHas(Feature::THE),
    flag(abort_iss2::Overlay, "Overlay", "a permission overlay denied the access")
        .ifHas(Feature::S1POE),
};
constexpr Overlay kPermissionOverlay[] = {{when::permission, kPermissionRows}};
constexpr FieldRow kDirtyBitRow[] = {
    flag(abort_iss2::DirtyBit, "DirtyBit", "the dirty state of the page denied the write")
        .ifHas(Feature::S1PIE)};
constexpr Overlay kDirtyBitOfWrite[] = {{when::wnrSet, kDirtyBitRow}};
constexpr FieldRow kDirtyBitChoice[] = {choice(abort_iss2::DirtyBit, kDirtyBitOfWrite)};
constexpr Overlay kDirtyBitOverlay[] = {{when::permission, kDirtyBitChoice}};
constexpr FieldRow kXsRow[] = {
    number(abort_iss2::Xs, "Xs", "number of the Xs register of an ST64BV or ST64BV0")
        .ifHas(Feature::LS64)};
constexpr Overlay kXsOverlay[] = {{when::mmuFault, kXsRow}};

constexpr FieldRow kDataAbortUpper[] = {
    res0(63, 56),
    res0(55, 44),
    choice(abort_iss2::HDBSSF, kHdbssfOverlay),
    choice(42, 41, kTagOverlay),
    flag(abort_iss2::GCS, "GCS", "the access was to a guarded control stack").ifHas(Feature::GCS),
    choice(39, 38, kPermissionOverlay),
    choice(abort_iss2::DirtyBit, kDirtyBitOverlay),
    choice(abort_iss2::Xs, kXsOverlay),
};

constexpr FieldRow kInstructionAbortUpper[] = {
    res0(63, 56),
    res0(55, 44),
    choice(abort_iss2::HDBSSF, kHdbssfOverlay),
    res0(42, 40),
    choice(39, 38, kPermissionOverlay),
    res0(37, 32),
};

} // namespace

namespace layouts {

constexpr Layout dataAbort = makeLayout<kDataAbort, 24, 0>(
    "Data Abort", "Arm ARM, ESR_EL1, ISS encoding for an exception from a Data Abort");
constexpr Layout instructionAbort = makeLayout<kInstructionAbort, 24, 0>(
    "Instruction Abort",
    "Arm ARM, ESR_EL1, ISS encoding for an exception from an Instruction Abort");
constexpr Layout sError =
    makeLayout<kSError, 24, 0>("SError", "Arm ARM, ESR_EL1, ISS encoding for an SError exception");
constexpr Layout dataAbortUpper = makeLayout<kDataAbortUpper, 63, 32>(
    "Data Abort ISS2", "Arm ARM, ESR_EL1, ISS2 encoding for an exception from a Data Abort");
constexpr Layout instructionAbortUpper = makeLayout<kInstructionAbortUpper, 63, 32>(
    "Instruction Abort ISS2",
    "Arm ARM, ESR_EL1, ISS2 encoding for an exception from an Instruction Abort");

} // namespace layouts

} // namespace seatape
