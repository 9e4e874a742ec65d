// SPDX-License-Identifier: Apache-2.0
#include "cli/grep.h"

#include "cli/json.h"
#include "cli/line_reader.h"
#include "cli/machine.h"
#include "cli/output.h"

#include "seatape/esr/find_in_text.h"
#include "seatape/esr/format.h"
#include "seatape/esr/register_layouts.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <unistd.h>

namespace seatape::cli {
namespace {

constexpr size_t kMostNotes = 16; ///< below one line; a line of a gigabyte must not fill the memory

/// Appends the decode of a number in one line.
void appendDecode(const FoundNumber& found, const EsrContext& context, std::string& out) {
    const auto ec = static_cast<ExceptionClass>(found.value);
    switch (found.kind) {
    case FoundKind::ExceptionClass:
        out += fmt::format("EC {:#04x} {}: {}", found.value, classSymbol(ec), className(ec));
        return;
    case FoundKind::Pstate:
        out += fmt::format("PSTATE {:#x} {}", found.value,
                           summarizeFields(decodeFields(layouts::spsr, found.value)));
        return;
    case FoundKind::Esr:
        return appendEsrSummary(found.value, context, out);
    }
}

/// Takes a log in pieces and prints it; keeps what spans pieces: what was found in a line that is
/// not over yet, and the place in the file.
class Grep {
public:
    Grep(const GrepOptions& options, const EsrContext& context)
        : m_options(options), m_context(context) {}

    void start(const std::string& file) {
        m_file = file;
        m_line = 1;
        m_column = 1;
    }

    /// Takes lines, or a piece of a long line, and prints them.
    void add(std::string_view text) {
        m_options.json ? addJson(text) : addText(text);
        write(m_out);
        m_out.clear();
        flushOutput(); // somebody may be watching
    }

    /// Ends the file, whose last line may lack its newline.
    void finish() {
        if (!m_found.empty())
            add("\n");
    }

private:
    void addText(std::string_view text) {
        auto found = findEsr(text);
        if (!found && m_found.empty() && !m_options.onlyMatching)
            return write(text); // without a copy
        size_t done = 0;
        size_t seen = 0; // a line full of syndromes must not be searched again for each
        for (; found; found = findEsr(text, found->offset + found->length)) {
            const size_t newline = text.substr(seen, found->offset - seen).rfind('\n');
            if (newline != std::string_view::npos) {
                const size_t line = seen + newline + 1;
                passLines(text.substr(done, line - done));
                done = line;
            }
            seen = found->offset;
            note(*found);
        }
        passLines(text.substr(done));
    }

    /// Passes lines on. What was found, if anything, was in the first.
    void passLines(std::string_view lines) {
        if (!m_found.empty()) {
            const size_t first = std::min(lines.find('\n'), lines.size() - 1) + 1;
            m_out += lines.substr(0, first);
            if (lines.substr(0, first).ends_with('\n'))
                sayNotes();
            lines.remove_prefix(first);
        }
        if (!m_options.onlyMatching)
            m_out += lines;
    }

    void note(const FoundNumber& found) {
        const bool isRepeated = !m_found.empty() && m_found.back().kind == found.kind &&
                                m_found.back().value == found.value;
        if (m_found.size() == kMostNotes)
            ++m_moreFound;
        else if (!isRepeated)
            m_found.push_back(found);
    }

    void sayNotes() {
        for (const FoundNumber& found : m_found) {
            m_note = "    => ";
            appendDecode(found, m_context, m_note);
            m_out += paint(Style::Note, m_note);
            m_out += '\n';
        }
        if (m_moreFound != 0)
            m_out += fmt::format("    => and {} more in this line\n", m_moreFound);
        m_found.clear();
        m_moreFound = 0;
    }

    void addJson(std::string_view text) {
        size_t done = 0;
        for (auto found = findEsr(text); found;
             found = findEsr(text, found->offset + found->length)) {
            step(text.substr(done, found->offset - done));
            done = found->offset;
            m_note.clear();
            appendDecode(*found, m_context, m_note);
            sayJson({{"file", m_file},
                     {"line", m_line},
                     {"column", m_column},
                     {"kind", foundKindName(found->kind)},
                     {"value", hexJson(found->value)},
                     {"text", m_note}});
        }
        step(text.substr(done));
    }

    /// Steps over text and counts its lines and columns.
    void step(std::string_view text) {
        const size_t newline = text.rfind('\n');
        m_line += static_cast<uint64_t>(std::ranges::count(text, '\n'));
        m_column =
            newline == std::string_view::npos ? m_column + text.size() : text.size() - newline;
    }

    GrepOptions m_options;
    EsrContext m_context;
    std::string m_out;
    std::string m_note;               ///< one decode; a member to keep its storage
    std::vector<FoundNumber> m_found; ///< in the line that is not over yet
    size_t m_moreFound = 0;
    std::string m_file;
    uint64_t m_line = 1;
    uint64_t m_column = 1; ///< both from 1, in bytes
};

Result<void> grepDescriptor(Grep& grep, int descriptor, const std::string& name) {
    LineReader reader(descriptor, name);
    grep.start(name);
    auto text = reader.next();
    for (; text && !text->empty(); text = reader.next())
        grep.add(*text);
    grep.finish();
    if (!text)
        return passOn(text);
    return {};
}

Result<void> grepFile(Grep& grep, const std::string& name) {
    if (name == "-")
        return grepDescriptor(grep, STDIN_FILENO, "standard input");
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "rb"),
                                                               std::fclose);
    if (file == nullptr)
        return failure(std::strerror(errno), name, "name a log, or - for standard input");
    return grepDescriptor(grep, ::fileno(file.get()), name);
}

} // namespace

ExitCode grepFiles(const GrepOptions& options, const EsrContext& context) {
    stopOnInterrupt();
    Grep grep(options, context);
    ExitCode code = ExitCode::Ok;
    for (const std::string& name : options.files) {
        if (auto searched = grepFile(grep, name); !searched)
            code = report(searched.error());
        if (wasInterrupted())
            return ExitCode::Interrupted;
    }
    return code;
}

} // namespace seatape::cli
