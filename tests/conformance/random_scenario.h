// SPDX-License-Identifier: Apache-2.0
/// Random scenarios: a seed gives a guest and a script of answers, the same ones everywhere.
#pragma once

#include "seatape/core/scenario.h"

#include <cstdint>

namespace seatape::test {

/// Returns the scenario of a seed: valid, one vCPU, and a script with 20 to 100 answers.
///
/// It uses nothing that docs/architecture.md lists as left out of the model, and of PSTATE only
/// what an exception entry knows.
Scenario randomScenario(uint64_t seed);

} // namespace seatape::test
