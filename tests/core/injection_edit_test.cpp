// SPDX-License-Identifier: Apache-2.0
// Edits by field name, and differences said as such edits.

#include "seatape/core/injection_edit.h"

#include "seatape/core/vcpu_events.h"
#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

#include <set>

using namespace seatape;
using namespace seatape::test;

namespace {

/// Picks one of the values and leaves in `seed` what chooses the others.
template <class T>
T pick(unsigned& seed, const std::vector<T>& values) {
    const T value = values[seed % values.size()];
    seed /= static_cast<unsigned>(values.size());
    return value;
}

/// Returns bytes as no member has them alone: some zero, some not, all over the struct.
RawVcpuEvents noise(uint64_t seed) {
    RawVcpuEvents raw{};
    for (uint8_t& byte : raw) {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        byte = (seed >> 40) % 3 == 0 ? static_cast<uint8_t>(seed >> 56) : uint8_t{0};
    }
    return raw;
}

constexpr unsigned kKinds = 6 * 6 * 7 * 3 * 2; ///< of what injectionOf() makes
constexpr unsigned kStride = 11;               ///< has no divisor in common with kKinds
constexpr unsigned kInjections = 150;

/// Returns one of kKinds injections: every part absent, typical, and odd, in all combinations.
Injection injectionOf(unsigned seed) {
    using Kind = MemoryAction::Kind;
    using Memory = std::vector<MemoryAction>;
    using Registers = std::vector<RegChange>;
    using Events = std::optional<RawVcpuEvents>;
    const MemoryAction write{Kind::Write, 0x1000, 2, {0xca, 0xfe}}, heal{Kind::Heal, ~0ULL, 1, {}};
    RawVcpuEvents all{};
    all.fill(0xee);
    seed %= kKinds;
    return {pick<Memory>(seed, {{},
                                {write},
                                {heal, write},
                                {write, heal},
                                {{Kind::Write, 0, 0, {}}},
                                {{Kind::Poison, 8, ~0ULL, {}}, {Kind::Unmap, 0x1000, 0x1000, {}}}}),
            pick<Registers>(seed, {{},
                                   {{Reg::PC, 1}},
                                   {{Reg::PC, 2}, {xReg(0), 0}},
                                   {{xReg(0), 0}, {Reg::PC, 2}},
                                   {{Reg::PC, 1}, {Reg::PC, 2}},
                                   {{vRegHigh(31), ~0ULL}, {xReg(0), 0}, {Reg::PC, 2}}}),
            pick<Events>(seed, {std::nullopt, RawVcpuEvents{}, pendDabt().events, all, noise(1),
                                noise(2), noise(3)}),
            pick<std::optional<uint64_t>>(seed, {std::nullopt, 0, ~0ULL}),
            pick<Verdict>(seed, {Verdict::Resume, Verdict::Kill})};
}

/// Makes an edit that is given as FIELD=VALUE.
void edit(Injection& injection, Dialect dialect, std::string_view text) {
    const size_t equals = text.find('=');
    INFO(text);
    REQUIRE(editInjection(injection, dialect, text.substr(0, equals), text.substr(equals + 1))
                .has_value());
}

} // namespace

TEST_CASE("every member of every dialect can be edited, and only its own bytes change") {
    for (const Dialect dialect : kDialects)
        for (const EventsMember& member : eventsLayout(dialect).members) {
            INFO(dialectName(dialect) << " " << member.name);
            Injection injection;
            injection.events = RawVcpuEvents{};
            injection.events->fill(0xee); // also bytes that no member covers
            RawVcpuEvents expected = *injection.events;
            const uint64_t value = member.size() == 1 ? 0x81 : 0x8182838485868788;
            for (unsigned i = 0; i < member.size(); ++i)
                expected[member.offset + i] = static_cast<uint8_t>(value >> (8 * i));
            REQUIRE(editInjection(injection, dialect, member.name, value).has_value());
            CHECK(*injection.events == expected);
        }
}

TEST_CASE("an edit of the union's storage is not undone by the member that shares it") {
    Injection injection;
    REQUIRE(editInjection(injection, Dialect::Union, "ext_abt_esr", 0x600).has_value());
    REQUIRE(editInjection(injection, Dialect::Union, "serror_esr", 0x11).has_value());
    CHECK(decodeEvents(Dialect::Union, *injection.events).serror_esr == 0x11);
}

