// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace seatape::test;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> kVerbs{"run",    "record",  "replay",    "diff",     "show",
                                      "cat",    "info",    "doctor",    "recover",  "filter",
                                      "cut",    "merge",   "export",    "import",   "decode",
                                      "encode", "explain", "scenarios", "dialects", "completions"};

// The exit of the abort: "hi" is two frames.
constexpr const char* kAbortFrame = "2";

} // namespace

TEST_CASE("every verb has a --help with an example") {
    for (const std::string& verb : kVerbs) {
        const auto result = runSeatape({verb, "--help"});
        INFO(verb);
        CHECK(result.code == 0);
        CHECK(contains(result.out, "Example: "));
        CHECK(contains(result.out, "seatape " + verb));
    }
    CHECK(contains(runSeatape({"--help"}).out, "explain"));
    CHECK(runSeatape({"--version"}).code == 0);
}

TEST_CASE("run tells the story and checks the expectations") {
    const TempDir dir;
    const auto good = runSeatape({"run", dir.write("guest.toml", guestToml(kGuestExpects))});
    CHECK(good.code == 0);
    CHECK(contains(good.out, "guest | hi!\n"));
    CHECK(contains(good.out, "KVM_EXIT_ARM_SEA"));
    CHECK(contains(good.out, "ext_dabt_pending=1 -> ok"));
    CHECK(contains(good.out, "VBAR_EL1 + 0x200 (Synchronous, from EL1h)"));
    CHECK(good.err.empty());

    const auto bad =
        runSeatape({"run", dir.write("bad.toml", guestToml("[expect]\naborts = 2\n"))});
    CHECK(bad.code == 1);
    CHECK(contains(bad.out, "expected 2, observed 1"));
}

TEST_CASE("run --quiet prints the guest's bytes alone, --json a summary") {
    const TempDir dir;
    const std::string scenario = dir.write("guest.toml", guestToml());
    CHECK(runSeatape({"run", "-q", scenario}).out == "hi!\n");
    const Json json = Json::parse(runSeatape({"run", "--json", scenario}).out);
    CHECK(json["end"] == "system-off");
    CHECK(json["aborts"] == 1);
    CHECK(json["console"] == "hi!\n");
}

TEST_CASE("guest output cannot control the terminal") {
    const TempDir dir;
    std::string toml = guestToml();
    toml.replace(toml.find("030d8052"), 8, "63038052"); // mov w3, #0x1b
    const auto result = runSeatape({"run", dir.write("guest.toml", toml)});
    CHECK(contains(result.out, "guest | \\x1bi!"));
    CHECK_FALSE(contains(result.out, "\x1b"));
}

TEST_CASE("a policy can be chosen, and the VM can be killed") {
    const TempDir dir;
    const auto result =
        runSeatape({"run", dir.write("guest.toml", guestToml()), "--policy", "kill"});
    CHECK(result.code == 0);
    CHECK(contains(result.out, "the VM is ended"));
    CHECK(contains(result.out, "(no line end)"));
}

TEST_CASE("record and replay agree bit for bit") {
    const Recorded recorded;
    const auto text = runSeatape({"replay", recorded.trace});
    CHECK(text.code == 0);
    CHECK(contains(text.out, "6 of 6 frames are equal, bit for bit"));
    const Json json = Json::parse(runSeatape({"replay", "--json", recorded.trace}).out);
    CHECK(json["framesEqual"] == 6);
    CHECK(json["damage"].is_null());
}

TEST_CASE("replay shows in which registers another machine's host differs, and compares the rest") {
    const TempDir dir;
    const std::string scenario =
        dir.write("guest.toml", guestToml("[cpu]\nregisters = { MIDR_EL1 = 0x413fd0c1 }\n"));
    const std::string text = dir / "a.jsonl";
    REQUIRE(runSeatape({"record", scenario, "-o", dir / "a.seatape"}).code == 0);
    REQUIRE(runSeatape({"export", dir / "a.seatape", "-o", text, "--as", "json"}).code == 0);
    std::string lines = contentOf(text);
    Json header = Json::parse(lines.substr(0, lines.find('\n')));
    header["backend"] = "kvm";
    header["scenario"].erase("idRegisters");
    lines.replace(0, lines.find('\n'), header.dump());
    const std::string foreign = dir / "b.seatape";
    REQUIRE(runSeatape({"import", dir.write("b.jsonl", lines), "-o", foreign}).code == 0);

    const auto replayed = runSeatape({"replay", foreign});
    CHECK(replayed.code == 0);
    CHECK(contains(replayed.out, "host-dependent: MIDR_EL1 recorded 0x413fd0c1, observed 0xf5ea0"));
    CHECK(contains(replayed.out, "6 of 6 frames are equal, bit for bit"));
    const Json json = Json::parse(runSeatape({"replay", "--json", foreign}).out);
    REQUIRE(json["hostDependent"].size() == 1);
    CHECK(json["hostDependent"][0]["field"] == "MIDR_EL1");
}

