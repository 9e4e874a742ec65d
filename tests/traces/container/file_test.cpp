// SPDX-License-Identifier: Apache-2.0
// A file that takes the place of another.

#include "traces/container/file.h"

#include "tests/support/catch.h"
#include "tests/support/process.h"
#include "tests/support/text.h"

#include <filesystem>

using namespace seatape::trace;
using namespace seatape::test;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

/// Writes a text into the file beside and gives it its name.
void replace(const std::string& path, std::string_view text) {
    auto fresh = Replacement::of(path);
    REQUIRE(fresh.has_value());
    auto file = OutFile::create(fresh->path());
    REQUIRE(file.has_value());
    REQUIRE(file->write(text).has_value());
    REQUIRE(file->close().has_value());
    REQUIRE(fresh->takePlace().has_value());
}

} // namespace

TEST_CASE("a replacement stands beside the file until it is whole") {
    const TempDir dir;
    const std::string path = dir.write("a", "old");
    {
        auto fresh = Replacement::of(path);
        REQUIRE(fresh.has_value());
        CHECK(fresh->path() == path + ".part");
        CHECK(dir.names() == Names{"a", "a.part"});
        CHECK(contentOf(path) == "old");
    }
    CHECK(dir.names() == Names{"a"});
    replace(path, "new");
    CHECK(contentOf(path) == "new");
    replace(dir / "b", "first");
    CHECK(contentOf(dir / "b") == "first");
    CHECK(dir.names() == Names{"a", "b"});
}

TEST_CASE("what a killed program left is not touched") {
    const TempDir dir;
    dir.write("a.part", "left");
    auto first = Replacement::of(dir / "a"), second = Replacement::of(dir / "a");
    REQUIRE((first && second));
    CHECK(dir.names() == Names{"a.2.part", "a.3.part", "a.part"});
    CHECK(contentOf(dir / "a.part") == "left");
}

TEST_CASE("a link stays one, and its target is replaced") {
    const TempDir dir;
    fs::create_directory(dir / "disk");
    fs::create_symlink("disk/a", dir / "link"); // dangling until the file is there
    replace(dir / "link", "one");
    replace(dir / "link", "two");
    CHECK(fs::is_symlink(dir / "link"));
    CHECK(contentOf(dir / "disk/a") == "two");
    CHECK(dir.names() == Names{"disk", "link"});
    fs::create_symlink("round", dir / "round");
    CHECK_FALSE(Replacement::of(dir / "round/a").has_value());
}

TEST_CASE(
    "permissions stay, devices are written in place, errors name the file that was asked for") {
    const TempDir dir;
    const std::string path = dir.write("a", "old");
    fs::permissions(path, fs::perms(0604));
    replace(path, "new");
    CHECK(fs::status(path).permissions() == fs::perms(0604));
    replace("/dev/null", "gone");
    CHECK(fs::is_character_file("/dev/null"));
    const auto nowhere = Replacement::of(dir / "no/such");
    REQUIRE_FALSE(nowhere.has_value());
    CHECK(nowhere.error().where == dir / "no/such");
    CHECK_FALSE(Replacement::of("").has_value());
    auto folder = Replacement::of(dir / "");
    REQUIRE(folder.has_value());
    CHECK_FALSE(OutFile::create(folder->path()).has_value());
    CHECK(dir.names() == Names{"a"});
}
