// SPDX-License-Identifier: Apache-2.0
/// What each register is, in a sentence, with its source: tooltips and register lists show it.
#pragma once

#include "seatape/arch/registers.h"

#include <string_view>

namespace seatape::explain {

/// One register explained.
struct RegisterNote {
    std::string_view text;   ///< what it holds, without a full stop
    std::string_view source; ///< section of the Arm ARM, or file of the kernel
};

/// Returns the note of a register; every register has one, X and V registers share theirs.
RegisterNote registerNote(Reg reg);

} // namespace seatape::explain
