// SPDX-License-Identifier: Apache-2.0
// seatape diff A B: compare two traces, their headers and every frame.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "traces/export/export.h"

namespace seatape::cli {
namespace {

struct DiffOptions {
    std::string first;
    std::string second;
    bool json = false;
    uint64_t max = 100;
};

/// Who recorded a trace is no difference between the runs: real KVM and the simulator may agree.
bool isAboutTheRun(const std::string& path) {
    return path != "/toolVersion" && path != "/backend";
}

Divergence headerDivergence(const std::string& path, const Json& first, const Json& second,
                            const char* note = "") {
    const auto show = [](const Json& value) { return value.is_null() ? "-" : value.dump(); };
    return {0, 0, "header" + path, show(first), show(second), note};
}

/// What the JSON form of a header leaves out.
void compareHidden(const Scenario& first, const Scenario& second, std::vector<Divergence>& found) {
    for (size_t i = 0; i < std::min(first.images.size(), second.images.size()); ++i)
        if (first.images[i].bytes != second.images[i].bytes)
            found.push_back(headerDivergence(fmt::format("/scenario/images/{}/bytes", i),
                                             first.images[i].name, second.images[i].name,
                                             "the bytes differ"));
    if (first.expect != second.expect)
        found.push_back(
            headerDivergence("/scenario/expect", nullptr, nullptr, "the expectations differ"));
}

std::vector<Divergence> compareHeaders(const trace::TraceHeader& first,
                                       const trace::TraceHeader& second) {
    const Json a = Json::parse(trace::headerJson(first)).flatten();
    const Json b = Json::parse(trace::headerJson(second)).flatten();
    std::vector<Divergence> found;
    for (const auto& [path, value] : a.items())
        if (isAboutTheRun(path) && (!b.contains(path) || b[path] != value))
            found.push_back(headerDivergence(path, value, b.contains(path) ? b[path] : Json()));
    for (const auto& [path, value] : b.items())
        if (isAboutTheRun(path) && !a.contains(path))
            found.push_back(headerDivergence(path, Json(), value));
    compareHidden(first.scenario, second.scenario, found);
    return found;
}

void sayHeaders(const std::vector<Divergence>& headers) {
    for (const Divergence& d : headers)
        say("{}: first {}, second {}{}\n", d.field, d.recorded, d.observed,
            d.note.empty() ? "" : fmt::format(" ({})", d.note));
}

Result<ExitCode> diff(const DiffOptions& options) {
    auto first = openTrace(options.first);
    if (!first)
        return passOn(first);
    auto second = openTrace(options.second);
    if (!second)
        return passOn(second);
    const auto headers = compareHeaders(first->header(), second->header());
    const trace::TraceContents a = first->readAll(), b = second->readAll();
    const auto frames = compareRuns(a.frames, b.frames, first->header().scenario.dialect);
    if (options.json) {
        sayJson({{"header", divergencesJson(headers)},
                 {"frames", {a.frames.size(), b.frames.size()}},
                 {"divergences", divergencesJson(frames)}});
    } else {
        sayHeaders(headers);
        sayDivergences(frames, options.max);
        if (headers.empty() && frames.empty())
            say("{}\n", paint(Style::Good, fmt::format("the traces are equal: {}",
                                                       counted(a.frames.size(), "frame"))));
    }
    for (const trace::TraceContents* contents : {&a, &b})
        if (contents->damage)
            return tl::unexpected(*contents->damage);
    return headers.empty() && frames.empty() ? ExitCode::Ok : ExitCode::Diverged;
}

} // namespace

void addDiff(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<DiffOptions>();
    Verb verb = addVerb(app, outcome,
                        {"diff", "Compare two traces: headers and every frame",
                         "seatape diff before.seatape after.seatape"},
                        options, diff);
    addTrace(verb, options->first, "first");
    addTrace(verb, options->second, "second");
    verb.option("--max", options->max, "divergences to print (100)").typeName("N");
    addJson(verb, options->json);
}

} // namespace seatape::cli
