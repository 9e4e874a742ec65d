// SPDX-License-Identifier: Apache-2.0
/// The command line as a tree of verbs and their options: declared by the verbs, parsed, and read
/// again for completions and manual pages. CLI11 does the work, behind this header: it takes longer
/// to compile than most verbs, so command_line.cpp alone includes it.
#pragma once

#include "seatape/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace seatape::cli {

/// An option, a flag or a positional argument of a verb. Copies mean the same one.
class Option {
public:
    explicit Option(CLI::Option& option) : m_option(&option) {}

    /// Says in --help what its value is: "FILE". A positional shows nothing for "".
    Option typeName(const std::string& name) const;
    Option required(bool isRequired = true) const;
    /// Takes these values only.
    Option oneOf(const std::vector<std::string>& values) const;
    /// Takes numbers from `least` to `most` only.
    Option between(int least, int most) const;
    /// Takes that many values.
    Option expects(int least, int most) const;
    /// May be given again, with one value each time.
    Option repeated() const;
    /// Takes one argument, with values that `separator` parts.
    Option list(char separator) const;
    /// Is for programs alone: --help, completions and manual do not show it.
    Option hidden() const;
    /// Takes effect as soon as it is parsed, even if the rest is misused.
    Option atOnce() const;
    Option excludes(const Option& other) const;
    Option needs(const Option& other) const;

    /// Returns its names as --help lists them: "-o,--output"; the name of a positional.
    std::string names() const;
    std::vector<std::string> longNames() const;  ///< without "--"
    std::vector<std::string> shortNames() const; ///< without "-"
    std::string positionalName() const;          ///< empty unless it is one
    std::string help() const;
    std::string valueName() const; ///< what typeName() said; empty for a flag
    bool isHidden() const;
    bool isRequired() const;
    bool isPositional() const;
    bool takesMany() const;

private:
    CLI::Option* m_option;
};

/// A verb, or the program itself, which is the verb above all others. Copies mean the same one.
class Verb {
public:
    explicit Verb(CLI::App& verb) : m_verb(&verb) {}

    /// Adds a verb below this one.
    Verb verb(const std::string& name, const std::string& summary) const;
    /// Adds an option ("--max", "-o,--output") or a positional ("trace") that is read into `out`.
    /// T is std::string, uint8_t, uint64_t, std::optional of the last or the first, or a vector of
    /// std::string.
    template <class T>
    Option option(const std::string& name, T& out, const std::string& help) const;
    /// Adds an option whose value is handed to `take`.
    Option option(const std::string& name, const std::function<void(const std::string&)>& take,
                  const std::string& help) const;
    Option flag(const std::string& name, bool& out, const std::string& help) const;
    /// Returns an option that was added before.
    Option find(const std::string& name) const;
    /// Ends --help with this text.
    void footer(const std::string& text) const;
    /// Does without a verb below it, although there are some.
    void standsAlone() const;
    /// Is called when the command line names this verb, and none below it.
    void onCall(const std::function<void()>& work) const;

    std::string name() const;
    std::string summary() const;
    std::string footer() const;
    std::vector<Option> options() const;
    std::vector<Verb> verbs() const; ///< directly below it

private:
    CLI::App* m_verb;
};

/// Returns the names of verbs, in their order.
std::vector<std::string> namesOf(const std::vector<Verb>& verbs);

/// The command line of a whole program.
class CommandLine {
public:
    CommandLine(const std::string& name, const std::string& description,
                const std::string& version);
    ~CommandLine();

    Verb program() const { return Verb(*m_app); }

    /// Calls the verb that the arguments name. Returns what there is to print: the text of --help
    /// or
    /// --version, or nothing after a verb. Misuse is an error whose `where` is the command with its
    /// verb.
    Result<std::string> parse(int argc, const char* const* argv);

private:
    std::unique_ptr<CLI::App> m_app;
};

} // namespace seatape::cli
