// SPDX-License-Identifier: Apache-2.0
// seatape cut FILE --frames A..B -o OUT: a range of frames as a trace of its own.

#include "cli/derive.h"
#include "cli/machine.h"
#include "cli/output.h"

namespace seatape::cli {
namespace {

struct CutOptions : DeriveOptions {
    std::string frames;
};

Result<ExitCode> cut(const CutOptions& options) {
    auto selection = parseFrames(options.frames);
    if (!selection)
        return passOn(selection);
    auto reader = openTrace(options.file);
    if (!reader)
        return passOn(reader);
    if (selection->first >= reader->frameCount())
        return failure(fmt::format("the trace has {} frames", reader->frameCount()), "--frames",
                       "frames count from 0");
    trace::TraceHeader header = reader->header();
    header.origin = fmt::format("cut to the frames {}", options.frames);
    header.isPart = header.isPart || selection->first != 0;
    auto report = deriveTrace(options, *reader, header, *selection);
    return report ? sayDerived(options, *report) : passOn(report);
}

} // namespace

void addCut(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<CutOptions>();
    Verb verb = addVerb(app, outcome,
                        {"cut", "Write a range of frames as a trace of its own",
                         "seatape cut a.seatape --frames 100..200 -o b.seatape"},
                        options, cut);
    verb.option("--frames", options->frames, "FIRST..LAST, both included; one end may be left out")
        .typeName("RANGE")
        .required();
    addDerive(verb, *options);
}

} // namespace seatape::cli
