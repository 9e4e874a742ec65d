// SPDX-License-Identifier: Apache-2.0
// seatape decode and seatape encode, as a user or a script meets them.

#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace seatape::test;
using Json = nlohmann::json;

namespace {

std::vector<Json> jsonLines(const std::string& text) {
    std::vector<Json> objects;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        objects.push_back(Json::parse(line));
    return objects;
}

const Json& fieldOf(const Json& object, std::string_view name) {
    for (const Json& field : object["fields"])
        if (field["name"] == name)
            return field;
    FAIL("no field " << name);
    return object;
}

std::string shortOf(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{"decode", "--short"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return runSeatape(command).out;
}

} // namespace

TEST_CASE("decode takes numbers as people have them") {
    const std::string line = shortOf({"0x96000010"});
    CHECK(line == "0x96000010 DABT_CUR IL DFSC=SEA (Synchronous External abort, not on translation "
                  "table walk)\n");
    for (const char* text :
         {"96000010", "0000000096000010", "2516582416", "0x9600_0010", "9600'0010", "0X96000010",
          "0b10010110000000000000000000010000", "ESR=96000010", "esr_el1=0x96000010",
          " 0x96000010,", "ESR = 0x0000000096000010", "ESR_EL1: 96000010", "esr_el12:0x96000010"})
        CHECK(shortOf({text}) == line);
    CHECK(shortOf({"96000010;0x96000010", "96000010"}) == line + line + line);
    CHECK(shortOf({"ESR:96000010 ESR : 96000010\tESR\t=\t96000010"}) == line + line + line);
}

TEST_CASE("the published vectors of another decoder hold") {
    struct Vector {
        const char* esr;
        std::vector<std::string> parts;
    };
    const std::vector<Vector> vectors{
        {"0x0", {"UNKNOWN"}},
        {"0x96000050", {"DABT_CUR IL", "WnR", "DFSC=SEA "}},
        {"0x97523050", {"DABT_CUR IL ISV SAS=HALF SRT=18 VNCR SET=UC WnR DFSC=SEA "}},
        {"0x82001e10", {"IABT_LOW IL SET=UEO FnV EA IFSC=SEA "}},
        {"0x1f300000", {"FP_ASIMD IL CV COND=CC"}},
        {"0x2a000002", {"OTHER IL ISS=LDST64B"}},
    };
    for (const Vector& vector : vectors) {
        const std::string line = shortOf({vector.esr});
        INFO(line);
        for (const std::string& part : vector.parts)
            CHECK(contains(line, part));
        CHECK(runSeatape({"decode", vector.esr}).code == 0);
    }
}

TEST_CASE("reserved bits are remarks and not failures") {
    const auto all = runSeatape({"decode", "--json", "0xffffffffffffffff"});
    CHECK(all.code == 0);
    const Json object = Json::parse(all.out);
    CHECK(object["class"]["code"] == 0x3f);
    CHECK(object["class"]["symbol"].is_null());
    CHECK(fieldOf(object, "EC")["remark"].is_string());
}

TEST_CASE("decode draws a tree by default, and colours it where they are wanted") {
    const auto tree = runSeatape({"decode", "0x96000010"});
    for (const char* part :
         {"ESR 0x96000010  Data Abort, same EL\n", "|100101|1 |", "DFSC        [5:0]    0x10 SEA"})
        CHECK(contains(tree.out, part));
    CHECK_FALSE(contains(tree.out, "\x1b["));
    CHECK(contains(runSeatape({"decode", "--color", "always", "0x96000010"}).out, "\x1b[1mESR"));
}

TEST_CASE("decode --json has every field and its parts") {
    const auto result = runSeatape({"decode", "--json", "--explain", "0x96000010", "PSTATE=0x3c5"});
    const auto objects = jsonLines(result.out);
    REQUIRE(objects.size() == 3); // two values and what they say together
    CHECK(objects[0]["value"] == "0x96000010");
    CHECK(objects[0]["register"] == "ESR_ELx");
    CHECK(objects[0]["class"]["symbol"] == "DABT_CUR");
    const Json& fsc = fieldOf(objects[0], "DFSC");
    CHECK(fsc["msb"] == 5);
    CHECK(fsc["lsb"] == 0);
    CHECK(fsc["value"] == 0x10);
    CHECK(fsc["valueName"] == "SEA");
    CHECK(fsc["remark"].is_null());
    CHECK(fsc["state"] == "known");
    for (const char* part : {"recoverability", "meaning", "software", "guest", "host"})
        CHECK_FALSE(objects[0]["explanation"][part].get<std::string>().empty());
    unsigned next = 63;
    for (const Json& field : objects[0]["fields"]) {
        CHECK(field["msb"] == next);
        next = field["lsb"].get<unsigned>() - 1;
    }
    CHECK(fieldOf(objects[1], "M")["valueName"] == "EL1h");
    CHECK(objects[2]["together"].is_array());
}

TEST_CASE("decode --explain says what guest and host do") {
    const auto result = runSeatape({"decode", "--explain", "0x92001810"});
    for (const char* part :
         {"recoverability  restartable", "guest", "do_sea()", "host", "KVM_EXIT_ARM_SEA"})
        CHECK(contains(result.out, part));
    std::istringstream lines(result.out.substr(result.out.find("recoverability")));
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 100);
}

