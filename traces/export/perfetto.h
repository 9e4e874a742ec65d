// SPDX-License-Identifier: Apache-2.0
/// A trace for the viewers of the Trace Event format: ui.perfetto.dev and chrome://tracing.
///
/// There is no clock in a trace. A microsecond of the picture is one instruction of the vCPU, and
/// each vCPU has its own count: positions of different vCPUs say nothing about their order. The
/// argument `frame` does.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/export/text.h"

#include "seatape/core/frame.h"

namespace seatape::trace {

/// Writes the JSON object. Each vCPU is a track: the guest's runs between two exits are slices,
/// with the exit that ended them, its members and its decoded syndrome as arguments; answers that
/// change something are instants. Fails with the error of the source or the sink.
Result<void> exportPerfetto(const TraceHeader& header, FrameSource& frames, const TextSink& sink);

} // namespace seatape::trace
