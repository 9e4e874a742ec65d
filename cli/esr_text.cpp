// SPDX-License-Identifier: Apache-2.0
#include "cli/esr_text.h"

#include "cli/json.h"
#include "cli/verbs/verbs.h"

#include "seatape/esr/explain.h"
#include "seatape/esr/format.h"
#include "seatape/esr/sysreg_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace seatape::cli {
namespace {

constexpr size_t kColumns = 100;

/// Breaks a text at blanks; every line is indented but the first, whose beginning is there already.
std::string wrapped(std::string_view text, size_t indent) {
    std::string out;
    size_t column = indent;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (column > indent && column + 1 + word.size() > kColumns) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        }
        out += column > indent ? " " : "";
        column += word.size() + (column > indent ? 1 : 0);
        out += word;
    }
    return out;
}

using Texts = std::array<std::pair<const char*, std::string_view>, 5>;

Texts textsOf(const Explanation& explanation) {
    return {{{"recoverability", recoverabilityName(explanation.recoverability)},
             {"meaning", explanation.meaning},
             {"software", explanation.software},
             {"guest", explanation.guest},
             {"host", explanation.host}}};
}

void sayExplanation(const Explanation& explanation) {
    constexpr size_t kIndent = 18;
    for (const auto& [name, text] : textsOf(explanation))
        say("  {} {}\n", paint(Style::Note, fmt::format("{:<15}", name)), wrapped(text, kIndent));
}

Json explanationJson(const Explanation& explanation) {
    Json json;
    for (const auto& [name, text] : textsOf(explanation))
        json[name] = text;
    return json;
}

std::string_view stateName(FieldState state) {
    constexpr std::array<std::string_view, 3> kNames{"known", "hidden", "implied"};
    return kNames[static_cast<size_t>(state)];
}

Json textOrNull(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

/// The context of one register: its name can say the Exception level.
EsrContext contextFor(const NamedRegister& reg, EsrContext context) {
    if (context.targetEl == 0)
        context.targetEl = reg.el;
    return context;
}

std::string shortLine(const RegisterValue& value, const EsrContext& context) {
    if (value.reg.kind == RegisterKind::Esr)
        return summarizeEsr(value.value, context);
    std::string line = fmt::format("{} {:#x}", value.reg.name, value.value);
    if (value.reg.kind == RegisterKind::Fields)
        line += " " + summarizeFields(decodeFields(*value.reg.layout, value.value, context));
    return line;
}

void sayText(const RegisterValue& value, const EsrContext& context, bool explain) {
    switch (value.reg.kind) {
    case RegisterKind::Esr:
        sayTree(formatEsrTree(decodeEsr(value.value, context)));
        if (explain)
            sayExplanation(explainEsr(value.value, context));
        return;
    case RegisterKind::Fields:
        return sayTree(formatFieldTree(fmt::format("{} {:#x}", value.reg.name, value.value),
                                       decodeFields(*value.reg.layout, value.value, context)));
    case RegisterKind::Address:
        return sayTree(fmt::format("{} {:#x}\n", value.reg.name, value.value));
    }
}

void sayObject(const RegisterValue& value, const EsrContext& context, bool explain) {
    Json json{{"register", value.reg.name}, {"value", hexJson(value.value)}};
    json["text"] = shortLine(value, context);
    if (value.reg.kind == RegisterKind::Esr) {
        json.update(syndromeJson(decodeEsr(value.value, context)));
        if (explain)
            json["explanation"] = explanationJson(explainEsr(value.value, context));
    }
    if (value.reg.kind == RegisterKind::Fields)
        json["fields"] = fieldsJson(decodeFields(*value.reg.layout, value.value, context));
    sayJson(json);
}

} // namespace

void addForm(Verb& verb, DecodeForm& out) {
    const Option brief = verb.flag("--short", out.isShort, "print one line for each value");
    addJson(verb, out.json);
    verb.find("--json").excludes(brief);
    verb.flag("--explain", out.explain,
              "say whether it is recoverable, what it means, and what software, Linux as the "
              "guest and KVM as the host do")
        .excludes(brief);
}

void sayRegister(const RegisterValue& value, const EsrContext& context, const DecodeForm& form) {
    const EsrContext own = contextFor(value.reg, context);
    if (form.json)
        sayObject(value, own, form.explain);
    else if (form.isShort)
        say("{}\n", shortLine(value, own));
    else
        sayText(value, own, form.explain);
}

void sayTree(const std::string& tree) {
    std::string_view rest = tree;
    for (bool isTitle = true; !rest.empty(); isTitle = false) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (isTitle)
            say("{}\n", paint(Style::Title, line));
        else
            say("{}\n", line.starts_with("      !") ? paint(Style::Bad, line) : std::string(line));
    }
}

Json fieldsJson(const FieldList& fields) {
    Json list = Json::array();
    for (const FieldNote& note : describeFields(fields)) {
        Json item{{"name", note.name}, {"msb", note.msb}, {"lsb", note.lsb}};
        item["value"] = note.value;
        item["valueName"] = textOrNull(note.valueName);
        item["valueText"] = textOrNull(note.valueText);
        item["explanation"] = note.explanation;
        item["remark"] = textOrNull(note.remark);
        item["state"] = stateName(note.state);
        list.push_back(std::move(item));
    }
    return list;
}

Json syndromeJson(const Syndrome& syndrome) {
    return {{"class",
             {{"code", static_cast<unsigned>(syndrome.ec())},
              {"symbol", textOrNull(classSymbol(syndrome.ec()))},
              {"name", className(syndrome.ec())}}},
            {"instruction", textOrNull(trappedRegister(syndrome.esr))},
            {"fields", fieldsJson(syndrome.fields)}};
}

} // namespace seatape::cli