TEST_CASE("a bad value is named, the others are decoded, and the exit code is 2") {
    const auto result =
        runSeatape({"decode", "--short", "0x96000010", "zz", "FAR=", "XYZ=1", "0x82000010"});
    CHECK(result.code == 2);
    CHECK(contains(result.out, "DABT_CUR"));
    CHECK(contains(result.out, "IABT_LOW"));
    for (const char* part :
         {"value 2: 'zz'", "write 0x", "value 3: ''", "value 4", "no register 'XYZ'", "HPFAR_EL2"})
        CHECK(contains(result.err, part));
    CHECK(contains(runSeatape({"decode", "ESR 1"}).err, "'ESR' is a register without a value"));
    const auto junk = runSeatape({"decode", "\x1b" + std::string(100000, 'z')});
    CHECK(contains(junk.err, "value 1: '\\x1bzzz"));
    CHECK(contains(junk.err, "z…' is no number"));
    CHECK(junk.err.size() < 300);
    CHECK(contains(runSeatape({"decode", " "}).err, "value 1: there is no value in it"));
}

TEST_CASE("a trap says which instruction it is in JSON, too") {
    const Json trap = Json::parse(runSeatape({"decode", "--json", "0x62300061"}).out);
    CHECK(trap["instruction"] == "MRS X3, MIDR_EL1");
    CHECK(Json::parse(runSeatape({"decode", "--json", "0x96000010"}).out)["instruction"].is_null());
}

TEST_CASE("values come from standard input, with comments") {
    const std::string input = "# a log\n96000010, 0x82000010 # two\n\n  nope\r\nESR=be000011";
    for (const char* line : {"seatape decode --short < $IN", "seatape decode --short - < $IN",
                             "cat $IN | seatape decode --short"}) {
        const auto result = shell(line, input);
        CHECK(result.code == 2);
        CHECK(contains(result.out, "DABT_CUR"));
        CHECK(contains(result.out, "IABT_LOW"));
        CHECK(contains(result.out, "SERROR"));
        CHECK(contains(result.err, "standard input, line 4: 'nope'"));
    }
    CHECK(shell("seatape decode < /dev/null").code == 0);
    CHECK(shell("seatape decode < /").code == 2);
}

TEST_CASE("the context changes what is odd") {
    CHECK_FALSE(contains(shortOf({"0x96001810"}), "!"));
    CHECK(contains(shortOf({"--cpu", "noRAS", "0x96001810"}), "SET=UEO!"));
    CHECK(contains(shortOf({"--cpu=-FEAT_RAS,+lpa2", "0x96001810"}), "SET=UEO!"));
    CHECK(contains(shortOf({"--el", "1", "0x92000087"}), "S1PTW!"));
    CHECK(contains(shortOf({"ESR_EL1=0x92000087"}), "S1PTW!"));
    CHECK_FALSE(contains(shortOf({"ESR_EL2=0x92000087"}), "!"));
    const Json hidden =
        Json::parse(runSeatape({"decode", "--json", "--origin", "arm_sea", "0x92000010"}).out);
    CHECK(fieldOf(hidden, "S1PTW")["state"] == "hidden");
    CHECK(fieldOf(hidden, "DFSC")["state"] == "known");
    const auto unknown = runSeatape({"decode", "--cpu", "RAZ", "0"});
    CHECK(unknown.code == 2);
    CHECK(contains(unknown.err, "no feature 'RAZ'"));
    CHECK(runSeatape({"decode", "--cpu", "RAS,noRAS", "0"}).code == 2);
    CHECK(runSeatape({"decode", "--el", "4", "0"}).code == 2);
}

