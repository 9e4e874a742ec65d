// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <cstdint>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

/// What is wrong with the command line, in our own words where CLI11's would puzzle.
std::string usageProblem(const CLI::App& app, const CLI::ParseError& error,
                         const std::vector<Verb>& verbs) {
    if (!app.get_subcommands().empty())
        return error.what();
    const std::string list = fmt::format("{}", fmt::join(namesOf(verbs), ", "));
    for (const std::string& word : app.remaining(true))
        if (!word.starts_with("-"))
            return fmt::format("there is no verb '{}'; the verbs are {}", word, list);
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
        return fmt::format("a verb is missing; the verbs are {}", list);
    return error.what();
}

} // namespace

Option Option::typeName(const std::string& name) const {
    m_option->type_name(name);
    return *this;
}

Option Option::required(bool isRequired) const {
    m_option->required(isRequired);
    return *this;
}

Option Option::oneOf(const std::vector<std::string>& values) const {
    m_option->check(CLI::IsMember(values));
    return *this;
}

Option Option::between(int least, int most) const {
    m_option->check(CLI::Range(least, most));
    return *this;
}

Option Option::expects(int least, int most) const {
    m_option->expected(least, most);
    return *this;
}

Option Option::repeated() const {
    m_option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return *this;
}

Option Option::list(char separator) const {
    m_option->delimiter(separator)->allow_extra_args(false);
    return *this;
}

Option Option::hidden() const {
    m_option->group("");
    return *this;
}

Option Option::atOnce() const {
    m_option->trigger_on_parse();
    return *this;
}

Option Option::excludes(const Option& other) const {
    m_option->excludes(other.m_option);
    return *this;
}

Option Option::needs(const Option& other) const {
    m_option->needs(other.m_option);
    return *this;
}

std::string Option::names() const {
    return m_option->get_name(false, true);
}

std::vector<std::string> Option::longNames() const {
    return m_option->get_lnames();
}

std::vector<std::string> Option::shortNames() const {
    return m_option->get_snames();
}

std::string Option::positionalName() const {
    return isPositional() ? m_option->get_name(true) : "";
}

std::string Option::help() const {
    return m_option->get_description();
}

std::string Option::valueName() const {
    return m_option->get_items_expected_max() > 0 ? m_option->get_type_name() : "";
}

bool Option::isHidden() const {
    return m_option->get_group().empty();
}

bool Option::isRequired() const {
    return m_option->get_required();
}

bool Option::isPositional() const {
    return m_option->get_positional();
}

bool Option::takesMany() const {
    return m_option->get_expected_max() > 1;
}

Verb Verb::verb(const std::string& name, const std::string& summary) const {
    return Verb(*m_verb->add_subcommand(name, summary));
}

template <class T>
Option Verb::option(const std::string& name, T& out, const std::string& help) const {
    return Option(*m_verb->add_option(name, out, help));
}

template Option Verb::option(const std::string&, std::string&, const std::string&) const;
template Option Verb::option(const std::string&, uint8_t&, const std::string&) const;
template Option Verb::option(const std::string&, uint64_t&, const std::string&) const;
template Option Verb::option(const std::string&, std::optional<uint64_t>&,
                             const std::string&) const;
template Option Verb::option(const std::string&, std::optional<std::string>&,
                             const std::string&) const;
template Option Verb::option(const std::string&, std::vector<std::string>&,
                             const std::string&) const;

Option Verb::option(const std::string& name, const std::function<void(const std::string&)>& take,
                    const std::string& help) const {
    return Option(*m_verb->add_option_function<std::string>(name, take, help));
}

Option Verb::flag(const std::string& name, bool& out, const std::string& help) const {
    return Option(*m_verb->add_flag(name, out, help));
}

Option Verb::find(const std::string& name) const {
    return Option(*m_verb->get_option(name));
}

void Verb::footer(const std::string& text) const {
    m_verb->footer(text);
}

void Verb::standsAlone() const {
    m_verb->require_subcommand(0, 1);
}

void Verb::onCall(const std::function<void()>& work) const {
    m_verb->callback([verb = m_verb, work] {
        if (verb->get_subcommands().empty())
            work();
    });
}

std::string Verb::name() const {
    return m_verb->get_name();
}

std::string Verb::summary() const {
    return m_verb->get_description();
}

std::string Verb::footer() const {
    return m_verb->get_footer();
}

std::vector<Option> Verb::options() const {
    std::vector<Option> options;
    for (CLI::Option* option : m_verb->get_options())
        options.emplace_back(*option);
    return options;
}

std::vector<Verb> Verb::verbs() const {
    std::vector<Verb> verbs;
    for (CLI::App* verb : m_verb->get_subcommands([](CLI::App*) { return true; }))
        verbs.emplace_back(*verb);
    return verbs;
}

std::vector<std::string> namesOf(const std::vector<Verb>& verbs) {
    std::vector<std::string> names;
    for (const Verb& verb : verbs)
        names.push_back(verb.name());
    return names;
}

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& version)
    : m_app(std::make_unique<CLI::App>(description, name)) {
    m_app->set_version_flag("--version", version);
    m_app->fallthrough();
    m_app->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

Result<std::string> CommandLine::parse(int argc, const char* const* argv) {
    try {
        m_app->parse(argc, argv);
        return std::string();
    } catch (const CLI::CallForVersion&) {
        return m_app->version() + "\n";
    } catch (const CLI::Success&) {
        return m_app->help();
    } catch (const CLI::ParseError& error) {
        const auto called = m_app->get_subcommands();
        const std::string verb = called.empty() ? "" : " " + called.front()->get_name();
        const std::string command = m_app->get_name() + verb;
        return failure(usageProblem(*m_app, error, program().verbs()), command,
                       fmt::format("Run `{} --help` for examples.", command));
    }
}

} // namespace seatape::cli
