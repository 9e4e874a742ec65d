// SPDX-License-Identifier: Apache-2.0
// The TOML form of scenarios: what is read, and how each mistake is reported.

#include "scenarios/loader/scenario_file.h"
#include "scenarios/loader/toml_reader.h"
#include "seatape/core/exit.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace seatape;
using namespace seatape::scenario;
using namespace seatape::test;

namespace {

const std::filesystem::path kBase = std::filesystem::path(SEATAPE_SOURCE_DIR) / "scenarios";

const std::string kHead = R"(title = "t"
[guest]
elf = "guests/data-read.elf"
[[slot]]
gpa = 0x40000000
size = 0x200000
)"; // 6 lines

Result<Scenario> parse(const std::string& text) {
    return parseScenario(text, "x", kBase);
}

struct Mistake {
    const char* toml; ///< after kHead, so that its first line is line 7
    const char* where;
    const char* what;
    const char* remedy;
};

const Mistake kMistakes[] = {
    {"colour = 1", "x.toml:7", "unknown key 'slot.colour'", "gpa, size, readonly"},
    {"[cpu]\nrass = true", "x.toml:8", "unknown key 'cpu.rass'", "ras, double-fault2, lse, mte"},
    {"[cpu]\nregisters = { ESR_EL1 = 1 }", "x.toml:8", "ESR_EL1 does not identify", "ID_AA64*"},
    {"[cpu]\nregisters = { ID_AA64PFR9_EL1 = 1 }", "x.toml:8", "no register", "ESR_EL1"},
    {"[cpu]\nregisters = { ID_AA64ISAR0_EL1 = 0 }", "x.toml: cpu.registers", "Atomic is 0",
     "set cpu.lse = false"},
    {"[cpu]\nras = 1", "x.toml:8", "cpu.ras is an integer", "true, false"},
    {"[host]\napei = \"maybe\"", "x.toml:8", "'maybe'", "absent, claims"},
    {"[host]\nipa-bits = 64", "x.toml:8", "0x40, which is out of range", "32 to 52"},
    {"[vm]\nconsole = -1", "x.toml:8", "negative", "0x8000000000000000"},
    {"[vm]\nconsole = 1.5", "x.toml:8", "a floating-point number", "0x8000000000000000"},
    {"[vm]\nconsole = \"0x1_0000_0000_0000_0000\"", "x.toml:8", "no 64-bit number", "0x8000"},
    {"[vm]\nconsole = \"sym:nothing\"", "x.toml:8", "no symbol 'nothing'", "sym:NAME"},
    {"[vm]\nconsole = \"sym:words+x\"", "x.toml:8", "no symbol 'words+x'", "sym:NAME"},
    {"[[slot]]\nsize = 1", "x.toml:7", "'slot.gpa' is missing", "add gpa"},
    {"[slots]", "x.toml:7", "unknown key 'slots'", "dialect, guest, cpu"},
    {"[vcpu]\npc = 1", "x.toml:7", "vcpu is a table", "[[vcpu]]"},
    {"[[cpu]]", "x.toml:7", "cpu is an array", "[cpu]"},
    {"[[poison]]\nsize = 1", "x.toml:7", "where it is once", "gpa, symbol"},
    {"[[poison]]\nsymbol = \"nix\"", "x.toml:8", "no symbol 'nix'", "nm"},
    {"[[poison]]\ngpa = 0x40100000\nSET = 1", "x.toml:9", "reserved", "0 (UER), 2 (UC), 3 (UEO)"},
    {"[[poison]]\ngpa = 0x40100000\nSET = 4", "x.toml:9", "out of range", "0 to 3"},
    {"[[guest.raw]]\nload = 0x40180000", "x.toml:7", "once", "file, hex"},
    {"[[guest.raw]]\nload = 0x40180000\nhex = \"1f2\"", "x.toml:9", "hexadecimal", "01 00 ff"},
    {"[[guest.raw]]\nload = 0x40180000\nfile = \"no.bin\"", "x.toml:9", "no such file", "no.bin"},
    {"[[vcpu]]\nregisters = { X31 = 1 }", "x.toml:8", "no register 'X31'", "X0 to X30"},
    {"[[vcpu]]\nregisters = 3", "x.toml:8", "registers is an integer", "NAME = NUMBER"},
    {"[[vcpu]]\nevents = { ext_iabt_pending = 1 }", "x.toml:8", "no member 'ext_iabt_pending'",
     "mainline: serror_pending"},
    {"[[vcpu]]\nevents = { serror_pending = 256 }", "x.toml:8", "one byte", "0 to 255"},
    {"[schedule]\nquantum = 0", "x.toml:8", "out of range", "1 to"},
    {"[limits]\nexits = 0", "x.toml:8", "out of range", "1 to"},
    {"[policy]\nname = \"pray\"", "x.toml:8", "'pray'", "reflect-dabt, reflect-esr, serror, kill"},
    {"[policy]\nname = 1", "x.toml:8", "policy.name is an integer", "quotes"},
    {"[[policy.script]]\nraw = \"00\"", "x.toml:8", "raw has 1 bytes", "64 bytes"},
    {"[[policy.script]]\nraw = \"00\"\nevents = {}", "x.toml:8", "two spellings", "keep one"},
    {"[[policy.script]]\nverdict = \"spare\"", "x.toml:8", "'spare'", "resume, kill"},
    {"[[policy.script]]\nmemory = [{ size = 1 }]", "x.toml:8", "once",
     "write, poison, heal, unmap"},
    {"[[policy.script]]\nmemory = [{ heal = 0 }]", "x.toml:8",
     "'policy.script.memory.size' is missing", "add size"},
    {"[expect]\nend = \"off\"", "x.toml:8", "'off'", "system-off, reset, killed, stopped"},
    {"[[expect.frame]]\nabort = 0\nexit = \"SEA\"", "x.toml:9", "'SEA'", "ARM_SEA"},
    {"[[expect.frame]]\nabort = 0\nexit = \"MMIO\"\nvalues = { esr = 1 }", "x.toml:10",
     "no such value 'esr'", "phys_addr, len, is_write, data"},
    {"[[expect.frame]]\nexit = \"MMIO\"", "x.toml:7", "'expect.frame.abort' is missing",
     "add abort"},
    {"[expect]\nconsole = 3", "x.toml:8", "expect.console is an integer", "quotes"},
    {"x = ", "x.toml:7", "", "docs/scenarios.md"},
    {"[[slot]]\ngpa = 0x40001000\nsize = 0x1000", "x.toml: slot 1", "overlaps slot 0", "move"},
};

} // namespace