TEST_CASE("a trace stands for its scenario") {
    const Recorded recorded;
    const std::string again = recorded.dir / "again.seatape";
    REQUIRE(runSeatape({"record", recorded.trace, "-o", again}).code == 0);
    CHECK(contentOf(again) == contentOf(recorded.trace));
    CHECK(runSeatape({"run", "--quiet", recorded.trace}).out ==
          runSeatape({"run", "--quiet", recorded.scenario}).out);
    // A file with a scenario's name is in nobody's way.
    const std::string here = std::filesystem::current_path();
    std::filesystem::current_path(recorded.dir / "");
    recorded.dir.write("recovery", "");
    CHECK(runSeatape({"run", "--quiet", "recovery"}).code == 0);
    CHECK(runSeatape({"explain", "recovery"}).code == 0);
    std::filesystem::current_path(here);
}

TEST_CASE("an edited run that goes on with another policy says so in its header") {
    const Recorded recorded;
    const std::string edited = recorded.dir / "edited.seatape";
    REQUIRE(runSeatape({"replay", recorded.trace, "--edit", std::string(kAbortFrame) + ":kill=0",
                        "--policy", "kill", "-o", edited})
                .code <= 1);
    const auto info = runSeatape({"info", edited}).out;
    CHECK(contains(info, "policy     kill"));
    CHECK(contains(info, "it goes on with policy kill"));
    CHECK(contains(runSeatape({"info", recorded.trace}).out, "policy     reflect-dabt"));
}

TEST_CASE("record does not overwrite without --force") {
    const Recorded recorded;
    const std::string before = contentOf(recorded.trace);
    const auto refused = runSeatape({"record", recorded.scenario, "-o", recorded.trace});
    CHECK(refused.code == 2);
    CHECK(contains(refused.err, "--force"));
    CHECK(contentOf(recorded.trace) == before);
    CHECK(runSeatape({"record", recorded.scenario, "-o", recorded.trace, "--force"}).code == 0);
    CHECK(contentOf(recorded.trace) == before);
}

TEST_CASE("replay --edit forks, compares and keeps the edited run") {
    const Recorded recorded;
    const std::string fork = recorded.dir / "fork.seatape";
    const auto result =
        runSeatape({"replay", recorded.trace, "--edit", "2:serror_pending=0b1", "--edit",
                    "0x2:ext_dabt_pending=0", "--policy", "kill", "-o", fork});
    CHECK(result.code == 1);
    CHECK(contains(result.out, "frame 2 vcpu0 injection: recorded ext_dabt_pending=1, observed "
                               "serror_pending=1"));
    CHECK(contains(result.out, "the edited run ends: killed"));
    CHECK(runSeatape({"replay", fork}).code == 0);
    CHECK(runSeatape({"diff", recorded.trace, fork}).code == 1);

    const auto few = runSeatape({"replay", recorded.trace, "--edit", "2:X5=1_000", "--max", "1"});
    CHECK(few.code == 1);
    CHECK(contains(few.out, "more (--max N shows more)"));
}

