// SPDX-License-Identifier: Apache-2.0
// Completion scripts. A positional called "scenario" is completed with scenario names and files,
// one called "assignment" with what `seatape encode … --complete WORD` says may stand there, the
// value of --edit likewise with what `seatape replay … --complete WORD` says, every other argument
// with files.

#include "cli/command_tree.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::cli {
namespace {

using Verbs = std::vector<Verb>;

bool takesValue(const Option& option) {
    return !option.valueName().empty();
}

void appendNames(const Option& option, std::vector<std::string>& names) {
    for (const std::string& name : option.longNames())
        names.push_back("--" + name);
    for (const std::string& name : option.shortNames())
        names.push_back("-" + name);
}

std::vector<std::string> optionsOf(const Verb& app) {
    std::vector<std::string> names;
    for (const Option& option : app.options())
        if (!option.isHidden())
            appendNames(option, names);
    return names;
}

/// The options of any verb after which a value stands, which may be a file.
std::vector<std::string> valueOptions(const Verb& app) {
    std::vector<std::string> names;
    for (const Verb& verb : app.verbs())
        for (const Option& option : verb.options())
            if (takesValue(option) && !option.isHidden())
                appendNames(option, names);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

/// What may follow a verb: its options, and the verbs below it.
std::vector<std::string> wordsOf(const Verb& verb) {
    std::vector<std::string> words = optionsOf(verb);
    for (const Verb& below : verb.verbs())
        words.push_back(below.name());
    return words;
}

bool takes(const Verb& verb, std::string_view positional) {
    return std::ranges::any_of(verb.options(), [=](const Option& option) {
        return option.positionalName() == positional;
    });
}

Verbs verbsThatTake(const Verb& app, std::string_view positional) {
    Verbs verbs = app.verbs();
    std::erase_if(verbs, [=](const Verb& verb) { return !takes(verb, positional); });
    return verbs;
}

std::string bashScript(const Verb& app) {
    std::string cases;
    for (const Verb& verb : app.verbs())
        cases += fmt::format("    {}) words='{}' ;;\n", verb.name(), fmt::join(wordsOf(verb), " "));
    return fmt::format(
        "# bash completion of seatape; made by `seatape completions bash`\n"
        // The words are taken from the line, for bash splits words at '=' and counts a code as one.
        "_seatape_assignment() {{\n"
        "  local IFS=$' \\t\\n' word='' typed=()\n"
        "  read -ra typed <<< \"${{COMP_LINE:0:$COMP_POINT}}\"\n"
        "  if [[ ${{COMP_LINE:0:$COMP_POINT}} != *[[:space:]] ]]; then\n"
        "    word=${{typed[-1]}}\n"
        "    unset 'typed[-1]'\n"
        "  fi\n"
        "  [[ ${{typed[-1]}} == --edit ]] && unset 'typed[-1]'\n"
        "  COMPREPLY=($(seatape \"${{typed[@]:1}}\" --complete \"$word\" 2>/dev/null))\n"
        "  [[ ${{COMPREPLY[0]}} == *= ]] && compopt -o nospace 2>/dev/null\n"
        "  [[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && "
        "COMPREPLY=(\"${{COMPREPLY[@]#*:}}\")\n"
        "  [[ $word == *=* && $COMP_WORDBREAKS == *=* ]] && "
        "COMPREPLY=(\"${{COMPREPLY[@]#*=}}\")\n"
        "}}\n"
        "_seatape() {{\n"
        "  local current=${{COMP_WORDS[COMP_CWORD]}} verb=${{COMP_WORDS[1]}} words=''\n"
        "  local edit=' --edit +[^ ]*$'\n"
        "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "    COMPREPLY=($(compgen -W '{} {}' -- \"$current\"))\n"
        "    return\n"
        "  fi\n"
        "  if [[ ${{COMP_LINE:0:$COMP_POINT}} =~ $edit ]]; then\n"
        "    _seatape_assignment\n"
        "    return\n"
        "  fi\n"
        "  case ${{COMP_WORDS[COMP_CWORD-1]}} in\n"
        "    {}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
        "  esac\n"
        "  case $verb in\n{}  esac\n"
        "  case \"$verb $current\" in\n"
        "    *' -'*) ;;\n"
        "    '{} '*) _seatape_assignment; return ;;\n"
        "    '{} '*) words=\"$words $(seatape scenarios list --names 2>/dev/null)\" ;;\n"
        "  esac\n"
        "  [ \"$verb ${{COMP_WORDS[2]}}\" = 'scenarios show' ] &&\n"
        "    words=$(seatape scenarios list --names 2>/dev/null)\n"
        "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
        "}}\n"
        "complete -o filenames -F _seatape seatape\n",
        fmt::join(namesOf(app.verbs()), " "), fmt::join(optionsOf(app), " "),
        fmt::join(valueOptions(app), "|"), cases,
        fmt::join(namesOf(verbsThatTake(app, "assignment")), " '*|'"),
        fmt::join(namesOf(verbsThatTake(app, "scenario")), " '*|'"));
}

/// Quotes a text for single quotes of zsh and fish; the texts have no control characters.
std::string quoted(std::string text, std::string_view escape) {
    for (size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += escape.size())
        text.replace(at, 1, escape);
    return text;
}

std::string zshScript(const Verb& app) {
    std::string verbs, cases;
    for (const Verb& verb : app.verbs()) {
        verbs += fmt::format("    '{}:{}'\n", verb.name(), quoted(verb.summary(), "'\\''"));
        cases +=
            fmt::format("    {}) compadd -- {} ;;\n", verb.name(), fmt::join(wordsOf(verb), " "));
    }
    return fmt::format(
        "#compdef seatape\n"
        "# zsh completion of seatape; made by `seatape completions zsh`\n"
        "_seatape() {{\n"
        "  local -a verbs\n"
        "  verbs=(\n{}  )\n"
        "  if (( CURRENT == 2 )); then\n"
        "    if [[ $words[2] == -* ]]; then compadd -- {}; else _describe verb verbs; fi\n"
        "    return\n"
        "  fi\n"
        "  if [[ $words[CURRENT-1] == --edit ]]; then\n"
        "    compadd -S '' -- $(seatape ${{words[2,CURRENT-2]}} --complete "
        "\"${{words[CURRENT]}}\" 2>/dev/null)\n"
        "    return\n"
        "  fi\n"
        "  case $words[CURRENT-1] in\n"
        "    {}) _files; return ;;\n"
        "  esac\n"
        "  case $words[2] in\n{}  esac\n"
        "  case $words[2] in\n"
        "    {}|scenarios) compadd -- $(seatape scenarios list --names 2>/dev/null) ;;\n"
        "    {}) compadd -S '' -- $(seatape ${{words[2,CURRENT-1]}} --complete "
        "\"${{words[CURRENT]}}\" 2>/dev/null)\n"
        "      return ;;\n"
        "  esac\n"
        "  _files\n"
        "}}\n"
        // As a file of $fpath this runs as the function itself at the first completion.
        "if [[ $funcstack[1] == _seatape ]]; then\n"
        "  _seatape \"$@\"\n"
        "else\n"
        "  compdef _seatape seatape\n"
        "fi\n",
        verbs, fmt::join(optionsOf(app), " "), fmt::join(valueOptions(app), "|"), cases,
        fmt::join(namesOf(verbsThatTake(app, "scenario")), "|"),
        fmt::join(namesOf(verbsThatTake(app, "assignment")), "|"));
}

std::string fishOptions(const Verb& app, const std::string& condition) {
    std::string text;
    for (const Option& option : app.options()) {
        if (option.isHidden())
            continue;
        std::string flags;
        for (const std::string& name : option.longNames())
            flags += " -l " + name;
        for (const std::string& name : option.shortNames())
            flags += " -s " + name;
        if (std::ranges::count(option.longNames(), "edit") != 0)
            flags += " -x -a '(seatape (commandline -opc)[2..-2] --complete "
                     "\"$(commandline -ct)\" 2>/dev/null)'";
        else if (takesValue(option))
            flags += " -r"; // then files are completed, and nothing else
        if (!flags.empty())
            text += fmt::format("complete -c seatape{}{} -d '{}'\n", condition, flags,
                                quoted(option.help(), "\\'"));
    }
    return text;
}

std::string fishScript(const Verb& app) {
    std::string text = "# fish completion of seatape; made by `seatape completions fish`\n";
    text += fishOptions(app, "");
    for (const Verb& verb : app.verbs()) {
        const std::string seen = fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.name());
        text += fmt::format("complete -c seatape -n __fish_use_subcommand -f -a {} -d '{}'\n",
                            verb.name(), quoted(verb.summary(), "\\'"));
        text += fishOptions(verb, seen);
        if (takes(verb, "scenario"))
            text +=
                fmt::format("complete -c seatape{} -a '(seatape scenarios list --names)'\n", seen);
        if (takes(verb, "assignment"))
            text += fmt::format("complete -c seatape{} -f -a '(seatape (commandline -opc)[2..-1] "
                                "--complete \"$(commandline -ct)\" 2>/dev/null)'\n",
                                seen);
        if (verb.name() == "scenarios")
            text +=
                fmt::format("complete -c seatape -n '__fish_seen_subcommand_from scenarios; and "
                            "__fish_seen_subcommand_from show' -f -a '(seatape scenarios list "
                            "--names)'\n");
        if (!verb.verbs().empty())
            text += fmt::format("complete -c seatape{} -f -a '{}'\n", seen,
                                fmt::join(namesOf(verb.verbs()), " "));
    }
    return text;
}

} // namespace

std::string completionScript(const Verb& app, const std::string& shell) {
    return shell == "bash" ? bashScript(app) : shell == "zsh" ? zshScript(app) : fishScript(app);
}

} // namespace seatape::cli
