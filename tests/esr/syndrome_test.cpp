// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/syndrome.h"

#include "seatape/esr/fault_status.h"
#include "seatape/esr/kvm_sea.h"

#include "tests/support/catch.h"

using namespace seatape;

namespace {

uint64_t valueOf(const Syndrome& syndrome, std::string_view name) {
    const FieldValue* field = syndrome.fields.find(name);
    return field ? field->value : ~uint64_t{0};
}

std::string_view meaningOf(const Syndrome& syndrome, std::string_view name) {
    const FieldValue* field = syndrome.fields.find(name);
    return field && field->meaning() ? field->meaning()->name : "no such field";
}

Remark remarkOf(const Syndrome& syndrome, std::string_view name) {
    const FieldValue* field = syndrome.fields.find(name);
    return field ? field->remark : Remark::NotAccepted;
}

} // namespace

TEST_CASE("the vectors that other decoders publish decode to the same fields") {
    const Syndrome write = decodeEsr(0x96000050);
    REQUIRE(write.ec() == ExceptionClass::DABT_CUR);
    REQUIRE(meaningOf(write, "SET") == "UER");
    REQUIRE(valueOf(write, "WnR") == 1);
    REQUIRE(meaningOf(write, "DFSC") == "SEA");

    const Syndrome nested = decodeEsr(0x97523050);
    REQUIRE(valueOf(nested, "ISV") == 1);
    REQUIRE(meaningOf(nested, "SAS") == "HALF");
    REQUIRE(valueOf(nested, "SRT") == 18);
    REQUIRE(valueOf(nested, "SF") == 0);
    REQUIRE(valueOf(nested, "VNCR") == 1);
    REQUIRE(meaningOf(nested, "SET") == "UC");

    const Syndrome fetch = decodeEsr(0x82001e10);
    REQUIRE(fetch.ec() == ExceptionClass::IABT_LOW);
    REQUIRE(meaningOf(fetch, "SET") == "UEO");
    REQUIRE(valueOf(fetch, "FnV") == 1);
    REQUIRE(valueOf(fetch, "EA") == 1);
    REQUIRE(meaningOf(fetch, "IFSC") == "SEA");

    const Syndrome fp = decodeEsr(0x1f300000);
    REQUIRE(fp.ec() == ExceptionClass::FP_ASIMD);
    REQUIRE(valueOf(fp, "CV") == 1);
    REQUIRE(valueOf(fp, "COND") == 3);

    REQUIRE(meaningOf(decodeEsr(0x2a000002), "ISS") == "LDST64B");
    REQUIRE(decodeEsr(0).ec() == ExceptionClass::UNKNOWN);
}

TEST_CASE("odd values become remarks and everything else still decodes") {
    const Syndrome call = decodeEsr(makeEsr(ExceptionClass::SVC64, 0x10001));
    REQUIRE(call.fields.atBit(16)->remark == Remark::ReservedBitSet);
    REQUIRE(valueOf(call, "imm16") == 1);
    const Syndrome reservedCode = decodeEsr(makeEsr(ExceptionClass::DABT_LOW, 0x7f));
    REQUIRE(remarkOf(reservedCode, "DFSC") == Remark::Unallocated);
    REQUIRE(valueOf(reservedCode, "WnR") == 1);
    const Syndrome unknownClass = decodeEsr(0xffffffffffffffff);
    REQUIRE(remarkOf(unknownClass, "EC") == Remark::Unallocated);
    REQUIRE(encodeFields(unknownClass.fields) == 0xffffffffffffffff);
    REQUIRE(remarkOf(decodeEsr(makeEsr(ExceptionClass::SERROR, 0, false)), "IL") ==
            Remark::ReservedBitClear);
}

TEST_CASE("a field of ISS2 is there for the fault statuses that the manual names under it") {
    const auto has = [](std::string_view name, uint8_t code, unsigned bitNumber,
                        ExceptionClass ec = ExceptionClass::DABT_LOW, bool isWrite = true) {
        const uint64_t iss = code | (isWrite && ec == ExceptionClass::DABT_LOW ? 0x40u : 0u);
        const Syndrome syndrome = decodeEsr(makeEsr(ec, iss) | uint64_t{1} << bitNumber);
        const bool isThere = syndrome.fields.find(name) != nullptr;
        const auto* field = syndrome.fields.atBit(bitNumber);
        CHECK(field->remark == (isThere ? Remark::None : Remark::ReservedBitSet));
        return isThere;
    };
    for (const auto& [name, bitNumber] : {std::pair{"Overlay", 38u}, {"AssuredOnly", 39u}}) {
        CHECK(has(name, 0x0f, bitNumber));
        CHECK(has(name, 0x0c, bitNumber, ExceptionClass::IABT_LOW));
        CHECK_FALSE(has(name, 0x07, bitNumber));
        CHECK_FALSE(has(name, 0x10, bitNumber, ExceptionClass::IABT_LOW));
    }
    CHECK(has("TnD", 0x0d, 42));
    CHECK_FALSE(has("TagAccess", 0x11, 41));
    CHECK(has("DirtyBit", 0x0f, 37));
    CHECK_FALSE(has("DirtyBit", 0x0f, 37, ExceptionClass::DABT_LOW, false)); // a read
    CHECK(has("Xs", 0x05, 32));
    CHECK_FALSE(has("Xs", 0x10, 32));
    CHECK(has("GCS", 0x10, 40)); // whatever the fault
    CHECK(has("HDBSSF", 0x15, 43));
    CHECK(has("HDBSSF", 0x27, 43, ExceptionClass::IABT_LOW));
    CHECK_FALSE(has("HDBSSF", 0x10, 43));
}

