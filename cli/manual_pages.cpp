// SPDX-License-Identifier: Apache-2.0
// Manual pages in roff, from the same tree as --help.

#include "cli/command_tree.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace seatape::cli {
namespace {

/// Escapes what roff would take for itself.
std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string head(const std::string& title, const std::string& summary) {
    return fmt::format(".TH {} 1 \"\" \"seatape {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n",
                       roff(title), SEATAPE_VERSION, roff(title), roff(summary));
}

std::string positional(const Option& option) {
    const std::string name = fmt::format("\\fI{}\\fR{}", roff(option.positionalName()),
                                         option.takesMany() ? "...\\&" : "");
    return option.isRequired() ? name + "\n" : fmt::format("[{}]\n", name);
}

std::string synopsis(const Verb& verb, const std::string& command) {
    std::string text = fmt::format(".SH SYNOPSIS\n.B {}\n", roff(command));
    for (const Option& option : verb.options())
        if (option.isPositional())
            text += positional(option);
    std::string_view bar;
    for (const Verb& below : verb.verbs())
        text += fmt::format("{}.B {}\n", std::exchange(bar, "|\n"), roff(below.name()));
    return text + "[\\fIoptions\\fR]\n";
}

std::string optionLines(const Verb& verb) {
    std::string text;
    for (const Option& option : verb.options()) {
        if (option.isHidden())
            continue;
        const std::string kind = option.isPositional() ? "" : option.valueName();
        const std::string value = kind.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(kind));
        text += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff(option.names()), value,
                            roff(option.help()));
    }
    return text;
}

std::string examples(const Verb& verb) {
    return fmt::format(".SH EXAMPLES AND NOTES\n.nf\n{}\n.fi\n", roff(verb.footer()));
}

std::string verbPage(const Verb& verb, const std::string& command) {
    std::string text = head("seatape-" + verb.name(), verb.summary());
    text += synopsis(verb, command) + ".SH OPTIONS\n" + optionLines(verb);
    for (const Verb& below : verb.verbs())
        text += fmt::format(".SS {} {}\n{}\n{}", roff(command), roff(below.name()),
                            roff(below.summary()), optionLines(below));
    return text + examples(verb) + ".SH SEE ALSO\n.BR seatape (1)\n";
}

std::string mainPage(const Verb& app) {
    std::string text = head("seatape", app.summary());
    text += synopsis(app, "seatape") + ".SH VERBS\n";
    for (const Verb& verb : app.verbs())
        text +=
            fmt::format(".TP\n.BR seatape\\-{} (1)\n{}\n", roff(verb.name()), roff(verb.summary()));
    return text + ".SH OPTIONS\n" + optionLines(app) + examples(app);
}

} // namespace

std::vector<ManualPage> manualPages(const Verb& app) {
    std::vector<ManualPage> pages{{"seatape.1", mainPage(app)}};
    for (const Verb& verb : app.verbs())
        pages.push_back(
            {fmt::format("seatape-{}.1", verb.name()), verbPage(verb, "seatape " + verb.name())});
    return pages;
}

} // namespace seatape::cli
