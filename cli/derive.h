// SPDX-License-Identifier: Apache-2.0
/// Verbs that make a trace from another one: opening, copying, telling what came of it.
#pragma once

#include "cli/verbs/verbs.h"

#include "traces/container/rewrite.h"

#include <string>

namespace seatape::cli {

/// What a verb that makes a trace from another one is told.
struct DeriveOptions {
    std::string file;
    OutputOptions output;
    bool json = false;
};

/// Adds the trace, -o (required), --force and --json.
void addDerive(Verb& verb, DeriveOptions& options);

/// Copies frames into the output and finishes it. Damage to the trace is in the report.
Result<trace::CopyReport> deriveTrace(const DeriveOptions& options, trace::TraceReader& reader,
                                      const trace::TraceHeader& header,
                                      const trace::Selection& selection);

/// Prints how many frames were taken; the first damage becomes the verb's error.
Result<ExitCode> sayDerived(const DeriveOptions& options, const trace::CopyReport& report);

/// A range of frame numbers as people write it: "10..20" with both ends, "10..", "..20", "10".
Result<trace::Selection> parseFrames(const std::string& text);

} // namespace seatape::cli
