// SPDX-License-Identifier: Apache-2.0
// Who may include whom (docs/architecture.md, "Folders"): CMake's links say it, this test proves
// it.

#include "tests/docs/source_files.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace seatape::test;

namespace {

using Names = std::vector<std::string_view>;

struct FolderRule {
    std::string_view folder;
    Names ours; ///< beginnings of the paths in quotes that it may include
    Names
        foreign; ///< beginnings of what it may include in angle brackets beside the language's own
    Names never; ///< headers of the language that it must not include
    std::string_view exempt; ///< one file to which `never` does not apply
};

const Names kNoWorld{"iostream", "fstream", "cstdio", "filesystem", "thread",
                     "future",   "chrono",  "ctime",  "random",     "mutex"};

/// What programs of others may use, too; each may include those before it.
const Names kInstalled{"seatape/base/", "seatape/esr/", "seatape/arch/", "seatape/core/"};

Names with(Names names, const Names& more) {
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

const FolderRule kRules[] = {
    {"base", {"seatape/base/"}, {"fmt/", "tl/expected.hpp"}, kNoWorld, "base/seatape_assert.cpp"},
    {"esr", {"seatape/base/", "seatape/esr/"}, {"fmt/"}, kNoWorld, ""},
    {"arch",
     {"seatape/base/", "seatape/esr/", "seatape/arch/"},
     {"fmt/", "xxhash.h"},
     kNoWorld,
     ""},
    {"core", kInstalled, {"fmt/"}, kNoWorld, ""},
    {"simbackend", with(kInstalled, {"simbackend/"}), {"fmt/"}, kNoWorld, ""},
    {"kvmbackend",
     with(kInstalled, {"kvmbackend/"}),
     {"fmt/", "linux/", "fcntl.h", "unistd.h", "sys/"},
     {"iostream", "fstream", "filesystem", "thread", "random"},
     ""},
    {"traces",
     with(kInstalled, {"traces/"}),
     {"fmt/", "boost/", "nlohmann/", "zstd.h", "nmmintrin.h", "arm_acle.h", "sys/auxv.h", "fcntl.h",
      "unistd.h", "sys/stat.h"},
     {"iostream"},
     ""},
    {"scenarios/loader",
     with(kInstalled, {"scenarios/loader/"}),
     {"fmt/", "toml++/"},
     {"iostream"},
     ""},
    {"explain",
     with(kInstalled, {"simbackend/", "explain/"}),
     {"fmt/", "capstone/"},
     {"iostream", "fstream", "cstdio"},
     ""},
    {"gui/models",
     with(kInstalled, {"traces/", "explain/register_notes.h", "scenarios/loader/toml_reader.h",
                       "gui/text.h", "gui/models/"}),
     {"Q", "fmt/"},
     {"iostream"},
     ""},
    {"gui/widgets",
     with(kInstalled, {"explain/", "gui/text.h", "gui/widgets/"}),
     {"Q", "fmt/"},
     {"iostream"},
     ""},
    {"gui/app",
     with(kInstalled, {"simbackend/", "traces/", "scenarios/loader/", "explain/", "gui/"}),
     {"fmt/", "Q"},
     {"iostream"},
     ""},
    {"cli",
     with(kInstalled,
          {"simbackend/", "kvmbackend/", "traces/", "scenarios/loader/", "explain/", "cli/"}),
     {"fmt/", "CLI/", "nlohmann/", "poll.h", "unistd.h"},
     {},
     ""},
};

struct Include {
    bool isQuoted = false;
    std::string name;
};

/// Reads `#include "…"` or `#include <…>`.
std::optional<Include> includeIn(std::string_view line) {
    constexpr std::string_view kDirective = "#include ";
    if (!line.starts_with(kDirective) || line.size() < kDirective.size() + 2)
        return std::nullopt;
    const bool isQuoted = line[kDirective.size()] == '"';
    const std::string_view rest = line.substr(kDirective.size() + 1);
    return Include{isQuoted, std::string(rest.substr(0, rest.find_first_of("\">")))};
}

bool startsWithOneOf(std::string_view name, const Names& beginnings) {
    return std::ranges::any_of(beginnings, [&](auto start) { return name.starts_with(start); });
}

/// Headers of the C++ library are lower case (Qt's are not), without folder and extension.
bool isLanguageHeader(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool isAllowed(const FolderRule& rule, std::string_view file, const Include& include) {
    if (include.isQuoted)
        return startsWithOneOf(include.name, rule.ours);
    if (isLanguageHeader(include.name))
        return file == rule.exempt || std::ranges::count(rule.never, include.name) == 0;
    return startsWithOneOf(include.name, rule.foreign);
}

/// Lists the includes that break the rule, as "file: header".
std::vector<std::string> violations(const FolderRule& rule, const std::vector<SourceFile>& files) {
    std::vector<std::string> found;
    for (const SourceFile& file : files)
        for (const std::string& line : file.lines)
            if (const auto include = includeIn(line);
                include && !isAllowed(rule, file.path, *include))
                found.push_back(file.path + ": " + include->name);
    return found;
}

} // namespace

TEST_CASE("each folder includes only what it may") {
    for (const FolderRule& rule : kRules) {
        const auto files = sourceFiles(rule.folder, {".h", ".cpp"});
        INFO(rule.folder);
        CHECK(files.size() > 1);
        CHECK(violations(rule, files) == std::vector<std::string>{});
    }
}

TEST_CASE("the include rules notice what they forbid") {
    const FolderRule& base = kRules[0];
    const auto complaint = [&](const char* path, const char* line) {
        return violations(base, {{path, {line}}}).size();
    };
    CHECK(complaint("base/a.h", "#include <vector>") == 0);
    CHECK(complaint("base/a.h", "#include \"seatape/base/bits.h\"") == 0);
    CHECK(complaint("base/a.h", "#include \"base/bits.h\"") == 1);
    CHECK(complaint("base/a.h", "#include \"seatape/esr/syndrome.h\"") == 1);
    CHECK(complaint("base/a.h", "#include \"traces/container/file.h\"") == 1);
    CHECK(complaint("base/a.h", "#include <boost/mpl/bool.hpp>") == 1);
    CHECK(complaint("base/a.h", "#include <linux/kvm.h>") == 1);
    CHECK(complaint("base/a.h", "#include <QString>") == 1);
    CHECK(complaint("base/a.cpp", "#include <cstdio>") == 1);
    CHECK(complaint("base/seatape_assert.cpp", "#include <cstdio>") == 0);
}
