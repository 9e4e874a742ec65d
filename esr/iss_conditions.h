// SPDX-License-Identifier: Apache-2.0
/// The conditions under which parts of an ISS have a meaning, each with the words to say so.
/// Internal to esr.
#pragma once

#include "seatape/esr/fault_status.h"
#include "seatape/esr/field_row.h"

namespace seatape::when {

/// Returns the set of the codes that satisfy `select`, as a Condition holds it.
consteval uint64_t codesThat(bool (*select)(uint8_t code)) {
    uint64_t codes = 0;
    for (uint8_t code = 0; code < 64; ++code)
        codes |= uint64_t{select(code)} << code;
    return codes;
}

inline constexpr Condition isvSet = ifSet(abort_iss::ISV, "ISV=1");
inline constexpr Condition isvClear = ifClear(abort_iss::ISV, "ISV=0");
inline constexpr Condition sea = {"the fault status is an SEA (0x10, 0x12-0x17)", abort_iss::FSC,
                                  codesThat(isSyncExternal)};
inline constexpr Condition seaNotOnWalk = {"the fault status is 0x10", abort_iss::FSC,
                                           codesThat([](uint8_t code) { return code == 0x10; })};
inline constexpr Condition notExternal = {
    "the fault status is no external abort", abort_iss::FSC,
    codesThat([](uint8_t code) { return !isSyncExternal(code) && !isSyncParity(code); })};
/// Codes that say that the fault was not on a walk, or is none that a walk can have.
inline constexpr Condition neverOnWalk = {
    "the fault status is not that of a walk", abort_iss::FSC, codesThat([](uint8_t code) {
        return code == fsc::SyncExternal || code == fsc::SyncTagCheck || code == fsc::SyncParity ||
               code == fsc::Alignment;
    })};
inline constexpr Condition farNotInvalid = ifClear(abort_iss::FnV, "FnV=0");
/// DFSC 0b00xxxx without 0b0000xx, and 0b10101x, as the manual conditions LST.
inline constexpr Condition mmuFault = {"DFSC is a translation, access flag or permission fault",
                                       abort_iss::FSC, codesThat([](uint8_t code) {
                                           return (code >= 0x04 && code <= 0x0f) || code == 0x2a ||
                                                  code == 0x2b;
                                       })};

inline constexpr Condition permission = {
    "the fault status is a permission fault", abort_iss::FSC, codesThat([](uint8_t code) {
        return code >= fsc::Permission0 && code < fsc::Permission0 + 4;
    })};
/// What a full or bad hardware dirty state structure leads to, as ESR_EL2 lists it under HDBSSF.
inline constexpr Condition dirtyStateWrite = {
    "the fault status is a permission fault, or an SEA or a granule protection fault on a walk",
    abort_iss::FSC, codesThat([](uint8_t code) {
        const bool isPermission = code >= fsc::Permission0 && code < fsc::Permission0 + 4;
        const bool isSeaOnWalk = isSyncExternal(code) && code != fsc::SyncExternal;
        const bool isGpfOnWalk = code >= 0x22 && code < fsc::GranuleProtectionOnWalk0 + 4;
        return isPermission || isSeaOnWalk || isGpfOnWalk;
    })};
inline constexpr Condition wnrSet = ifSet(abort_iss::WnR, "WnR=1");

inline constexpr Condition idsSet = ifSet(serror_iss::IDS, "IDS=1");
inline constexpr Condition idsClear = ifClear(serror_iss::IDS, "IDS=0");
inline constexpr Condition wnrvSet = ifSet(serror_iss::WnRV, "WnRV=1");
inline constexpr Condition asyncSError = {
    "DFSC=0x11", serror_iss::DFSC,
    codesThat([](uint8_t code) { return code == fsc::AsyncSError; })};

inline constexpr Condition cvSet = ifSet(trap_iss::CV, "CV=1");
inline constexpr Condition wptValid = ifSet(watchpoint_iss::WPTV, "WPTV=1");
inline constexpr Condition waitRegisterValid = ifSet(trap_iss::RV, "RV=1");
inline constexpr Condition gcsDataCheck = {"ExType=0", gcs_iss::ExType, 1 << 0};
inline constexpr Condition gcsStore = {"ExType=2", gcs_iss::ExType, 1 << 2};

} // namespace seatape::when
