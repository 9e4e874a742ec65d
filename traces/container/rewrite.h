// SPDX-License-Identifier: Apache-2.0
/// Makes traces out of traces: frames are left out, renumbered or interleaved, and every one that
/// is kept still tells the state of its vCPU.
#pragma once

#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"

#include "seatape/core/what_if.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatape::trace {

/// Which frames are copied: those numbered [first, end) that `pick` takes, if it is set. It sees
/// every intact one of them, in order, with the state of its vCPU at the exit.
struct Selection {
    uint64_t first = 0;
    uint64_t end = UINT64_MAX;
    std::function<bool(const Frame& frame, const VcpuState& atExit)> pick = {};
};

/// What copying came to.
struct CopyReport {
    uint64_t read = 0;          ///< intact frames that were looked at
    uint64_t written = 0;       ///< frames that were taken
    std::vector<Error> damages; ///< what of the trace could not be read
};

/// Called with the number of frames read so far, if it is set; false ends the work with an error.
using CopyProgress = std::function<bool(uint64_t frames)>;

/// Copies frames after those that `out` has; the changes that a frame left out had made become
/// changes of the next one of its vCPU. Fails only if `out` does; damage to the trace is passed
/// over and reported. Does not finish `out`.
Result<CopyReport> copyFrames(TraceReader& trace, const Selection& selection, TraceWriter& out,
                              const CopyProgress& progress = {});

/// Returns the header of a trace that is the one at `path`, whose header is given, with edits: its
/// scenario speaks their dialect, and it tells where it comes from, by `how` ("edited from").
/// Without edits it is the same header.
TraceHeader editedHeader(const TraceHeader& header, const std::string& path,
                         const TraceEdits& edits, std::string_view how);

/// Returns the header of a trace of what is intact of another one. `damages` are all of it, as
/// TraceReader::check() tells them.
TraceHeader recoveredHeader(const TraceReader& damaged, std::span<const Damage> damages);

/// How several traces become one.
struct MergePlan {
    TraceHeader header;
    std::vector<uint32_t> vcpuShift; ///< for each trace: what its vCPU numbers are raised by
};

/// Plans the merge of at least one trace. Traces of the same scenario that have no vCPU in common
/// are parts of one machine and keep their numbers; otherwise the vCPUs of each follow those of the
/// one before. `names` are the traces', for the header. Fails if there are too many vCPUs.
Result<MergePlan> planMerge(std::span<const TraceReader> traces,
                            std::span<const std::string> names);

/// Writes the frames of all traces in the order of their instruction counts; each trace keeps its
/// own order, and of equal counts the earlier trace goes first. Fails at the first damage of any,
/// and if `out` does. Does not finish `out`.
Result<void> mergeFrames(std::span<TraceReader> traces, const MergePlan& plan, TraceWriter& out,
                         const CopyProgress& progress = {});

} // namespace seatape::trace
