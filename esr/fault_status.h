// SPDX-License-Identifier: Apache-2.0
/// Fault status codes (DFSC, IFSC): their numbers, levels and names.
/// Source: Arm ARM, ESR_EL1, "ISS encoding for an exception from a Data Abort", field DFSC.
#pragma once

#include "seatape/esr/features.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape {

/// The codes a program names in source. Level 0 of a group plus a level of 0..3 is the group's
/// code; levels -1 and -2 lie elsewhere, see fscWithLevel().
namespace fsc {
inline constexpr uint8_t AddressSize0 = 0x00;
inline constexpr uint8_t Translation0 = 0x04;
inline constexpr uint8_t AccessFlag0 = 0x08;
inline constexpr uint8_t Permission0 = 0x0c;
inline constexpr uint8_t SyncExternal = 0x10;
inline constexpr uint8_t SyncTagCheck = 0x11;
inline constexpr uint8_t AsyncSError = 0x11; ///< the same code, in an SError syndrome
inline constexpr uint8_t SyncExternalOnWalk0 = 0x14;
inline constexpr uint8_t SyncParity = 0x18;
inline constexpr uint8_t SyncParityOnWalk0 = 0x1c;
inline constexpr uint8_t Alignment = 0x21;
inline constexpr uint8_t DebugEvent = 0x22; ///< in breakpoint, step and watchpoint syndromes
inline constexpr uint8_t GranuleProtectionOnWalk0 = 0x24;
inline constexpr uint8_t GranuleProtection = 0x28;
inline constexpr uint8_t TlbConflict = 0x30;
inline constexpr uint8_t UnsupportedAtomicUpdate = 0x31;
inline constexpr uint8_t Lockdown = 0x34;
inline constexpr uint8_t UnsupportedExclusiveOrAtomic = 0x35;
} // namespace fsc

/// The kinds of fault, without the level.
enum class FaultType : uint8_t {
    AddressSize,
    Translation,
    AccessFlag,
    Permission,
    SyncExternal,
    SyncExternalOnWalk,
    SyncTagCheck,
    SyncParity,
    SyncParityOnWalk,
    Alignment,
    GranuleProtection,
    GranuleProtectionOnWalk,
    TlbConflict,
    UnsupportedAtomicUpdate,
    PlbConflict,
    Lockdown,
    UnsupportedExclusiveOrAtomic,
    SectionDomain,
    PageDomain,
};

/// Everything known about one fault status code.
struct FaultStatus {
    uint8_t code = 0;
    FaultType type = FaultType::AddressSize;
    std::optional<int8_t> level; ///< of the translation table, -2..3
    std::string_view symbol;     ///< SEA, SEA_TTW3, TRANS_L3; level -1 is written m1
    std::string_view text;
    FeatureSet needs;
    FeatureSet forbids;
    bool instruction = true; ///< may be an IFSC
    bool data = true;        ///< may be a DFSC
};

/// Returns the entry for a six-bit code as aborts use it, or nullptr when the code is not
/// allocated.
const FaultStatus* faultStatus(uint8_t code);

/// Returns the code of `type` at `level`, or nothing if the architecture has no such code.
std::optional<uint8_t> fscWithLevel(FaultType type, int level);

/// Returns the short symbol of a code, "RESERVED" when it is not allocated.
std::string_view fscName(uint8_t code);

/// Returns the meaning of a code in words.
std::string_view fscText(uint8_t code);

/// Returns the translation table level in a code, or nothing if it names none.
std::optional<int> fscLevel(uint8_t code);

/// Returns whether the code is a synchronous external abort, on a walk or not: 0x10 and 0x12-0x17.
/// Parity and ECC errors are a separate group, see isSyncParity().
constexpr bool isSyncExternal(uint8_t code) {
    return code == fsc::SyncExternal || (code >= 0x12 && code <= 0x17);
}

/// Returns whether the code is a synchronous external abort on a translation table walk: 0x12-0x17.
constexpr bool isSyncExternalOnWalk(uint8_t code) {
    return code >= 0x12 && code <= 0x17;
}

/// Returns whether the code is a synchronous parity or ECC error: 0x18 and 0x1b-0x1f.
constexpr bool isSyncParity(uint8_t code) {
    return code == fsc::SyncParity || (code >= 0x1b && code <= 0x1f);
}

} // namespace seatape
