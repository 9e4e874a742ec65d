// SPDX-License-Identifier: Apache-2.0
#include "traces/export/export.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"

#include <nlohmann/json.hpp>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;
using Json = nlohmann::json;

TEST_CASE("a SEA frame in JSON") {
    const std::string line = frameJson(typicalSeaFrame(7), Dialect::Mainline);
    REQUIRE(line.find('\n') == std::string::npos);
    const Json json = Json::parse(line);
    REQUIRE(json["frame"] == 7);
    REQUIRE(json["exit"]["name"] == "ARM_SEA");
    REQUIRE(json["exit"]["reason"] == 41);
    REQUIRE(json["exit"]["esr"] == "0x92000010");
    REQUIRE(json["exit"]["gpa"] == "0x80010000");
    REQUIRE(json["ran"][5] == Json{{"reg", "PC"}, {"value", "0x400801c4"}});
    REQUIRE(json["injection"]["verdict"] == "resume");
    REQUIRE(json["injection"]["events"]["ext_dabt_pending"] == 1);
    REQUIRE(json["injection"]["events"]["serror_esr"] == "0x0");
    REQUIRE(json["injection"]["events"]["raw"] == "000001" + std::string(122, '0'));
    REQUIRE(json["result"]["eventsErr"] == 0);
    REQUIRE(json["digest"].get<std::string>().size() == 18);
}

TEST_CASE("the members of kvm_vcpu_events are the dialect's") {
    Frame frame = typicalSeaFrame(0);
    frame.injection.events->at(56) = 0x10;
    const auto members = [&frame](Dialect dialect) {
        return Json::parse(frameJson(frame, dialect))["injection"]["events"];
    };
    REQUIRE(!members(Dialect::Mainline).contains("ext_abt_esr"));
    REQUIRE(members(Dialect::LayoutB)["ext_abt_esr"] == "0x10");
    REQUIRE(members(Dialect::LayoutB)["dialect"] == "layout-b");
}

TEST_CASE("every random frame and header is one line of valid JSON") {
    Sampler sampler(7);
    for (uint64_t i = 0; i < 600; ++i) {
        const Json frame = Json::parse(frameJson(sampler.frame(i), Dialect::LayoutA));
        REQUIRE(frame["exit"]["name"].is_string());
        const Json header = Json::parse(headerJson(sampler.header()));
        REQUIRE(header["scenario"]["vcpus"].size() >= 1);
    }
}

TEST_CASE("a header in JSON") {
    const Json json = Json::parse(headerJson(smallHeader()));
    REQUIRE(json["backend"] == "sim");
    REQUIRE(json["scenario"]["dialect"] == "mainline");
    REQUIRE(json["scenario"]["poison"][0]["EA"] == true);
    REQUIRE(json["scenario"]["limits"]["exits"] == 1'000'000);
}
