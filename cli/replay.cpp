// seatape replay FILE: run a trace again and compare every frame; or fork it, or judge a policy.

#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs.h"

#include "core/cpu_identification.h"
#include "core/injection_edit.h"
#include "core/number_text.h"
#include "core/replay.h"
#include "core/what_if.h"

namespace seatape::cli {
namespace {

struct Options {
    std::string file;
    std::string policy;
    MachineOptions machine;
    std::vector<std::string> edits;
    OutputOptions output;
    bool json = false;
    uint64_t max = 100;
};

/// One `--edit FRAME:FIELD=VALUE`.
struct Edit {
    uint64_t frame = 0;
    std::string field;
    uint64_t value = 0;
};

Result<Edit> parseEdit(const std::string& text) {
    const size_t colon = text.find(':');
    const size_t equals = text.find('=', colon == std::string::npos ? 0 : colon);
    const bool hasShape = colon != std::string::npos && equals != std::string::npos;
    const std::string_view view(text);
    const auto frame = hasShape ? parseNumber(view.substr(0, colon)) : std::nullopt;
    const auto value = hasShape ? parseNumber(view.substr(equals + 1)) : std::nullopt;
    if (!frame || !value)
        return failure(fmt::format("'{}' is no edit", text), "--edit",
                       "write FRAME:FIELD=VALUE with a decimal, 0x or 0b number, as in "
                       "12:ext_abt_esr=0x10");
    return Edit{*frame, text.substr(colon + 1, equals - colon - 1), *value};
}

/// Parses the edits; all of them must name one frame.
Result<std::vector<Edit>> parseEdits(const std::vector<std::string>& texts) {
    std::vector<Edit> edits;
    for (const std::string& text : texts) {
        auto edit = parseEdit(text);
        if (!edit)
            return passOn(edit);
        edits.push_back(std::move(*edit));
        if (edits.back().frame != edits.front().frame)
            return failure("the edits name different frames", "--edit",
                           "a what-if forks at one frame; repeat --edit for its fields only");
    }
    return edits;
}

/// Plans the fork at the frame that all edits name.
Result<ForkPlan> forkAt(const std::vector<Frame>& frames, const std::vector<Edit>& edits,
                        const Scenario& scenario) {
    const uint64_t at = edits.front().frame;
    Injection edited = at < frames.size() ? frames[at].injection : Injection{};
    FramesInMemory source(frames);
    auto plan = planFork(source, {{at, edited}}, scenario);
    if (!plan)
        return plan;
    for (const Edit& edit : edits)
        if (auto done = editInjection(edited, scenario.dialect, edit.field, edit.value); !done)
            return failure(done.error().what, fmt::format("--edit {}:{}", at, edit.field),
                           done.error().remedy);
    plan->edited.begin()->second = edited;
    return plan;
}

ExitCode codeOf(const std::vector<Divergence>& divergences) {
    return divergences.empty() ? ExitCode::Ok : ExitCode::Diverged;
}

void sayVerdict(const Options& options, const VerifyReport& report,
                const std::optional<Error>& damage) {
    if (options.json) {
        Json json{{"frames", report.frames}, {"framesEqual", report.framesEqual}};
        json["stoppedEarly"] = report.stoppedEarly;
        json["damage"] = damage ? Json(damage->message()) : Json(nullptr);
        json["divergences"] = divergencesJson(report.divergences);
        json["hostDependent"] = divergencesJson(report.hostDependent);
        return sayJson(json);
    }
    for (const Divergence& difference : report.hostDependent)
        say("host-dependent: {} recorded {}, observed {}\n", difference.field, difference.recorded,
            difference.observed);
    sayDivergences(report.divergences, options.max);
    const bool isEqual = report.divergences.empty();
    say("{}\n", paint(isEqual ? Style::Good : Style::Bad,
                      fmt::format("{} of {} are equal, bit for bit", report.framesEqual,
                                  counted(report.frames, "frame"))));
    if (report.stoppedEarly)
        say("the machine took another way: later frames were not compared\n");
}

/// Lists the registers in which the machine of the trace and the one that replays it may differ.
std::vector<Reg> hostRegisters(const trace::TraceHeader& recorded,
                               const trace::TraceHeader& machine) {
    std::vector<Reg> registers;
    if (recorded.backend != machine.backend)
        for (const RegChange& change : identificationRegisters(recorded.scenario))
            registers.push_back(change.reg);
    return registers;
}

Result<ExitCode> verifyTrace(trace::TraceReader& reader, const Options& options) {
    const Scenario& scenario = reader.header().scenario;
    auto machine = makeMachine(scenario, options.machine);
    if (!machine)
        return passOn(machine);
    IntactFrames frames(reader);
    Result<VerifyReport> verified;
    {
        Progress progress("replaying");
        verified = verify(
            *machine->backend, frames, scenario.dialect,
            [&progress](uint64_t done) { progress.show(done); },
            hostRegisters(reader.header(), machine->header));
    }
    if (!verified)
        return passOn(verified);
    sayVerdict(options, *verified, frames.damage());
    if (frames.damage())
        return tl::unexpected(*frames.damage());
    return codeOf(verified->divergences);
}

Result<ExitCode> judgePolicy(trace::TraceReader& reader, const Options& options) {
    const Scenario& scenario = reader.header().scenario;
    auto policy = makePolicy({options.policy, 0, {}}, scenario.dialect);
    if (!policy)
        return passOn(policy);
    IntactFrames frames(reader);
    Replayer replayer(frames, scenario.dialect);
    auto summary = runSession(replayer, **policy, sessionOptions(scenario));
    if (!summary)
        return passOn(summary);
    const uint64_t alike = summary->aborts - replayer.divergences().size();
    if (options.json) {
        sayJson({{"policy", options.policy},
                 {"aborts", summary->aborts},
                 {"alike", alike},
                 {"divergences", divergencesJson(replayer.divergences())}});
    } else {
        sayDivergences(replayer.divergences(), options.max);
        say("{} of {} are answered alike by {}\n", alike, counted(summary->aborts, "abort"),
            options.policy);
    }
    if (frames.damage())
        return tl::unexpected(*frames.damage());
    return codeOf(replayer.divergences());
}

/// Writes the frames of the edited run, if a file is wanted.
Result<void> keepRun(const Options& options, const trace::TraceHeader& header,
                     const std::vector<Frame>& frames) {
    if (options.output.path.empty())
        return {};
    auto output = TraceOutput::create(options.output, header);
    if (!output)
        return passOn(output);
    Result<void> status;
    for (size_t i = 0; i < frames.size() && status; ++i)
        status = output->writer().put(frames[i]);
    return output->finish(status);
}

void sayWhatIf(const Options& options, const std::vector<Divergence>& divergences,
               const RunSummary& summary, size_t frames) {
    if (options.json) {
        Json json{{"frames", frames}, {"run", summaryJson(summary)}};
        json["divergences"] = divergencesJson(divergences);
        return sayJson(json);
    }
    sayDivergences(divergences, options.max);
    if (divergences.empty())
        say("{}\n", paint(Style::Good, "the edited run is equal, bit for bit"));
    say("the edited run ends: {}\n", summaryLine(summary));
    if (!options.output.path.empty())
        say("{}: {}\n", options.output.path, counted(frames, "frame"));
}

Result<ExitCode> whatIf(trace::TraceReader& reader, const Options& options) {
    const Scenario& scenario = reader.header().scenario;
    auto edits = parseEdits(options.edits);
    if (!edits)
        return passOn(edits);
    const trace::TraceContents original = reader.readAll();
    if (original.damage)
        return tl::unexpected(*original.damage);
    auto plan = forkAt(original.frames, *edits, scenario);
    if (!plan)
        return passOn(plan);
    auto run = prepareRun(scenario, options.policy, options.machine);
    if (!run)
        return passOn(run);
    ForkPolicy fork(std::move(*plan), *run->policy);
    FrameList outcome;
    Recorder recorder(*run->machine.backend, outcome);
    auto summary = runSession(recorder, fork, sessionOptions(scenario));
    if (!summary)
        return passOn(summary);
    if (auto kept = keepRun(options, run->machine.header, outcome.frames); !kept)
        return passOn(kept);
    const auto divergences = compareRuns(original.frames, outcome.frames, scenario.dialect);
    sayWhatIf(options, divergences, *summary, outcome.frames.size());
    return codeOf(divergences);
}

Result<ExitCode> replay(const Options& options) {
    if (!options.output.path.empty() && options.edits.empty())
        return failure("-o keeps the run of an edit, but there is none", "replay",
                       "add --edit FRAME:FIELD=VALUE");
    auto reader = trace::TraceReader::open(options.file);
    if (!reader)
        return passOn(reader);
    if (reader->header().isPart)
        return failure(
            "frames of this trace are missing, so it cannot be replayed", options.file,
            fmt::format("replay the whole trace; this one was {}", reader->header().origin));
    if (!options.edits.empty())
        return whatIf(*reader, options);
    if (!options.policy.empty() && options.machine.backend != "sim")
        return failure("no machine runs when a policy is judged", "--backend",
                       "leave it out, or add --edit");
    if (!options.policy.empty())
        return judgePolicy(*reader, options);
    return verifyTrace(*reader, options);
}

} // namespace

void addReplay(CLI::App& app, Outcome& outcome) {
    auto options = std::make_shared<Options>();
    CLI::App& verb = addVerb(app, outcome,
                             {"replay", "Run a trace again and compare every frame, bit for bit",
                              "seatape replay a.seatape --edit 3:ext_dabt_pending=0"},
                             options, replay);
    addTrace(verb, options->file);
    verb.add_option("--edit", options->edits,
                    "FRAME:FIELD=VALUE: fork there with an edited injection and go on live; may be "
                    "repeated for more fields of that frame")
        ->type_name("EDIT")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    addPolicy(verb, options->policy,
              "ask whether another policy answers the same; with --edit: go on with it");
    addMachine(verb, options->machine);
    addOutput(verb, options->output, "with --edit: record the edited run");
    verb.add_option("--max", options->max, "divergences to print (100)")->type_name("N");
    addJson(verb, options->json);
}

} // namespace seatape::cli
