// SPDX-License-Identifier: Apache-2.0
/// Lines and words that several verbs share.
#pragma once

#include "seatape/core/divergence.h"
#include "seatape/core/expectations.h"
#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"
#include "seatape/core/session.h"

#include "explain/words.h"

#include "cli/json_fwd.h"
#include "cli/output.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seatape::cli {

using explain::actionText;
using explain::counted;
using explain::exitConstant;
using explain::exitText;
using explain::hexGroups;
using explain::resultText;
using explain::seaContext;

/// Returns guest output as it may be shown on a terminal: control characters are escaped.
std::string printable(std::string_view text);
/// Returns a register with its field names where it has some: an ESR with its summary.
std::string registerText(Reg reg, uint64_t value);

/// Returns the settings of a scenario, one line each: "policy  reflect-dabt".
std::vector<std::string> settingLines(const Scenario& scenario);
/// Returns what a scenario expects, one line each.
std::vector<std::string> expectationLines(const Scenario& scenario);

/// Prints divergences as lines, `max` at most, and how many more there are.
void sayDivergences(const std::vector<Divergence>& divergences, uint64_t max);
Json divergencesJson(const std::vector<Divergence>& divergences);

/// Returns the summary as people read it: "system-off after 12 exits, 2 of them aborts; …".
std::string summaryLine(const RunSummary& summary);
Json summaryJson(const RunSummary& summary);

/// Returns why a run did not come to an end of its own and what to do, unless the scenario expects
/// that very end.
std::optional<Error> unfinished(const Scenario& scenario, const RunSummary& summary);

} // namespace seatape::cli
