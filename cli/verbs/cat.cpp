// SPDX-License-Identifier: Apache-2.0
// seatape cat FILE…: every frame of one trace or several, in full.

#include "cli/derive.h"
#include "cli/frame_page.h"
#include "cli/machine.h"
#include "cli/output.h"

#include "traces/export/export.h"

namespace seatape::cli {
namespace {

struct CatOptions {
    std::vector<std::string> files;
    std::string frames = "0..";
    std::string filter;
    bool json = false;
};

void sayOne(const CatOptions& options, const Scenario& scenario, const Frame& frame,
            const VcpuState& before, const VcpuState& after) {
    if (options.json)
        return say("{}\n", trace::frameJson(frame, scenario.dialect));
    sayFrame({scenario, frame, before, after});
    say("\n");
}

/// Prints the frames of one trace; its first damage is the error.
Result<void> catTrace(const std::string& file, const CatOptions& options,
                      const trace::Filter& filter, const trace::Selection& range) {
    auto reader = openTrace(file);
    if (!reader)
        return passOn(reader);
    const Scenario& scenario = reader->header().scenario;
    StateTracker states;
    if (auto moment = reader->moment(range.first))
        states = std::move(moment->states);
    reader->seek(range.first);
    auto frame = reader->next();
    for (; frame && *frame && (*frame)->index < range.end; frame = reader->next()) {
        const VcpuState before = states.atExit(**frame);
        const VcpuState& after = states.afterInjection(**frame);
        if (filter.matches({**frame, scenario, &before}))
            sayOne(options, scenario, **frame, before, after);
    }
    return frame ? Result<void>{} : passOn(frame);
}

Result<ExitCode> cat(const CatOptions& options) {
    auto filter = compileFilter(options.filter, "--filter");
    if (!filter)
        return passOn(filter);
    auto range = parseFrames(options.frames);
    if (!range)
        return passOn(range);
    for (const std::string& file : options.files)
        if (auto done = catTrace(file, options, *filter, *range); !done)
            return passOn(done);
    return ExitCode::Ok;
}

} // namespace

void addCat(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<CatOptions>();
    Verb verb = addVerb(app, outcome,
                        {"cat", "Print every frame of one trace or several, in full",
                         "seatape cat a.seatape --frames 10..20"},
                        options, cat);
    verb.option("traces", options->files, "traces (.seatape)").typeName("").required();
    verb.option("--frames", options->frames, "only FIRST..LAST, both included").typeName("RANGE");
    verb.option("--filter", options->filter, "only frames that this picks (docs/filter.md)")
        .typeName("EXPR");
    addJson(verb, options->json);
}

} // namespace seatape::cli
