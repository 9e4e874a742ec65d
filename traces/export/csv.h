// SPDX-License-Identifier: Apache-2.0
/// A trace as a table for spreadsheets and data frames: RFC 4180, one row a frame.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/export/text.h"

#include "seatape/core/frame.h"

#include <span>
#include <string_view>

namespace seatape::trace {

/// Lists the columns, in their order; new ones are only ever added at the end. Addresses, register
/// values and the digest are 0x… numbers, all others decimal; what a frame does not have is empty.
std::span<const std::string_view> csvColumns();

/// Writes the names of the columns and a row for each frame, with CR LF after each. Fails with the
/// error of the source or the sink.
Result<void> exportCsv(const TraceHeader& header, FrameSource& frames, const TextSink& sink);

} // namespace seatape::trace
