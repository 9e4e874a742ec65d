// SPDX-License-Identifier: Apache-2.0
// seatape merge FILE FILE… -o OUT: several traces as one, by instruction count.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"

#include "traces/container/rewrite.h"

namespace seatape::cli {
namespace {

struct MergeOptions {
    std::vector<std::string> files;
    OutputOptions output;
    bool json = false;
};

Result<std::vector<trace::TraceReader>> openAll(const std::vector<std::string>& files) {
    std::vector<trace::TraceReader> readers;
    for (const std::string& file : files) {
        auto reader = openTrace(file);
        if (!reader)
            return passOn(reader);
        readers.push_back(std::move(*reader));
    }
    return readers;
}

Result<ExitCode> merge(const MergeOptions& options) {
    auto readers = openAll(options.files);
    if (!readers)
        return passOn(readers);
    auto plan = trace::planMerge(*readers, options.files);
    if (!plan)
        return passOn(plan);
    auto output = TraceOutput::create(options.output, plan->header);
    if (!output)
        return passOn(output);
    Progress progress("merging");
    const auto merged = trace::mergeFrames(*readers, *plan, output->writer(), progress.callback());
    if (auto finished = output->finish(merged); !finished)
        return passOn(finished);
    const uint64_t frames = output->writer().frameCount();
    if (options.json)
        sayJson({{"trace", options.output.path}, {"frames", frames}});
    else
        say("{}: {} of {}\n", options.output.name(), counted(frames, "frame"),
            counted(options.files.size(), "trace"));
    return ExitCode::Ok;
}

} // namespace

void addMerge(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<MergeOptions>();
    Verb verb =
        addVerb(app, outcome,
                {"merge", "Write several traces as one, in the order of their instruction counts",
                 "seatape merge vcpu0.seatape vcpu1.seatape -o vm.seatape"},
                options, merge);
    verb.option("traces", options->files, "traces (.seatape)")
        .typeName("")
        .required()
        .expects(2, 64);
    addOutput(verb, options->output, "the trace to write").required();
    addJson(verb, options->json);
}

} // namespace seatape::cli
