// SPDX-License-Identifier: Apache-2.0
// The table-driven decoder against an independent one, and against its own inverse.

#include "seatape/esr/syndrome.h"

#include "naive_decoder.h"
#include "tests/support/catch.h"

#include <random>
#include <string>

using namespace seatape;

namespace {

// A sanitizer makes each step ten times slower; a prime stride still visits every field's every
// value.
#if defined(__SANITIZE_ADDRESS__)
constexpr uint64_t kStride = 61;
#else
constexpr uint64_t kStride = 1;
#endif

using NaiveDecoder = naive::Iss (*)(uint64_t);

bool isIssField(const FieldValue& field) {
    return field.row->msb <= 24 && field.row->name != "RES0";
}

bool isIss2Field(const FieldValue& field) {
    return field.row->lsb >= 32 && field.row->name != "RES0";
}

/// Compares names, values and order of those fields, and whether anything was odd.
bool agrees(const Syndrome& syndrome, const naive::Iss& expected,
            bool (*isCompared)(const FieldValue&) = isIssField) {
    size_t next = 0;
    for (const FieldValue& field : syndrome.fields) {
        if (!isCompared(field))
            continue;
        if (next == expected.size || expected.fields[next].name != field.row->name ||
            expected.fields[next].value != field.value)
            return false;
        ++next;
    }
    return next == expected.size && (syndrome.remarkCount() != 0) == expected.odd;
}

/// Decodes every ISS of a class; returns the first syndrome that is not the same after encoding, or
/// that the naive decoder sees otherwise, and 0 if there is none.
uint64_t firstDisagreement(ExceptionClass ec, NaiveDecoder naiveDecoder) {
    for (uint64_t iss = 0; iss <= esr::ISS.mask(); iss += kStride) {
        const uint64_t esr = makeEsr(ec, iss);
        const Syndrome syndrome = decodeEsr(esr);
        if (encodeFields(syndrome.fields) != esr || !agrees(syndrome, naiveDecoder(esr)))
            return esr;
    }
    return 0;
}

/// The same for bits [63:32] under every fault status, for reads and writes.
uint64_t firstIss2Disagreement(ExceptionClass ec, NaiveDecoder naiveDecoder) {
    constexpr uint64_t kIss2Values = 1 << 13; // up to a bit that is always reserved
    constexpr uint64_t kLowValues = 1 << 7;   // WnR and the fault status among them
    for (uint64_t n = 0; n < kIss2Values * kLowValues; n += kStride) {
        const uint64_t esr = makeEsr(ec, n % kLowValues) | n / kLowValues << 32;
        const Syndrome syndrome = decodeEsr(esr);
        naive::Iss expected = naiveDecoder(esr);
        // What is odd about the lower half was compared with that half.
        const bool isOddBelow = decodeEsr(esr & 0xffffffff).remarkCount() != 0;
        expected.odd = expected.odd || isOddBelow;
        if (encodeFields(syndrome.fields) != esr || !agrees(syndrome, expected, isIss2Field))
            return esr;
    }
    return 0;
}

/// Tells whether the fields cover the 64 bits from the top without a hole or an overlap.
bool isContiguous(const FieldList& fields) {
    int next = 63;
    for (const FieldValue& field : fields) {
        if (field.row->msb != next)
            return false;
        next = field.row->lsb - 1;
    }
    return next == -1;
}

} // namespace

TEST_CASE("every ISS of a data abort survives decoding and agrees with the naive decoder") {
    CHECK(firstDisagreement(ExceptionClass::DABT_LOW, naive::dataAbort) == 0);
    CHECK(firstDisagreement(ExceptionClass::DABT_CUR, naive::dataAbort) == 0);
}

TEST_CASE("every ISS of an instruction abort survives decoding and agrees with the naive decoder") {
    CHECK(firstDisagreement(ExceptionClass::IABT_LOW, naive::instructionAbort) == 0);
    CHECK(firstDisagreement(ExceptionClass::IABT_CUR, naive::instructionAbort) == 0);
}

TEST_CASE("every ISS2 of an abort under every fault status agrees with the naive decoder") {
    CHECK(firstIss2Disagreement(ExceptionClass::DABT_LOW, naive::dataAbortIss2) == 0);
    CHECK(firstIss2Disagreement(ExceptionClass::DABT_CUR, naive::dataAbortIss2) == 0);
    CHECK(firstIss2Disagreement(ExceptionClass::IABT_LOW, naive::instructionAbortIss2) == 0);
    CHECK(firstIss2Disagreement(ExceptionClass::IABT_CUR, naive::instructionAbortIss2) == 0);
}

