// SPDX-License-Identifier: Apache-2.0
// The filter language by example: what it picks, how it complains, how it completes.

#include "traces/filter/filter.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

/// A SEA on a walk, answered by an abort with a syndrome of its own, and poison that is healed.
Frame sampleFrame() {
    Frame frame = typicalSeaFrame(12);
    frame.vcpu = 1;
    frame.exit = SeaExit{0x92000017, 0x40018008, 0x80000000};
    frame.injection.memory.push_back({MemoryAction::Kind::Heal, 0x80000000, 0x1000, {}});
    frame.injection.registers.push_back({Reg::PC, 0x200});
    frame.injection.events->at(56) = 0x10;
    frame.result.eventsErr = 22;
    return frame;
}

bool picks(const std::string& text, const Frame& frame = sampleFrame()) {
    INFO(text);
    Scenario scenario;
    scenario.dialect = Dialect::LayoutB;
    auto filter = Filter::compile(text);
    if (!filter)
        FAIL(formatFilterError(text, filter.error()));
    return FrameMatcher(*filter, scenario).matches(frame);
}

struct Wrong {
    std::string text;
    size_t column;
    size_t length;
    std::string what;
    std::string remedy;
};

std::vector<std::string> texts(std::string_view text) {
    std::vector<std::string> list;
    for (const Completion& each : completeFilter(text, text.size()))
        list.push_back(each.text);
    return list;
}

bool offers(std::string_view text, const std::string& what) {
    const auto list = texts(text);
    return std::ranges::find(list, what) != list.end();
}

} // namespace

TEST_CASE("filters that pick the sample frame") {
    for (const char* text : {"",
                             "  ",
                             "exit == ARM_SEA && esr.DFSC == SEA_TTW3 && vcpu == 1",
                             "gpa in 0x80000000..0x80001000",
                             "exit == 41",
                             "exit != MMIO",
                             "frame in {1, 12, 20..30}",
                             "frame == 0b1100 and frame < 1_3",
                             "not vcpu == 2",
                             "vcpu",
                             "gva && gpa",
                             "has(gpa)",
                             "esr & 0x10",
                             "(esr & 0x3f) == 0x17",
                             "esr & 0x3f == 0x17",
                             "esr.EC == DABT_LOW",
                             "esr.DFSC in {SEA, SEA_TTW0..SEA_TTW3}",
                             "esr.WnR == 0",
                             "!esr.WnR",
                             "esr.SET == UER",
                             "PC == 0x400801c4",
                             "after.PC == 0x40080c00",
                             "after.X0 == X0",
                             "PSTATE.M == EL0t",
                             "after.PSTATE.M == EL1h",
                             "injected.ESR_EL1.EC == DABT_LOW",
                             "written.PC == 0x200",
                             "changed(PC)",
                             "changed(X1) == 1",
                             "!changed(X30)",
                             "inject",
                             "events",
                             "events.ext_dabt_pending",
                             "events.ext_abt_esr.DFSC == SEA",
                             "events.serror_pending == 0",
                             "errno == EINVAL",
                             "events.errno == EINVAL",
                             "memory",
                             "memory.heal == 0x80000fff",
                             "memory in 0..0x80000000",
                             "verdict == resume",
                             "digest != 0",
                             "vcpu == 0 || vcpu == 1",
                             "vcpu == 0 && vcpu == 1 || frame"}) {
        REQUIRE(picks(text));
    }
}

TEST_CASE("filters that do not pick the sample frame") {
    for (const char* text : {"exit == MMIO",
                             "esr.DFSC == SEA",
                             "gpa in 0..0x7fffffff",
                             "vcpu == 1 && vcpu == 0",
                             "phys_addr",
                             "phys_addr == 0",
                             "phys_addr != 0",
                             "has(phys_addr)",

                             "esr.IFSC == SEA",
                             "mmio_data >= 0",
                             "written.X0 >= 0",
                             "injected.X0 >= 0",
                             "changed(X30)",
                             "memory.poison",
                             "memory.poison in 0..0xffffffffffffffff",
                             "memory.heal == 0x80001000",
                             "verdict == kill",
                             "memory.errno",
                             "frame < 0",
                             "digest > 0xffffffffffffffff",
                             "!(vcpu == 1 || frame == 0)",
                             "vcpu == 0 && (vcpu == 1 || frame)",
                             "gva == far"})
        REQUIRE(!picks(text));
}