TEST_CASE("each mistake is reported with its line, its key and what is allowed") {
    for (const Mistake& m : kMistakes) {
        INFO(m.toml);
        const auto scenario = parse(kHead + m.toml);
        REQUIRE_FALSE(scenario);
        INFO(scenario.error().message());
        CHECK(scenario.error().where == m.where);
        CHECK(scenario.error().what.find(m.what) != std::string::npos);
        CHECK(scenario.error().remedy.find(m.remedy) != std::string::npos);
    }
}

TEST_CASE("mistakes at the top of the file") {
    CHECK(parse("title = 1").error().where == "x.toml:1");
    CHECK(parse("[[vcpu]]\npc = 1").error().what == "the key 'title' is missing");
    const auto dialect = parse("title = \"t\"\ndialect = \"layout-c\"");
    CHECK(dialect.error().where == "x.toml:2");
    CHECK(dialect.error().remedy == "allowed: mainline, iabt, union, layout-a, layout-b");
    const auto elf = parse("title = \"t\"\n[guest]\nelf = \"guests/none.elf\"");
    CHECK(elf.error().where == "x.toml:3");
    CHECK(elf.error().what == "guest.elf: there is no such file");
    CHECK(parse("title = \"t\"\n[[slot]]\ngpa = 0\nsize = 4096").error().what ==
          "the vCPU has no pc, and there is no ELF guest with an entry");
    CHECK(parse("title = \"t\"\n[[poison]]\nsymbol = \"x\"").error().remedy == "set guest.elf");
}

TEST_CASE("a segment outside the slots is an error, its zeroed part too") {
    const auto scenario = parse("title = \"t\"\n[guest]\nelf = \"guests/data-read.elf\"\n"
                                "[[slot]]\ngpa = 0x40000000\nsize = 0x100000");
    REQUIRE_FALSE(scenario);
    CHECK(scenario.error().where == "x.toml: guests/data-read.elf");
    CHECK(scenario.error().what.find("0x40100000") != std::string::npos);
}

TEST_CASE("defaults: one vCPU at the ELF's entry, mainline, reflect-dabt") {
    const auto s = parse(kHead);
    REQUIRE(s);
    CHECK(s->name == "x");
    CHECK(s->dialect == Dialect::Mainline);
    CHECK(s->policy.name == "reflect-dabt");
    CHECK(s->cpu == CpuFeatures{});
    CHECK(s->host == HostModel{});
    CHECK(s->caps == VmCaps{});
    CHECK_FALSE(s->console);
    REQUIRE(s->vcpus.size() == 1);
    CHECK(s->vcpus[0].registers == std::vector<RegChange>{{Reg::PC, 0x40000000}});
    REQUIRE(s->images.size() == 2);
    CHECK(s->images[0].name == "guests/data-read.elf"); // no path of this machine
}

