#include "cli/grep.h"

#include "cli/line_reader.h"
#include "cli/machine.h"
#include "cli/output.h"

#include "core/esr/find_in_text.h"
#include "core/esr/format.h"
#include "core/esr/register_layouts.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unordered_map>

#include <unistd.h>

namespace seatape::cli {
namespace {

constexpr size_t kMostNotes = 16; ///< below one line; a line of a gigabyte must not fill the memory

/// The decode of a number in one line. A log repeats itself, so what was said is kept for a while.
class Decoder {
public:
    explicit Decoder(const EsrContext& context) : m_context(context) {}

    const std::string& operator()(const FoundNumber& found) {
        constexpr size_t kMostKept = 4096;
        auto& kept = m_kept[static_cast<size_t>(found.kind)];
        if (kept.size() == kMostKept)
            kept.clear();
        const auto [it, isNew] = kept.try_emplace(found.value);
        if (isNew)
            it->second = decode(found);
        return it->second;
    }

private:
    std::string decode(const FoundNumber& found) const {
        const auto ec = static_cast<ExceptionClass>(found.value);
        switch (found.kind) {
        case FoundKind::ExceptionClass:
            return fmt::format("EC {:#04x} {}: {}", found.value, classSymbol(ec), className(ec));
        case FoundKind::Pstate:
            return fmt::format("PSTATE {:#x} {}", found.value,
                               summarizeFields(decodeFields(layouts::spsr, found.value)));
        case FoundKind::Esr:
            break;
        }
        return summarizeEsr(found.value, m_context);
    }

    EsrContext m_context;
    std::array<std::unordered_map<uint64_t, std::string>, 3> m_kept;
};

/// Takes a log in pieces and prints it; keeps what spans pieces: the notes of a line that is not
/// over yet, and the place in the file.
class Grep {
public:
    Grep(const GrepOptions& options, const EsrContext& context)
        : m_options(options), m_decoder(context) {}

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
        if (!m_notes.empty())
            add("\n");
    }

private:
    void addText(std::string_view text) {
        auto found = findEsr(text);
        if (!found && m_notes.empty() && !m_options.onlyMatching)
            return write(text); // without a copy
        size_t done = 0;
        for (; found; found = findEsr(text, found->offset + found->length)) {
            const size_t line = text.substr(0, found->offset).rfind('\n') + 1;
            if (line > done) {
                passLines(text.substr(done, line - done));
                done = line;
            }
            note(*found);
        }
        passLines(text.substr(done));
    }

    /// Passes lines on. The notes, if there are any, belong to the first.
    void passLines(std::string_view lines) {
        if (!m_notes.empty()) {
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
        const std::string& text = m_decoder(found);
        if (m_notes.size() == kMostNotes)
            ++m_moreNotes;
        else if (m_notes.empty() || m_notes.back() != text)
            m_notes.push_back(text);
    }

    void sayNotes() {
        for (const std::string& text : m_notes)
            m_out += paint(Style::Note, "    => " + text) + '\n';
        if (m_moreNotes != 0)
            m_out += fmt::format("    => and {} more in this line\n", m_moreNotes);
        m_notes.clear();
        m_moreNotes = 0;
    }

    void addJson(std::string_view text) {
        size_t done = 0;
        for (auto found = findEsr(text); found;
             found = findEsr(text, found->offset + found->length)) {
            step(text.substr(done, found->offset - done));
            done = found->offset;
            sayJson({{"file", m_file},
                     {"line", m_line},
                     {"column", m_column},
                     {"kind", foundKindName(found->kind)},
                     {"value", hexJson(found->value)},
                     {"text", m_decoder(*found)}});
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
    Decoder m_decoder;
    std::string m_out;
    std::vector<std::string> m_notes; ///< of the line that is not over yet
    size_t m_moreNotes = 0;
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
