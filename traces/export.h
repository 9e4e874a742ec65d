/// The JSON form of a trace, for jq and for other programs: one object per frame, one line each.
///
/// Registers, addresses and digests are hexadecimal strings ("0x…"), since JSON readers lose the
/// low bits of great numbers; counts, lengths, ids and errnos are numbers.
#pragma once

#include "traces/trace_header.h"

#include "core/frame.h"
#include "core/vcpu_events.h"

#include <string>

namespace seatape::trace {

/// Renders a frame as one line without its line end. `dialect` names the members of
/// kvm_vcpu_events.
std::string frameJson(const Frame& frame, Dialect dialect);

/// Renders a header as one line without its line end. Images appear by name, place and size only;
/// what the scenario expects is left out.
std::string headerJson(const TraceHeader& header);

} // namespace seatape::trace
