// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/field_value.h"
#include "seatape/esr/iss_conditions.h"
#include "seatape/esr/layouts.h"
#include "seatape/esr/make_layout.h"

namespace seatape {

namespace {

constexpr ValueName kDebugStatus[] = {{0x22, "DEBUG", "Debug exception"}};

constexpr FieldRow kBreakpoint[] = {
    res0(24, 6),
    coded(5, 0, "IFSC", "Instruction Fault Status Code", kDebugStatus),
};

constexpr FieldRow kExRow[] = {flag(6, "EX", "a Load-Exclusive instruction was stepped")};
constexpr Overlay kExOverlay[] = {{when::isvSet, kExRow}};
constexpr FieldRow kSoftwareStep[] = {
    flag(24, "ISV", "Instruction Syndrome Valid: EX is meaningful"),
    res0(23, 7),
    choice(6, 6, kExOverlay),
    coded(5, 0, "IFSC", "Instruction Fault Status Code", kDebugStatus),
};

constexpr FieldRow kWptRow[] = {number(23, 18, "WPT", "number of the watchpoint")};
constexpr Overlay kWptOverlay[] = {{when::wptValid, kWptRow}};
constexpr Contradiction kNotFnp[] = {{bitIs(15, 1) && bitIs(10, 1), Remark::NoFarToBeNear}};
constexpr Contradiction kNotWatchpointWnrClear[] = {
    {bitIs(8, 1) && bitIs(6, 0), Remark::MaintenanceIsWrite}};
constexpr FieldRow kWatchpoint[] = {
    res0(24, 24),
    choice(23, 18, kWptOverlay),
    flag(17, "WPTV", "WPT Valid"),
    flag(16, "WPF", "Watchpoint might be False-positive"),
    flag(15, "FnP", "FAR not Precise: FAR holds an address near the access").butNot(kNotFnp),
    res0(14, 14),
    flag(13, "VNCR", "the access was made through VNCR_EL2").ifHas(Feature::NV2).fromEl(2),
    res0(12, 11),
    flag(10, "FnV", "FAR not Valid: FAR_ELx does not hold the address"),
    res0(9, 9),
    flag(8, "CM", "Cache Maintenance instruction"),
    res0(7, 7),
    flag(6, "WnR", "Write not Read").butNot(kNotWatchpointWnrClear),
    coded(5, 0, "DFSC", "Data Fault Status Code", kDebugStatus),
};

constexpr FieldRow kWatchpointUpper[] = {
    res0(63, 56),
    res0(55, 41),
    flag(40, "GCS", "the access was to a guarded control stack").ifHas(Feature::GCS),
    res0(39, 32),
};

constexpr FieldRow kBreakpointInstruction[] = {
    res0(24, 16),
    number(15, 0, "Comment", "immediate of the BRK or BKPT instruction"),
};

} // namespace

namespace layouts {

constexpr Layout breakpoint = makeLayout<kBreakpoint>(
    "Breakpoint or Vector Catch",
    "Arm ARM, ESR_EL1, ISS encoding for a Breakpoint or Vector Catch debug exception", 24, 0);
constexpr Layout softwareStep = makeLayout<kSoftwareStep>(
    "Software Step", "Arm ARM, ESR_EL1, ISS encoding for a Software Step exception", 24, 0);
constexpr Layout watchpoint = makeLayout<kWatchpoint>(
    "Watchpoint", "Arm ARM, ESR_EL1, ISS encoding for a Watchpoint exception", 24, 0);
constexpr Layout watchpointUpper = makeLayout<kWatchpointUpper>(
    "Watchpoint ISS2", "Arm ARM, ESR_EL1, ISS2 encoding for a Watchpoint exception", 63, 32);
constexpr Layout breakpointInstruction = makeLayout<kBreakpointInstruction>(
    "Breakpoint Instruction", "Arm ARM, ESR_EL1, ISS encoding for a Breakpoint instruction", 24, 0);

} // namespace layouts

} // namespace seatape
