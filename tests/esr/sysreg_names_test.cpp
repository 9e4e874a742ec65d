// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/sysreg_names.h"

#include "seatape/esr/exception_class.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("register names and encodings are inverse") {
    REQUIRE(sysregName(sysregKey(3, 0, 0, 0, 0)) == "MIDR_EL1");
    REQUIRE(sysregName(sysregKey(3, 0, 5, 2, 0)) == "ESR_EL1");
    REQUIRE(sysregName(sysregKey(3, 4, 6, 0, 4)) == "HPFAR_EL2");
    REQUIRE(sysregName(sysregKey(3, 0, 12, 1, 1)) == "DISR_EL1");
    REQUIRE(sysregName(sysregKey(3, 0, 1, 0, 3)) == "SCTLR2_EL1");
    REQUIRE(sysregName(sysregKey(3, 0, 12, 11, 5)) == "ICC_SGI1R_EL1");
    REQUIRE(sysregName(sysregKey(3, 7, 15, 15, 7)).empty());
    for (unsigned key = 0; key < 0x10000; ++key) {
        const std::string_view name = sysregName(static_cast<uint16_t>(key));
        if (!name.empty())
            REQUIRE(sysregKeyOf(name) == key);
    }
}

TEST_CASE("a key is the low half of KVM's register id") {
    REQUIRE(sysregKey(3, 0, 1, 0, 0) == 0xc080);  // KVM: 0x603000000013c080 is SCTLR_EL1
    REQUIRE(sysregKey(3, 3, 14, 3, 2) == 0xdf1a); // KVM: 0x603000000013df1a is CNTV_CVAL_EL0's slot
    REQUIRE(sysregGenericName(sysregKey(3, 7, 15, 15, 7)) == "S3_7_C15_C15_7");
}

TEST_CASE("traps are shown as the instruction that was trapped") {
    const auto trap = [](unsigned op0, unsigned op2, unsigned op1, unsigned crn, unsigned rt,
                         unsigned crm, bool read) {
        return makeEsr(ExceptionClass::SYS64,
                       op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 | rt << 5 | crm << 1 | read);
    };
    REQUIRE(trappedRegister(trap(3, 0, 0, 1, 31, 0, false)) == "MSR SCTLR_EL1, XZR");
    REQUIRE(trappedRegister(trap(3, 7, 7, 15, 2, 15, true)) == "MRS X2, S3_7_C15_C15_7");
    REQUIRE(trappedRegister(trap(1, 1, 3, 7, 5, 14, false)) == "DC CIVAC, X5");
    REQUIRE(trappedRegister(makeEsr(ExceptionClass::SVC64, 1)).empty());
    // MRRS X4, X5, PAR_EL1
    REQUIRE(trappedRegister(makeEsr(ExceptionClass::SYS128, 3 << 20 | 7 << 10 | 2 << 6 | 4 << 1 |
                                                                1)) == "MRRS X4, X5, PAR_EL1");
}

TEST_CASE("traps of AArch32 are shown with the register's name") {
    const auto mcr = [](ExceptionClass ec, unsigned opc1, unsigned crn, unsigned crm, unsigned opc2,
                        bool read) {
        return trappedRegister(
            makeEsr(ec, opc2 << 17 | opc1 << 14 | crn << 10 | 3 << 5 | crm << 1 | unsigned{read}));
    };
    REQUIRE(mcr(ExceptionClass::CP15_32, 0, 1, 0, 0, true) == "MRC X3, SCTLR");
    REQUIRE(mcr(ExceptionClass::CP15_32, 0, 5, 0, 0, false) == "MCR X3, DFSR");
    REQUIRE(mcr(ExceptionClass::CP15_32, 0, 9, 13, 0, true) == "MRC X3, PMCCNTR");
    REQUIRE(mcr(ExceptionClass::CP15_32, 0, 14, 11, 6, true) == "MRC X3, PMEVCNTR30");
    REQUIRE(mcr(ExceptionClass::CP15_32, 4, 6, 0, 4, true) == "MRC X3, HPFAR");
    REQUIRE(mcr(ExceptionClass::CP15_32, 7, 15, 15, 7, true) == "MRC X3, p15, 7, c15, c15, 7");
    REQUIRE(mcr(ExceptionClass::CP14_MR, 0, 0, 15, 5, false) == "MCR X3, DBGBCR15");
    REQUIRE(mcr(ExceptionClass::CP14_MR, 0, 1, 0, 0, true) == "MRC X3, DBGDRAR");
    REQUIRE(mcr(ExceptionClass::CP10_ID, 7, 7, 0, 0, true) == "VMRS X3, MVFR0");
    REQUIRE(mcr(ExceptionClass::CP10_ID, 7, 0, 0, 0, true) == "VMRS X3, FPSID");
    REQUIRE(mcr(ExceptionClass::CP10_ID, 7, 9, 0, 0, true) == "VMRS X3, spec_reg 9");
    // MRRC X1, X2, CNTVCT, and a pair without a name
    const uint64_t pair = 1 << 16 | 2 << 10 | 1 << 5 | 14 << 1 | 1;
    REQUIRE(trappedRegister(makeEsr(ExceptionClass::CP15_64, pair)) == "MRRC X1, X2, CNTVCT");
    REQUIRE(trappedRegister(makeEsr(ExceptionClass::CP14_64, pair)) == "MRRC X1, X2, p14, 1, c14");
}
