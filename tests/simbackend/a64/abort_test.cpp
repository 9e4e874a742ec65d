// SPDX-License-Identifier: Apache-2.0
/// What vectors of a healthy user program cannot show: aborts in the middle of an instruction,
/// alignment and the choices made where the manual leaves one.
#include "simbackend/pe/pe.h"

#include "seatape/base/bits.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::sim;

namespace {

constexpr uint64_t kAbortRam = 0x40000000;
constexpr uint64_t kAbortCode = kAbortRam + 0x1000;
constexpr uint64_t kAbortData = kAbortRam + 0x2000;
constexpr uint64_t kLastByte = kAbortRam + 0x3fff; // nothing is mapped after it
constexpr uint64_t kSctlrM = 1, kSctlrSA = 1u << 3, kSctlrSA0 = 1u << 4;

GuestMemory makeMemory() {
    Scenario scenario;
    scenario.slots = {{kAbortRam, 0x4000, false}};
    GuestMemory memory = GuestMemory::create(scenario).value();
    for (uint64_t gpa = kAbortRam; gpa <= kLastByte; gpa += kPageSize)
        memory.find(gpa)->mapped = true;
    return memory;
}

/// A PE at EL1 with stage 1 on (one block of Normal memory at its own address).
struct AbortBench {
    GuestMemory memory = makeMemory();
    Pe pe{memory, CpuFeatures{}};

    AbortBench() {
        poke(kAbortRam + 8, 0x40000000 | 1u << 10 | 3u << 8 | 1);
        pe.state[Reg::TTBR0_EL1] = kAbortRam;
        pe.state[Reg::TCR_EL1] = 25 | 1u << 23; // T0SZ, EPD1
        pe.state[Reg::MAIR_EL1] = 0xff;
        pe.state[Reg::SCTLR_EL1] = kSctlrM;
        pe.state[Reg::VBAR_EL1] = kAbortRam + 0x1800;
        pe.state[Reg::PSTATE] = pstate::EL1h | pstate::kDaif;
        pe.state[Reg::SP_EL1] = kAbortData;
        for (unsigned n = 0; n < 31; ++n)
            pe.state[xReg(n)] = n;
    }
    void poke(uint64_t gpa, uint64_t value) {
        const uint64_t word = littleEndian(value);
        REQUIRE(memory.write(gpa, {reinterpret_cast<const uint8_t*>(&word), sizeof(word)}));
    }
    PeStop execute(uint32_t insn) {
        poke(kAbortCode, insn);
        pe.state[Reg::PC] = kAbortCode;
        pe.stateChanged();
        return pe.run(1);
    }
    uint64_t ec() const { return bits(pe.state[Reg::ESR_EL1], 31, 26); }
    uint64_t dfsc() const { return bits(pe.state[Reg::ESR_EL1], 5, 0); }
};

} // namespace

TEST_CASE("an abort leaves the base and all destinations as they were") {
    static constexpr struct {
        uint32_t insn;
        const char* text;
        int64_t base; // from the last byte
    } cases[] = {
        {0xf8408c24, "ldr x4, [x1, #8]!", -3},
        {0xf8408424, "ldr x4, [x1], #8", -3},
        {0xf8008424, "str x4, [x1], #8", -3},
        {0xa8c10824, "ldp x4, x2, [x1], #16", -7},
        {0xa9c10824, "ldp x4, x2, [x1, #16]!", -23},
        {0xa8810824, "stp x4, x2, [x1], #16", -7},
        {0x68c10824, "ldpsw x4, x2, [x1], #8", -3},
        {0xc8dffc24, "ldar x4, [x1]", 1},
        {0xc85f7c24, "ldxr x4, [x1]", 1},
        {0xc87f0824, "ldxp x4, x2, [x1]", 1},
        {0xf8250024, "ldadd x5, x4, [x1]", 1},
        {0xc8a57c24, "cas x5, x4, [x1]", 1},
        {0x48247c26, "casp x4, x5, x6, x7, [x1]", 1},
    };
    for (const auto& c : cases) {
        INFO(c.text);
        AbortBench bench;
        bench.pe.state[Reg{1}] = kLastByte + static_cast<uint64_t>(c.base);
        VcpuState before = bench.pe.state;
        const PeStop stop = bench.execute(c.insn);
        CHECK(stop.why == PeStop::Why::Trap);
        before[Reg::PC] = kAbortCode;
        CHECK(bench.pe.state == before);
    }
}