TEST_CASE("a masked guest without RAS does not show SET") {
    Scenario scenario;
    const auto filter = Filter::compile("has(esr.SET)");
    REQUIRE(FrameMatcher(*filter, scenario).matches(sampleFrame()));
    scenario.cpu.ras = false;
    REQUIRE(!FrameMatcher(*filter, scenario).matches(sampleFrame()));
}

TEST_CASE("registers are followed through the frames of each vCPU") {
    const Scenario scenario;
    FrameMatcher matcher(*Filter::compile("X5 == 7 && after.X5 == 9"), scenario);
    Frame frame;
    frame.ran = {{xReg(5), 7}};
    REQUIRE(!matcher.matches(frame));
    frame.ran.clear();
    frame.injected = {{xReg(5), 9}};
    REQUIRE(matcher.matches(frame));
    REQUIRE(!matcher.matches(frame)); // X5 is 9 now
    frame.vcpu = 1;
    REQUIRE(!matcher.matches(frame)); // this vCPU's X5 is 0
}

TEST_CASE("the canonical text") {
    const auto canonical = [](const char* text) { return Filter::compile(text)->text(); };
    REQUIRE(canonical("not(vcpu==0b1)or frame in{1,2..3} and((esr))") ==
            "!(vcpu == 0x1) || frame in {1, 2..3} && esr");
    REQUIRE(canonical("esr & 63 == 0X10") == "(esr & 63) == 0x10");
    REQUIRE(canonical("(vcpu or frame) and (inject and (gva))") ==
            "(vcpu || frame) && inject && gva");
    REQUIRE(canonical("frame in {5}") == "frame in 5");
    REQUIRE(canonical(" \t\n").empty());
}

TEST_CASE("errors point at the column") {
    const Wrong cases[] = {
        {"gpb == 1", 1, 3, "there is no 'gpb'", "did you mean gpa"},
        {"exit == ARM_SAE", 9, 7, "'ARM_SAE' is no value of exit", "did you mean ARM_SEA"},
        {"esr.DFCS == SEA", 5, 4, "esr has no field 'DFCS'", "did you mean DFSC"},
        {"esr.ISV == 0", 5, 3, "esr has no field 'ISV'", "it has EC, IL"}, // KVM clears it
        {"esr.DFSC == SAE", 13, 3, "no value of esr.DFSC", "did you mean SEA"},
        {"vcpu == ", 9, 1, "the filter ends where a value is expected", "write a number"},
        {"vcpu = 1", 6, 1, "'=' has no meaning here", "write == "},
        {"vcpu == 0x", 9, 2, "no number", "write a decimal"},
        {"vcpu == 18446744073709551616", 9, 20, "no number", "write a decimal"},
        {"(vcpu", 6, 1, "')' is expected", ""},
        {"vcpu)", 5, 1, "something is missing", "join tests"},
        {"vcpu frame", 6, 5, "something is missing", "join tests"},
        {"vcpu &&", 8, 1, "the name of a value", ""},
        {"frame in 9..3", 10, 1, "9 is greater than 3", "smaller number first"},
        {"frame in {1, }", 14, 1, "a value is expected here, not '}'", ""},
        {"frame in {1", 12, 1, "'}'", ""},
        {"memory > 5", 8, 1, "memory stands for addresses", "in FIRST..LAST"},
        {"memory & 5", 8, 1, "bits of this", ""},
        {"esr & gva", 7, 3, "a number is expected here", "&&"},
        {"changed(FOO)", 9, 3, "the name of a register", ""},
        {"changed(PCC)", 9, 3, "the name of a register", "PC"},
        {"gva == gp", 8, 2, "'gp' is no value of gva", "write a number"},
        {"vcpu | 1", 6, 1, "'|' has no meaning", "||"},
        {"vcpu == 1 \x80", 11, 1, "byte 0x80", ""},
        {"PC.N == 1", 1, 4, "there is no 'PC.N'", ""},
        {"and", 1, 3, "the name of a value", ""},
    };
    for (const Wrong& wrong : cases) {
        INFO(wrong.text);
        const auto filter = Filter::compile(wrong.text);
        REQUIRE(!filter.has_value());
        INFO(formatFilterError(wrong.text, filter.error()));
        REQUIRE(filter.error().column == wrong.column);
        REQUIRE(filter.error().length == wrong.length);
        REQUIRE(contains(filter.error().what, wrong.what));
        REQUIRE(contains(filter.error().remedy, wrong.remedy));
    }
}

