// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/scenario_file.h"

#include "scenarios/loader/elf.h"
#include "scenarios/loader/sections.h"
#include "seatape/core/cpu_identification.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

constexpr uint64_t kMaxTomlSize = 1 << 20;
constexpr uint64_t kMaxRawSize = uint64_t{64} << 20;

/// What one parse carries from section to section.
struct Parse {
    Problems problems;
    std::filesystem::path baseDir;
    std::optional<ElfProgram> elf;
    std::string elfName;
    Scenario scenario;
};

void readDialect(TableReader& top, Scenario& s) {
    std::vector<std::string> names;
    for (const Dialect dialect : kDialects)
        names.emplace_back(dialectName(dialect));
    if (const auto index = top.choice("dialect", names))
        s.dialect = kDialects[*index];
}

void readCpu(TableReader& r, Scenario& s) {
    r.flag("ras", s.cpu.ras);
    r.flag("double-fault2", s.cpu.doubleFault2);
    r.flag("lse", s.cpu.lse);
    r.flag("mte", s.cpu.mte);
    r.registers("registers", s.idRegisters);
    for (const RegChange& change : s.idRegisters)
        if (const std::string name(regInfo(change.reg).name); !isIdentification(change.reg))
            r.failInside("registers", name,
                         fmt::format("cpu.registers: {} does not identify the CPU", name),
                         "allowed: MIDR_EL1, ID_AA64*; other registers belong to a [[vcpu]]");
}

void readHost(TableReader& r, HostModel& host) {
    r.flag("ras", host.ras);
    if (const auto index = r.choice("apei", {"absent", "claims"}))
        host.apei = *index == 0 ? Apei::Absent : Apei::Claims;
    uint64_t claims = host.apeiClaims, bits = host.ipaBits;
    r.number("apei-claims", claims, 1, UINT32_MAX);
    r.number("ipa-bits", bits, 32, 52);
    host.apeiClaims = static_cast<uint32_t>(claims);
    host.ipaBits = static_cast<uint32_t>(bits);
}

void readVm(TableReader& r, Scenario& s) {
    r.flag("sea-to-user", s.caps.seaToUser);
    r.flag("nisv-to-user", s.caps.nisvToUser);
    if (uint64_t console = 0; r.number("console", console), r.has("console"))
        s.console = console;
}

void readSlot(TableReader& r, std::vector<MemorySlot>& slots) {
    MemorySlot slot;
    r.require("gpa");
    r.require("size");
    r.number("gpa", slot.gpa);
    r.number("size", slot.size);
    r.flag("readonly", slot.readonly);
    slots.push_back(slot);
}

void readElf(TableReader& r, Parse& parse) {
    r.text("elf", parse.elfName);
    if (parse.elfName.empty())
        return;
    auto program = loadElf(parse.baseDir / parse.elfName);
    if (!program)
        return r.fail("elf", fmt::format("guest.elf: {}", program.error().what),
                      fmt::format("{}: {}", program.error().where, program.error().remedy));
    parse.elf = std::move(*program);
    parse.problems.symbols = &parse.elf->symbols;
    parse.scenario.images = parse.elf->images(parse.elfName);
}

void readRawImage(TableReader& r, Parse& parse) {
    GuestImage image{"hex", 0, {}};
    std::string file;
    r.require("load");
    r.number("load", image.gpa);
    r.text("file", file);
    r.hexBytes("hex", image.bytes);
    if (r.has("file") == r.has("hex"))
        r.fail("", "guest.raw says where its bytes come from once", "allowed: one of file, hex");
    if (!file.empty()) {
        auto bytes = readWholeFile(parse.baseDir / file, kMaxRawSize);
        if (!bytes)
            return r.fail("file", fmt::format("guest.raw.file: {}", bytes.error().what),
                          bytes.error().where);
        image.name = file;
        image.bytes = std::move(*bytes);
    }
    parse.scenario.images.push_back(std::move(image));
}

void readGuest(TableReader& r, Parse& parse) {
    readElf(r, parse);
    r.tables("raw", [&](TableReader& raw) { readRawImage(raw, parse); });
}

void readPoisonPlace(TableReader& r, const Parse& parse, PoisonRange& poison) {
    std::string symbol;
    uint64_t offset = 0;
    r.number("gpa", poison.gpa);
    r.text("symbol", symbol);
    r.number("offset", offset);
    if (r.has("gpa") == r.has("symbol"))
        return r.fail("", "poison says where it is once", "allowed: one of gpa, symbol");
    if (!r.has("symbol"))
        return;
    if (!parse.elf)
        return r.fail("symbol", "poison.symbol: there is no ELF guest with symbols",
                      "set guest.elf");
    const auto found = parse.elf->symbols.find(symbol);
    if (found == parse.elf->symbols.end())
        return r.fail("symbol", fmt::format("poison.symbol: the guest has no symbol '{}'", symbol),
                      fmt::format("allowed: what `aarch64-linux-gnu-nm {}` lists", parse.elfName));
    poison.gpa = parse.elf->gpaOf(found->second) + offset;
}

void readPoison(TableReader& r, Parse& parse) {
    PoisonRange poison{0, 1, false, false, 0};
    readPoisonPlace(r, parse, poison);
    uint64_t set = 0;
    r.number("size", poison.size, 1);
    r.flag("FnV", poison.FnV);
    r.flag("EA", poison.EA);
    r.number("SET", set, 0, 3);
    if (set == 1)
        r.fail("SET", "poison.SET is 1, which is reserved", "allowed: 0 (UER), 2 (UC), 3 (UEO)");
    poison.SET = static_cast<uint8_t>(set);
    parse.scenario.poison.push_back(poison);
}