TEST_CASE("a misaligned SP faults when SCTLR_EL1 says so, and never for a prefetch") {
    for (const bool check : {false, true}) {
        AbortBench bench;
        bench.pe.state[Reg::SP_EL1] = kAbortData + 8;
        bench.pe.state[Reg::SCTLR_EL1] = kSctlrM | (check ? kSctlrSA : kSctlrSA0);
        (void)bench.execute(0xf98003e0); // prfm [sp]
        CHECK(bench.pe.state[Reg::PC] == kAbortCode + 4);
        (void)bench.execute(0xf94003e0); // ldr x0, [sp]
        CHECK((bench.pe.state[Reg::PC] != kAbortCode + 4) == check);
        CHECK((bench.ec() == 0x26) == check);
        CHECK((bench.pe.state[Reg::ELR_EL1] == kAbortCode) == check);
    }
}

TEST_CASE("ordered, exclusive and atomic accesses must be aligned, plain ones need not") {
    static constexpr struct {
        uint32_t insn;
        bool faults;
    } cases[] = {
        {0xf9400024, false}, // ldr x4, [x1]
        {0xa9400824, false}, // ldp x4, x2, [x1]
        {0xc8dffc24, true},  // ldar x4, [x1]
        {0xc89ffc24, true},  // stlr x4, [x1]
        {0xd9400024, true},  // ldapur x4, [x1]
        {0xc85f7c24, true},  // ldxr x4, [x1]
        {0xc8057c24, true},  // stxr w5, x4, [x1], although no monitor is armed
        {0xc8250824, true},  // stxp w5, x4, x2, [x1]
        {0xf8250024, true},  // ldadd x5, x4, [x1]
        {0xc8a57c24, true},  // cas x5, x4, [x1]
    };
    for (const auto& c : cases) {
        INFO(std::hex << c.insn);
        AbortBench bench;
        bench.pe.state[Reg{1}] = kAbortData + 4;
        (void)bench.execute(c.insn);
        CHECK((bench.pe.state[Reg::PC] != kAbortCode + 4) == c.faults);
        CHECK((bench.dfsc() == 0x21) == c.faults);
    }
}

TEST_CASE("a load into its own base keeps the loaded value, a store of it stores the old one") {
    AbortBench bench;
    bench.poke(kAbortData, 0x1234);
    bench.pe.state[Reg{1}] = kAbortData;
    (void)bench.execute(0xf8408421); // ldr x1, [x1], #8
    CHECK(bench.pe.state[Reg{1}] == 0x1234);
    bench.pe.state[Reg{1}] = kAbortData;
    (void)bench.execute(0xf8008421); // str x1, [x1], #8
    CHECK(bench.pe.state[Reg{1}] == kAbortData + 8);
    (void)bench.execute(0xf85f8022); // ldur x2, [x1, #-8]
    CHECK(bench.pe.state[Reg{2}] == kAbortData);
}

TEST_CASE("reserved bitmask immediates and HLT are undefined") {
    for (const uint32_t insn : {0x9240fc00u, 0x1200fc00u, 0xd4400000u, 0x00000000u}) {
        INFO(std::hex << insn);
        AbortBench bench;
        (void)bench.execute(insn);
        CHECK(bench.ec() == 0);
        CHECK(bench.pe.state[Reg::ELR_EL1] == kAbortCode);
    }
}
