// SPDX-License-Identifier: Apache-2.0
/// What FAR_ELx and HPFAR_EL2 mean beside a syndrome.
#pragma once

#include "seatape/base/bits.h"
#include "seatape/esr/syndrome.h"

#include <string_view>

namespace seatape {

/// What FAR_ELx holds after an exception.
enum class FarValidity : uint8_t {
    Valid,      ///< the virtual address that faulted
    Imprecise,  ///< an address near it (FnP)
    NotValid,   ///< the syndrome says that FAR is not valid
    NotWritten, ///< this class leaves FAR UNKNOWN
};

/// A judgement and why it is so.
struct FarJudgement {
    FarValidity validity = FarValidity::NotWritten;
    std::string_view reason; ///< a clause for people; never empty
};

/// Judges FAR_ELx of the Exception level that took the exception. Source: Arm ARM, FAR_EL1.
FarJudgement judgeFar(const Syndrome& syndrome);

/// Returns the address of the page that HPFAR_EL2 names: FIPA, bits [47:4], is IPA[55:12]. Source:
/// Arm ARM, HPFAR_EL2.
constexpr uint64_t ipaPage(uint64_t hpfar) {
    return bits(hpfar, 47, 4) << 12;
}

} // namespace seatape
