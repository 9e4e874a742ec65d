// SPDX-License-Identifier: Apache-2.0
/// Two machines, one scenario: the first frame in which they differ.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/divergence.h"
#include "seatape/core/scenario.h"

#include <functional>
#include <memory>
#include <vector>

namespace seatape::test {

/// Makes the machine that a scenario describes.
using MachineFactory = std::function<Result<std::unique_ptr<Backend>>(const Scenario& scenario)>;

/// What came of running one scenario on two machines.
struct Comparison {
    uint64_t injections = 0; ///< answers that both have got, and after which they were compared
    std::vector<Divergence> divergences; ///< of the first frame that differs; empty if none does
};

/// Runs the scenario on both machines in step until they differ or the run ends: what machines do
/// after they have differed once says nothing more.
///
/// The model gets the identification registers that the real machine has. Compared are the exits,
/// all registers that the architecture gives a meaning, the results of the ioctls, and guest memory
/// by its digest. Fails if a machine cannot be made or breaks down.
Result<Comparison> compareMachines(const Scenario& scenario, const MachineFactory& real,
                                   const MachineFactory& model);

} // namespace seatape::test