TEST_CASE("the CPU's features decide what a field may hold") {
    const EsrContext plain = EsrContext::forCpu({});
    const EsrContext ras = EsrContext::forCpu(Feature::RAS);
    const uint64_t uncontainable = makeEsr(ExceptionClass::DABT_CUR, 0x1010);
    REQUIRE(remarkOf(decodeEsr(uncontainable, plain), "SET") == Remark::FeatureMissing);
    REQUIRE(remarkOf(decodeEsr(uncontainable, ras), "SET") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(uncontainable), "SET") == Remark::None);

    const uint64_t parity = makeEsr(ExceptionClass::DABT_CUR, fsc::SyncParity);
    REQUIRE(remarkOf(decodeEsr(parity, plain), "DFSC") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(parity, ras), "DFSC") == Remark::FeatureExcludes);
    const uint64_t level2 = makeEsr(ExceptionClass::DABT_CUR, 0x12);
    REQUIRE(remarkOf(decodeEsr(level2, ras), "DFSC") == Remark::FeatureMissing);
}

TEST_CASE("the target Exception level decides which fields and classes may appear") {
    EsrContext el1;
    el1.targetEl = 1;
    EsrContext el2;
    el2.targetEl = 2;
    const uint64_t onWalk = makeEsr(ExceptionClass::DABT_LOW, 0x94);
    REQUIRE(remarkOf(decodeEsr(onWalk, el1), "S1PTW") == Remark::WrongTargetEl);
    REQUIRE(remarkOf(decodeEsr(onWalk, el2), "S1PTW") == Remark::None);
    const uint64_t call = makeEsr(ExceptionClass::HVC64, 0);
    REQUIRE(remarkOf(decodeEsr(call, el1), "EC") == Remark::WrongTargetEl);
    REQUIRE(remarkOf(decodeEsr(call, el2), "EC") == Remark::None);
}

TEST_CASE("fields that contradict each other get a remark that says so") {
    const auto dabt = [](uint64_t iss) { return makeEsr(ExceptionClass::DABT_CUR, iss); };
    REQUIRE(remarkOf(decodeEsr(dabt(0x90)), "S1PTW") == Remark::NotOnWalk);
    REQUIRE(remarkOf(decodeEsr(dabt(0x94)), "S1PTW") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(dabt(0x207)), "EA") == Remark::EaOfOtherFault);
    REQUIRE(remarkOf(decodeEsr(dabt(0x214)), "EA") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(dabt(0x107)), "WnR") == Remark::MaintenanceIsWrite);
    REQUIRE(remarkOf(decodeEsr(dabt(0x147)), "WnR") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(dabt(0x1000147)), "ISV") == Remark::NotALoadOrStore);
    REQUIRE(remarkOf(decodeEsr(dabt(0x1200047)), "SSE") == Remark::StoreCannotExtend);
    REQUIRE(remarkOf(decodeEsr(dabt(0x1c00007)), "SF") == Remark::NarrowRegister);
    REQUIRE(remarkOf(decodeEsr(dabt(0x1c08007)), "SF") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(dabt(0x2007)), "VNCR") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(makeEsr(ExceptionClass::DABT_LOW, 0x2007)), "VNCR") ==
            Remark::VncrFromLowerEl);
}