TEST_CASE("other registers are decoded by name") {
    for (const auto& [argument, part] : std::vector<std::pair<std::string, std::string>>{
             {"PSTATE=0x600003c5", "Z C D A I F M=EL1h"},
             {"SPSR=600003c5", "M=EL1h"},
             {"HPFAR_EL2=0x90100", "FIPA"},
             {"isr_el1=0x100", "ISR_EL1 0x100 A"},
             {"VSESR=0x1000000", "IDS"},
             {"DISR=0x80000011", "DFSC=ASYNC_SERROR"},
             {"ERR3STATUS=0x40000000", "V"},
             {"PAR_EL1=0x809", "F"},
             {"SCTLR=0x1", "M"},
             {"SCTLR2_EL1=0x20", "EASE"},
             {"FAR=0xffff000012345678", "FAR 0xffff000012345678"}}) {
        INFO(argument);
        const std::string line = shortOf({argument});
        CHECK(contains(line, part));
        const auto as = argument.find('=');
        CHECK(shortOf({"--as", argument.substr(0, as), argument.substr(as + 1)}) == line);
    }
    CHECK(runSeatape({"decode", "--as", "X0", "1"}).code == 2);
}

TEST_CASE("registers of one exception tell one story") {
    const auto story = runSeatape({"decode", "ESR=0x96000010", "FAR=0xffff800012345678",
                                   "SPSR=0x600003c5", "ELR=0xffff800010000000"});
    CHECK(story.code == 0);
    for (const char* part :
         {"Together", "taken from EL1 with SP_EL1, with PSTATE D A I F masked",
          "EC: taken to EL1, the level that it came from",
          "FAR: 0xffff800012345678 is the address that faulted", "So: recoverable."})
        CHECK(contains(story.out, part));
    const auto invalid = runSeatape({"decode", "0x96000410", "FAR=0x10"});
    CHECK(contains(invalid.out, "FAR: 0x10 says nothing (FnV is 1)"));
    const auto ipa = runSeatape({"decode", "ESR_EL2=0x92000007", "FAR=0x1234", "HPFAR=0x900000"});
    CHECK(contains(ipa.out, "with FAR the IPA is 0x90000234"));
    const auto walk = runSeatape({"decode", "ESR_EL2=0x92000087", "FAR=0x1234", "HPFAR=0x900000"});
    CHECK(contains(walk.out, "0x90000000, which holds a stage 1 table"));
    for (const auto& [esr, spsr] : {std::pair{"ESR_EL1=0x92000010", "SPSR=0x3c5"},
                                    {"ESR_EL2=0x96000010", "SPSR=0x3c5"},
                                    {"ESR=0x96000010", "SPSR=0"}})
        CHECK(contains(runSeatape({"decode", esr, spsr}).out, "contradicts SPSR"));
    CHECK_FALSE(
        contains(runSeatape({"decode", "0x96000010", "0x92000010", "FAR=0"}).out, "Together"));
}

TEST_CASE("an ISS of user space is judged by the rules of a dialect") {
    const auto judge = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"decode", "--json", "--user-iss"});
        return Json::parse(runSeatape(more).out);
    };
    const Json legal = judge({"serror", "0x1000000"});
    CHECK(legal["error"].is_null());
    CHECK(legal["seen"]["value"] == "0xbf000000");
    CHECK(judge({"serror", "0x2000000"})["error"] == "EINVAL");
    CHECK(judge({"serror", "0x2000000"})["refusedBits"] == "0x2000000");
    const Json mainline = judge({"dabt", "--dialect", "mainline", "0x600"});
    CHECK(mainline["legality"] == "refused");
    CHECK_FALSE(mainline["reasons"].empty());
    const Json layout = judge({"DABT_LOW", "--dialect", "layout-b", "0x10"});
    CHECK(layout["legality"] == "legal");
    CHECK(layout["seen"]["class"]["symbol"] == "DABT_LOW");
    CHECK(layout["addedByKvm"] == "0x92000000");
    const Json nonsense = judge({"dabt", "--dialect", "layout-b", "0x7"});
    CHECK(nonsense["legality"] == "nonsense");
    CHECK_FALSE(nonsense["reasons"].empty());
    CHECK(contains(runSeatape({"decode", "--user-iss", "serror", "0x1000000"}).out,
                   "The guest reads\nESR 0xbf000000"));
    CHECK(contains(runSeatape({"decode", "--user-iss", "dabt", "--short", "0x10"}).out,
                   "refused with EINVAL"));
    CHECK(contains(
        runSeatape({"decode", "--user-iss", "dabt", "--dialect", "layout-a", "--short", "0x2000"})
            .out,
        "the guest reads 0x96002010 DABT_CUR IL VNCR! DFSC=SEA"));
    CHECK(runSeatape({"decode", "--user-iss", "svc", "0"}).code == 2);
    CHECK(runSeatape({"decode", "--user-iss", "dabt", "--explain", "0"}).code == 2);
    CHECK(runSeatape({"decode", "--user-iss", "dabt", "--origin", "arm_sea", "0"}).code == 2);
    CHECK(contains(runSeatape({"decode", "--user-iss", "dabt", "FAR=1"}).err, "FAR is no ISS"));
    CHECK(runSeatape({"decode", "--dialect", "union", "0"}).code == 2); // needs --user-iss
}

