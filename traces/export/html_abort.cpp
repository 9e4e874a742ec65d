// SPDX-License-Identifier: Apache-2.0
#include "traces/export/html_abort.h"

#include "traces/export/html_markup.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/injection_text.h"
#include "seatape/esr/explain.h"
#include "seatape/esr/format.h"

#include <fmt/format.h>

namespace seatape::trace::html {
namespace {

std::string place(const FieldNote& field) {
    return field.msb == field.lsb ? fmt::format("{}", field.msb)
                                  : fmt::format("{}:{}", field.msb, field.lsb);
}

/// What stands under the bits: of a reserved field nothing, for there is no room to say it.
std::string cellName(const FieldNote& field) {
    if (field.state == FieldState::Hidden)
        return "hidden";
    return field.name == "RES0" ? "·" : escape(field.name);
}

std::string bitCell(const FieldNote& field) {
    const unsigned width = field.msb - field.lsb + 1;
    std::string style = width == 1 ? "bit one" : "bit";
    if (field.value != 0)
        style += " set";
    if (!field.remark.empty())
        style += " odd";
    if (field.state == FieldState::Hidden)
        style += " hidden";
    return fmt::format("<div class=\"{}\" style=\"grid-column: span {}\" title=\"{}\"><i>{}</i>"
                       "<b>{:0{}b}</b><span>{}</span></div>\n",
                       style, width, escape(field.explanation), place(field), field.value, width,
                       cellName(field));
}

/// Draws bits [31:0]; of the upper half only what is set.
std::string bitDiagram(const std::vector<FieldNote>& fields) {
    std::string cells;
    for (const FieldNote& field : fields)
        if (field.lsb < 32 && field.msb < 32)
            cells += bitCell(field);
    return "<div class=\"scroll\"><div class=\"bits\">\n" + cells + "</div></div>\n";
}

std::string fieldRow(const FieldNote& field) {
    std::string meaning = escape(field.valueText);
    if (!field.valueName.empty())
        meaning = fmt::format("{} {}", code(field.valueName), meaning);
    if (!field.remark.empty())
        meaning += fmt::format(" <span class=\"remark\">{}</span>", escape(field.remark));
    return fmt::format("<tr><td class=\"n mono\">{}</td><td>{}</td><td class=\"mono\">{:#x}</td>"
                       "<td>{}</td><td class=\"soft\">{}</td></tr>\n",
                       place(field), code(field.name), field.value, meaning,
                       escape(field.explanation));
}

/// Lists the fields that say something: set, coded, or odd.
std::string fieldTable(const std::vector<FieldNote>& fields) {
    std::string rows;
    for (const FieldNote& field : fields)
        if (field.value != 0 || !field.valueName.empty() || !field.remark.empty())
            rows += fieldRow(field);
    return "<div class=\"scroll\"><table>\n<tr><th class=\"n\">bits</th><th>field</th>"
           "<th>value</th><th>meaning</th><th></th></tr>\n" +
           rows + "</table></div>\n";
}

std::string addressText(const std::optional<uint64_t>& address, std::string_view why) {
    return address ? code(*address) : fmt::format("<span class=\"soft\">{}</span>", why);
}

std::string exitPart(const Abort& abort) {
    const Syndrome syndrome =
        decodeEsr(abort.exit.esr, EsrContext::forSeaExit(abort.scenario.cpu.ras));
    const auto fields = describeFields(syndrome.fields);
    return fmt::format("<h4>Exit</h4>\n<p>{}</p>\n<p>gva {} &#160; gpa {}</p>\n",
                       code(summarizeEsr(abort.exit.esr, syndrome.context)),
                       addressText(abort.exit.gva, "not valid (FnV)"),
                       addressText(abort.exit.gpa, "not known")) +
           bitDiagram(fields) + fieldTable(fields) +
           fmt::format("<p class=\"soft\">{}</p>\n",
                       escape(explainEsr(abort.exit.esr, syndrome.context).host));
}

/// Returns whether a member of the dialect covers the byte.
bool isMember(Dialect dialect, size_t offset) {
    for (const EventsMember& member : eventsLayout(dialect).members)
        if (offset >= member.offset && offset < size_t{member.offset} + member.size())
            return true;
    return false;
}

std::string bytesTable(const RawVcpuEvents& raw, Dialect dialect) {
    constexpr size_t kRow = 16;
    std::string html = "<table class=\"bytes\">\n";
    for (size_t row = 0; row < raw.size(); row += kRow) {
        html += fmt::format("<tr><td class=\"off\">{}</td>", row);
        for (size_t at = row; at < row + kRow; ++at)
            html += fmt::format("<td{}>{:02x}</td>",
                                isMember(dialect, at) ? " class=\"member\"" : "", raw[at]);
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

std::string eventsPart(const RawVcpuEvents& raw, Dialect dialect) {
    std::string rows;
    const VcpuEvents events = decodeEvents(dialect, raw);
    for (const EventsMember& member : eventsLayout(dialect).members)
        rows += fmt::format("<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
                            member.offset, code(member.name), code(member.in(events)));
    return fmt::format("<p>KVM_SET_VCPU_EVENTS in the dialect <b>{}</b>; the members of its struct "
                       "are marked</p>\n",
                       dialectName(dialect)) +
           bytesTable(raw, dialect) +
           "<table><tr><th class=\"n\">offset</th><th>member</th><th>value</th></tr>\n" + rows +
           "</table>\n";
}

std::string resultText(const InjectionResult& result) {
    std::string text;
    const auto add = [&text](std::string_view call, int32_t err) {
        if (err != 0)
            text += fmt::format("<p class=\"remark\">{} fails: {}</p>\n", call, errnoText(err));
    };
    add("a memory action", result.memoryErr);
    add("KVM_SET_ONE_REG", result.registersErr);
    add("KVM_SET_VCPU_EVENTS", result.eventsErr);
    return text;
}

std::string answerPart(const Abort& abort) {
    const Injection& injection = abort.frame.injection;
    std::string html = fmt::format("<h4>Answer</h4>\n<p>{}</p>\n",
                                   code(summarizeInjection(injection, abort.scenario.dialect)));
    if (injection.events)
        html += eventsPart(*injection.events, abort.scenario.dialect);
    return html + resultText(abort.frame.result);
}

std::string registerNote(const RegChange& change) {
    return change.reg == Reg::ESR_EL1 ? code(summarizeEsr(change.value)) : "";
}

std::string changesPart(const Abort& abort) {
    if (abort.frame.injected.empty())
        return "<h4>What the guest finds</h4>\n<p class=\"soft\">No register has changed.</p>\n";
    std::string rows;
    for (const RegChange& change : abort.frame.injected)
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            code(regInfo(change.reg).name), code(abort.before[change.reg]),
                            code(change.value), registerNote(change));
    return "<h4>What the guest finds</h4>\n<div class=\"scroll\"><table>\n<tr><th>register</th>"
           "<th>before</th><th>after</th><th></th></tr>\n" +
           rows + "</table></div>\n";
}

} // namespace

std::string abortSection(const Abort& abort) {
    const Frame& frame = abort.frame;
    const Explanation why =
        explainEsr(abort.exit.esr, EsrContext::forSeaExit(abort.scenario.cpu.ras));
    return fmt::format("<section class=\"card\" id=\"frame-{0}\">\n<h3>Frame {0}</h3>\n<p "
                       "class=\"soft\">vCPU {1} after {2} instructions. {3}</p>\n",
                       frame.index, frame.vcpu, frame.instructions, escape(why.meaning)) +
           "<h4>The way of the exception</h4>\n<div class=\"scroll\">" + flowDrawing(abort) +
           "</div>\n" + exitPart(abort) + answerPart(abort) + changesPart(abort) + "</section>\n";
}

} // namespace seatape::trace::html
