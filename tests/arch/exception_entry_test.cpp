// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/exception_entry.h"

#include "seatape/esr/exception_class.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("the vector depends on the source mode and the type alone") {
    CHECK(vectorOffset(pstate::EL1t, ExceptionType::Sync) == 0x000);
    CHECK(vectorOffset(pstate::EL1h, ExceptionType::Irq) == 0x280);
    CHECK(vectorOffset(pstate::EL0t, ExceptionType::Fiq) == 0x500);
    CHECK(vectorOffset(0x10, ExceptionType::SError) == 0x780); // AArch32 User
    CHECK(vectorOffset(0x3c0 | pstate::EL0t, ExceptionType::SError) == 0x580);
}

// Every bit of PSTATE by itself, with and without what SCTLR_EL1 and the CPU add (kvm-sea-spec
// §2.7).
TEST_CASE("exception entry keeps NZCV, DIT and PAN, sets DAIF and EL1h, clears the rest") {
    for (const bool span : {false, true})
        for (const bool dssbs : {false, true})
            for (const bool mte : {false, true})
                for (unsigned n = 5; n < 64; ++n) {
                    VcpuState state;
                    state[Reg::PSTATE] = uint64_t{1} << n | pstate::EL1h;
                    state[Reg::SCTLR_EL1] = uint64_t{span} << 23 | uint64_t{dssbs} << 44;
                    state[Reg::ID_AA64PFR1_EL1] = mte ? 0x200 : 0;
                    state[Reg::PC] = 0x1000;
                    state[Reg::VBAR_EL1] = 0x8000;
                    const uint64_t before = state[Reg::PSTATE];
                    enterException(state, ExceptionType::Sync);
                    const bool kept = n >= 28 ? n <= 31 : n == 24 || n == 22;
                    uint64_t expected = 0x3c5 | (kept ? uint64_t{1} << n : 0);
                    expected |= span ? 0 : uint64_t{1} << 22;
                    expected |= uint64_t{dssbs} << 12 | uint64_t{mte} << 25;
                    INFO("bit " << n);
                    REQUIRE(state[Reg::PSTATE] == expected);
                    REQUIRE(state[Reg::SPSR_EL1] == before);
                    REQUIRE(state[Reg::ELR_EL1] == 0x1000);
                    REQUIRE(state[Reg::PC] == 0x8200);
                }
}

TEST_CASE("EASE and NMEA need SCTLR2_EL1, which ID_AA64MMFR3_EL1 announces") {
    VcpuState state;
    state[Reg::SCTLR2_EL1] = 1 << 5 | 1 << 2;
    CHECK_FALSE(easeInEffect(state));
    CHECK(externalAbortVector(state) == ExceptionType::Sync);
    state[Reg::ID_AA64MMFR3_EL1] = 0x10;
    CHECK(easeInEffect(state));
    CHECK(nmeaInEffect(state));
    CHECK(externalAbortVector(state) == ExceptionType::SError);
}

TEST_CASE("the generated ESR tells level, kind, fault status and what user space adds") {
    for (const uint64_t mode : {pstate::EL0t, pstate::EL1t, pstate::EL1h, uint64_t{0x10}})
        for (const bool iabt : {false, true})
            for (unsigned code = 0; code < 64; ++code) {
                const uint64_t esr =
                    generatedAbortEsr(mode, iabt, static_cast<uint8_t>(code), 0x600);
                const bool lower = mode == pstate::EL0t || mode == 0x10;
                REQUIRE(esr >> 26 == (iabt ? 0x20u : 0x24u) + (lower ? 0 : 1));
                REQUIRE((esr & lowMask(26)) == (0x2000600u | code));
            }
    CHECK(generatedAbortEsr(pstate::EL1h, false, 0x10, 0x14) == 0x96000014);
}
