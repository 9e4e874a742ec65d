// SPDX-License-Identifier: Apache-2.0
/// A random scenario as a file that `seatape run` takes (docs/scenarios.md).
#pragma once

#include "seatape/core/scenario.h"

#include <string>

namespace seatape::test {

/// Writes the scenario so that parsing gives the same one back. It writes what random scenarios
/// have: no ELF, no [host], [schedule] or [expect], no events at entry, no memory actions.
std::string tomlOf(const Scenario& scenario);

} // namespace seatape::test