TEST_CASE("replay --edit takes edits of any number of frames, in any order") {
    const TempDir dir;
    const std::string trace = dir / "retry.seatape", fork = dir / "fork.seatape";
    // Four aborts, in the frames 37 to 40; the policy gives up at the last.
    REQUIRE(runSeatape({"record", "retry-forever", "-o", trace}).code == 0);
    const auto result = runSeatape({"replay", trace, "--edit", "39:kill=1", "--edit", "38:X5=7",
                                    "--edit", "38:registers=X6:8,X5:9", "-o", fork});
    CHECK(result.code == 1);
    CHECK(contains(result.out,
                   "frame 38 vcpu0 injection: recorded resume, observed X6=0x8 X5=0x9\n"));
    CHECK_FALSE(contains(result.out, "frame 37"));
    CHECK(contains(result.out, "frame 39 vcpu0 injection: recorded resume, observed kill\n"));
    CHECK(contains(result.out, "the edited run ends: killed after 40 exits, 3 of them aborts"));
    CHECK(contains(runSeatape({"info", fork}).out, "the what-if of retry.seatape: frame 38: X6=0x8 "
                                                   "X5=0x9; frame 39: kill\n"));
    CHECK(runSeatape({"replay", fork}).code == 0);
    // Where an edit takes the run elsewhere, later ones count as far as it comes to them.
    const auto never = runSeatape({"replay", trace, "--edit", "38:kill=1", "--edit", "40:X5=7"});
    CHECK(contains(never.out, "killed after 39 exits, 2 of them aborts"));
    const auto live = runSeatape({"replay", trace, "--edit", "40:kill=0", "--policy", "kill"});
    CHECK(contains(live.out, "killed after 42 exits, 5 of them aborts"));
}

TEST_CASE("replay --dialect asks what another kernel would have made of the answers") {
    const TempDir dir;
    const std::string trace = dir / "a.seatape", fork = dir / "fork.seatape";
    REQUIRE(runSeatape({"record", "two-esrs-layout-a", "-o", trace}).code == 0);
    const auto same = runSeatape({"replay", trace, "--dialect", "layout-b", "-o", fork});
    CHECK(same.code == 0);
    CHECK(contains(same.out, "the edited run is equal, bit for bit"));
    CHECK(contains(runSeatape({"info", fork}).out, "the what-if of a.seatape: dialect layout-b\n"));
    const auto corrupted = runSeatape({"replay", trace, "--dialect", "union"});
    CHECK(corrupted.code == 1);
    CHECK(contains(corrupted.out, "SERROR_ESR"));
    const auto edited = runSeatape({"replay", trace, "--dialect", "iabt", "--edit",
                                    "37:events=none", "--edit", "37:ext_iabt_pending=1"});
    CHECK(contains(edited.out, "observed ext_iabt_pending=1\n"));
    CHECK(runSeatape({"replay", trace, "--dialect", "iabt", "--edit", "37:ext_abt_esr=1"}).code ==
          2);
}

TEST_CASE("replay --policy judges another policy") {
    const Recorded recorded;
    CHECK(runSeatape({"replay", recorded.trace, "--policy", "reflect-dabt"}).code == 0);
    const auto other = runSeatape({"replay", recorded.trace, "--policy", "serror"});
    CHECK(other.code == 1);
    CHECK(contains(other.out, "0 of 1 abort are answered alike by serror"));
}

TEST_CASE("replay --policy asks the scenario's own policy with its limit and script") {
    const TempDir dir;
    for (const auto& [scenario, policy] : {std::pair("retry-forever", "retry"),
                                           {"blast-radius-exceeded", "unmap"},
                                           {"script", "script"}}) {
        INFO(scenario);
        const std::string trace = dir / (std::string(scenario) + ".seatape");
        REQUIRE(runSeatape({"record", scenario, "-o", trace}).code == 0);
        const auto judged = runSeatape({"replay", trace, "--policy", policy});
        CHECK(judged.code == 0);
    }
}

TEST_CASE("a damaged trace says how much of it was equal") {
    const Recorded recorded;
    const std::string bytes = contentOf(recorded.trace);
    const std::string cut = recorded.dir.write("cut.seatape", bytes.substr(0, bytes.size() - 20));
    const auto result = runSeatape({"replay", cut});
    CHECK(result.code == 2);
    CHECK(contains(result.out, "6 of 6 frames are equal"));
    CHECK(contains(result.err, "cut"));
    for (const char* verb : {"show", "info"}) {
        const auto other = runSeatape({verb, cut});
        CHECK(other.code == 2);
        CHECK(contains(other.out, "ARM_SEA"));
        CHECK(contains(other.err, "byte"));
    }
}

TEST_CASE("diff compares frames and headers") {
    const Recorded recorded;
    const auto same = runSeatape({"diff", recorded.trace, recorded.trace});
    CHECK(same.code == 0);
    CHECK(contains(same.out, "the traces are equal: 6 frames"));

    const std::string other = recorded.dir / "other.seatape";
    const std::string capless = recorded.dir.write("other.toml", guestToml("[cpu]\nmte = true\n"));
    REQUIRE(runSeatape({"record", capless, "-o", other}).code == 0);
    const auto text = runSeatape({"diff", recorded.trace, other});
    CHECK(text.code == 1);
    CHECK(contains(text.out, "header/scenario/cpu/mte: first false, second true"));
    CHECK(contains(text.out, "frame 2 vcpu0 PSTATE"));
    const auto json = runSeatape({"diff", "--json", recorded.trace, other});
    CHECK(json.code == 1);
    CHECK(Json::parse(json.out)["header"].size() >= 2); // name, mte, expectations
}

