// seatape info FILE: what a trace says about itself.

#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs.h"

#include "core/policy.h"
#include "traces/export.h"

#include <map>

namespace seatape::cli {
namespace {

struct Options {
    std::string file;
    bool json = false;
};

struct Counts {
    uint64_t frames = 0;
    uint64_t aborts = 0;
    std::map<std::string, uint64_t> exits; ///< by kind; console output is a kind of its own
    uint64_t fileSize = 0;
    uint64_t chunkBytes = 0; ///< of the file; the rest is header and index

    uint64_t bytesPerFrame() const { return frames == 0 ? 0 : chunkBytes / frames; }
};

Counts countFrames(FrameSource& frames, const Scenario& scenario) {
    Counts counts;
    for (auto frame = frames.next(); frame && *frame; frame = frames.next()) {
        ++counts.frames;
        counts.aborts += isAbort((*frame)->exit, scenario.console) ? 1 : 0;
        ++counts.exits[consoleByte((*frame)->exit, scenario.console)
                           ? "console output"
                           : std::string(exitName((*frame)->exit))];
    }
    return counts;
}

void sayInfoJson(const trace::TraceHeader& header, const Counts& counts, bool isWhole) {
    Json json = Json::parse(trace::headerJson(header));
    json["frames"] = counts.frames;
    json["aborts"] = counts.aborts;
    json["exits"] = counts.exits;
    json["fileSize"] = counts.fileSize;
    json["bytesPerFrame"] = counts.bytesPerFrame();
    json["whole"] = isWhole;
    sayJson(json);
}

void sayInfo(const trace::TraceHeader& header, const Counts& counts) {
    const Scenario& scenario = header.scenario;
    say("{}\n", paint(Style::Title, fmt::format("{}: {}", scenario.name, scenario.title)));
    say("{:<10} seatape {}, backend {}\n", "recorded", header.toolVersion, header.backend);
    if (!header.origin.empty())
        say("{:<10} {}{}\n", "origin", header.origin,
            header.isPart ? "; it cannot be replayed" : "");
    for (const std::string& line : settingLines(scenario))
        say("{}\n", line);
    say("{:<10} {}, {} of them aborts\n", "frames", counts.frames, counts.aborts);
    for (const auto& [name, count] : counts.exits)
        say("{:<10}   {:>8} {}\n", "", count, name);
    say("{:<10} {} bytes, {} a frame\n", "file", counts.fileSize, counts.bytesPerFrame());
}

Result<ExitCode> info(const Options& options) {
    auto reader = trace::TraceReader::open(options.file);
    if (!reader)
        return passOn(reader);
    IntactFrames frames(*reader);
    Counts counts = countFrames(frames, reader->header().scenario);
    counts.fileSize = reader->size();
    counts.chunkBytes = reader->chunkBytes();
    if (options.json)
        sayInfoJson(reader->header(), counts, !frames.damage());
    else
        sayInfo(reader->header(), counts);
    if (frames.damage())
        return tl::unexpected(*frames.damage());
    return ExitCode::Ok;
}

} // namespace

void addInfo(CLI::App& app, Outcome& outcome) {
    auto options = std::make_shared<Options>();
    CLI::App& verb = addVerb(app, outcome,
                             {"info", "Print what a trace says about itself, and count its exits",
                              "seatape info a.seatape"},
                             options, info);
    addTrace(verb, options->file);
    addJson(verb, options->json);
}

} // namespace seatape::cli
