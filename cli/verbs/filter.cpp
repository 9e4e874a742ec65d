// SPDX-License-Identifier: Apache-2.0
// seatape filter FILE EXPR -o OUT: the frames that a filter picks as a trace of their own.

#include "cli/derive.h"
#include "cli/machine.h"

namespace seatape::cli {
namespace {

struct FilterOptions : DeriveOptions {
    std::string filter;
};

Result<ExitCode> filterTrace(const FilterOptions& options) {
    auto filter = compileFilter(options.filter, "filter");
    if (!filter)
        return passOn(filter);
    auto reader = openTrace(options.file);
    if (!reader)
        return passOn(reader);
    trace::TraceHeader header = reader->header();
    header.origin = "filtered by " + filter->text();
    header.isPart = true;
    const Scenario& scenario = reader->header().scenario;
    trace::Selection selection;
    selection.pick = [&](const Frame& frame, const VcpuState& atExit) {
        return filter->matches({frame, scenario, &atExit});
    };
    auto report = deriveTrace(options, *reader, header, selection);
    return report ? sayDerived(options, *report) : passOn(report);
}

} // namespace

void addFilter(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<FilterOptions>();
    Verb verb = addVerb(app, outcome,
                        {"filter", "Write the frames that a filter picks as a trace of their own",
                         "seatape filter a.seatape \"exit == ARM_SEA && vcpu == 1\" -o b.seatape"},
                        options, filterTrace);
    addDerive(verb, *options);
    verb.option("filter", options->filter, "which frames to take (docs/filter.md)")
        .typeName("")
        .required();
}

} // namespace seatape::cli
