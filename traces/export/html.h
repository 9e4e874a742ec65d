// SPDX-License-Identifier: Apache-2.0
/// A trace as one HTML page that needs nothing else: for a bug report, a lesson, an archive.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/export/text.h"

#include "seatape/core/frame.h"

#include <cstddef>

namespace seatape::trace {

/// How much of a long trace a page shows. The page says what it leaves out.
struct HtmlLimits {
    size_t rows = 2000;              ///< of the table; a line of console output is one row
    size_t aborts = 100;             ///< ARM_SEA exits that are explained
    size_t consoleBytes = 64 * 1024; ///< of the guest's output
};

/// Writes a page about all frames of `frames`. Memory is bounded by the limits. Fails with the
/// error of the source or the sink.
Result<void> exportHtml(const TraceHeader& header, FrameSource& frames, const TextSink& sink,
                        const HtmlLimits& limits = {});

} // namespace seatape::trace
