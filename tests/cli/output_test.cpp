// SPDX-License-Identifier: Apache-2.0
// Where verbs write, and what is there when they could not.

#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

using namespace seatape::test;
using Json = nlohmann::json;

namespace {

/// A folder with a trace, its JSON lines, and nothing else in `out`.
struct Inputs {
    TempDir dir;
    std::string scenario = dir.write("guest.toml", guestToml(kGuestExpects));
    std::string trace = dir / "guest.seatape";
    std::string lines = dir / "guest.jsonl";
    Inputs() {
        REQUIRE(runSeatape({"record", scenario, "-o", trace}).code == 0);
        REQUIRE(runSeatape({"export", trace, "-o", lines}).code == 0);
    }

    /// The command lines, without -o, of the verbs that make a trace of others.
    std::vector<std::vector<std::string>> makers() const {
        return {{"filter", trace, "vcpu == 0"},
                {"cut", trace, "--frames", "0.."},
                {"merge", trace, trace},
                {"recover", trace},
                {"import", lines},
                {"replay", trace, "--edit", "2:ext_dabt_pending=0", "--policy", "kill"}};
    }
};

/// Returns a command line with more words.
std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// A terminal that nobody looks at.
class Terminal {
public:
    Terminal() : m_master(::posix_openpt(O_RDWR | O_NOCTTY)) {
        REQUIRE(m_master >= 0);
        REQUIRE((::grantpt(m_master) == 0 && ::unlockpt(m_master) == 0));
    }
    ~Terminal() { ::close(m_master); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    std::string path() const { return ::ptsname(m_master); }

private:
    int m_master;
};

} // namespace

TEST_CASE("-o - is standard output for every verb that makes a trace") {
    const Inputs in;
    auto verbs = in.makers();
    verbs.push_back({"record", in.scenario, "--sync", "frame"});
    for (const auto& command : verbs) {
        INFO(command[0]);
        const std::string file = in.dir / (command[0] + ".seatape");
        const std::string streamed = in.dir / (command[0] + ".streamed");
        const auto named = runSeatape(with(command, {"-o", file}));
        const auto result = runSeatape(with(command, {"-o", "-"}), streamed);
        CHECK(result.code == named.code);
        CHECK(runSeatape({"info", streamed}).code == 0);
        CHECK(contentOf(streamed) == contentOf(file));
        CHECK(contains(result.err, "standard output: "));
        const auto json = runSeatape(with(command, {"-o", "-", "--json"}), streamed);
        CHECK(contentOf(streamed) == contentOf(file));
        CHECK(Json::parse(json.err).contains("frames"));
    }
    CHECK_FALSE(std::filesystem::exists("-"));
}

TEST_CASE("a trace goes through a pipe") {
    const TempDir dir;
    const std::string copy = dir / "copy.seatape";
    CHECK(
        shell("set -o pipefail; seatape record recovery --sync frame -o - | cat > " + copy).code ==
        0);
    CHECK(contains(runSeatape({"replay", copy}).out, "579 of 579 frames are equal"));
    // The end of a pipe that nobody reads.
    const auto left = shell("mkfifo " + dir / "pipe" + "; exec 3<>" + dir / "pipe" + " 4>" +
                            dir / "pipe" + " 3<&-; seatape record recovery -o - >&4");
    CHECK(left.code == 2);
    CHECK(left.err.empty());
    if (std::filesystem::exists("/dev/full"))
        CHECK(contains(runSeatape({"record", "recovery", "-o", "-"}, "/dev/full").err,
                       "No space left"));
}

TEST_CASE("a trace is not written to a terminal, but an export is") {
    const Inputs in;
    const Terminal terminal;
    for (const auto& command : in.makers()) {
        INFO(command[0]);
        const auto refused = runSeatape(with(command, {"-o", "-", "-f"}), terminal.path());
        CHECK(refused.code == 2);
        CHECK(
            contains(refused.err, "standard output: a trace is nothing for a terminal (redirect"));
    }
    CHECK(runSeatape({"record", in.scenario, "-o", "-"}, terminal.path()).code == 2);
    CHECK(runSeatape({"export", in.trace, "--as", "csv", "-o", "-"}, terminal.path()).code == 0);
}

TEST_CASE("export -o - is what export alone is, and ./- is a file") {
    const Inputs in;
    const std::string plain = "seatape export " + in.trace + " --as json";
    const auto streamed = shell(plain + " -o -");
    CHECK(streamed.out == contentOf(in.lines));
    CHECK(streamed.err.empty());
    CHECK(contains(shell("seatape export " + in.trace + " -o -").err, "add --as"));
    CHECK(shell("cd " + in.dir / "" + " && " + plain + " -o ./- && seatape record " + in.scenario +
                " -o ./-.seatape && cat ./-")
              .out.ends_with(contentOf(in.lines)));
}

TEST_CASE("no verb reads a trace from standard input, and each says so") {
    const Inputs in;
    const std::string out = in.dir / "out.seatape";
    for (const std::vector<std::string>& command : {std::vector<std::string>{"show", "-"},
                                                    {"cat", "-"},
                                                    {"info", "-"},
                                                    {"doctor", "-"},
                                                    {"recover", "-", "-o", out},
                                                    {"filter", "-", "vcpu == 0", "-o", out},
                                                    {"cut", "-", "--frames", "0..", "-o", out},
                                                    {"merge", in.trace, "-", "-o", out},
                                                    {"export", "-", "--as", "csv"},
                                                    {"replay", "-"},
                                                    {"diff", in.trace, "-"},
                                                    {"explain", "-"},
                                                    {"run", "-"},
                                                    {"record", "-", "-o", out}}) {
        INFO(command[0]);
        const auto refused = runSeatape(command);
        CHECK(refused.code == 2);
        CHECK(
            contains(refused.err, "standard input: a trace cannot be read from a pipe (write it"));
    }
}
