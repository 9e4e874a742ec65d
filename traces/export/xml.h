// SPDX-License-Identifier: Apache-2.0
/// The XML form of a trace, for programs that read Boost.Serialization's XML archives, and to be
/// read again by traces/import/xml.h. docs/exports.md describes it. Needs no Boost to include.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/export/text.h"

#include "seatape/core/frame.h"

namespace seatape::trace {

/// Writes the header and every frame; one frame at a time is in memory. Fails with the error of the
/// source or the sink, and on a vCPU that cannot be.
Result<void> exportXml(const TraceHeader& header, FrameSource& frames, const TextSink& sink);

} // namespace seatape::trace