TEST_CASE("raw bytes, mmio_data, kill and registers can be edited") {
    Injection injection;
    REQUIRE(editInjection(injection, Dialect::Mainline, "raw[63]", 0xff).has_value());
    CHECK((*injection.events)[63] == 0xff);
    REQUIRE(editInjection(injection, Dialect::Mainline, "mmio_data", 7).has_value());
    CHECK(injection.mmioData == 7);
    REQUIRE(editInjection(injection, Dialect::Mainline, "kill", 1).has_value());
    CHECK(injection.verdict == Verdict::Kill);
    REQUIRE(editInjection(injection, Dialect::Mainline, "kill", 0).has_value());
    CHECK(injection.verdict == Verdict::Resume);
    REQUIRE(editInjection(injection, Dialect::Mainline, "ESR_EL1", 1).has_value());
    REQUIRE(editInjection(injection, Dialect::Mainline, "X3", 2).has_value());
    REQUIRE(editInjection(injection, Dialect::Mainline, "ESR_EL1", 3).has_value());
    CHECK(injection.registers == std::vector<RegChange>{{Reg::ESR_EL1, 3}, {xReg(3), 2}});
}

TEST_CASE("a bad name or value is an error and changes nothing") {
    const struct {
        const char* field;
        uint64_t value;
    } cases[] = {
        {"", 0},
        {"no_such", 0},
        {"raw[64]", 0},
        {"raw[]", 0},
        {"raw[1", 0},
        {"raw[-1]", 0},
        {"raw[1x]", 0},
        {"raw[0]", 256},
        {"esr_el1", 0},
        {"X31", 0},
        {"serror_pending", 256},
        {"ext_dabt_pending", 256},
        {"ext_iabt_pending", 1},
        {"ext_abt_has_esr", 1},
        {"ext_abt_esr", 1}, // not in mainline
    };
    for (const auto& c : cases) {
        INFO(c.field);
        Injection injection;
        CHECK_FALSE(editInjection(injection, Dialect::Mainline, c.field, c.value).has_value());
        CHECK(injection == Injection{});
    }
    Injection injection;
    const auto edited = editInjection(injection, Dialect::Mainline, "no_such", 0);
    CHECK(edited.error().remedy ==
          "use one of serror_pending, serror_has_esr, ext_dabt_pending, serror_esr, "
          "raw[0]..raw[63], events, mmio_data, kill, any register, registers, memory");
}

TEST_CASE("a value that a field cannot have is an error and changes nothing") {
    const struct {
        const char* field;
        const char* value;
        const char* what;
    } cases[] = {
        {"kill", "", "'' is no value for kill"},
        {"kill", "none", "'none' is no value for kill"},
        {"X3", "none", "'none' is no value for X3"},
        {"raw[0]", "0x", "'0x' is no value for raw[0]"},
        {"ext_dabt_pending", "yes", "'yes' is no value for ext_dabt_pending"},
        {"mmio_data", "nothing", "'nothing' is no value for mmio_data"},
        {"events", "0", "'0' is no value for events"},
        {"registers", "", "'' does not belong in registers"},
        {"registers", "X0", "'X0' does not belong in registers"},
        {"registers", "X0:1:2", "'X0:1:2' does not belong in registers"},
        {"registers", "X0:1,", "'' does not belong in registers"},
        {"registers", "none,X0:1", "'none' does not belong in registers"},
        {"registers", "X0:1,X31:1", "'X31:1' does not belong in registers"},
        {"registers", "X0:x", "'X0:x' does not belong in registers"},
        {"memory", "", "'' does not belong in memory"},
        {"memory", "poison:0x1000", "'poison:0x1000' does not belong in memory"},
        {"memory", "poison:0x1000:", "'poison:0x1000:' does not belong in memory"},
        {"memory", "poison:x:1", "'poison:x:1' does not belong in memory"},
        {"memory", "burn:0:1", "'burn:0:1' does not belong in memory"},
        {"memory", "write:0:abc", "'write:0:abc' does not belong in memory"},
        {"memory", "write:0:0x10", "'write:0:0x10' does not belong in memory"},
        {"memory", "heal:0:1,poison", "'poison' does not belong in memory"},
    };
    const Injection full = injectionOf(kKinds - 1);
    for (const auto& c : cases) {
        INFO(c.field << "=" << c.value);
        Injection injection = full;
        const auto edited = editInjection(injection, Dialect::Mainline, c.field, c.value);
        REQUIRE_FALSE(edited.has_value());
        CHECK(edited.error().what == c.what);
        CHECK_FALSE(edited.error().remedy.empty());
        CHECK(injection == full);
    }
}

