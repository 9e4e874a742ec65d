// SPDX-License-Identifier: Apache-2.0
/// What is where in a trace, from one pass over all frames: what navigation jumps between, what the
/// timeline shows, and what is damaged. Plain values and plain functions, for worker threads.
#pragma once

#include "gui/models/frame_set.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"
#include "traces/container/trace_reader.h"
#include "traces/filter/filter.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace seatape::gui {

/// What a frame is, for the timeline; a rising order of interest.
enum class FrameKind : uint8_t { Other, Console, Mmio, Injection, Sea };

/// The sets of frames that navigation knows, and three bytes for each frame.
struct Overview {
    uint64_t scanned = 0; ///< the frames below this number have been looked at
    FrameSet aborts;      ///< exits that user space had to decide about
    FrameSet seas;        ///< KVM_EXIT_ARM_SEA
    FrameSet injections;  ///< frames whose answer pends an exception or writes registers
    std::map<uint32_t, FrameSet> vcpus;
    std::vector<FrameKind> kinds; ///< by frame; Other for one that is lost
    std::vector<uint16_t> cpus;   ///< the vCPU by frame, as long as `kinds`
    std::vector<Error> damages;   ///< what could not be read; the missing end of a trace is one
    uint64_t intact = 0;          ///< frames that were read
};

/// Opens a trace; if its beginning or its index are damaged, what can be salvaged of it.
Result<trace::TraceReader> openTrace(const std::string& path);

/// Called now and then with the number of frames that were read; false ends the work.
using ScanProgress = std::function<bool(uint64_t frames)>;

/// Adds the frames after those that were scanned. The damages are those of the last call.
Overview extendOverview(Overview overview, trace::TraceReader& reader,
                        const ScanProgress& progress);

/// A filter on its way through a trace, which may still grow.
class FilterRun {
public:
    /// Fails if the trace cannot be opened.
    static Result<std::shared_ptr<FilterRun>> open(const std::string& path, trace::Filter filter);

    /// Filters the frames after those that were seen. Returns false if `progress` ended it.
    bool advance(const ScanProgress& progress);

    const FrameSet& found() const { return m_found; }
    /// Returns the number after the last frame that was looked at.
    uint64_t seen() const { return m_seen; }

private:
    FilterRun(trace::TraceReader reader, trace::Filter filter)
        : m_reader(std::move(reader)), m_filter(std::move(filter)) {}
    bool picks(const Frame& frame);

    trace::TraceReader m_reader;
    trace::Filter m_filter;
    StateTracker m_states;
    FrameSet m_found;
    uint64_t m_seen = 0;
};

} // namespace seatape::gui
