// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/explain.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("every class and fault status has an explanation without a gap") {
    for (uint64_t ec = 0; ec < 64; ++ec)
        for (uint64_t code = 0; code < 64; ++code) {
            const Explanation text = explainEsr(makeEsr(static_cast<ExceptionClass>(ec), code));
            REQUIRE_FALSE(text.meaning.empty());
            REQUIRE_FALSE(text.software.empty());
            REQUIRE_FALSE(text.guest.empty());
            REQUIRE_FALSE(text.host.empty());
        }
}

TEST_CASE("the error type decides whether the program can go on") {
    const auto dataAbort = [](uint64_t set) {
        return explainEsr(makeEsr(ExceptionClass::DABT_LOW, set << 11 | 0x10)).recoverability;
    };
    REQUIRE(dataAbort(0) == Recoverability::Recoverable);
    REQUIRE(dataAbort(2) == Recoverability::Fatal);
    REQUIRE(dataAbort(3) == Recoverability::Restartable);

    const auto serror = [](uint64_t aet) {
        return explainEsr(makeEsr(ExceptionClass::SERROR, aet << 10 | 0x11)).recoverability;
    };
    REQUIRE(serror(0) == Recoverability::Fatal);
    REQUIRE(serror(2) == Recoverability::Restartable);
    REQUIRE(serror(3) == Recoverability::Recoverable);
    REQUIRE(serror(6) == Recoverability::Routine);
    REQUIRE(explainEsr(0xbf000000).recoverability == Recoverability::Unknown);
}

TEST_CASE("an abort within one Exception level does not reach KVM, but for VNCR_EL2") {
    for (const uint64_t lower : {0x92000010ull, 0x92000007ull, 0x82000014ull}) {
        const Explanation fromGuest = explainEsr(lower), own = explainEsr(lower | 0x4000000);
        CHECK(fromGuest.guest == own.guest);
        CHECK(fromGuest.host != own.host);
    }
    const std::string_view host = explainEsr(0x92000010).host;
    CHECK(explainEsr(0x96002010).host == host); // VNCR
    EsrContext exit;
    exit.origin = EsrOrigin::KvmSeaExit;
    CHECK(explainEsr(0x96000010, exit).host == host);
}

TEST_CASE("an error type that KVM hides or the CPU lacks says nothing") {
    EsrContext exit;
    exit.origin = EsrOrigin::KvmSeaExit;
    REQUIRE(explainEsr(0x92000010, exit).recoverability == Recoverability::Recoverable);
    exit.absent = Feature::RAS;
    REQUIRE(explainEsr(0x92000010, exit).recoverability == Recoverability::Unknown);
}