TEST_CASE("encode builds what decode takes apart") {
    const auto value = [](std::vector<std::string> words) {
        words.insert(words.begin(), {"encode", "--value"});
        return runSeatape(words).out;
    };
    CHECK(value({"EC=DABT_CUR", "DFSC=SEA_TTW3", "SET=UEO"}) == "0x96001817\n");
    CHECK(value({"SET=UEO", "DFSC=SEA_TTW3", "EC=DABT_CUR"}) == "0x96001817\n");
    CHECK(value({"--from", "0x96000010", "WnR=1"}) == "0x96000050\n");
    CHECK(value({"--from=96000050", "wnr=0"}) == "0x96000010\n");
    CHECK(value({"--as", "SPSR_EL1", "M=EL1h", "D", "A", "I", "F"}) == "0x000003c5\n");
    CHECK(value({"--as", "PAR_EL1", "F", "FST=SEA_TTW3"}) == "0x0000082f\n");
    CHECK(value({"--as", "PAR_EL1", "--from", "0x1", "FST=SEA_TTW3"}) == "0x0000002f\n");
    const auto tree = runSeatape({"encode", "EC=SERROR", "DFSC=ASYNC", "AET=UER"});
    CHECK(tree.out == runSeatape({"decode", "0xbe000c11"}).out);
    const Json json = Json::parse(runSeatape({"encode", "--json", "EC=BRK64", "Comment=7"}).out);
    CHECK(json["value"] == "0xf2000007");
    CHECK(runSeatape({"encode", "--short", "EC=SVC64"}).out == shortOf({"0x56000000"}));
}

TEST_CASE("what cannot be encoded is explained") {
    const auto fails = [](std::vector<std::string> words, const std::string& part) {
        words.insert(words.begin(), "encode");
        const auto result = runSeatape(words);
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK(contains(result.err, part));
    };
    fails({}, "nothing is assigned");
    fails({"EC=DABT_CUR", "XYZ=1"}, "the fields here are");
    fails({"SET=UEO"}, "DABT_CUR has one");
    fails({"EC=DABT_CUR", "DFSC=TRANS_L3", "SET=UEO"}, "SET has no meaning unless");
    fails({"EC=DABT_CUR", "WnR=2"}, "does not fit");
    fails({"EC=DABT"}, "DABT_LOW or DABT_CUR");
    fails({"=1"}, "NAME=VALUE");
    fails({"--from", "zz", "WnR=1"}, "--from: 'zz'");
    fails({"--as", "FAR", "X=1"}, "has no fields");
    fails({"--as", "FOO", "X=1"}, "no register 'FOO'");
}

