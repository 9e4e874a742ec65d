// SPDX-License-Identifier: Apache-2.0
// Every kind of bad input: exit code 2, a message that names the place and the remedy, nothing left
// behind.

#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <filesystem>

using namespace seatape::test;

namespace {

/// Expects the failure of a command line; `parts` must all be in the message.
void checkFails(const std::vector<std::string>& command, const std::vector<std::string>& parts) {
    const ProcessResult result = runSeatape(command);
    std::string shown;
    for (const std::string& word : command)
        shown += word + " ";
    INFO(shown << "\nout: " << result.out << "\nerr: " << result.err);
    CHECK(result.code == 2);
    for (const std::string& part : parts)
        CHECK(contains(result.err, part));
}

struct BadScenario {
    const char* name;
    std::string toml;
    std::vector<std::string> parts;
};

std::string replaced(const std::string& what, const std::string& with) {
    std::string toml = guestToml();
    toml.replace(toml.find(what), what.size(), with);
    return toml;
}

std::string recordedGuest(const TempDir& dir) {
    const std::string trace = dir / "guest.seatape";
    REQUIRE(runSeatape({"record", dir.write("guest.toml", guestToml()), "-o", trace}).code == 0);
    return trace;
}

} // namespace

TEST_CASE("a bad scenario fails in run, record and explain, and leaves no trace") {
    const std::vector<BadScenario> scenarios{
        {"syntax", replaced("[vm]", "[vm"), {"bad.toml:3"}},
        {"unknown key", replaced("[vm]", "[vm]\nconsol = 1"), {"bad.toml:4", "consol", "allowed"}},
        {"wrong type", replaced("0x9000000", "true"), {"bad.toml:4", "console", "0x"}},
        {"unknown dialect",
         "dialect = \"klingon\"\n" + guestToml(),
         {"bad.toml:1", "klingon", "layout-a"}},
        {"unknown policy", guestToml("[policy]\nname = \"hope\"\n"), {"hope", "reflect-esr"}},
        {"overlapping slots",
         guestToml("[[slot]]\ngpa = 0x40010000\nsize = 0x1000\n"),
         {"bad.toml", "overlaps", "move or shrink"}},
        {"poison outside memory",
         guestToml("[[poison]]\ngpa = 0x50000000\n"),
         {"bad.toml", "0x50000000", "not inside", "the slots are"}},
        {"missing guest", guestToml("[guest]\nelf = \"no.elf\"\n"), {"no.elf"}},
        {"no title", "[[slot]]\ngpa = 0\nsize = 4096\n[[vcpu]]\npc = 0\n", {"bad.toml", "title"}},
    };
    for (const BadScenario& scenario : scenarios) {
        const TempDir dir;
        const std::string file = dir.write("bad.toml", scenario.toml);
        INFO(scenario.name);
        checkFails({"run", file}, scenario.parts);
        checkFails({"explain", file}, scenario.parts);
        checkFails({"record", file, "-o", dir / "out.seatape"}, scenario.parts);
        CHECK(dir.names() == std::vector<std::string>{"bad.toml"});
    }
}

TEST_CASE("a bad ELF guest is named") {
    const TempDir dir;
    // The [guest] table must come before its raw images.
    const auto withElf = [](const std::string& name) {
        return "title = \"x\"\n[guest]\nelf = \"" + name +
               "\"\n[[slot]]\ngpa = 0x40000000\nsize = 0x200000\n";
    };
    std::filesystem::copy_file(SEATAPE_PROGRAM, dir / "host.elf");
    checkFails({"run", dir.write("host.toml", withElf("host.elf"))}, {"host.elf", "host.toml"});

    const std::string elf = contentOf(SEATAPE_SOURCE_DIR "/scenarios/guests/recovery.elf");
    REQUIRE(elf.size() > 100);
    dir.write("cut.elf", elf.substr(0, 100));
    checkFails({"run", dir.write("cut.toml", withElf("cut.elf"))}, {"cut.elf", "cut.toml"});
    dir.write("text.elf", "hello");
    checkFails({"run", dir.write("text.toml", withElf("text.elf"))}, {"text.elf"});
}

TEST_CASE("a run-away guest is stopped and told how to go on") {
    const TempDir dir;
    const std::string limits = "[limits]\ninstructions = 1000\n";
    checkFails({"run", dir.write("loop.toml", guestToml(limits, "00000014"))},
               {"1000 instructions", "limits.instructions"});
    const std::string exits = dir.write("exits.toml", guestToml("[limits]\nexits = 2\n"));
    checkFails({"run", exits}, {"limits.exits"});
    // What was recorded until then is a whole trace.
    const std::string trace = dir / "exits.seatape";
    checkFails({"record", exits, "-o", trace}, {"limits.exits"});
    CHECK(runSeatape({"replay", trace}).code == 0);
}

TEST_CASE("an instruction that is not implemented is named") {
    const TempDir dir;
    // x1 = 0x300000 into CPACR_EL1 would be needed for FADD; the guest has FPEN from its entry
    // state.
    std::string toml = guestToml("", "0028611e"); // fadd d0, d0, d1
    toml.replace(toml.find("pc = 0x40000000"), 15,
                 "pc = 0x40000000\nregisters = { CPACR_EL1 = 0x300000 }");
    checkFails({"run", dir.write("fadd.toml", toml)}, {"FADD", "0x1e612800"});
}

