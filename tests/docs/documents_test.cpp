// SPDX-License-Identifier: Apache-2.0
// What the documents point to exists: links, files of the tree, scenarios by path and by name.

#include "tests/docs/source_files.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <vector>

using namespace seatape::test;
namespace fs = std::filesystem;

namespace {

std::vector<SourceFile> documents() {
    return sourceFiles("", {".md"});
}

bool isInTree(const fs::path& path) {
    return fs::exists(sourceRoot() / path);
}

bool isScenario(const std::string& name) {
    return isInTree("scenarios/" + name + ".toml");
}

/// Calls visit(document, first group) for each match of `pattern`; returns how many there were.
size_t forEachMatch(const std::regex& pattern,
                    const std::function<void(const SourceFile&, const std::string&)>& visit) {
    size_t count = 0;
    for (const SourceFile& document : documents())
        for (const std::string& line : document.lines)
            for (auto it = std::sregex_iterator(line.begin(), line.end(), pattern);
                 it != std::sregex_iterator(); ++it, ++count)
                visit(document, (*it)[1]);
    return count;
}

/// Returns what the matches name that `isThere` does not know, as "document: name".
std::set<std::string> missing(const std::string& pattern,
                              const std::function<bool(const std::string&)>& isThere) {
    std::set<std::string> lost;
    const size_t count =
        forEachMatch(std::regex(pattern), [&](const SourceFile& document, const std::string& name) {
            if (!isThere(name))
                lost.insert(document.path + ": " + name);
        });
    CHECK(count > 10); // else the pattern, not the documents, is at fault
    return lost;
}

using None = std::set<std::string>;

/// Counts the characters of UTF-8 text.
size_t width(const std::string& line) {
    return static_cast<size_t>(std::ranges::count_if(
        line, [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

/// Lists the lines of text that are wider than a page, as "document:line". Code, tables and
/// pictures are as wide as they are.
None wideLines(const SourceFile& document) {
    constexpr size_t kPage = 100;
    None wide;
    bool isCode = false;
    for (size_t i = 0; i < document.lines.size(); ++i) {
        const std::string& line = document.lines[i];
        const bool isFence = line.find("```") < 8;
        isCode = isCode != isFence;
        const bool isTable = line.find(" | ") != std::string::npos || line.starts_with("|");
        if (!isCode && !isTable && !line.starts_with("![") && width(line) > kPage)
            wide.insert(document.path + ":" + std::to_string(i + 1));
    }
    return wide;
}

} // namespace

TEST_CASE("the text of documents is at most 100 columns wide") {
    const std::string wide(101, 'x');
    CHECK(wideLines({"a.md", {"```", wide, "```", "| " + wide, "![" + wide, "", wide}}) ==
          None{"a.md:7"});
    for (const SourceFile& document : documents())
        CHECK(wideLines(document) == None{});
}

TEST_CASE("relative links in documents lead to files") {
    None lost;
    const auto check = [&](const SourceFile& document, const std::string& target) {
        const std::string file = target.substr(0, target.find('#'));
        const bool isElsewhere = file.empty() || file.find(':') != std::string::npos;
        if (!isElsewhere && !isInTree(fs::path(document.path).parent_path() / file))
            lost.insert(document.path + ": " + target);
    };
    CHECK(forEachMatch(std::regex(R"(\]\(([^)\s]+)\))"), check) > 10);
    CHECK(lost == None{});
}

TEST_CASE("files of the tree that documents name exist") {
    const char* const pattern =
        "`((?:base|esr|arch|core|simbackend|kvmbackend|traces|explain|"
        "scenarios|cli|gui|tests|bench|fuzz|scripts|cmake|docs)/[a-z0-9_/.-]*[a-z0-9_/])`";
    CHECK(missing(pattern, [](const std::string& path) { return isInTree(path); }) == None{});
}

TEST_CASE("scenarios that documents name by path exist") {
    CHECK(missing(R"(scenarios/([a-z0-9-]+)\.toml)", isScenario) == None{});
}

TEST_CASE("scenarios in the documents' commands exist") {
    CHECK(missing(R"(seatape (?:run|record|explain|scenarios show) ([a-z0-9-]+)(?![a-z0-9.-]))",
                  isScenario) == None{});
}
