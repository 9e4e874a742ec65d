// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/encode.h"

#include "seatape/esr/register_layouts.h"

#include "tests/support/catch.h"

#include <initializer_list>

using namespace seatape;

namespace {

std::vector<FieldAssignment> assignments(std::initializer_list<const char*> texts) {
    std::vector<FieldAssignment> list;
    for (const char* text : texts)
        list.push_back(*parseAssignment(text));
    return list;
}

Result<uint64_t> encoded(std::initializer_list<const char*> texts) {
    return encodeEsr(assignments(texts));
}

std::string messageOf(const Result<uint64_t>& result) {
    return result ? "no error" : result.error().message();
}

} // namespace

TEST_CASE("names and values build a syndrome in any order") {
    REQUIRE(encoded({"EC=DABT_CUR", "DFSC=SEA_TTW3", "SET=UEO"}) == 0x96001817);
    REQUIRE(encoded({"SET=UEO", "DFSC=0x17", "EC=0x25"}) == 0x96001817);
    REQUIRE(encoded({"EC=DABT_LOW", "IL=0", "ISV", "SAS=WORD", "SRT=18", "FSC=TRANS_L3"}) ==
            0x91920007);
    REQUIRE(encoded({"EC=SERROR", "IDS"}) == 0xbf000000);
    REQUIRE(encoded({"EC=SVC64", "imm16=0b1_0001"}) == 0x56000011);
}

TEST_CASE("names and values may be shortened as long as they are unique") {
    REQUIRE(encoded({"ec=dabt_c", "dfsc=sea", "wn=1"}) == 0x96000050);
    REQUIRE(messageOf(encoded({"EC=DABT"})).find("DABT_LOW") != std::string::npos);
    REQUIRE(messageOf(encoded({"EC=DABT_CUR", "DFSC=SEA", "Fn=1"})).find("FnP or FnV") !=
            std::string::npos);
}

TEST_CASE("an error names what would have been legal") {
    const std::string unknown = messageOf(encoded({"EC=DABT_CUR", "COLOUR=3"}));
    REQUIRE(unknown.find("no field 'COLOUR'") != std::string::npos);
    REQUIRE(unknown.find("DFSC") != std::string::npos);

    const std::string elsewhere = messageOf(encoded({"DFSC=SEA"}));
    REQUIRE(elsewhere.find("no field 'DFSC' with this EC") == 0);
    REQUIRE(elsewhere.find("DABT_LOW or DABT_CUR") != std::string::npos);

    const std::string misplaced = messageOf(encoded({"EC=DABT_CUR", "DFSC=TRANS_L3", "SET=UEO"}));
    REQUIRE(misplaced.find("SET has no meaning unless the fault status is an SEA") == 0);

    REQUIRE(messageOf(encoded({"EC=DABT_CUR", "WnR=2"})).find("does not fit") != std::string::npos);
    REQUIRE(messageOf(encoded({"EC=DABT_CUR", "DFSC=SEA", "SET=BAD"})).find("UER, UC, UEO") !=
            std::string::npos);
}

TEST_CASE("an assignment that a later one makes meaningless is an error") {
    REQUIRE_FALSE(encoded({"EC=DABT_CUR", "ISV=0", "PFV=1", "DFSC=SEA", "ISV=1"}));
    REQUIRE_FALSE(encoded({"EC=DABT_CUR", "WnR=0", "WnR=1"}));
}

TEST_CASE("a register that is built has its RES1 bits, and one that is edited keeps what it had") {
    REQUIRE(encodeRegister(layouts::parEl1, assignments({"F", "FST=SEA_TTW3"})) == 0x82f);
    REQUIRE(editRegister(layouts::parEl1, 0, assignments({"F"})) == 1);
    REQUIRE(encodeRegister(layouts::spsr, assignments({"M=EL1h"})) == 5);
    REQUIRE_FALSE(encodeRegister(layouts::spsr, assignments({"M=EL9"})));
}

TEST_CASE("an edit changes the named fields and nothing else") {
    REQUIRE(editEsr(0x96000010, assignments({"WnR=1"})) == 0x96000050);
    REQUIRE(editEsr(0xffff000096000010, assignments({"FnV"})) == 0xffff000096000410);
    REQUIRE(editRegister(layouts::spsr, 0x3c5, assignments({"A=0", "M=EL0t"})) == 0x2c0);
}

TEST_CASE("every named field of a decoded syndrome can be written back by name") {
    for (const uint64_t esr : {0x96000010ull, 0x97523050ull, 0x82001e10ull, 0x1f300000ull,
                               0x2a000002ull, 0x62300061ull, 0xbe00a411ull, 0x409200000full}) {
        std::vector<FieldAssignment> all;
        for (const FieldValue& field : decodeEsr(esr).fields)
            if (field.row->name != "RES0")
                all.push_back({std::string(field.row->name), std::to_string(field.value)});
        const Result<uint64_t> again = encodeEsr(all);
        INFO(std::hex << esr << " " << messageOf(again));
        REQUIRE(again == esr);
    }
}
