// SPDX-License-Identifier: Apache-2.0
/// What stands at the front of a trace: everything needed to run it again. A plain value.
#pragma once

#include "seatape/core/scenario.h"

#include <string>

namespace seatape::trace {

struct TraceHeader {
    std::string toolVersion; ///< of the seatape that recorded, for people
    std::string backend;     ///< `sim` or `kvm`
    Scenario scenario;
    /// How the trace was made from another one, in words; empty for a recording.
    std::string origin = {};
    /// Frames are missing before others, so that the rest does not replay.
    bool isPart = false;
    bool operator==(const TraceHeader&) const = default;
};

} // namespace seatape::trace