TEST_CASE("encode offers what may stand in its place") {
    const auto offers = [](std::vector<std::string> words, const std::string& word) {
        words.insert(words.begin(), "encode");
        words.insert(words.end(), {"--complete", word});
        return runSeatape(words).out;
    };
    CHECK(offers({}, "") == "EC=\nIL=\n");
    CHECK(offers({}, "EC=DABT") == "EC=DABT_LOW\nEC=DABT_CUR\n");
    CHECK(contains(offers({"EC=DABT_CUR", "DFSC=TRANS_L3"}, ""), "LST="));
    CHECK_FALSE(contains(offers({"EC=DABT_CUR"}, ""), "SET="));
    CHECK(contains(offers({"EC=DABT_CUR", "DFSC=SEA"}, ""), "SET="));
    CHECK(offers({"EC=DABT_CUR", "DFSC=SEA"}, "set=u") == "SET=UER\nSET=UC\nSET=UEO\n");
    CHECK(offers({"--from", "0x96000010"}, "Wn") == "WnR=\n");
    CHECK(offers({"--as", "SPSR_EL1"}, "M=EL1") == "M=EL1t\nM=EL1h\n");
    CHECK_FALSE(contains(offers({"EC=DABT_CUR", "--cpu", "noLPA2"}, "DFSC="), "TTWm1"));
    CHECK(offers({"EC=NOTHING"}, "W").empty());
    CHECK(offers({}, "XYZ=").empty());
    CHECK_FALSE(contains(runSeatape({"encode", "--help"}).out, "--complete"));
}

TEST_CASE("bash completes assignments, and splits words where readline does") {
    const auto complete = [](const std::string& line, const std::string& words, int index) {
        return shell(fmt::format(". <(seatape completions bash); COMP_LINE='{}'; COMP_POINT={}; "
                                 "COMP_WORDS=({}); COMP_CWORD={}; _seatape; "
                                 "echo \"${{COMPREPLY[*]}}\"",
                                 line, line.size(), words, index))
            .out;
    };
    CHECK(complete("seatape encode EC=DABT_CUR DF", "seatape encode EC '=' DABT_CUR DF", 5) ==
          "DFSC=\n");
    CHECK(complete("seatape encode EC=DABT_C", "seatape encode EC '=' DABT_C", 4) == "DABT_CUR\n");
    CHECK(complete("seatape encode EC=DABT_CUR DFSC=SEA WnR",
                   "seatape encode EC '=' DABT_CUR "
                   "DFSC '=' SEA WnR",
                   8) == "WnR=\n");
    CHECK(contains(complete("seatape encode --fr", "seatape encode --fr", 2), "--from"));
    const TempDir dir;
    const std::string trace = dir / "a.seatape", replay = "seatape replay " + trace + " --edit ";
    REQUIRE(runSeatape({"record", "two-esrs-layout-a", "-o", trace}).code == 0);
    CHECK(complete(replay + "37:ext_abt_e", replay + "37 : ext_abt_e", 6) == "ext_abt_esr=\n");
    CHECK(complete(replay + "37:kill=1 --edit 38:mm", replay + "37 : kill '=' 1 --edit 38 : mm",
                   12) == "mmio_data=\n");
    CHECK(complete(replay + "3", replay + "3", 4) == "\n");
    CHECK(
        contains(complete(replay + "37:kill=1 --ma", replay + "37 : kill '=' 1 --ma", 9), "--max"));
    CHECK_FALSE(
        contains(shell("seatape completions bash; seatape completions fish").out, "--complete --"));
}

TEST_CASE("grep passes a log through and decodes below the lines") {
    const std::string log = "[ 1.0] booting\n"
                            "[ 1.1]   ESR = 0x0000000096000006\n"
                            "[ 1.2] x0 : 0000000096000010 x1 : 0000000092000046\n"
                            "...with ESR 0x25/0x96000050\r\n"
                            "esr=0x92000046 esr=0x92000046 hsr 0x82000007\n"
                            "last line with esr=0xbe000011";
    const auto all = shell("seatape decode --grep < $IN", log);
    CHECK(all.code == 0);
    std::string passed;
    std::istringstream lines(all.out);
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("    => "))
            passed += line + "\n";
    CHECK(passed == log + "\n");
    CHECK(contains(all.out, "0000000096000006\n    => 0x96000006 DABT_CUR"));
    CHECK(contains(all.out, "0x96000050\r\n    => 0x96000050 DABT_CUR IL WnR"));
    CHECK(contains(all.out, "    => 0x92000046 DABT_LOW IL WnR DFSC=TRANS_L2 (Translation fault, "
                            "level 2)\n    => 0x82000007 IABT_LOW"));
    CHECK(contains(all.out, "esr=0xbe000011\n    => 0xbe000011 SERROR"));

    const auto only = shell("seatape decode --grep --only-matching < $IN", log);
    CHECK_FALSE(contains(only.out, "booting"));
    CHECK_FALSE(contains(only.out, "x0 :"));
    CHECK(contains(only.out, "ESR = 0x0000000096000006\n    => "));

    const auto objects = jsonLines(shell("seatape decode --grep --json $IN", log).out);
    REQUIRE(objects.size() == 6);
    CHECK(objects[0]["line"] == 2);
    CHECK(objects[0]["column"] == 16);
    CHECK(objects[0]["value"] == "0x96000006");
    CHECK(objects[0]["kind"] == "esr");
    CHECK(objects[5]["line"] == 6);
    CHECK(contains(objects[5]["text"].get<std::string>(), "SERROR"));

    CHECK(shell("seatape decode --grep < $IN", "nothing\n\nhere").out == "nothing\n\nhere");
    CHECK(shell("seatape decode --grep < /dev/null").out.empty());
}

