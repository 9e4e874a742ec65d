// SPDX-License-Identifier: Apache-2.0
// Where verbs write, and what is there when they could not.

#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

using namespace seatape::test;
using Json = nlohmann::json;

namespace {

/// A folder with a trace, its JSON lines, and nothing else in `out`.
struct Inputs : Recorded {
    std::string lines = dir / "guest.jsonl";
    Inputs() { REQUIRE(runSeatape({"export", trace, "-o", lines}).code == 0); }

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

TEST_CASE("standard output is -o - for every verb that makes a trace") {
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

TEST_CASE("a verb that is stopped leaves nothing, and the file that was there") {
    const Inputs in;
    const std::string out = in.dir.write("out", "old");
    const auto names = in.dir.names();
    auto verbs = in.makers();
    verbs.push_back({"export", in.trace, "--as", "html"});
    for (const auto& command : verbs) {
        INFO(command[0]);
        const auto forced = with({SEATAPE_PROGRAM}, with(command, {"-f", "-o", out}));
        CHECK(runWithPendingSignal(forced, SIGINT) == 130);
        CHECK(runWithPendingSignal(forced, SIGTERM) == 143);
        CHECK(contentOf(out) == "old");
        const auto fresh = with({SEATAPE_PROGRAM}, with(command, {"-o", in.dir / "new"}));
        CHECK(runWithPendingSignal(fresh, SIGINT) == 130);
        CHECK(in.dir.names() == names);
    }
}

TEST_CASE("Ctrl-C ends an import that waits for its next frame") {
    const Inputs in;
    const std::string out = in.dir.write("out", "old");
    const auto names = in.dir.names();
    const std::string pipe = in.dir / "pipe";
    const auto stopped =
        shell("mkfifo " + pipe + "; " SEATAPE_PROGRAM " import - -f -o " + out + " < " + pipe +
              " & pid=$!; exec 3> " + pipe + "; cat " + in.lines + " >&3; until [ -e " + out +
              ".part ] || ! kill -0 $pid; do " +
              "sleep 0.01; done; kill -INT $pid; wait $pid; code=$?; rm " + pipe + "; exit $code");
    CHECK(stopped.code == 130);
    CHECK(contentOf(out) == "old");
    CHECK(in.dir.names() == names);
}

TEST_CASE("a full disk leaves nothing but what was recorded") {
    const TempDir dir;
    const std::string trace = dir / "a.seatape", out = dir.write("out", "old");
    REQUIRE(runSeatape({"record", "recovery", "-o", trace}).code == 0);
    REQUIRE(runSeatape({"export", trace, "-o", dir / "a.jsonl"}).code == 0);
    const auto names = dir.names();
    // Files of more than a block (512 or 1024 bytes, by shell) are as good as a full disk.
    const auto onFullDisk = [](const std::string& line) {
        return shell("trap '' XFSZ; ulimit -f 1; seatape " + line);
    };
    for (const std::string& line :
         {"filter " + trace + " 'vcpu == 0'", "cut " + trace + " --frames 1..",
          "merge " + trace + " " + trace, "recover " + trace, "import " + dir / "a.jsonl",
          "replay " + trace + " --edit 203:kill=1", "export " + trace + " --as csv"}) {
        INFO(line);
        const auto failed = onFullDisk(line + " -f -o " + out);
        CHECK(failed.code == 2);
        CHECK(contains(failed.err, "cannot write the file: File too large"));
        CHECK(contentOf(out) == "old");
        CHECK(dir.names() == names);
    }
    const std::string kept = dir / "kept.seatape";
    CHECK(onFullDisk("record recovery -o " + kept).code == 2);
    CHECK(dir.names() == names); // there was no place for a frame
    CHECK(
        shell(
            "trap '' XFSZ; ulimit -f 40; seatape record recovery --sync frame --compress none -o " +
            kept)
            .code == 2);
    CHECK(Json::parse(runSeatape({"doctor", kept, "--json"}).out)["frames"] > 10);
}

TEST_CASE("a file that is replaced keeps its permissions and its link") {
    const Inputs in;
    const std::string out = in.dir.write("out", "old"), link = in.dir / "link";
    std::filesystem::permissions(out, std::filesystem::perms(0640));
    std::filesystem::create_symlink("out", link);
    REQUIRE(runSeatape({"filter", in.trace, "vcpu == 0", "-f", "-o", link}).code == 0);
    CHECK(std::filesystem::is_symlink(link));
    CHECK(std::filesystem::status(out).permissions() == std::filesystem::perms(0640));
    CHECK(runSeatape({"info", out}).code == 0);
    CHECK(runSeatape({"filter", in.trace, "vcpu == 0", "-o", "/dev/null"}).code == 0);
    CHECK(std::filesystem::is_character_file("/dev/null"));
}
