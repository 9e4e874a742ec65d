// SPDX-License-Identifier: Apache-2.0
/// What each of the 64 exception classes is, and which layouts its syndrome has.
#pragma once

#include "seatape/esr/exception_class.h"
#include "seatape/esr/layout.h"

#include <cstdint>

namespace seatape {

/// One exception class. Source: Arm ARM, ESR_EL1, field EC.
struct ClassInfo {
    ValueName ec;        ///< code, symbol and name; the name is empty when the code is unallocated
    const Layout* upper; ///< bits [63:32]: RES0 and ISS2, never null
    const Layout* head;  ///< bits [31:25]: EC and IL, never null
    const Layout* iss;   ///< bits [24:0], never null
};

/// Returns the entry of a class; every six-bit value has one.
const ClassInfo& classInfo(ExceptionClass ec);

} // namespace seatape