TEST_CASE("grep searches several files and reports the one that is missing") {
    const auto result = shell("seatape decode --grep $IN /no/such/log $IN", "esr=0x96000010\n");
    CHECK(result.code == 2);
    CHECK(contains(result.err, "/no/such/log: No such file"));
    CHECK(std::ranges::count(result.out, '\n') == 4);
    CHECK(shell("seatape decode --grep /").code == 2);
    CHECK(shell("seatape decode --grep --short $IN").code == 2);
    CHECK(shell("seatape decode --only-matching 1").code == 2);
}

TEST_CASE("a log that comes in pieces gives the same as a whole one") {
    const std::string log = "a ESR = 0x96000006 b\nTRAP: HSR_EC: 0x0024 (DABT_LOW)\nend esr=0x1";
    const std::string whole = shell("seatape decode --grep < $IN", log).out;
    for (size_t split = 1; split < log.size(); split += 3) {
        const auto pieces = shell(fmt::format("{{ head -c {0} $IN; sleep 0.01; tail -c +{1} $IN; "
                                              "}} | seatape decode --grep",
                                              split, split + 1),
                                  log);
        INFO("split at " << split);
        REQUIRE(pieces.out == whole);
    }
}

TEST_CASE("lines longer than the buffer pass through whole") {
    const std::string filler(700 << 10, '.');
    const std::string log = "esr=0x96000010 " + filler + " esr=0x82000007\nnext\n" + filler;
    const auto result = shell("seatape decode --grep < $IN", log);
    CHECK(result.out == "esr=0x96000010 " + filler + " esr=0x82000007\n    => " +
                            shortOf({"0x96000010"}) + "    => " + shortOf({"0x82000007"}) +
                            "next\n" + filler);
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += fmt::format("esr=0x9600000{} ", i % 8);
    CHECK(contains(shell("seatape decode --grep < $IN", many).out,
                   "    => and 84 more in this line\n"));
    const auto objects = jsonLines(shell("seatape decode --grep --json < $IN", log).out);
    REQUIRE(objects.size() == 2);
    CHECK(objects[1]["line"] == 1);
    CHECK(objects[1]["column"] == 16 + filler.size() + 5);
}

TEST_CASE("a line full of syndromes costs its length and not its square") {
    std::string line;
    for (int i = 0; i < 400000; ++i)
        line += "esr=0x1 ";
    const auto result = shell("timeout 20 " SEATAPE_PROGRAM " decode --grep < $IN | wc -l", line);
    CHECK(result.out == "2\n"); // the line and one decode, for all are the same
}

TEST_CASE("grep shows lines of a live log at once") {
    const auto result = shell("{ echo esr=0x96000010; sleep 5; } | seatape decode --grep | "
                              "{ read -r -t 2 a; read -r -t 2 b; echo \"$b\"; }");
    CHECK(contains(result.out, "=> 0x96000010 DABT_CUR"));
}

TEST_CASE("grep ends quietly when its reader leaves, and with 130 after Ctrl-C") {
    const auto left =
        shell("yes 'esr=0x96000010' | seatape decode --grep | head -1; echo ${PIPESTATUS[1]}");
    CHECK(left.out == "esr=0x96000010\n2\n");
    CHECK(left.err.empty());
    const auto stopped =
        shell("mkfifo $IN.fifo; " SEATAPE_PROGRAM " decode --grep $IN.fifo & pid=$!; "
              "exec 3> $IN.fifo; echo esr=0x1 >&3; sleep 0.3; kill -INT $pid; "
              "wait $pid");
    CHECK(stopped.code == 130);
    CHECK(contains(stopped.out, "esr=0x1\n    => "));
}
