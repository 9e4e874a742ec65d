// SPDX-License-Identifier: Apache-2.0
// seatape show FILE: the frames of a trace as a table, or everything about one of them.

#include "cli/esr_text.h"
#include "cli/frame_page.h"
#include "cli/json.h"
#include "cli/machine.h"
#include "cli/text.h"
#include "cli/verbs/verbs.h"

#include "seatape/core/injection_text.h"
#include "seatape/core/policy.h"
#include "traces/export/export.h"
#include "traces/filter/filter.h"

namespace seatape::cli {
namespace {

struct ShowOptions {
    std::string file;
    std::optional<uint64_t> frame;
    bool all = false;
    bool aborts = false;
    std::string filter;
    bool follow = false;
    bool json = false;
};

/// Decides which frames are listed. Must see all of them, in order.
class Selection {
public:
    Selection(trace::Filter filter, bool abortsOnly, const Scenario& scenario)
        : m_matcher(std::move(filter), scenario), m_abortsOnly(abortsOnly), m_scenario(scenario) {}

    bool takes(const Frame& frame) {
        const bool isMatch = m_matcher.matches(frame);
        return isMatch && (!m_abortsOnly || isAbort(frame.exit, m_scenario.console));
    }

private:
    trace::FrameMatcher m_matcher;
    bool m_abortsOnly;
    const Scenario& m_scenario;
};

/// Shortens a line to the width of its column.
std::string fitted(const std::string& text, size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 1) + "~";
}

std::string exitColumn(const Frame& frame, std::optional<uint64_t> console) {
    if (const auto byte = consoleByte(frame.exit, console))
        return fmt::format("console \"{}\"", printable(std::string(1, *byte)));
    const auto* sea = std::get_if<SeaExit>(&frame.exit);
    if (sea == nullptr)
        return exitText(frame.exit);
    return fmt::format("ARM_SEA esr={:#x} gva={} gpa={}", sea->esr,
                       sea->gva ? fmt::format("{:#x}", *sea->gva) : "-",
                       sea->gpa ? fmt::format("{:#x}", *sea->gpa) : "-");
}

/// Prints frames as rows as they come. Console output is folded into a row for each of its lines.
class Table {
public:
    Table(const Scenario& scenario, bool showAll) : m_scenario(scenario), m_showAll(showAll) {
        say("{}\n", paint(Style::Title, fmt::format("{:>13} {:>4} {:>12}  {:<52}  {:<26} {:<7} {}",
                                                    "frame", "vcpu", "instructions", "exit",
                                                    "answer", "result", "digest")));
    }

    void add(const Frame& frame) {
        const auto byte = consoleByte(frame.exit, m_scenario.console);
        if (!byte || m_showAll) {
            fold();
            return row(fmt::format("{}", frame.index), frame, exitColumn(frame, m_scenario.console),
                       summarizeInjection(frame.injection, m_scenario.dialect));
        }
        if (m_line.empty())
            m_first = frame.index;
        m_line += *byte;
        m_last = frame;
        if (*byte == '\n')
            fold();
    }

    /// Prints the console line that is being collected.
    void fold() {
        if (m_line.empty())
            return;
        const bool isEnded = m_line.back() == '\n';
        const std::string text = m_line.substr(0, m_line.size() - (isEnded ? 1 : 0));
        row(fmt::format("{}-{}", m_first, m_last.index), m_last,
            fmt::format("console \"{}\"", printable(text)), "resume");
        m_line.clear();
    }

private:
    void row(const std::string& index, const Frame& frame, const std::string& exit,
             const std::string& answer) const {
        const std::string line =
            fmt::format("{:>13} {:>4} {:>12}  {:<52}  {:<26} {:<7} {:016x}", index, frame.vcpu,
                        frame.instructions, fitted(exit, 52), fitted(answer, 26),
                        fitted(resultText(frame.result), 7), frame.digest);
        const bool isLoud = isAbort(frame.exit, m_scenario.console);
        say("{}\n", isLoud ? paint(Style::Note, line) : line);
    }

