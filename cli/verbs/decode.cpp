// SPDX-License-Identifier: Apache-2.0
// seatape decode [VALUE…]: syndromes and their companions taken apart; --grep: found in logs.

#include "cli/esr_text.h"
#include "cli/grep.h"
#include "cli/json.h"
#include "cli/line_reader.h"
#include "cli/register_story.h"
#include "cli/user_iss.h"
#include "cli/verbs/verbs.h"

#include <algorithm>
#include <utility>

#include <unistd.h>

namespace seatape::cli {
namespace {

struct DecodeOptions {
    std::vector<std::string> values;
    std::string as;
    bool isGrep = false;
    bool onlyMatching = false;
    ContextOptions context;
    UserIssOptions userIss;
    DecodeForm form;
};

/// Writes "ESR = 0x1", "ESR: 0x1" and "ESR:0x1", as logs print registers, as "ESR=0x1".
std::string joinedAssignments(std::string_view text) {
    std::string joined;
    for (const char c : text) {
        const bool isSign = c == '=' || c == ':';
        if (isSign)
            joined.erase(joined.find_last_not_of(" \t") + 1);
        if ((c != ' ' && c != '\t') || !joined.ends_with('='))
            joined += isSign ? '=' : c;
    }
    return joined;
}

/// Decodes values as they come. A bad one is reported, and the others are decoded all the same.
class ValueDecoder {
public:
    ValueDecoder(const DecodeOptions& options, NamedRegister standard, const EsrContext& context)
        : m_options(options), m_standard(std::move(standard)), m_context(context) {}

    /// Takes an argument, which must have a value.
    void addArgument(std::string_view text, const std::string& place) {
        if (!addWords(text, place))
            refuse({"there is no value in it", place, "write 0x96000010, or - to read values"});
    }

    /// Takes words that are separated by blanks, commas or semicolons; returns whether there are
    /// any.
    bool addWords(std::string_view text, const std::string& place) {
        constexpr std::string_view kSeparators = " \t\r,;";
        const std::string joined = joinedAssignments(text);
        std::string_view rest = joined;
        bool hasWord = false;
        while (!rest.empty()) {
            const std::string_view word = rest.substr(0, rest.find_first_of(kSeparators));
            rest.remove_prefix(std::min(word.size() + 1, rest.size()));
            if (word.empty())
                continue;
            hasWord = true;
            addWord(word, place);
        }
        return hasWord;
    }

    /// Tells the story of all that was added.
    ExitCode finish() const {
        if (m_options.userIss.exception.empty() && !m_options.form.isShort)
            sayStory(m_story.lines(m_context));
        return m_code;
    }

private:
    void addWord(std::string_view word, const std::string& place) {
        auto value = parseRegister(word, m_standard);
        const bool isIss = !m_options.userIss.exception.empty();
        if (value && isIss && value->reg.kind != RegisterKind::Esr)
            value = failure(value->reg.name + " is no ISS", {}, "leave out --user-iss");
        if (!value) {
            value.error().where = place;
            return refuse(value.error());
        }
        if (!std::exchange(m_isFirst, false) && !m_options.form.isShort && !m_options.form.json)
            say("\n");
        if (isIss)
            sayUserIss(value->value, m_options.userIss, m_context, m_options.form);
        else
            sayRegister(*value, m_context, m_options.form);
        m_story.add(*value);
    }

    void refuse(const Error& error) { m_code = report(error); }

    void sayStory(const std::vector<std::string>& lines) const {
        if (lines.empty())
            return;
        if (m_options.form.json)
            return sayJson({{"together", lines}});
        say("\n{}\n", paint(Style::Title, "Together"));
        for (const std::string& line : lines)
            say("  {}\n", line.starts_with('!') ? paint(Style::Bad, line) : line);
    }

    const DecodeOptions& m_options;
    NamedRegister m_standard;
    EsrContext m_context;
    RegisterStory m_story;
    ExitCode m_code = ExitCode::Ok;
    bool m_isFirst = true;
};

/// Reads values from standard input; "#" starts a comment.
Result<void> readValues(ValueDecoder& decoder) {
    LineReader reader(STDIN_FILENO, "standard input");
    uint64_t number = 0;
    auto text = reader.next();
    for (; text && !text->empty(); text = reader.next()) {
        std::string_view rest = *text;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            decoder.addWords(line.substr(0, line.find('#')),
                             fmt::format("standard input, line {}", ++number));
        }
        flushOutput();
    }
    if (!text)
        return passOn(text);
    return {};
}

Result<ExitCode> decodeValues(const DecodeOptions& options, const EsrContext& context) {
    auto standard = registerByName(options.as);
    if (!standard)
        return passOn(standard);
    ValueDecoder decoder(options, std::move(*standard), context);
    std::vector<std::string> values = options.values;
    if (values.empty() && ::isatty(STDIN_FILENO) != 0)
        return failure("a value is missing", {},
                       "write a value, REG=VALUE, or - to type values on standard input");
    if (values.empty())
        values.emplace_back("-");
    for (size_t i = 0; i < values.size(); ++i) {
        if (values[i] != "-")
            decoder.addArgument(values[i], fmt::format("value {}", i + 1));
        else if (auto read = readValues(decoder); !read)
            return passOn(read);
    }
    return decoder.finish();
}

Result<ExitCode> grep(const DecodeOptions& options, const EsrContext& context) {
    GrepOptions grepOptions{options.values, options.onlyMatching, options.form.json};
    if (grepOptions.files.empty())
        grepOptions.files.emplace_back("-");
    return grepFiles(grepOptions, context);
}

Result<ExitCode> decode(const DecodeOptions& options) {
    auto context = contextOf(options.context);
    if (!context)
        return passOn(context);
    return options.isGrep ? grep(options, *context) : decodeValues(options, *context);
}

void addGrep(Verb& verb, DecodeOptions& options) {
    const Option grepFlag = verb.flag(
        "--grep", options.isGrep,
        "the arguments are logs (standard input without any): pass them through, and decode below "
        "each line the syndromes that kernels, KVM's trace events, QEMU and boot loaders print");
    for (const char* other : {"--short", "--explain", "--as", "--user-iss"})
        grepFlag.excludes(verb.find(other));
    verb.flag("--only-matching", options.onlyMatching,
              "with --grep: print only the lines that hold a syndrome")
        .needs(grepFlag);
}

} // namespace

void addDecode(Verb& app, Outcome& outcome) {
    auto options = std::make_shared<DecodeOptions>();
    options->as = "ESR_ELx";
    Verb verb =
        addVerb(app, outcome,
                {"decode", "Decode syndromes and the registers beside them, or find them in logs",
                 "seatape decode 96000010 --explain; dmesg | seatape decode --grep"},
                options, decode);
    verb.option("value", options->values,
                "a syndrome, or REG=VALUE for another register; - or nothing reads values "
                "from standard input. Numbers: 0x…, 0b…, decimal, and hexadecimal without 0x "
                "if there is a letter or there are 8 or 16 digits")
        .typeName("");
    verb.option("--as", options->as, "what a value without a name is: " + registerNames())
        .typeName("REG");
    addForm(verb, options->form);
    addContext(verb, options->context);
    addUserIss(verb, options->userIss);
    addGrep(verb, *options);
}

} // namespace seatape::cli
