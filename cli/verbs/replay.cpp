// SPDX-License-Identifier: Apache-2.0
// seatape replay FILE: run a trace again and compare every frame; or fork it, or judge a policy.

#include "cli/field_completion.h"
#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "seatape/base/number_text.h"
#include "seatape/core/cpu_identification.h"
#include "seatape/core/dialect_translation.h"
#include "seatape/core/injection_edit.h"
#include "seatape/core/replay.h"
#include "seatape/core/what_if.h"
#include "traces/container/rewrite.h"

namespace seatape::cli {
namespace {

struct ReplayOptions {
    std::string file;
    std::string policy;
    MachineOptions machine;
    std::vector<std::string> edits;
    std::string dialect; ///< empty: the trace's
    OutputOptions output;
    std::optional<std::string> complete; ///< the --edit that a shell wants completed
    bool json = false;
    uint64_t max = 100;
};

/// One `--edit FRAME:FIELD=VALUE`.
struct FieldEdit {
    uint64_t frame = 0;
    std::string field;
    std::string value;
};

Result<FieldEdit> parseEdit(const std::string& text) {
    const size_t colon = text.find(':');
    const size_t equals = text.find('=', colon == std::string::npos ? 0 : colon);
    const bool hasShape = colon != std::string::npos && equals != std::string::npos;
    const auto frame =
        hasShape ? parseNumber(std::string_view(text).substr(0, colon)) : std::nullopt;
    if (!frame)
        return failure(fmt::format("'{}' is no edit", text), "--edit",
                       "write FRAME:FIELD=VALUE, as in 12:ext_abt_esr=0x10");
    return FieldEdit{*frame, text.substr(colon + 1, equals - colon - 1), text.substr(equals + 1)};
}

/// Makes the edits one after the other on the answers of the frames. Whether those have answers is
/// for planFork() to tell.
Result<EditedAnswers> editAnswers(const std::vector<std::string>& texts,
                                  const std::vector<Frame>& frames, Dialect dialect) {
    EditedAnswers answers;
    for (const std::string& text : texts) {
        const auto edit = parseEdit(text);
        if (!edit)
            return tl::unexpected(edit.error());
        const auto [answer, isNew] = answers.try_emplace(edit->frame);
        if (isNew && edit->frame < frames.size())
            answer->second = frames[edit->frame].injection;
        if (auto done = editInjection(answer->second, dialect, edit->field, edit->value); !done)
            return failure(done.error().what, fmt::format("--edit {}:{}", edit->frame, edit->field),
                           done.error().remedy);
    }
    return answers;
}

bool isWhatIf(const ReplayOptions& options) {
    return !options.edits.empty() || !options.dialect.empty();
}

ExitCode codeOf(const std::vector<Divergence>& divergences) {
    return divergences.empty() ? ExitCode::Ok : ExitCode::Diverged;
}

void sayVerdict(const ReplayOptions& options, const VerifyReport& report,
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

Result<ExitCode> verifyTrace(trace::TraceReader& reader, const ReplayOptions& options) {
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

Result<ExitCode> judgePolicy(trace::TraceReader& reader, const ReplayOptions& options) {
    const Scenario& scenario = reader.header().scenario;
    auto policy = makePolicy(choosePolicy(scenario, options.policy), scenario.dialect);
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
Result<void> keepRun(const ReplayOptions& options, const trace::TraceHeader& header,
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

void sayWhatIf(const ReplayOptions& options, const std::vector<Divergence>& divergences,
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
        say("{}: {}\n", options.output.name(), counted(frames, "frame"));
}

Result<ExitCode> whatIf(trace::TraceReader& reader, const ReplayOptions& options) {
    if (auto isFree = checkTraceOutput(options.output); !isFree) // before the run, not after it
        return passOn(isFree);
    const Dialect recorded = reader.header().scenario.dialect;
    const Dialect dialect = dialectByName(options.dialect).value_or(recorded);
    trace::TraceContents original = reader.readAll();
    if (original.damage)
        return tl::unexpected(*original.damage);
    for (Frame& frame : original.frames)
        frame.injection = translateInjection(std::move(frame.injection), recorded, dialect);
    auto answers = editAnswers(options.edits, original.frames, dialect);
    if (!answers)
        return passOn(answers);
    auto header = trace::editedHeader(
        reader.header(), options.file,
        {*answers, dialect == recorded ? std::nullopt : std::optional(dialect)}, "the what-if of");
    FramesInMemory source(original.frames);
    auto plan = planFork(source, *answers, header.scenario);
    if (!plan)
        return passOn(plan);
    if (!options.policy.empty()) {
        header.scenario.policy = choosePolicy(header.scenario, options.policy);
        header.origin += fmt::format("; it goes on with policy {}", options.policy);
    }
    auto run = prepareRun(header.scenario, {}, options.machine);
    if (!run)
        return passOn(run);
    run->machine.header.origin = header.origin;
    ForkPolicy fork(std::move(*plan), *run->policy);
    FrameList outcome;
    Recorder recorder(*run->machine.backend, outcome);
    auto summary = runSession(recorder, fork, sessionOptions(header.scenario));
    if (!summary)
        return passOn(summary);
    if (auto kept = keepRun(options, run->machine.header, outcome.frames); !kept)
        return passOn(kept);
    const auto divergences = compareRuns(original.frames, outcome.frames, dialect);
    sayWhatIf(options, divergences, *summary, outcome.frames.size());
    return codeOf(divergences);
}

/// Prints what the edit may become, one a line.
ExitCode sayCompletions(Dialect recorded, const ReplayOptions& options) {
    const Dialect dialect = dialectByName(options.dialect).value_or(recorded);
    for (const std::string& word : completeEdit(dialect, *options.complete))
        say("{}\n", word);
    return ExitCode::Ok;
}

Result<ExitCode> replay(const ReplayOptions& options) {
    if (!options.output.path.empty() && !isWhatIf(options))
        return failure("-o keeps the run of an edit, but there is none", "replay",
                       "add --edit FRAME:FIELD=VALUE");
    auto reader = openTrace(options.file);
    if (!reader)
        return passOn(reader);
    if (options.complete)
        return sayCompletions(reader->header().scenario.dialect, options);
    if (reader->header().isPart)
        return failure(
            "frames of this trace are missing, so it cannot be replayed", options.file,
            fmt::format("replay the whole trace; this one was {}", reader->header().origin));
    if (isWhatIf(options))
        return whatIf(*reader, options);
    if (!options.policy.empty() && options.machine.backend != "sim")
        return failure("no machine runs when a policy is judged", "--backend",
                       "leave it out, or add --edit");
    if (!options.policy.empty())
        return judgePolicy(*reader, options);
    return verifyTrace(*reader, options);
}

} // namespace

void addReplay(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ReplayOptions>();
    Verb verb = addVerb(app, outcome,
                        {"replay", "Run a trace again and compare every frame, bit for bit",
                         "seatape replay a.seatape --edit 3:ext_dabt_pending=0"},
                        options, replay);
    addTrace(verb, options->file);
    verb.option("--edit", options->edits,
                "FRAME:FIELD=VALUE: what if user space had answered so? The recorded answers are "
                "given up to the first edited frame, the edited ones at theirs, and the rest is "
                "live; may be repeated")
        .typeName("EDIT")
        .repeated();
    addDialect(verb, options->dialect,
               "what if the kernel had spoken another dialect? Edits are then in it");
    addPolicy(verb, options->policy,
              "ask whether another policy answers the same; with an edit: go on with it");
    addMachine(verb, options->machine);
    addOutput(verb, options->output, "with an edit: record the edited run");
    verb.option("--max", options->max, "divergences to print (100)").typeName("N");
    addJson(verb, options->json);
    verb.option("--complete", options->complete, "for completions: what may this edit become")
        .hidden();
}

} // namespace seatape::cli