TEST_CASE("what is no trace is refused") {
    const TempDir dir;
    const std::string text =
        dir.write("text.seatape", "this is no trace at all, but long enough\n");
    const std::string empty = dir.write("empty.seatape", "");
    const std::string missing = dir / "missing.seatape";
    std::filesystem::create_directory(dir / "folder.seatape");
    for (const char* verb : {"show", "info", "replay", "explain"}) {
        checkFails({verb, text}, {"text.seatape"});
        checkFails({verb, empty}, {"empty.seatape"});
        checkFails({verb, missing}, {"missing.seatape"});
        checkFails({verb, dir / "folder.seatape"}, {"folder.seatape"});
    }
    checkFails({"diff", text, text}, {"text.seatape"});
}

TEST_CASE("an output that cannot be written leaves nothing") {
    const TempDir dir;
    const std::string scenario = dir.write("guest.toml", guestToml());
    checkFails({"record", scenario, "-o", dir / "no/such/folder.seatape"},
               {"no/such/folder.seatape"});
    checkFails({"record", scenario, "-o", dir / ""}, {});
    if (std::filesystem::exists("/dev/full"))
        checkFails({"record", scenario, "-o", "/dev/full"}, {"/dev/full", "No space left"});
    CHECK(dir.names() == std::vector<std::string>{"guest.toml"});
}

TEST_CASE("a bad edit is refused, and no run is kept") {
    const TempDir dir;
    const std::string trace = recordedGuest(dir);
    const std::string out = dir / "out.seatape";
    const auto edit = [&](const char* text) {
        return std::vector<std::string>{"replay", trace, "--edit", text, "-o", out};
    };
    checkFails(edit("0:ext_dabt_pending=1"), {"frame 0", "no injection", "show --aborts"});
    checkFails(edit("2:warp_factor=9"), {"warp_factor", "ext_dabt_pending"});
    checkFails(edit("99:kill=1"), {"no frame 99", "0 to 5"});
    checkFails(edit("2:ext_dabt_pending=256"), {"does not fit"});
    checkFails(edit("2:ext_iabt_pending=1"), {"mainline", "dialects"});
    checkFails(edit("2:kill"), {"is no edit", "FRAME:FIELD=VALUE"});
    checkFails(edit("two:kill=1"), {"is no edit", "FRAME:FIELD=VALUE"});
    checkFails(edit("2:kill=0x"), {"--edit 2:kill", "'0x' is no value for kill", "decimal"});
    checkFails(edit("2:memory=burn:0:1"), {"--edit 2:memory", "burn:0:1", "poison:GPA:SIZE"});
    checkFails({"replay", trace, "--edit", "2:kill=0", "--edit", "3:kill=1"},
               {"frame 3", "no injection"});
    checkFails({"replay", trace, "--edit", "2:kill=1", "--dialect", "klingon"}, {"--dialect"});
    checkFails({"replay", trace, "-o", out}, {"--edit"});
    CHECK_FALSE(std::filesystem::exists(out));
}

TEST_CASE("a wrong command line gets a hint") {
    const TempDir dir;
    const std::string scenario = dir.write("guest.toml", guestToml());
    checkFails({}, {"a verb is missing", "explain", "--help"});
    checkFails({"fly"}, {"there is no verb 'fly'", "replay", "seatape --help"});
    checkFails({"run"}, {"seatape run", "scenario", "seatape run --help"});
    checkFails({"run", scenario, "--wings"}, {"--wings", "run --help"});
    checkFails({"run", "no-such-scenario"}, {"no-such-scenario"});
    checkFails({"run", scenario, "--policy", "hope"}, {"hope", "reflect-esr"});
    checkFails({"show", recordedGuest(dir), "--frame", "x"}, {"--frame"});
    checkFails({"show", dir / "guest.seatape", "--frame", "9"}, {"no frame 9", "0 to 5"});
    checkFails({"explain", scenario, "--abort", "7"}, {"no abort 7"});
    checkFails({"explain", scenario, "--frame", "70"}, {"no frame 70"});
    checkFails({"completions", "csh"}, {"csh"});
}

TEST_CASE("output that cannot be written is no crash") {
    if (!std::filesystem::exists("/dev/full"))
        return;
    const TempDir dir;
    const std::string scenario = dir.write("guest.toml", guestToml());
    const std::string trace = recordedGuest(dir);
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"run", scenario}, {"dialects"}, {"show", trace}, {"--help"}, {"explain", trace}}) {
        const auto result = runSeatape(command, "/dev/full");
        CHECK(result.code == 2);
        CHECK(contains(result.err, "No space left"));
    }
    const auto closed =
        runProcess({"/bin/sh", "-c", std::string(SEATAPE_PROGRAM) + " dialects --json | true"});
    CHECK(closed.err.empty());
}

TEST_CASE("choices of a machine that do not fit together are told with the way out") {
    const TempDir dir;
    const std::string guest = dir.write("guest.toml", guestToml());
    const std::string trace = recordedGuest(dir);
    checkFails({"run", guest, "--backend", "qemu"}, {"--backend", "sim", "kvm"});
    checkFails({"run", guest, "--sea-source", "module"}, {"--sea-source", "--backend kvm"});
    checkFails({"replay", trace, "--policy", "kill", "--backend", "kvm"}, {"--backend", "--edit"});
    checkFails({"info"}, {"--kvm"});
    checkFails({"info", trace, "--kvm"}, {"either"});
}

#ifndef __aarch64__
TEST_CASE("a machine that is no arm64 host is told where there is one") {
    const TempDir dir;
    const std::string guest = dir.write("guest.toml", guestToml());
    checkFails({"info", "--kvm"}, {"/dev/kvm"});
    checkFails({"run", guest, "--backend", "kvm"}, {"/dev/kvm"});
    checkFails({"record", guest, "--backend", "kvm", "-o", dir / "none.seatape"}, {"/dev/kvm"});
    CHECK_FALSE(std::filesystem::exists(dir / "none.seatape"));
}
#endif
