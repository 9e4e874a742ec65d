// SPDX-License-Identifier: Apache-2.0
// seatape info FILE: what a trace says about itself. seatape info --kvm: what this host's KVM does.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "kvmbackend/probe.h"
#include "seatape/core/policy.h"
#include "traces/export/export.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

struct InfoOptions {
    std::string file;
    bool kvm = false;
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

std::vector<std::string_view> sourceNames(const kvm::KvmProbe& probe) {
    std::vector<std::string_view> names;
    std::ranges::transform(probe.sources, std::back_inserter(names), kvm::seaSourceName);
    return names;
}

std::string psciText(const kvm::KvmProbe& probe) {
    return probe.psci ? fmt::format("{}.{}", *probe.psci >> 16, *probe.psci & 0xffff) : "unknown";
}

/// What is one fact to people and one member to programs.
struct Fact {
    const char* name;
    const char* key;
    bool value;
};

std::vector<Fact> factsOf(const kvm::KvmProbe& probe) {
    return {
        {"KVM_CAP_ARM_SEA_TO_USER", "seaToUser", probe.seaToUser},
        {"KVM_CAP_ARM_NISV_TO_USER", "nisvToUser", probe.nisvToUser},
        {"KVM_CAP_ARM_INJECT_EXT_DABT", "injectDabt", probe.injectDabt},
        {"KVM_CAP_ARM_INJECT_SERROR_ESR", "serrorEsr", probe.serrorEsr},
        {"capability 245 is known", "capability245", probe.capability245},
        {"RAS extension of the host", "hostRas", probe.hostRas},
        {"RAS extension of a guest", "guestRas", probe.guest.ras},
        {"FEAT_DoubleFault2 of a guest", "guestDoubleFault2", probe.guest.doubleFault2},
        {"FEAT_LSE of a guest", "guestLse", probe.guest.lse},
    };
}

void sayKvmJson(const kvm::KvmProbe& probe) {
    Json json{{"kernel", probe.release}, {"ipaBits", probe.ipaBits}};
    json["dialect"] = dialectName(probe.dialect);
    json["psci"] = psciText(probe);
    for (const Fact& fact : factsOf(probe))
        json[fact.key] = fact.value;
    json["seaSources"] = sourceNames(probe);
    sayJson(json);
}

void sayKvm(const kvm::KvmProbe& probe) {
    say("{}\n", paint(Style::Title, fmt::format("KVM of Linux {}", probe.release)));
    say("{:<32} {}\n", "dialect of kvm_vcpu_events", dialectName(probe.dialect));
    say("{:<32} {} bits\n", "largest IPA space", probe.ipaBits);
    say("{:<32} {}\n", "PSCI", psciText(probe));
    for (const Fact& fact : factsOf(probe))
        say("{:<32} {}\n", fact.name, fact.value ? "yes" : "no");
    const auto sources = sourceNames(probe);
    say("{:<32} {}\n", "SEA sources",
        sources.empty() ? "none" : fmt::format("{}", fmt::join(sources, ", ")));
}

Result<ExitCode> infoOfKvm(const InfoOptions& options) {
    auto probe = kvm::probeKvm();
    if (!probe)
        return passOn(probe);
    options.json ? sayKvmJson(*probe) : sayKvm(*probe);
    return ExitCode::Ok;
}

Result<ExitCode> info(const InfoOptions& options) {
    if (options.kvm == !options.file.empty())
        return failure("either a trace or --kvm is wanted", "info",
                       "name a trace, or ask `seatape info --kvm`");
    if (options.kvm)
        return infoOfKvm(options);
    auto reader = openTrace(options.file);
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

void addInfo(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<InfoOptions>();
    Verb verb = addVerb(
        app, outcome,
        {"info", "Print what a trace says about itself, or with --kvm what this host's KVM does",
         "seatape info a.seatape"},
        options, info);
    addTrace(verb, options->file).required(false);
    verb.flag("--kvm", options->kvm, "try what this host's KVM does, instead of reading a trace");
    addJson(verb, options->json);
}

} // namespace seatape::cli
