// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/find_in_text.h"

#include "tests/support/catch.h"

#include <random>
#include <string>
#include <vector>

using namespace seatape;

namespace {

std::vector<FoundNumber> findAll(std::string_view text) {
    std::vector<FoundNumber> all;
    for (auto found = findEsr(text); found; found = findEsr(text, found->offset + found->length))
        all.push_back(*found);
    return all;
}

/// Returns the only value in a text, or nothing if there is none or more than one.
std::optional<uint64_t> only(std::string_view text) {
    const auto all = findAll(text);
    return all.size() == 1 ? std::optional(all[0].value) : std::nullopt;
}

// Lines as programs print them, each with one syndrome.
struct Sample {
    std::string_view line;
    uint64_t value;
};

const Sample kSamples[] = {
    {"[    3.141592]   ESR = 0x0000000096000006", 0x96000006},
    {"[    3.141592]   ESR = 0x96000145", 0x96000145},
    {"[   77.000001] Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP",
     0x02000000},
    {"Internal error: synchronous external abort: 96000410 [#3] PREEMPT", 0x96000410},
    {"[ 9.1] Bad mode in Error handler detected on CPU11, code 0xbf000002 -- SError", 0xbf000002},
    {"SError Interrupt on CPU4, code 0x00000000be000c11 -- SError", 0xbe000c11},
    {"Unhandled 64-bit el1h sync exception on CPU0, ESR 0x000000008a000000 -- PC Alignment",
     0x8a000000},
    {"Unhandled fault: level 2 address size fault (0x92000002) at 0x0000ffff81234000", 0x92000002},
    {"sh[88]: unhandled level 1 translation fault (11) at 0x00000010, esr 0x92000045", 0x92000045},
    {"fuzz[9]: unhandled exception: IABT (lower EL), ESR 0x0000000082000007, level 3 translation "
     "fault in fuzz[aaaac2340000+1000]",
     0x82000007},
    {"kvm [4711]: Unknown exception class: esr: 0x00000074000000 -- reserved", 0x74000000},
    {"kvm [4711]: Unsupported FSC: EC=0x24 xFSC=0x21 ESR_EL2=0x92000061", 0x92000061},
    {"CPU 1/KVM-991 [004] d..1. 12.5: kvm_handle_sys_reg: HSR 0x6232c801", 0x6232c801},
    {"kvm_inject_nested_exception: IRQ: esr_el2 0x5a000000 elr_el2: 0x40081000 spsr_el2: "
     "0x600003c5 (M: EL1h) hcr_el2: 80000000",
     0x5a000000},
    {"PS:60400009 PC:ffffb7d1e0c43a18 ESR:00000000f2000800", 0xf2000800},
    {"\"Synchronous Abort\" handler, esr 0x96000210, far 0x1f000004", 0x96000210},
    {"ESR 0x96000005          FAR 0xFFFFFFFFFFFFFFF0", 0x96000005},
    {"esr_el3        = 0x00000000be000011", 0xbe000011},
    {" esr:         bf000000", 0xbf000000},
    {"CPU3: SError detected, daif=140, spsr=0x80000000, esr=be000000", 0xbe000000},
    {"ESR_EL1:         96000006, ec=0x25 (DABT_EL1)", 0x96000006},
    {"(XEN)     HSR: 0x00000093830046", 0x93830046},
    {"{\"exit\":{\"name\":\"ARM_SEA\",\"esr\":\"0x92000010\",\"flags\":\"0x1\"}}", 0x92000010},
    {"KVM_EXIT_ARM_SEA: arm_sea.esr=0x92000410, gva=0", 0x92000410},
    {"...with ESR 0x15/0x56000000", 0x56000000},
    {"E/TC:0 0  esr 0x96000045  ttbr0 0x200000e17f000   ttbr1 0x00000000   cidr 0x0", 0x96000045},
};

// What looks like one and is none.
const std::string_view kDecoys[] = {
    "x29: ffff80008b4c3a20 x28: 0000000096000010 x27: 0000000092000046",
    "Code: d503201f d2800000 97ffe01c 94000121 (b9400020)",
    "ISR_EL1: 0x80  VSESR_EL2: 0x1000000  DISR_EL1 0x80000011  GESR=0x96000010",
    "  EC = 0x25: DABT (current EL), IL = 32 bits",
    "kvm_exit: IRQ: HSR_EC: 0x0000 (UNKNOWN), PC: 0xffff800080012345",
    "kvm_exit: TRAP: HSR_EC: 0x1234 (?), PC: 0xffff800080012345",
    "kvm_guest_fault: ipa 0x93c08007, hxfar 0x93c08007",
    "serror_esr=0x1000000 ext_abt_esr=0x600 last_esr: 0x96000010",
    "Internal error: Oops: 17 [#1] SMP ARM",
    "Internal error: Oops - BUG: 0 [#1]",
    "Internal error: the queue 96000010 is full",
    "Unhandled fault: external abort on non-linefetch (0x008) at 0xb6f01000",
    "PowerPC: DEAR: 96000010, MSR: 00029000",
    "pstate: running, code 0x96000010",
    "CPU0 code 0x96000010; CPU, code 0x96000010; GPU1, code 0x96000010",
    "Firefox ESR 128.5.0, build 96000010; an ESR of 12345678 mm/h",
    "ESR = unknown; ESR: none; esr=; ESR 0x; ESR =\n0x96000010",
    "ESR: 0x96000010f0f0f0f0f0; esr=0x9600_0010; esr=96000010h; esr: 9600001",
    "printf(\"ESR = 0x%016lx, esr %#x\", esr, 0x96000010);",
    "transport TRAP 0x24; trap: 0x24; INTERNAL ERROR 96000010; unhandled 0x96000010",
    "esr_el1 is set from 0x96000010; esr_el11 0x96000010; esr_foo=0x96000010",
};

} // namespace

