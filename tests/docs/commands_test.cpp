// SPDX-License-Identifier: Apache-2.0
// Runs the commands of the documents and compares their output, so that no document lies.
//
// A command is a line "$ …" in a ```console block; what follows, up to the next command or the end
// of the block, is its output. SEATAPE_WRITE_DOCS=1 build/dev/tests/docs/docs_test writes the
// outputs anew.

#include "tests/docs/source_files.h"
#include "tests/support/catch.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace seatape::test;
namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

/// An empty folder in which the commands of one document run, one after the other.
class Workplace {
public:
    Workplace() {
        std::string name = (fs::temp_directory_path() / "seatape-docs-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    ~Workplace() { fs::remove_all(m_path); }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    /// Returns what the command prints on standard output and standard error.
    Lines run(const std::string& command) const {
        const std::string script = "cd '" + m_path.string() +
                                   "' && PATH='" SEATAPE_PROGRAM_DIR "':$PATH && { " + command +
                                   "\n} 2>&1";
        FILE* pipe = popen(script.c_str(), "r");
        REQUIRE(pipe != nullptr);
        std::string text;
        for (int c = std::getc(pipe); c != EOF; c = std::getc(pipe))
            text.push_back(static_cast<char>(c));
        pclose(pipe);
        return split(text);
    }

private:
    static Lines split(const std::string& text) {
        Lines lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }

    fs::path m_path;
};

/// Returns the document with the outputs that its commands have today.
Lines withOutputs(const Lines& document, size_t& commands) {
    const Workplace place;
    Lines renewed;
    bool isConsole = false;
    bool isOutput = false;
    for (const std::string& line : document) {
        const bool isFence = line.starts_with("```");
        if (isFence)
            isConsole = line == "```console";
        const bool isCommand = isConsole && line.starts_with("$ ");
        isOutput = isConsole && !isFence && !isCommand && (isOutput || isCommand);
        if (!isOutput)
            renewed.push_back(line);
        if (!isCommand)
            continue;
        ++commands;
        isOutput = true;
        for (const std::string& printed : place.run(line.substr(2)))
            renewed.push_back(printed);
    }
    return renewed;
}

/// Cuts a disassembled instruction after its address: Capstone 4 (Debian 12) and 5 (Debian 13)
/// spell some instructions differently.
std::string withoutSpelling(const std::string& line) {
    const size_t address = line.find_first_not_of(" ->");
    const size_t colon = line.find(": ");
    const bool isInstruction = colon != std::string::npos && line.find("0x") == address &&
                               line.find_first_not_of("0123456789abcdefx", address) == colon;
    return isInstruction ? line.substr(0, colon) : line;
}

/// Compares line by line, so that a failure shows the line and not the document.
void requireEqual(const Lines& document, const Lines& renewed) {
    for (size_t i = 0; i < document.size() && i < renewed.size(); ++i) {
        INFO("line " << i + 1 << "; SEATAPE_WRITE_DOCS=1 writes the outputs anew");
        REQUIRE(withoutSpelling(document[i]) == withoutSpelling(renewed[i]));
    }
    REQUIRE(document.size() == renewed.size());
}

void write(const std::string& path, const Lines& lines) {
    std::ofstream out(sourceRoot() / path);
    for (const std::string& line : lines)
        out << line << '\n';
}

} // namespace

TEST_CASE("commands in the documents print what the documents say") {
    size_t commands = 0;
    for (const SourceFile& document : sourceFiles("", {".md"})) {
        INFO(document.path);
        const Lines renewed = withOutputs(document.lines, commands);
        if (std::getenv("SEATAPE_WRITE_DOCS") != nullptr)
            write(document.path, renewed);
        else
            requireEqual(document.lines, renewed);
    }
    CHECK(commands > 10);
}
