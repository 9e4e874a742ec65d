// SPDX-License-Identifier: Apache-2.0
/// The JSON form of a trace, for jq and for other programs: one object per frame, one line each.
///
/// Registers, addresses and digests are hexadecimal strings ("0x…"), since JSON readers lose the
/// low bits of great numbers; counts, lengths, ids and errnos are numbers.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/export/text.h"

#include "seatape/core/frame.h"
#include "seatape/core/vcpu_events.h"

#include <string>

namespace seatape::trace {

/// Renders a frame as one line without its line end. `dialect` names the members of
/// kvm_vcpu_events.
std::string frameJson(const Frame& frame, Dialect dialect);

/// Renders a header as one line without its line end. Images appear by name, place and size only;
/// what the scenario expects is left out.
std::string headerJson(const TraceHeader& header);

/// Renders the same with the bytes of the images and what the scenario expects, so that nothing is
/// lost.
std::string wholeHeaderJson(const TraceHeader& header);

/// Writes a whole header and a line for each frame: what traces/import/json.h reads. Fails with the
/// error of the source or the sink.
Result<void> exportJson(const TraceHeader& header, FrameSource& frames, const TextSink& sink);

} // namespace seatape::trace
