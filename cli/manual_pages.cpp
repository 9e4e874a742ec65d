// SPDX-License-Identifier: Apache-2.0
// Manual pages in roff, from the same tree as --help.

#include "cli/command_tree.h"

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

std::string positional(const CLI::Option& option) {
    const std::string name = fmt::format("\\fI{}\\fR{}", roff(option.get_name(true)),
                                         option.get_expected_max() > 1 ? "...\\&" : "");
    return option.get_required() ? name + "\n" : fmt::format("[{}]\n", name);
}

std::string synopsis(const CLI::App& verb, const std::string& command) {
    std::string text = fmt::format(".SH SYNOPSIS\n.B {}\n", roff(command));
    for (const CLI::Option* option : verb.get_options())
        if (option->get_positional())
            text += positional(*option);
    for (const CLI::App* below : verbsOf(verb))
        text += fmt::format("{}.B {}\n", below == verbsOf(verb).front() ? "" : "|\n",
                            roff(below->get_name()));
    return text + "[\\fIoptions\\fR]\n";
}

std::string optionLines(const CLI::App& verb) {
    std::string text;
    for (const CLI::Option* option : verb.get_options()) {
        if (isHidden(*option))
            continue;
        const std::string value = option->get_items_expected_max() > 0 && !option->get_positional()
                                      ? fmt::format(" \\fI{}\\fR", roff(option->get_type_name()))
                                      : "";
        text += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff(option->get_name(false, true)), value,
                            roff(option->get_description()));
    }
    return text;
}

std::string examples(const CLI::App& verb) {
    return fmt::format(".SH EXAMPLES AND NOTES\n.nf\n{}\n.fi\n", roff(verb.get_footer()));
}

std::string verbPage(const CLI::App& verb, const std::string& command) {
    std::string text = head("seatape-" + verb.get_name(), verb.get_description());
    text += synopsis(verb, command) + ".SH OPTIONS\n" + optionLines(verb);
    for (const CLI::App* below : verbsOf(verb))
        text += fmt::format(".SS {} {}\n{}\n{}", roff(command), roff(below->get_name()),
                            roff(below->get_description()), optionLines(*below));
    return text + examples(verb) + ".SH SEE ALSO\n.BR seatape (1)\n";
}

std::string mainPage(const CLI::App& app) {
    std::string text = head("seatape", app.get_description());
    text += synopsis(app, "seatape") + ".SH VERBS\n";
    for (const CLI::App* verb : verbsOf(app))
        text += fmt::format(".TP\n.BR seatape\\-{} (1)\n{}\n", roff(verb->get_name()),
                            roff(verb->get_description()));
    return text + ".SH OPTIONS\n" + optionLines(app) + examples(app);
}

} // namespace

std::vector<ManualPage> manualPages(const CLI::App& app) {
    std::vector<ManualPage> pages{{"seatape.1", mainPage(app)}};
    for (const CLI::App* verb : verbsOf(app))
        pages.push_back({fmt::format("seatape-{}.1", verb->get_name()),
                         verbPage(*verb, "seatape " + verb->get_name())});
    return pages;
}

} // namespace seatape::cli
