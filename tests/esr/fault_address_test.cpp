// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/fault_address.h"

#include "seatape/esr/register_layouts.h"

#include "tests/support/catch.h"

using namespace seatape;

namespace {

FarValidity validity(uint64_t esr) {
    return judgeFar(decodeEsr(esr)).validity;
}

} // namespace

TEST_CASE("FAR is valid as the manual says, class by class") {
    CHECK(validity(0x96000010) == FarValidity::Valid);
    CHECK(validity(0x96000410) == FarValidity::NotValid);   // FnV
    CHECK(validity(0x96008007) == FarValidity::Imprecise);  // FnP
    CHECK(validity(0x96000407) == FarValidity::Valid);      // bit 10 is RES0 with this code
    CHECK(validity(0x82001e10) == FarValidity::NotValid);   // instruction abort with FnV
    CHECK(validity(0x86000007) == FarValidity::Valid);      // instruction abort
    CHECK(validity(0xd2000022) == FarValidity::Valid);      // watchpoint
    CHECK(validity(0x8a000000) == FarValidity::Valid);      // PC alignment
    CHECK(validity(0x9a000000) == FarValidity::NotWritten); // SP alignment
    CHECK(validity(0xbe000011) == FarValidity::NotWritten); // SError
    CHECK(validity(0xbe008011) == FarValidity::Valid);      // SError with VFV
    CHECK(validity(0xbf008011) == FarValidity::NotWritten); // the same bit, but IDS
    CHECK(validity(0x56000000) == FarValidity::NotWritten); // SVC
}

TEST_CASE("every judgement has a reason") {
    for (unsigned ec = 0; ec < 64; ++ec)
        for (const uint64_t iss : {0x0u, 0x10u, 0x410u, 0x8010u, 0x1ffffffu})
            CHECK_FALSE(
                judgeFar(decodeEsr(makeEsr(static_cast<ExceptionClass>(ec), iss))).reason.empty());
}

TEST_CASE("the IPA's page is what HPFAR_EL2's FIPA says, bit by bit") {
    for (unsigned n = 0; n < 64; ++n) {
        const uint64_t hpfar = uint64_t{1} << n;
        const auto fields = decodeFields(layouts::hpfarEl2, hpfar);
        CHECK(ipaPage(hpfar) == fields.find("FIPA")->value << 12);
    }
}
