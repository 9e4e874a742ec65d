// SPDX-License-Identifier: Apache-2.0
#include "simbackend/a64/decode.h"

#include "tests/simbackend/a64/decode_samples.h"
#include "tests/support/catch.h"

#include <random>
#include <string>

using namespace seatape::sim;

namespace {

bool overlap(const DecodeRow& a, const DecodeRow& b) {
    return ((a.value ^ b.value) & a.mask & b.mask) == 0;
}

std::string describe(const DecodeRow& row) {
    return std::string(row.name) + " " + std::string(row.pattern);
}

/// The letters of a pattern name fields: one run of bits each, or a field in two parts.
bool isTitle(std::string_view name) {
    return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

} // namespace

TEST_CASE("no word belongs to two rows") {
    const auto rows = decodeRows();
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t j = i + 1; j < rows.size(); ++j)
            if (overlap(rows[i], rows[j]))
                FAIL_CHECK(describe(rows[i]) << " overlaps " << describe(rows[j]));
}

TEST_CASE("every row is found by its fixed bits, whatever the free ones are") {
    std::mt19937 random(1);
    for (const DecodeRow& row : decodeRows())
        for (int i = 0; i < 64; ++i) {
            const uint32_t insn = row.value | (static_cast<uint32_t>(random()) & ~row.mask);
            if (decode(insn) != &row)
                FAIL_CHECK(describe(row) << " not found by " << std::hex << insn);
        }
}

TEST_CASE("every row has a title") {
    for (const DecodeRow& row : decodeRows())
        CHECK(isTitle(row.name));
}

TEST_CASE("random words decode as a search through all rows says") {
    std::mt19937 random(2);
    for (int i = 0; i < 20'000; ++i) {
        const uint32_t insn = static_cast<uint32_t>(random());
        const DecodeRow* expected = nullptr;
        for (const DecodeRow& row : decodeRows())
            if ((insn & row.mask) == row.value)
                expected = &row;
        if (decode(insn) != expected)
            FAIL_CHECK(std::hex << insn);
    }
}

TEST_CASE("encodings that binutils names have the row of that instruction") {
    for (const auto& sample : test::kDecodeSamples) {
        INFO(std::hex << sample.insn << " " << sample.objdump);
        const DecodeRow* row = decode(sample.insn);
        REQUIRE(row != nullptr);
        CHECK(row->name == sample.name);
    }
}

TEST_CASE("encodings of absent features and reserved values have no row") {
    static constexpr struct {
        uint32_t insn;
        const char* why;
    } samples[] = {
        {0x00010000, "reserved, above UDF"},
        {0x52c00000, "MOVZ Wd with hw = 2"},
        {0x12400000, "AND Wd with N = 1"},
        {0x13400000, "SBFM Wd with N = 1"},
        {0x93000000, "SBFM Xd with N = 0"},
        {0x53008000, "UBFM Wd with imms = 32"},
        {0x0bc00000, "ADD (shifted register) with ROR"},
        {0x0b008000, "ADD Wd with a shift of 32"},
        {0x0b201400, "ADD (extended register) with a shift of 5"},
        {0x5ac00c00, "REV64 of a W register"},
        {0x1ac04c00, "CRC32X into W with sf = 0"},
        {0x1b200000, "SMADDL with sf = 0"},
        {0x3a000400, "SETF8: FEAT_FlagM"},
        {0xba000400, "RMIF: FEAT_FlagM"},
        {0x5ac02000, "ABS: FEAT_CSSC"},
        {0xdac10000, "PACIA: FEAT_PAuth"},
        {0x9ac03000, "PACGA: FEAT_PAuth"},
        {0xd65f0bff, "RETAA: FEAT_PAuth"},
        {0xd61f081f, "BRAAZ: FEAT_PAuth"},
        {0x54000010, "BC.EQ: FEAT_HBC"},
        {0xf8200400, "LDRAA: FEAT_PAuth"},
        {0x91800000, "ADDG: MTE"},
        {0xd9200400, "STG: MTE"},
        {0x69000000, "STGP: MTE"},
        {0x08c00000, "LDLARB: FEAT_LOR"},
        {0xf83fd000, "LD64B: FEAT_LS64"},
        {0xd50330ff, "SB: FEAT_SB"},
        {0xd503323f, "DSB nXS: FEAT_XS"},
        {0xd5031000, "WFET: FEAT_WFxT"},
        {0xf8c00000, "size 3, opc 3"},
        {0xb8c00000, "LDRSW into W"},
        {0xf8800400, "PRFM with post-index"},
        {0x38200800, "STRB (register) with option 0"},
        {0x48217c00, "CASP of an odd Rs"},
        {0x08a00000, "CASB with Rt2 other than 31"},
    };
    for (const auto& sample : samples) {
        INFO(std::hex << sample.insn << " " << sample.why);
        CHECK(decode(sample.insn) == nullptr);
    }
}

TEST_CASE("atomics and compare-and-swap need FEAT_LSE, exclusives do not") {
    CHECK(decode(0xf8210002)->feature == Feature::Lse);  // LDADD
    CHECK(decode(0xc8a17c02)->feature == Feature::Lse);  // CAS
    CHECK(decode(0x48207c02)->feature == Feature::Lse);  // CASP
    CHECK(decode(0xc85f7c02)->feature == Feature::None); // LDXR
    CHECK(decode(0xc8dffc02)->feature == Feature::None); // LDAR
    CHECK(decode(0xf8bfc002)->feature == Feature::None); // LDAPR
}
