// SPDX-License-Identifier: Apache-2.0
/// Checks a run against what its scenario expects.
#pragma once

#include "seatape/core/divergence.h"
#include "seatape/core/scenario.h"
#include "seatape/core/session.h"

#include <vector>

namespace seatape {

/// Lists what is not as expected; `recorded` is the expectation, `observed` the run.
/// `finalState` is the state of vCPU 0 after the last frame.
std::vector<Divergence> checkExpectations(const Scenario& scenario, const RunSummary& summary,
                                          const std::vector<Frame>& frames,
                                          const VcpuState& finalState);

} // namespace seatape
