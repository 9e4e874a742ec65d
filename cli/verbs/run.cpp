// SPDX-License-Identifier: Apache-2.0
// seatape run SCENARIO: run, tell the story of each abort between the guest's lines, check what the
// scenario expects.

#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/injection_text.h"
#include "seatape/core/policy.h"
#include "seatape/esr/format.h"

namespace seatape::cli {
namespace {

struct RunOptions {
    std::string scenario;
    std::string policy;
    MachineOptions machine;
    bool quiet = false;
    bool json = false;
};

/// Prints guest output line by line, so that nothing is ever put into the middle of one.
class ConsoleLines {
public:
    explicit ConsoleLines(const RunOptions& options)
        : m_isShown(!options.json), m_isRaw(options.quiet) {}

    void add(std::string_view text) {
        if (m_isRaw && m_isShown)
            return write(text);
        for (const char c : text)
            if (c == '\n')
                endLine("\n");
            else
                m_line += c;
    }

    /// Shows a last line that has no end.
    void finish() {
        if (!m_line.empty())
            endLine(paint(Style::Dim, " (no line end)") + "\n");
    }

private:
    void endLine(std::string_view end) {
        if (m_isShown)
            say("{} {}{}", paint(Style::Dim, "guest |"), printable(m_line), end);
        m_line.clear();
    }

    bool m_isShown;
    bool m_isRaw;
    std::string m_line;
};

/// Tells each abort as it happens: what user space got, what it answered, where the guest goes on.
class Narrator final : public FrameSink {
public:
    Narrator(const Scenario& scenario, bool isShown) : m_scenario(scenario), m_isShown(isShown) {}

    Result<void> put(const Frame& frame) override {
        const VcpuState before = m_states.atExit(frame);
        const VcpuState& after = m_states.afterInjection(frame);
        if (m_isShown && isAbort(frame.exit, m_scenario.console))
            tell(frame, before, after);
        frames.push_back(frame);
        return {};
    }

    std::vector<Frame> frames;

private:
    void tell(const Frame& frame, const VcpuState& before, const VcpuState& after) const {
        say("\n  {}\n",
            paint(Style::Title,
                  fmt::format("> frame {}: vCPU {} at {:#x} leaves KVM_RUN "
                              "with {}",
                              frame.index, frame.vcpu, before[Reg::PC], exitConstant(frame.exit))));
        for (const NamedValue& field : exitFields(frame.exit))
            say("  >   {:<10} {}\n", field.name,
                field.name == "esr" ? summarizeEsr(field.value)
                                    : fmt::format("{:#x}", field.value));
        say("  >   user space answers: {} -> {}\n",
            summarizeInjection(frame.injection, m_scenario.dialect), resultText(frame.result));
        tellWhereNext(frame, before, after);
    }

    void tellWhereNext(const Frame& frame, const VcpuState& before, const VcpuState& after) const {
        if (frame.injection.verdict == Verdict::Kill)
            say("  >   the VM is ended\n\n");
        else if (isExceptionEntry(before, after))
            say("  >   the guest goes on at {:#x}, VBAR_EL1 + {}\n  >   ESR_EL1 {}, FAR_EL1 "
                "{:#x}\n\n",
                after[Reg::PC], vectorText(after[Reg::PC] - after[Reg::VBAR_EL1]),
                summarizeEsr(after[Reg::ESR_EL1]), after[Reg::FAR_EL1]);
        else
            say("  >   the guest goes on at {:#x}{}\n\n", after[Reg::PC],
                after[Reg::SERROR_PENDING] != 0 ? ", an SError is pending" : "");
    }

    const Scenario& m_scenario;
    bool m_isShown;
    StateTracker m_states;
};

void introduce(const Scenario& scenario, const std::string& policy) {
    say("{}\n", paint(Style::Title, fmt::format("{}: {}", scenario.name, scenario.title)));
    say("dialect {}, policy {}, {}; `seatape scenarios show` has the rest\n\n",
        dialectName(scenario.dialect), policy.empty() ? scenario.policy.name : policy,
        counted(scenario.vcpus.size(), "vCPU"));
}

void tellEnd(const RunSummary& summary, const std::vector<Divergence>& unexpected, bool isChecked) {
    say("\n{}\n", summaryLine(summary));
    for (const Divergence& d : unexpected)
        say("{} frame {} vcpu{} {}: expected {}, observed {}\n",
            paint(Style::Bad, "not as expected:"), d.frame, d.vcpu, d.field, d.recorded,
            d.observed);
    if (isChecked && unexpected.empty())
        say("{}\n", paint(Style::Good, "everything is as the scenario expects"));
}

Result<ExitCode> runScenario(const RunOptions& options) {
    auto scenario = loadNamedScenario(options.scenario);
    if (!scenario)
        return passOn(scenario);
    auto run = prepareRun(*scenario, options.policy, options.machine);
    if (!run)
        return passOn(run);
    const bool isStory = !options.quiet && !options.json;
    if (isStory)
        introduce(*scenario, options.policy);
    Narrator narrator(*scenario, isStory);
    ConsoleLines lines(options);
    Recorder recorder(*run->machine.backend, narrator);
    SessionOptions session = sessionOptions(*scenario);
    session.stopRequested = stopOnInterrupt();
    session.onConsole = [&lines](std::string_view text) { lines.add(text); };
    auto summary = runSession(recorder, *run->policy, session);
    if (!summary)
        return passOn(summary);
    lines.finish();
    if (wasInterrupted())
        return ExitCode::Interrupted;

    // The scenario's expectations are about its own policy.
    const bool isChecked = options.policy.empty();
    std::vector<Divergence> unexpected;
    if (isChecked)
        unexpected =
            checkExpectations(*scenario, *summary, narrator.frames, run->machine.backend->state(0));
    if (options.json) {
        Json json{{"scenario", scenario->name}};
        json.update(summaryJson(*summary));
        json["unexpected"] = divergencesJson(unexpected);
        sayJson(json);
    } else if (isStory) {
        tellEnd(*summary, unexpected, isChecked);
    }
    if (const auto error = unfinished(*scenario, *summary))
        return tl::unexpected(*error);
    return unexpected.empty() ? ExitCode::Ok : ExitCode::Diverged;
}

} // namespace

void addRun(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<RunOptions>();
    Verb verb = addVerb(
        app, outcome,
        {"run", "Run a scenario, tell its story and check what it expects", "seatape run recovery"},
        options, runScenario);
    addScenario(verb, options->scenario);
    addPolicy(verb, options->policy, "answer aborts with another policy");
    addMachine(verb, options->machine);
    verb.flag("-q,--quiet", options->quiet, "print what the guest prints, byte for byte, alone");
    addJson(verb, options->json);
}

} // namespace seatape::cli