TEST_CASE("lists and absent parts are set as a whole") {
    using Kind = MemoryAction::Kind;
    Injection injection;
    edit(injection, Dialect::Mainline, "registers=PC:0x200,X0:1,PC:3");
    CHECK(injection.registers ==
          std::vector<RegChange>{{Reg::PC, 0x200}, {xReg(0), 1}, {Reg::PC, 3}});
    edit(injection, Dialect::Mainline, "memory=heal:0x1000:0x1000,write:4096:00ff,write:0:");
    CHECK(injection.memory == std::vector<MemoryAction>{{Kind::Heal, 0x1000, 0x1000, {}},
                                                        {Kind::Write, 0x1000, 2, {0, 0xff}},
                                                        {Kind::Write, 0, 0, {}}});
    edit(injection, Dialect::Mainline, "mmio_data=1");
    edit(injection, Dialect::Mainline, "raw[63]=1");
    for (const char* text : {"registers=none", "memory=none", "mmio_data=none", "events=none"})
        edit(injection, Dialect::Mainline, text);
    CHECK(injection == Injection{});
}

TEST_CASE("every editable field can be set, and no other name can") {
    for (const Dialect dialect : kDialects) {
        const auto names = editableFields(dialect);
        CHECK(std::set(names.begin(), names.end()).size() == names.size());
        CHECK(names.size() ==
              eventsLayout(dialect).members.size() + kVcpuEventsSize + kRegCount + 5);
        for (const std::string& name : names) {
            INFO(name);
            const bool isWhole = name == "events" || name == "registers" || name == "memory";
            Injection injection;
            CHECK(editInjection(injection, dialect, name, isWhole ? "none" : "1").has_value());
        }
    }
}

TEST_CASE("a difference is said in as few words as there are") {
    const auto say = [](const Injection& from, const Injection& to) {
        return editTexts(from, to, Dialect::Mainline);
    };
    using Texts = std::vector<std::string>;
    const Injection none, dabt = pendDabt();
    CHECK(say(dabt, dabt).empty());
    CHECK(say(none, dabt) == Texts{"ext_dabt_pending=1"});
    CHECK(say(dabt, none) == Texts{"events=none"});
    Injection zeros;
    zeros.events = RawVcpuEvents{};
    CHECK(say(none, zeros) == Texts{"raw[0]=0"});
    CHECK(say(dabt, zeros) == Texts{"ext_dabt_pending=0"});
    Injection odd = dabt;
    (*odd.events)[20] = 0xff;
    odd.verdict = Verdict::Kill;
    odd.mmioData = 16;
    CHECK(say(dabt, odd) == Texts{"raw[20]=0xff", "mmio_data=0x10", "kill=1"});
    CHECK(say(odd, dabt) == Texts{"raw[20]=0x0", "mmio_data=none", "kill=0"});
    Injection writes, fewer;
    writes.registers = {{Reg::PC, 0x200}, {xReg(0), 1}};
    CHECK(say(none, writes) == Texts{"PC=0x200", "X0=0x1"});
    fewer.registers = {{xReg(0), 1}};
    CHECK(say(writes, fewer) == Texts{"registers=X0:0x1"});
    CHECK(say(fewer, none) == Texts{"registers=none"});
}

TEST_CASE("law: a difference that is said and then made gives the other injection") {
    for (const Dialect dialect : kDialects)
        for (unsigned from = 0; from < kInjections; ++from)
            for (unsigned to = 0; to < kInjections; ++to) {
                const Injection a = injectionOf(from * kStride), b = injectionOf(to * kStride);
                Injection made = a;
                for (const std::string& text : editTexts(a, b, dialect))
                    edit(made, dialect, text);
                if (made != b)
                    FAIL_CHECK(dialectName(dialect) << " " << from << " to " << to);
            }
}