TEST_CASE("show lists frames, folds console lines, and has JSON lines") {
    const Recorded recorded;
    const auto table = runSeatape({"show", recorded.trace});
    CHECK(table.code == 0);
    CHECK(contains(table.out, "console \"hi\""));
    CHECK(contains(table.out, "ARM_SEA esr=0x92000010 gva=0x40010000 gpa=0x40010000"));
    CHECK(contains(runSeatape({"show", "--all", recorded.trace}).out, "console \"h\""));
    CHECK_FALSE(contains(runSeatape({"show", "--aborts", recorded.trace}).out, "console"));

    std::istringstream lines(runSeatape({"show", "--json", recorded.trace}).out);
    unsigned count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        CHECK(Json::parse(line)["frame"] == count);
    CHECK(count == 6);
}

TEST_CASE("show --frame has everything about one frame") {
    const Recorded recorded;
    const auto page = runSeatape({"show", recorded.trace, "--frame", kAbortFrame});
    CHECK(page.code == 0);
    for (const char* part :
         {"KVM_EXIT_ARM_SEA (41)", "DFSC        [5:0]    0x10 SEA", "ext_dabt_pending",
          "00 00 01 00", "-> 0x0000000040000a00", "X1        0x0000000040010000", "digest 0x"})
        CHECK(contains(page.out, part));
    const Json json =
        Json::parse(runSeatape({"show", recorded.trace, "--frame", kAbortFrame, "--json"}).out);
    CHECK(json["exit"]["esr"] == "0x92000010");
    CHECK(json["atExit"]["X1"] == "0x40010000");
    CHECK(json["syndrome"].is_array());
}

TEST_CASE("info counts the exits") {
    const Recorded recorded;
    const auto text = runSeatape({"info", recorded.trace});
    CHECK(text.code == 0);
    for (const char* part : {"mainline", "reflect-dabt", "0x40010000", "6, 1 of them aborts",
                             "console output", "a frame"})
        CHECK(contains(text.out, part));
    const Json json = Json::parse(runSeatape({"info", "--json", recorded.trace}).out);
    CHECK(json["frames"] == 6);
    CHECK(json["exits"]["ARM_SEA"] == 1);
}

TEST_CASE("explain leads from the instruction to the handler") {
    const Recorded recorded;
    const auto scenario = runSeatape({"explain", recorded.scenario});
    CHECK(scenario.code == 0);
    for (const char* part :
         {"-> 0x40000024: ldr x0, [x1]", "0x40010000..0x40010007 is poisoned", "ESR 0x92000010",
          "ESR_EL1 is 0x96000010", "kvm_handle_guest_sea()", "KVM_CAP_ARM_SEA_TO_USER is on",
          "means: SEA dabt", "ELR_EL1", "VBAR_EL1 + 0x200", "strb w3, [x2]"})
        CHECK(contains(scenario.out, part));
    CHECK(runSeatape({"explain", recorded.trace}).out == scenario.out);
    CHECK(runSeatape({"explain", recorded.trace, "--frame", kAbortFrame}).out == scenario.out);
    const Json json = Json::parse(runSeatape({"explain", "--json", recorded.trace}).out);
    CHECK(json["steps"].size() == 9);
}

TEST_CASE("explain shows what KVM keeps to itself") {
    const TempDir dir;
    std::string toml = guestToml();
    toml.replace(toml.find("[vm]"), 4, "[vm]\nsea-to-user = false");
    const auto result = runSeatape({"explain", dir.write("guest.toml", toml)});
    CHECK(result.code == 0);
    CHECK(contains(result.out, "KVM_CAP_ARM_SEA_TO_USER is off: inject an SError"));
    CHECK(contains(result.out, "nothing: KVM handles the abort alone"));
}