TEST_CASE("some contradictions count only on a CPU or at an Exception level that is known") {
    const uint64_t described = makeEsr(ExceptionClass::DABT_LOW, 0x1000010);
    REQUIRE(remarkOf(decodeEsr(described), "ISV") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(described, EsrContext::forCpu({})), "ISV") == Remark::None);
    REQUIRE(remarkOf(decodeEsr(described, EsrContext::forCpu(Feature::RAS)), "ISV") ==
            Remark::IsvOfExternalAbort);
    EsrContext el1;
    el1.targetEl = 1;
    const uint64_t stage2 = makeEsr(ExceptionClass::DABT_LOW, 0x1000007);
    REQUIRE(remarkOf(decodeEsr(stage2, el1), "ISV") == Remark::WrongTargetEl);
    const uint64_t ld64b = makeEsr(ExceptionClass::DABT_LOW, 0x1001007);
    REQUIRE(remarkOf(decodeEsr(ld64b, el1), "ISV") == Remark::None);
}

TEST_CASE("what KVM clears from an SEA exit is hidden, not zero") {
    EsrContext exit;
    exit.origin = EsrOrigin::KvmSeaExit;
    const Syndrome syndrome = decodeEsr(0x92000050, exit);
    for (const char* name : {"ISV", "VNCR", "S1PTW", "GCS"})
        REQUIRE(syndrome.fields.find(name)->state == FieldState::Hidden);
    for (const char* name : {"EC", "IL", "SET", "FnV", "EA", "CM", "WnR", "DFSC"})
        REQUIRE(syndrome.fields.find(name)->state == FieldState::Known);
    REQUIRE(syndrome.remarkCount() == 0);

    // The fault status is shown, so that what it decides is known: 0x10 has no TagAccess.
    REQUIRE(syndrome.fields.atBit(41)->state == FieldState::Known);
    REQUIRE(syndrome.fields.atBit(23)->state == FieldState::Hidden); // ISV decides, and is hidden

    exit.absent = Feature::RAS;
    REQUIRE(decodeEsr(0x92000050, exit).fields.atBit(11)->state == FieldState::Hidden);
    REQUIRE(remarkOf(decodeEsr(0x920000d0, exit), "S1PTW") == Remark::HiddenBitSet);
    REQUIRE(remarkOf(decodeEsr(0x92000007, exit), "DFSC") == Remark::NotAnSeaExit);
    REQUIRE(remarkOf(decodeEsr(0x56000000, exit), "EC") == Remark::NotAnSeaExit);
}

TEST_CASE("an ISS from user space is judged against the bits its ABI accepts") {
    EsrContext mainline;
    mainline.accepted = kUserIssMask;
    const Syndrome fine = decodeUserIss(ExceptionClass::SERROR, 0x101d1ed, mainline);
    REQUIRE(fine.remarkCount() == 0);
    REQUIRE(fine.fields.find("EC")->state == FieldState::Implied);
    REQUIRE(valueOf(fine, "IDS") == 1);

    const Syndrome refused = decodeUserIss(ExceptionClass::SERROR, 0x2000000, mainline);
    REQUIRE(remarkOf(refused, "IL") == Remark::NotAccepted);
    const Syndrome iss2 = decodeUserIss(ExceptionClass::DABT_LOW, uint64_t{1} << 40, mainline);
    REQUIRE(remarkOf(iss2, "GCS") == Remark::NotAccepted);
}

TEST_CASE("the syndromes that KVM's injectors produce are without remarks") {
    // kvm-sea-spec 2.6 and 2.14: external aborts by class and source, on a walk, and SErrors.
    EsrContext el1;
    el1.targetEl = 1;
    for (const uint64_t esr :
         {0x96000010ull, 0x92000010ull, 0x86000010ull, 0x82000010ull, 0x96000013ull, 0x96000014ull,
          0x96000017ull, 0x02000000ull, 0xbf000000ull, 0xbf01d1edull, 0x92000035ull}) {
        INFO(std::hex << esr);
        REQUIRE(decodeEsr(esr, el1).remarkCount() == 0);
    }
    const Syndrome reported = decodeEsr(0x92000610);
    REQUIRE(valueOf(reported, "FnV") == 1);
    REQUIRE(valueOf(reported, "EA") == 1);
}

TEST_CASE("at least 45 classes have a symbol, a name and room for their fields") {
    int named = 0;
    for (unsigned code = 0; code < 64; ++code) {
        const auto ec = static_cast<ExceptionClass>(code);
        const ClassInfo& info = classInfo(ec);
        named += !classSymbol(ec).empty();
        REQUIRE(classSymbol(ec).empty() == (className(ec) == "unallocated"));
        REQUIRE(info.upper->msb == 63);
        REQUIRE(info.upper->lsb == 32);
        REQUIRE(info.iss->msb == 24);
        REQUIRE(info.iss->lsb == 0);
        REQUIRE(maxFields(info.upper->rows) + maxFields(info.head->rows) +
                    maxFields(info.iss->rows) <=
                FieldList::kCapacity);
    }
    REQUIRE(named >= 45);
    REQUIRE(className(ExceptionClass::DABT_CUR) == "Data Abort, same EL");
}