TEST_CASE("every phrase has an example in which it finds one number") {
    for (const EsrPhrase& phrase : esrPhrases()) {
        INFO(phrase.pattern << ": " << phrase.example);
        const auto found = findEsr(phrase.example);
        REQUIRE(found);
        CHECK(found->phrase == &phrase);
        CHECK(found->kind == phrase.kind);
        CHECK(findAll(phrase.example).size() == 1);
        CHECK_FALSE(phrase.source.empty());
    }
}

TEST_CASE("syndromes are found in the lines of kernels, hypervisors and boot loaders") {
    for (const Sample& sample : kSamples) {
        INFO(sample.line);
        CHECK(only(sample.line) == sample.value);
    }
}

TEST_CASE("what only looks like a syndrome is left alone") {
    for (const std::string_view decoy : kDecoys) {
        INFO(decoy);
        CHECK(findAll(decoy).empty());
    }
    CHECK(findAll("").empty());
    CHECK_FALSE(findEsr("esr=0x1", 100));
}

TEST_CASE("the place of a number is its own text") {
    const std::string_view text = "a\nesr=0x96000010, HSR: 0x92000046 pstate: 600003c5 (nZCv)";
    const auto all = findAll(text);
    REQUIRE(all.size() == 3);
    CHECK(text.substr(all[0].offset, all[0].length) == "0x96000010");
    CHECK(text.substr(all[1].offset, all[1].length) == "0x92000046");
    CHECK(text.substr(all[2].offset, all[2].length) == "600003c5");
    CHECK(all[2].kind == FoundKind::Pstate);
}

TEST_CASE("a phrase is found at every place of a text, and the text before it does not matter") {
    for (size_t before = 0; before < 200; ++before)
        for (const size_t after : {size_t{0}, size_t{1}, size_t{70}}) {
            const std::string text =
                std::string(before, '.') + "esr=0x96000010" + std::string(after, '.');
            INFO(before << " before, " << after << " after");
            const auto found = findEsr(text);
            REQUIRE(found);
            CHECK(found->offset == before + 4);
        }
}

TEST_CASE("lines give the same together as one by one") {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::string text;
        std::vector<uint64_t> apart, together;
        for (int i = 0; i < 30; ++i) {
            const bool isDecoy = random() % 2 == 0;
            const std::string line(isDecoy ? kDecoys[random() % std::size(kDecoys)]
                                           : kSamples[random() % std::size(kSamples)].line);
            for (const FoundNumber& found : findAll(line))
                apart.push_back(found.value);
            text += line + "\n";
        }
        for (const FoundNumber& found : findAll(text))
            together.push_back(found.value);
        CHECK(together == apart);
    }
}

TEST_CASE("no text is too strange") {
    std::mt19937 random(11);
    const std::string_view letters = "esrhTRAP:=_ 0x96ab/\n\0%,([#1CPU]code";
    for (int round = 0; round < 20000; ++round) {
        std::string text(random() % 150, ' ');
        for (char& c : text)
            c = random() % 8 == 0 ? static_cast<char>(random())
                                  : letters[random() % letters.size()];
        for (const FoundNumber& found : findAll(text)) {
            REQUIRE(found.offset + found.length <= text.size());
            REQUIRE(found.length > 0);
        }
    }
}