TEST_CASE("dialects shows the layouts, the ioctl numbers and the union's failure") {
    const auto text = runSeatape({"dialects"});
    CHECK(text.code == 0);
    for (const char* part : {"0x8040ae9f", "0x4040aea0", "serror_esr | ext_abt_esr", "WRONG",
                             "SEA dabt ESR|=0x600, SError ISS=0x600"})
        CHECK(contains(text.out, part));
    const Json json = Json::parse(runSeatape({"dialects", "--json"}).out);
    CHECK(json["dialects"].size() == 5);
    CHECK(json["matrix"].size() % 25 == 0);
}

TEST_CASE("scenarios are listed and described") {
    const TempDir dir;
    dir.write("poison-read.toml", guestToml(kGuestExpects));
    const std::vector<std::string> folder{"SEATAPE_SCENARIOS=" + (dir / "")};
    const auto list = runSeatape({"scenarios", "list"}, {}, folder);
    CHECK(list.code == 0);
    CHECK(contains(list.out, "poison-read"));
    CHECK(contains(list.out, "A read of poison"));
    CHECK(contains(runSeatape({"scenarios", "list", "--names"}, {}, folder).out, "poison-read\n"));
    const auto show = runSeatape({"scenarios", "show", "poison-read"}, {}, folder);
    CHECK(show.code == 0);
    for (const char* part : {"Prints hi", "poison-read.toml", "the guest prints \"hi!\\x0a\""})
        CHECK(contains(show.out, part));
    const auto json = runSeatape({"scenarios", "show", "--json", "poison-read"}, {}, folder);
    CHECK(Json::parse(json.out)["title"] == "A read of poison");
}

TEST_CASE("colours only where they are wanted") {
    const TempDir dir;
    const std::string scenario = dir.write("guest.toml", guestToml());
    CHECK_FALSE(contains(runSeatape({"run", scenario}).out, "\x1b["));
    CHECK(contains(runSeatape({"run", scenario, "--color", "always"}).out, "\x1b["));
    CHECK(runSeatape({"run", scenario, "--color", "sometimes"}).code == 2);
}

TEST_CASE("completions and manual pages name every verb") {
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const auto script = runSeatape({"completions", shell});
        CHECK(script.code == 0);
        for (const std::string& verb : kVerbs)
            CHECK(contains(script.out, verb));
        CHECK(contains(script.out, "edit"));
    }
    const TempDir dir;
    const std::string bash = dir.write("bash", runSeatape({"completions", "bash"}).out);
    CHECK(runProcess({"/bin/bash", "-n", bash}).code == 0);
    // What bash offers for the second word of `seatape run` are scenario names among others.
    const std::string offer = ". " + bash +
                              "; seatape() { " SEATAPE_PROGRAM " \"$@\"; }; "
                              "COMP_WORDS=(seatape run rec); COMP_CWORD=2; _seatape; "
                              "echo \"${COMPREPLY[@]}\"";
    CHECK(contains(runProcess({"/bin/bash", "-c", offer}).out, "recovery"));
    REQUIRE(runProcess({SEATAPE_MANPAGES, dir / "man"}).code == 0);
    for (const std::string& verb : kVerbs)
        CHECK(contains(contentOf(dir / ("man/seatape-" + verb + ".1")), "\n.SH SYNOPSIS\n"));
    CHECK(contains(contentOf(dir / "man/seatape.1"), "seatape\\-replay"));
    CHECK(contains(contentOf(dir / "man/seatape-run.1"), "\n\\fIscenario\\fR\n[\\fIoptions"));
    CHECK(contains(contentOf(dir / "man/seatape-decode.1"), "\n[\\fIvalue\\fR...\\&]\n"));
}

TEST_CASE("Ctrl-C leaves a whole trace and exits with 130") {
    const TempDir dir;
    // "h" for ever: the load becomes a branch back to the first store.
    std::string toml =
        guestToml("[limits]\nexits = 1000000000\ninstructions = 100000000000\n", "fcffff17");
    const std::string trace = dir / "endless.seatape";
    const std::string command = std::string(SEATAPE_PROGRAM) + " record " +
                                dir.write("endless.toml", toml) + " -o " + trace;
    const auto result = runProcess({"/bin/sh", "-c",
                                    command + " & pid=$!; until [ $(stat -c %s " + trace +
                                        " 2>/dev/null || echo 0) -gt 16384 ]; do sleep 0.05; done; "
                                        "kill -INT $pid; wait $pid"});
    // A shell starts background jobs with SIGINT ignored, but our handler is installed all the
    // same, before the first frame: so the signal is sent when there are some.
    CHECK(result.code == 130);
    CHECK(runSeatape({"info", trace}).code == 0);
}