    const Scenario& m_scenario;
    bool m_showAll;
    std::string m_line;
    uint64_t m_first = 0;
    Frame m_last;
};

Result<ExitCode> showTable(const Scenario& scenario, FrameSource& frames, Selection& selection,
                           bool showAll) {
    Table table(scenario, showAll);
    auto frame = frames.next();
    for (; frame && *frame; frame = frames.next())
        if (selection.takes(**frame))
            table.add(**frame);
    table.fold();
    if (!frame)
        return passOn(frame);
    return ExitCode::Ok;
}

Result<ExitCode> showJsonLines(Dialect dialect, FrameSource& frames, Selection& selection) {
    auto frame = frames.next();
    for (; frame && *frame; frame = frames.next())
        if (selection.takes(**frame))
            say("{}\n", trace::frameJson(**frame, dialect));
    if (!frame)
        return passOn(frame);
    return ExitCode::Ok;
}

/// Lists the frames that the options ask for.
Result<ExitCode> list(trace::TraceReader& reader, const ShowOptions& options) {
    auto filter = compileFilter(options.filter, "--filter");
    if (!filter)
        return passOn(filter);
    const Scenario& scenario = reader.header().scenario;
    Selection selection(*filter, options.aborts, scenario);
    FollowedFrames followed(reader);
    FrameSource& frames = options.follow ? static_cast<FrameSource&>(followed) : reader;
    return options.json ? showJsonLines(scenario.dialect, frames, selection)
                        : showTable(scenario, frames, selection, options.all);
}

/// The frame's line, with the state at the exit and the decoded syndrome added.
void sayFrameJson(const FramePage& page) {
    Json json = Json::parse(trace::frameJson(page.frame, page.scenario.dialect));
    if (const auto* sea = std::get_if<SeaExit>(&page.frame.exit))
        json["syndrome"] = fieldsJson(decodeEsr(sea->esr, seaContext(page.scenario)).fields);
    for (size_t i = 0; i < kRegCount; ++i)
        json["atExit"][std::string(regInfo(static_cast<Reg>(i)).name)] =
            hexJson(page.before.words[i]);
    sayJson(json);
}

Result<FramePage> pageOf(trace::TraceReader& reader, uint64_t index) {
    auto moment = reader.moment(index);
    if (!moment)
        return passOn(moment);
    const VcpuState before = moment->states.atExit(moment->frame);
    const VcpuState after = moment->states.afterInjection(moment->frame);
    return FramePage{reader.header().scenario, std::move(moment->frame), before, after};
}

Result<ExitCode> show(const ShowOptions& options) {
    auto reader = openTrace(options.file);
    if (!reader)
        return passOn(reader);
    if (!options.frame)
        return list(*reader, options);
    auto page = pageOf(*reader, *options.frame);
    if (!page)
        return passOn(page);
    if (options.json)
        sayFrameJson(*page);
    else
        sayFrame(*page);
    return ExitCode::Ok;
}

} // namespace

void addShow(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<ShowOptions>();
    Verb verb = addVerb(app, outcome,
                        {"show", "List the frames of a trace, or show everything about one",
                         "seatape show a.seatape --frame 12"},
                        options, show);
    addTrace(verb, options->file);
    const Option frame = verb.option("--frame", options->frame, "show everything about this frame");
    frame.typeName("N");
    verb.flag("--aborts", options->aborts, "list only the exits that user space had to decide");
    verb.option("--filter", options->filter,
                "list only these frames: \"exit == ARM_SEA && vcpu == 1\" (docs/filter.md)")
        .typeName("EXPR")
        .excludes(frame);
    verb.flag("--follow", options->follow,
              "wait for more frames of a trace that is still being written")
        .excludes(frame);
    verb.flag("--all", options->all, "list each byte of console output as a frame of its own");
    addJson(verb, options->json);
}

} // namespace seatape::cli
