// SPDX-License-Identifier: Apache-2.0
/// The readers of the larger sections of a scenario file. Internal to scenarios/loader.
#pragma once

#include "scenarios/loader/toml_reader.h"
#include "seatape/core/scenario.h"

#include <optional>

namespace seatape::scenario {

/// Reads `events = { serror_pending = 1, … }`; a member that the dialect lacks is a mistake.
void readEvents(TableReader& reader, Dialect dialect, std::optional<VcpuEvents>& out);

/// Reads [policy] with its [[policy.script]].
void readPolicy(TableReader& reader, Dialect dialect, PolicyChoice& out);

/// Reads [expect] with its [[expect.frame]].
void readExpectations(TableReader& reader, Expectations& out);

} // namespace seatape::scenario