TEST_CASE("every key arrives in the scenario") {
    const auto s = parse(R"(
name = "n"
title = "t"
description = "d"
dialect = "layout-b"
[cpu]
ras = true
double-fault2 = true
lse = false
mte = true
registers = { ID_AA64MMFR0_EL1 = 0x100002, MIDR_EL1 = 1 }
[host]
ras = true
apei = "claims"
apei-claims = 3
ipa-bits = 48
[vm]
sea-to-user = false
nisv-to-user = true
console = 0x09000000
[[slot]]
gpa = 0x40000000
size = 0x200000
[[slot]]
gpa = "0x5000_0000"
size = 4096
readonly = true
[guest]
elf = "guests/data-read.elf"
[[guest.raw]]
load = 0x50000000
hex = "1f 20 03 d5"
[[poison]]
symbol = "words"
offset = 8
size = 2
FnV = true
EA = true
SET = 3
[[vcpu]]
pc = 0x40000004
pstate = 0x3c5
registers = { X1 = "0xffffffffffffffff", X0 = "sym:words-8" }
events = { serror_pending = 1, ext_abt_esr = 0x600 }
[[vcpu]]
power-off = true
[schedule]
quantum = 7
[limits]
instructions = 8
exits = 9
[policy]
name = "script"
limit = 4
[[policy.script]]
events = { ext_dabt_pending = 1 }
registers = { X2 = 2 }
mmio-data = 5
memory = [{ write = 0x40100000, hex = "0102" }, { poison = 1, size = 2 },
          { heal = 3, size = 4 }, { unmap = 4096, size = 4096 }]
verdict = "kill"
[[policy.script]]
[expect]
end = "killed"
aborts = 1
console = "c"
registers = { ESR_EL1 = 1 }
[[expect.frame]]
abort = 0
exit = "ARM_SEA"
values = { gva = "sym:words+8", errno = 22, PC = 3 }
)");
    INFO((s ? "" : s.error().message()));
    REQUIRE(s);
    CHECK(s->name == "n");
    CHECK(s->title == "t");
    CHECK(s->description == "d");
    CHECK(s->dialect == Dialect::LayoutB);
    CHECK(s->cpu == CpuFeatures{true, true, false, true});
    CHECK(s->idRegisters ==
          std::vector<RegChange>{{Reg::ID_AA64MMFR0_EL1, 0x100002}, {Reg::MIDR_EL1, 1}});
    CHECK(s->host == HostModel{true, Apei::Claims, 3, 48});
    CHECK(s->caps == VmCaps{false, true});
    CHECK(s->console == 0x09000000u);
    CHECK(s->slots[1] == MemorySlot{0x50000000, 4096, true});
    CHECK(s->images.back().bytes == std::vector<uint8_t>{0x1f, 0x20, 0x03, 0xd5});
    CHECK(s->poison[0] == PoisonRange{0x40100008, 2, true, true, 3});
    // pc and pstate come first, then the registers as written
    CHECK(s->vcpus[0].registers == std::vector<RegChange>{{Reg::PC, 0x40000004},
                                                          {Reg::PSTATE, 0x3c5},
                                                          {xReg(1), UINT64_MAX},
                                                          {xReg(0), 0x400ffff8}});
    CHECK(s->vcpus[0].events->ext_abt_esr == 0x600);
    CHECK(s->vcpus[1].powerOff);
    CHECK(s->vcpus[1].registers.empty());
    CHECK(s->quantum == 7);
    CHECK(s->limits == RunLimits{8, 9});
    CHECK(s->policy.limit == 4);
    REQUIRE(s->policy.script.size() == 2);
    const Injection& answer = s->policy.script[0].injection;
    CHECK((*answer.events)[2] == 1);
    CHECK(answer.registers == std::vector<RegChange>{{xReg(2), 2}});
    CHECK(answer.mmioData == 5u);
    REQUIRE(answer.memory.size() == 4);
    CHECK(answer.memory[0] == MemoryAction{MemoryAction::Kind::Write, 0x40100000, 2, {0x01, 0x02}});
    CHECK(answer.memory[3] == MemoryAction{MemoryAction::Kind::Unmap, 4096, 4096, {}});
    CHECK(answer.verdict == Verdict::Kill);
    CHECK(s->policy.script[1].injection == Injection{});
    CHECK(s->expect.end == RunEnd::Killed);
    CHECK(s->expect.registers == std::vector<RegChange>{{Reg::ESR_EL1, 1}});
    REQUIRE(s->expect.frames.size() == 1);
    using Value = std::pair<std::string, uint64_t>;
    CHECK(s->expect.frames[0].values ==
          std::vector<Value>{{"gva", 0x40100008}, {"errno", 22}, {"PC", 3}});
}

TEST_CASE("registers keep the order of the file, which is the order of the ioctls") {
    const auto s = parse(kHead + "[[vcpu]]\nregisters = { X9 = 1, PC = 2, X10 = 3, ESR_EL1 = 4 }");
    REQUIRE(s);
    CHECK(s->vcpus[0].registers ==
          std::vector<RegChange>{{xReg(9), 1}, {Reg::PC, 2}, {xReg(10), 3}, {Reg::ESR_EL1, 4}});
}

TEST_CASE("a scenario cut at any byte never crashes") {
    const std::string whole = contentOf(kBase / "script.toml");
    REQUIRE(whole.size() > 500);
    for (size_t size = 0; size < whole.size(); size += 3)
        (void)parse(whole.substr(0, size));
    SUCCEED();
}

TEST_CASE("the example of docs/scenarios.md is a valid scenario") {
    const std::string text = contentOf(SEATAPE_SOURCE_DIR "/docs/scenarios.md");
    const size_t begin = text.find("```toml\n") + 8;
    const auto scenario = parse(text.substr(begin, text.find("```", begin) - begin));
    INFO((scenario ? "" : scenario.error().message()));
    CHECK(scenario);
}