TEST_CASE("every ISS of an SError survives decoding and agrees with the naive decoder") {
    CHECK(firstDisagreement(ExceptionClass::SERROR, naive::sError) == 0);
}

TEST_CASE("random syndromes of further classes agree with the naive decoder") {
    const struct {
        ExceptionClass ec;
        NaiveDecoder decode;
    } cases[] = {
        {ExceptionClass::SYS64, naive::sys64},
        {ExceptionClass::SVC64, naive::immediate16},
        {ExceptionClass::HVC64, naive::immediate16},
        {ExceptionClass::SMC64, naive::immediate16},
        {ExceptionClass::BRK64, naive::breakpointInstruction},
        {ExceptionClass::SOFTSTP_LOW, naive::softwareStep},
        {ExceptionClass::FP_EXC64, naive::fpException},
        {ExceptionClass::WATCHPT_LOW, naive::watchpoint},
        {ExceptionClass::PROFILING, naive::profiling},
        {ExceptionClass::GCS, naive::gcs},
        {ExceptionClass::ILL, naive::none},
        {ExceptionClass::SP_ALIGN, naive::none},
    };
    std::mt19937_64 random(20250731);
    for (const auto& one : cases)
        for (int i = 0; i < 200000; ++i) {
            const uint64_t esr = makeEsr(one.ec, random());
            if (!agrees(decodeEsr(esr), one.decode(esr)))
                FAIL("they disagree about " << std::hex << esr);
        }
}

TEST_CASE("any 64 bits decode to fields that cover them once and encode to the same bits") {
    std::mt19937_64 random(41);
    for (int i = 0; i < 1000000; ++i) {
        const uint64_t esr = random();
        const FieldList fields = decodeEsr(esr).fields;
        if (encodeFields(fields) != esr || !isContiguous(fields))
            FAIL("lost a bit of " << std::hex << esr);
    }
}

TEST_CASE("every class with every fault status and every single ISS bit decodes and encodes") {
    for (uint64_t ec = 0; ec < 64; ++ec)
        for (uint64_t code = 0; code < 64; ++code)
            for (unsigned number = 0; number < 64; ++number) {
                const uint64_t esr =
                    (makeEsr(static_cast<ExceptionClass>(ec), code) & ~esr::IL.mask()) ^
                    (uint64_t{1} << number);
                const FieldList fields = decodeEsr(esr).fields;
                if (encodeFields(fields) != esr || !isContiguous(fields))
                    FAIL("lost a bit of " << std::hex << esr);
            }
}

/// Gives a field of a syndrome each of its values, or a prime stride of them if they are many;
/// returns the first syndrome that does not have it back, or loses another bit, and 0 if there is
/// none.
uint64_t firstLostValue(uint64_t esr, const FieldRow& row) {
    const uint64_t most = lowMask(row.width());
    const uint64_t stride = row.width() > 10 ? most / 997 | 1 : 1;
    for (uint64_t wanted = 0; wanted <= most; wanted += stride) {
        const uint64_t changed = withBits(esr, row.msb, row.lsb, wanted);
        const FieldList fields = decodeEsr(changed).fields;
        const FieldValue* field = fields.atBit(row.msb);
        const bool isSame =
            field->row->msb != row.msb || field->row->lsb != row.lsb || field->value == wanted;
        if (encodeFields(fields) != changed || !isContiguous(fields) || !isSame)
            return changed;
    }
    return 0;
}

TEST_CASE("every field of every layout takes each of its values and gives it back") {
    std::mt19937_64 random(7);
    for (uint64_t ec = 0; ec < 64; ++ec)
        for (int i = 0; i < 50; ++i) { // with other bits, other alternatives of a layout apply
            const uint64_t esr = makeEsr(static_cast<ExceptionClass>(ec), random(), i % 2 == 0) |
                                 (random() & esr::ISS2.mask());
            const Syndrome syndrome = decodeEsr(esr);
            for (const FieldValue& field : syndrome.fields)
                REQUIRE(firstLostValue(esr, *field.row) == 0);
        }
}
