// SPDX-License-Identifier: Apache-2.0
/// Makes a scenario that shows something as small as it can be.
#pragma once

#include "seatape/core/scenario.h"

#include <functional>

namespace seatape::test {

/// Returns whether a scenario still shows what is looked for.
using StillShows = std::function<bool(const Scenario& scenario)>;

/// Takes away answers, register writes, event bytes, poison and images, and puts NOPs in the place
/// of instructions, for as long as the scenario stays valid and `shows` holds. Nothing that is left
/// can be taken away alone. Calls `shows` some hundred times.
Scenario shrink(Scenario scenario, const StillShows& shows);

} // namespace seatape::test
