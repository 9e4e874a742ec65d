// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/field_value.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"

namespace seatape {

namespace {

constexpr ValueName kDebugStatus[] = {{0x22, "DEBUG", "Debug exception"}};

constexpr FieldRow kBreakpoint[] = {
    res0(24, 6),
    coded(abort_iss::FSC, "IFSC", "Instruction Fault Status Code", kDebugStatus),
};

constexpr FieldRow kExRow[] = {flag(6, "EX", "a Load-Exclusive instruction was stepped")};
constexpr Overlay kExOverlay[] = {{when::isvSet, kExRow}};
constexpr FieldRow kSoftwareStep[] = {
    flag(abort_iss::ISV, "ISV", "Instruction Syndrome Valid: EX is meaningful"),
    res0(23, 7),
    choice(6, 6, kExOverlay),
    coded(abort_iss::FSC, "IFSC", "Instruction Fault Status Code", kDebugStatus),
};

constexpr FieldRow kWptRow[] = {number(watchpoint_iss::WPT, "WPT", "number of the watchpoint")};
constexpr Overlay kWptOverlay[] = {{when::wptValid, kWptRow}};
constexpr Contradiction kNotFnp[] = {
    {fieldIs(abort_iss::FnP, 1) && fieldIs(abort_iss::FnV, 1), Remark::NoFarToBeNear}};
constexpr Contradiction kNotWatchpointWnrClear[] = {
    {fieldIs(abort_iss::CM, 1) && fieldIs(abort_iss::WnR, 0), Remark::MaintenanceIsWrite}};
constexpr FieldRow kWatchpoint[] = {
    res0(24, 24),
    choice(watchpoint_iss::WPT, kWptOverlay),
    flag(watchpoint_iss::WPTV, "WPTV", "WPT Valid"),
    flag(16, "WPF", "Watchpoint might be False-positive"),
    flag(abort_iss::FnP, "FnP", "FAR not Precise: FAR holds an address near the access")
        .contradictedBy(kNotFnp),
    res0(14, 14),
    flag(abort_iss::VNCR, "VNCR", "the access was made through VNCR_EL2")
        .ifHas(Feature::NV2)
        .fromEl(2),
    res0(12, 11),
    flag(abort_iss::FnV, "FnV", "FAR not Valid: FAR_ELx does not hold the address"),
    res0(9, 9),
    flag(abort_iss::CM, "CM", "Cache Maintenance instruction"),
    res0(7, 7),
    flag(abort_iss::WnR, "WnR", "Write not Read").contradictedBy(kNotWatchpointWnrClear),
    coded(abort_iss::FSC, "DFSC", "Data Fault Status Code", kDebugStatus),
};

constexpr FieldRow kWatchpointUpper[] = {
    res0(63, 56),
    res0(55, 41),
    flag(abort_iss2::GCS, "GCS", "the access was to a guarded control stack").ifHas(Feature::GCS),
    res0(39, 32),
};

constexpr FieldRow kBreakpointInstruction[] = {
    res0(24, 16),
    number(15, 0, "Comment", "immediate of the BRK or BKPT instruction"),
};

} // namespace

namespace layouts {

constexpr Layout breakpoint = makeLayout<kBreakpoint, 24, 0>(
    "Breakpoint or Vector Catch",
    "Arm ARM, ESR_EL1, ISS encoding for a Breakpoint or Vector Catch debug exception");
constexpr Layout softwareStep = makeLayout<kSoftwareStep, 24, 0>(
    "Software Step", "Arm ARM, ESR_EL1, ISS encoding for a Software Step exception");
constexpr Layout watchpoint = makeLayout<kWatchpoint, 24, 0>(
    "Watchpoint", "Arm ARM, ESR_EL1, ISS encoding for a Watchpoint exception");
constexpr Layout watchpointUpper = makeLayout<kWatchpointUpper, 63, 32>(
    "Watchpoint ISS2", "Arm ARM, ESR_EL1, ISS2 encoding for a Watchpoint exception");
constexpr Layout breakpointInstruction = makeLayout<kBreakpointInstruction, 24, 0>(
    "Breakpoint Instruction", "Arm ARM, ESR_EL1, ISS encoding for a Breakpoint instruction");

} // namespace layouts

} // namespace seatape