TEST_CASE("the caret stands under the place") {
    const auto shown = [](const std::string& text) {
        return formatFilterError(text, Filter::compile(text).error());
    };
    REQUIRE(shown("vcpu == 1 && gpb") == "column 14: there is no 'gpb'\n"
                                         "  vcpu == 1 && gpb\n"
                                         "               ^^^\n"
                                         "  did you mean gpa?");
    const std::string tail = shown(std::string(300, ' ') + "gpb" + std::string(300, ' '));
    REQUIRE(std::ranges::max(tail.size(), size_t{400}) == 400);
}

TEST_CASE("hostile filters are refused, not followed") {
    const auto fails = [](const std::string& text) {
        const auto filter = Filter::compile(text);
        return !filter && formatFilterError(text, filter.error()).size() < 1000;
    };
    REQUIRE(fails(std::string(5000, '(')));
    REQUIRE(fails(std::string(5000, '!') + "vcpu"));
    REQUIRE(fails(std::string(20'000, 'x')));
    REQUIRE(fails(std::string(9000, 'x')));
    REQUIRE(fails("esr." + std::string(9000, 'x')));
    REQUIRE(fails("esr......"));
    REQUIRE(fails(std::string("vcpu\0", 5)));
    std::string many = "vcpu == 1";
    while (many.size() < Filter::kMaxLength - 20)
        many += " || vcpu == 1";
    REQUIRE(picks(many));
    const std::string deep(Filter::kMaxDepth - 1, '(');
    REQUIRE(picks(deep + "vcpu" + std::string(deep.size(), ')')));
}

TEST_CASE("completion") {
    REQUIRE(offers("", "exit"));
    REQUIRE(offers("", "ESR_EL1"));
    REQUIRE(offers("", "after."));
    REQUIRE(!offers("", "after.PC"));
    REQUIRE(texts("gp") == std::vector<std::string>{"gpa"});
    REQUIRE(completeFilter("vcpu && gp", 10) ==
            std::vector<Completion>{{8, "gpa", "member of ARM_SEA, MEMORY_FAULT"}});
    REQUIRE(texts("esr.DF") == std::vector<std::string>{"esr.DFSC"});
    REQUIRE(offers("after.PSTATE.", "after.PSTATE.M"));
    REQUIRE(offers("events.ext_d", "events.ext_dabt_pending"));
    REQUIRE(offers("exit == ", "ARM_SEA"));
    REQUIRE(texts("exit == ARM_S") == std::vector<std::string>{"ARM_SEA"});
    REQUIRE(offers("esr.DFSC in {SEA, ", "SEA_TTW3"));
    REQUIRE(offers("esr.DFSC in SEA_TTW0..", "SEA_TTW3"));
    REQUIRE(offers("vcpu ", "=="));
    REQUIRE(offers("vcpu ", "&&"));
    REQUIRE(!offers("vcpu == 1 ", "=="));
    REQUIRE(offers("vcpu == 1 ", "||"));
    REQUIRE(offers("changed(", "X0"));
    REQUIRE(!offers("changed(", "exit"));
    REQUIRE(texts("memory ") == std::vector<std::string>{"==", "in", "&&", "||"});
    REQUIRE(texts("vcpu $").empty());
    REQUIRE(completeFilter("vcp == 1", 3).front().text == "vcpu");
}

TEST_CASE("what completion offers can be written") {
    for (const std::string& text : {std::string(), std::string("after."), std::string("esr."),
                                    std::string("ESR_EL1."), std::string("events.")})
        for (const Completion& each : completeFilter(text, text.size())) {
            INFO(each.text);
            const bool isWhole =
                !each.text.ends_with('.') && !each.text.ends_with('(') && each.text != "!";
            REQUIRE((!isWhole || Filter::compile(each.text).has_value()));
            REQUIRE(!each.help.empty());
        }
}
