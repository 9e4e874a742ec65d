// Injections as text, and edits by field name.

#include "core/injection_text.h"

#include "core/vcpu_events.h"
#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::test;

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
    for (const std::string& name : editableFields(Dialect::Mainline))
        CHECK(edited.error().remedy.find(name) != std::string::npos);
}

TEST_CASE("the summary names everything that the answer does") {
    CHECK(summarizeInjection({}, Dialect::Mainline) == "resume");
    CHECK(summarizeInjection(pendDabt(), Dialect::Mainline) == "ext_dabt_pending=1");
    Injection injection = pendDabt();
    injection.memory = {{MemoryAction::Kind::Unmap, 0x1000, 0x1000, {}}};
    injection.registers = {{Reg::PC, 0x200}};
    injection.mmioData = 5;
    injection.verdict = Verdict::Kill;
    (*injection.events)[20] = 1;
    CHECK(summarizeInjection(injection, Dialect::Mainline) ==
          "unmap 0x1000+0x1000 PC=0x200 ext_dabt_pending=1 bytes outside the members "
          "mmio_data=0x5 kill");
}
