// SPDX-License-Identifier: Apache-2.0
/// What takes long and makes a file: running a scenario or an edited trace, saving, recovering and
/// exporting one. Plain functions for worker threads; one that fails or is ended leaves no file,
/// and the one that was there before.
#pragma once

#include "gui/models/edits.h"
#include "gui/models/job.h"
#include "gui/models/machine.h"

#include "seatape/base/result.h"
#include "seatape/core/divergence.h"
#include "seatape/core/session.h"
#include "traces/container/trace_header.h"

#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace seatape::gui {

/// Called with the number of exits or frames so far, if it is set; false ends the work with an
/// error.
using RunProgress = std::function<bool(uint64_t done)>;

/// An edited run that was recorded.
struct WhatIfOutcome {
    static constexpr size_t kMostDivergences = 100'000;

    RunSummary summary;
    std::vector<Divergence> divergences; ///< the first ones
    bool areAll = true;                  ///< there are no more divergences than those
};

/// Runs a trace with its edits on a machine, records that into `out`, and compares the two. Fails
/// if the trace cannot be executed from its beginning, or as the machine and the file do.
Result<WhatIfOutcome> runWhatIf(const MachineFactory& factory, const std::string& trace,
                                const TraceEdits& edits, const std::string& out,
                                const RunProgress& progress);

/// Writes a trace without frames, which stands for its scenario (`seatape record` takes it).
Result<void> writeScenario(const Scenario& scenario, const std::string& out);

/// Runs a scenario with its own policy and records it into `out`.
Result<RunSummary> recordScenario(const MachineFactory& factory, const Scenario& scenario,
                                  const std::string& out, const RunProgress& progress);

/// Writes a trace with its edited answers; the header tells where it comes from. The frames after
/// an edit are those of the original: only a what-if knows better.
Result<void> saveEdited(const std::string& trace, const TraceEdits& edits, const std::string& out,
                        const RunProgress& progress);

/// Writes every intact frame of a damaged trace; returns how many there are.
Result<uint64_t> recoverTrace(const std::string& trace, const std::string& out,
                              const RunProgress& progress);

/// Writes the page of a trace.
Result<void> exportReport(const std::string& trace, const std::string& out,
                          const RunProgress& progress);

} // namespace seatape::gui
