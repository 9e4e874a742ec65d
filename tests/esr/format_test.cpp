// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/format.h"

#include "seatape/esr/kvm_sea.h"

#include "tests/support/catch.h"

using namespace seatape;

TEST_CASE("a syndrome in one line names what is set and what is odd") {
    REQUIRE(summarizeEsr(0x96000010) ==
            "0x96000010 DABT_CUR IL DFSC=SEA "
            "(Synchronous External abort, not on translation table walk)");
    REQUIRE(summarizeEsr(0x00000000) == "0x00000000 UNKNOWN IL=0!");
    REQUIRE(summarizeEsr(0x1f300000) == "0x1f300000 FP_ASIMD IL CV COND=CC");
    REQUIRE(summarizeEsr(0x82001e10) ==
            "0x82001e10 IABT_LOW IL SET=UEO FnV EA IFSC=SEA "
            "(Synchronous External abort, not on translation table walk)");
}

TEST_CASE("a summary of what has no name shows the bits") {
    REQUIRE(summarizeEsr(0xfe000005) == "0xfe000005 EC=0x3f! IL ISS=0x5");
    REQUIRE(summarizeEsr(0x56010011) == "0x56010011 SVC64 IL RES0[24:16]=0x1! imm16=0x11");
    REQUIRE(summarizeEsr(0x10056000000) == "0x10056000000 SVC64 RES0[55:32]=0x100! IL");
    EsrContext exit;
    exit.origin = EsrOrigin::KvmSeaExit;
    std::string line = "=> ";
    appendEsrSummary(0x920000d0, exit, line);
    REQUIRE(line == "=> 0x920000d0 DABT_LOW IL S1PTW[7]=0x1! WnR DFSC=SEA "
                    "(Synchronous External abort, not on translation table walk)");
}

TEST_CASE("a trapped register access is summarised by the register's name") {
    // MRS X3, MIDR_EL1 is op0 3, everything else 0, Rt 3, direction read.
    REQUIRE(summarizeEsr(0x62300061) ==
            "0x62300061 SYS64 IL Op0=3 Rt=3 Direction=READ (MRS X3, MIDR_EL1)");
}

TEST_CASE("the diagram shows bit numbers, digits and names in columns") {
    REQUIRE(formatBitDiagram(decodeEsr(0x56000011).fields) ==
            "   31:26  25   24:16         15:0\n"
            "  |010101|1 |000000000|0000000000010001|\n"
            "  |  EC  |IL|    -    |     imm16      |\n");
}

TEST_CASE("a tree has a line for each field and one for each remark") {
    const std::string tree = formatEsrTree(decodeEsr(0x56010011));
    REQUIRE(tree.find("ESR 0x56010011  SVC in AArch64 state\n") == 0);
    REQUIRE(tree.find("\n  imm16       [15:0]   0x11  - immediate of the instruction\n") !=
            std::string::npos);
    REQUIRE(tree.find("\n      ! reserved, should be 0\n") != std::string::npos);
}

TEST_CASE("the neutral list has everything a printer needs") {
    const std::vector<FieldNote> notes = describeFields(decodeEsr(0x96000050).fields);
    const FieldNote& status = notes.back();
    REQUIRE(status.name == "DFSC");
    REQUIRE(status.msb == 5);
    REQUIRE(status.lsb == 0);
    REQUIRE(status.value == 0x10);
    REQUIRE(status.valueName == "SEA");
    REQUIRE(status.valueText == "Synchronous External abort, not on translation table walk");
    REQUIRE(status.explanation == "Data Fault Status Code");
    REQUIRE(status.remark.empty());
}

TEST_CASE("a group of bits that KVM hides is named by what may be in it") {
    EsrContext exit;
    exit.origin = EsrOrigin::KvmSeaExit;
    const std::string tree = formatEsrTree(decodeEsr(0x92000010, exit));
    REQUIRE(tree.find("SAS/SSE/SRT/SF/AR/WU/FnP/PFV [23:14]") != std::string::npos);
    REQUIRE(tree.find("hidden by KVM") != std::string::npos);
}

TEST_CASE("every field of every class names the section that defines it") {
    for (unsigned ec = 0; ec < 64; ++ec) {
        const Syndrome syndrome = decodeEsr(makeEsr(static_cast<ExceptionClass>(ec), 0x10));
        for (const FieldNote& note : describeFields(syndrome))
            REQUIRE(note.source.starts_with("Arm ARM"));
    }
    const auto notes = describeFields(decodeEsr(0x96000010));
    REQUIRE(notes.front().source.find("ISS2") != std::string_view::npos);
    REQUIRE(notes.back().source.find("Data Abort") != std::string_view::npos);
}