bool setsPc(const VcpuEntry& vcpu) {
    return std::ranges::any_of(vcpu.registers, [](const RegChange& c) { return c.reg == Reg::PC; });
}

void readVcpu(TableReader& r, Parse& parse) {
    VcpuEntry vcpu;
    uint64_t pc = parse.elf ? parse.elf->entry : 0, pstate = 0;
    r.number("pc", pc);
    r.number("pstate", pstate);
    r.flag("power-off", vcpu.powerOff);
    r.registers("registers", vcpu.registers);
    readEvents(r, parse.scenario.dialect, vcpu.events);
    if (r.has("pstate"))
        vcpu.registers.insert(vcpu.registers.begin(), {Reg::PSTATE, pstate});
    if (!setsPc(vcpu) && !vcpu.powerOff) {
        if (!parse.elf && !r.has("pc"))
            r.fail("", "the vCPU has no pc, and there is no ELF guest with an entry", "add pc = …");
        vcpu.registers.insert(vcpu.registers.begin(), {Reg::PC, pc});
    }
    parse.scenario.vcpus.push_back(std::move(vcpu));
}

void readVcpus(TableReader& top, Parse& parse) {
    parse.scenario.vcpus.clear();
    top.tables("vcpu", [&](TableReader& r) { readVcpu(r, parse); });
    if (!parse.scenario.vcpus.empty())
        return;
    const toml::table empty;
    TableReader none(parse.problems, empty, "vcpu");
    readVcpu(none, parse);
}

/// The order matters: the dialect and the guest's symbols are needed by what follows.
void readAll(TableReader& top, Parse& parse) {
    Scenario& s = parse.scenario;
    top.text("name", s.name);
    top.require("title");
    top.text("title", s.title);
    top.text("description", s.description);
    readDialect(top, s);
    top.table("guest", [&](TableReader& r) { readGuest(r, parse); });
    top.table("cpu", [&](TableReader& r) { readCpu(r, s); });
    top.table("host", [&](TableReader& r) { readHost(r, s.host); });
    top.table("vm", [&](TableReader& r) { readVm(r, s); });
    top.tables("slot", [&](TableReader& r) { readSlot(r, s.slots); });
    top.tables("poison", [&](TableReader& r) { readPoison(r, parse); });
    readVcpus(top, parse);
    top.table("schedule", [&](TableReader& r) { r.number("quantum", s.quantum, 1); });
    top.table("limits", [&](TableReader& r) {
        r.number("instructions", s.limits.instructions, 1);
        r.number("exits", s.limits.exits, 1);
    });
    s.policy.name = "reflect-dabt";
    top.table("policy", [&](TableReader& r) { readPolicy(r, s.dialect, s.policy); });
    top.table("expect", [&](TableReader& r) { readExpectations(r, s.expect); });
}

/// The zeroed part of a segment is in no image, so validate() cannot see it.
Result<void> checkSegments(const Parse& parse) {
    for (const ElfSegment& segment : parse.elf ? parse.elf->segments : std::vector<ElfSegment>{}) {
        const bool fits = std::ranges::any_of(parse.scenario.slots, [&](const MemorySlot& slot) {
            return segment.gpa >= slot.gpa && segment.gpa - slot.gpa <= slot.size &&
                   segment.memorySize <= slot.size - (segment.gpa - slot.gpa);
        });
        if (!fits)
            return failure(
                fmt::format("the segment {:#x} of {:#x} bytes is not inside one memory slot",
                            segment.gpa, segment.memorySize),
                fmt::format("{}: {}", parse.problems.file, parse.elfName),
                "enlarge a [[slot]] or link the guest elsewhere");
    }
    return {};
}

Result<Scenario> finish(Parse& parse) {
    if (parse.problems.first)
        return tl::unexpected(std::move(*parse.problems.first));
    if (auto ok = checkSegments(parse); !ok)
        return passOn(ok);
    if (auto ok = validate(parse.scenario); !ok) {
        Error error = ok.error();
        error.where = parse.problems.file + (error.where.empty() ? "" : ": " + error.where);
        return tl::unexpected(std::move(error));
    }
    return std::move(parse.scenario);
}

Result<Scenario> parseText(std::string_view text, const std::string& name, const std::string& file,
                           const std::filesystem::path& baseDir) {
    Parse parse;
    parse.problems.file = file;
    parse.baseDir = baseDir;
    parse.scenario.name = name;
    try {
        const toml::table table = toml::parse(text);
        TableReader top(parse.problems, table, "");
        readAll(top, parse);
        top.finish();
    } catch (const toml::parse_error& error) {
        return failure(std::string(error.description()),
                       fmt::format("{}:{}", file, error.source().begin.line),
                       "correct the TOML; docs/scenarios.md has a complete example");
    }
    return finish(parse);
}

} // namespace

Result<Scenario> loadScenario(const std::filesystem::path& file) {
    auto bytes = readWholeFile(file, kMaxTomlSize);
    if (!bytes)
        return passOn(bytes);
    const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    return parseText(text, file.stem().string(), file.string(), file.parent_path());
}

Result<Scenario> parseScenario(std::string_view toml, const std::string& name,
                               const std::filesystem::path& baseDir) {
    return parseText(toml, name, name + ".toml", baseDir);
}

} // namespace seatape::scenario
