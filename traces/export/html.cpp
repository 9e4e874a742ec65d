// SPDX-License-Identifier: Apache-2.0
#include "traces/export/html.h"

#include "traces/export/html_abort.h"
#include "traces/export/html_markup.h"

#include "seatape/core/injection_text.h"
#include "seatape/core/recorder.h"

#include <array>
#include <map>

#include <fmt/format.h>

namespace seatape::trace {
namespace {

using namespace html;

std::string plural(uint64_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string detailsText(const Exit& exit) {
    std::string text = membersText(exit);
    if (const auto* error = std::get_if<InternalErrorExit>(&exit))
        text += " " + error->detail;
    return text;
}

/// Collects what a page shows while the frames pass by.
class Page {
public:
    Page(const TraceHeader& header, const HtmlLimits& limits)
        : m_header(header), m_limits(limits) {}

    void add(const Frame& frame) {
        const VcpuState before = m_states.atExit(frame);
        const VcpuState& after = m_states.afterInjection(frame);
        ++m_frames;
        m_instructions[frame.vcpu] = frame.instructions;
        if (const auto byte = consoleByte(frame.exit, m_header.scenario.console))
            return addConsole(frame, *byte);
        ++m_kinds[frame.exit.index()];
        endLine();
        addRow(frame);
        if (const auto* sea = std::get_if<SeaExit>(&frame.exit))
            if (++m_aborts <= m_limits.aborts)
                m_sections += abortSection({frame, *sea, m_header.scenario, before, after});
    }

    Result<void> write(const TextSink& sink) {
        endLine();
        for (const std::string& part : {head(), summary(), console(), table(), aborts()})
            if (auto written = sink(part); !written)
                return written;
        return sink("</body>\n</html>\n");
    }

private:
    void addConsole(const Frame& frame, char byte) {
        ++m_consoleFrames;
        if (m_console.size() < m_limits.consoleBytes)
            m_console += byte;
        if (m_line.empty())
            m_lineStart = frame.index;
        m_lineEnd = frame;
        if (byte == '\n')
            endLine(true);
        else if (m_line.size() < kLongestLine)
            m_line += byte;
    }

    /// Makes a row of the line of console output that is being collected.
    void endLine(bool isEmptyLine = false) {
        if (m_line.empty() && !isEmptyLine)
            return;
        row(fmt::format("{}–{}", m_lineStart, m_lineEnd.index), m_lineEnd,
            fmt::format("<span class=\"soft\">console</span> {}", code(m_line)), "", "");
        m_line.clear();
    }

    void addRow(const Frame& frame) {
        const bool isSea = std::holds_alternative<SeaExit>(frame.exit);
        const bool isLinked = isSea && m_aborts < m_limits.aborts;
        const std::string index = isLinked
                                      ? fmt::format("<a href=\"#frame-{0}\">{0}</a>", frame.index)
                                      : fmt::format("{}", frame.index);
        row(index, frame,
            fmt::format("<b>{}</b> {}", exitName(frame.exit), code(detailsText(frame.exit))),
            code(summarizeInjection(frame.injection, m_header.scenario.dialect)),
            isSea ? " class=\"abort\"" : "");
    }

    void row(const std::string& index, const Frame& frame, const std::string& exit,
             const std::string& answer, std::string_view style) {
        if (++m_rowCount > m_limits.rows)
            return;
        m_rows += fmt::format("<tr{}><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                              "<td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
                              style, index, frame.vcpu, frame.instructions, exit, answer);
    }

    std::string head() const {
        const Scenario& scenario = m_header.scenario;
        return fmt::format(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<title>{0}: Seatape trace</title>\n<style>{1}</style>\n</head>\n<body>\n"
            "<p class=\"soft\">Seatape trace</p>\n<h1>{0}</h1>\n<p class=\"lead\">{2}</p>\n",
            escape(scenario.name), kStyle, escape(scenario.title));
    }

    static std::string tile(std::string_view value, std::string_view name) {
        return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", escape(value),
                           escape(name));
    }

    std::string summary() const {
        const Scenario& scenario = m_header.scenario;
        uint64_t instructions = 0;
        for (const auto& [vcpu, count] : m_instructions)
            instructions += count;
        std::string html = "<div class=\"tiles\">\n";
        html += tile(fmt::format("{}", m_frames), "frames");
        html += tile(fmt::format("{}", m_aborts), "synchronous external aborts");
        html += tile(fmt::format("{}", instructions), "instructions");
        html += tile(fmt::format("{}", scenario.vcpus.size()), "vCPUs");
        html += tile(dialectName(scenario.dialect), "dialect of kvm_vcpu_events");
        html += tile(scenario.policy.name, "policy");
        html += "</div>\n";
        if (!scenario.description.empty())
            html += fmt::format("<p>{}</p>\n", escape(scenario.description));
        return html + fmt::format("<p class=\"soft\">Exits: {}. Recorded by seatape {} on the "
                                  "backend {}.</p>\n",
                                  kinds(), escape(m_header.toolVersion), escape(m_header.backend));
    }

    std::string kinds() const {
        std::string text = fmt::format("{} of console output", m_consoleFrames);
        for (size_t i = 0; i < m_kinds.size(); ++i)
            if (m_kinds[i] != 0)
                text += fmt::format(", {} {}", m_kinds[i], exitKinds()[i].name);
        return text;
    }

    std::string leftOut(uint64_t count, uint64_t shown, std::string_view noun) const {
        return count <= shown ? ""
                              : fmt::format("<p class=\"remark\">{} more are left out of this "
                                            "page.</p>\n",
                                            plural(count - shown, noun));
    }

    std::string console() const {
        if (m_console.empty())
            return "";
        return fmt::format("<h2>What the guest printed</h2>\n<pre>{}</pre>\n", escape(m_console)) +
               leftOut(m_consoleFrames, m_limits.consoleBytes, "byte");
    }

    std::string table() const {
        return "<h2>Frames</h2>\n<div class=\"scroll\"><table class=\"frames\">\n<tr>"
               "<th class=\"n\">frame</th><th class=\"n\">vCPU</th><th class=\"n\">instructions"
               "</th><th>exit</th><th>answer</th></tr>\n" +
               m_rows + "</table></div>\n" + leftOut(m_rowCount, m_limits.rows, "row");
    }

    std::string aborts() const {
        if (m_aborts == 0)
            return "";
        return "<h2>Aborts</h2>\n" + m_sections + leftOut(m_aborts, m_limits.aborts, "abort");
    }

    static constexpr size_t kLongestLine = 400;

    const TraceHeader& m_header;
    const HtmlLimits& m_limits;
    StateTracker m_states;
    std::map<uint32_t, uint64_t> m_instructions; // of each vCPU
    std::array<uint64_t, std::variant_size_v<Exit>> m_kinds{};
    uint64_t m_frames = 0;
    uint64_t m_consoleFrames = 0;
    uint64_t m_aborts = 0;
    uint64_t m_rowCount = 0;
    std::string m_console;
    std::string m_line;
    uint64_t m_lineStart = 0;
    Frame m_lineEnd;
    std::string m_rows;
    std::string m_sections;
};

} // namespace

Result<void> exportHtml(const TraceHeader& header, FrameSource& frames, const TextSink& sink,
                        const HtmlLimits& limits) {
    Page page(header, limits);
    Frame frame;
    auto more = frames.next(frame);
    for (; more && *more; more = frames.next(frame))
        page.add(frame);
    if (!more)
        return passOn(more);
    return page.write(sink);
}

} // namespace seatape::trace
