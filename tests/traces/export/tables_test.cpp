// SPDX-License-Identifier: Apache-2.0
// CSV and Perfetto: what is written reads back, for every scenario and for random frames.

#include "traces/export/csv.h"
#include "traces/export/perfetto.h"

#include "tests/session/runs.h"
#include "tests/traces/sample.h"
#include "tests/traces/text_forms.h"

#include <map>
#include <set>

#include <nlohmann/json.hpp>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;
using Json = nlohmann::json;

namespace {

using Export = Result<void> (*)(const TraceHeader&, FrameSource&, const TextSink&);
using Rows = std::vector<std::vector<std::string>>;

std::string written(Export write, const TraceHeader& header, const std::vector<Frame>& frames) {
    FramesInMemory reel(frames);
    std::string text;
    REQUIRE(write(header, reel, appendTo(text)).has_value());
    return text;
}

/// Reads RFC 4180.
Rows parseCsv(std::string_view text) {
    Rows rows;
    bool isQuoted = false;
    std::vector<std::string> row{""};
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isQuoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            row.back() += text[++i];
        else if (c == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && c == ',')
            row.emplace_back();
        else if (!isQuoted && c == '\r' && text.substr(i, 2) == "\r\n") {
            rows.push_back(std::exchange(row, {""}));
            ++i;
        } else
            row.back() += c;
    }
    REQUIRE(!isQuoted);
    REQUIRE(row == std::vector<std::string>{""});
    return rows;
}

std::vector<Frame> randomFrames(Sampler& sampler) {
    std::vector<Frame> frames;
    for (uint64_t n = 0; n < 40; ++n)
        frames.push_back(sampler.frame(n));
    return frames;
}

void checkCsv(const TraceHeader& header, const std::vector<Frame>& frames) {
    const Rows rows = parseCsv(written(exportCsv, header, frames));
    REQUIRE(rows.size() == frames.size() + 1);
    const auto columns = csvColumns();
    REQUIRE(rows.front() == std::vector<std::string>(columns.begin(), columns.end()));
    for (size_t i = 0; i < frames.size(); ++i) {
        REQUIRE(rows[i + 1].size() == columns.size());
        REQUIRE(rows[i + 1][0] == std::to_string(frames[i].index));
        REQUIRE(rows[i + 1][3] == exitName(frames[i].exit));
        REQUIRE(std::stoull(rows[i + 1].back(), nullptr, 16) == frames[i].digest);
    }
}

/// Checks what the Trace Event format asks of each phase that we use.
void checkEvent(const Json& event) {
    REQUIRE(event.at("pid") == 1);
    REQUIRE(event.at("tid").is_number_unsigned());
    REQUIRE(event.at("name").is_string());
    REQUIRE(event.at("args").is_object());
    const std::string phase = event.at("ph");
    REQUIRE((phase == "M" || phase == "X" || phase == "i"));
    REQUIRE((phase == "M" || event.at("ts").is_number_unsigned()));
    REQUIRE((phase != "X" || event.at("dur").is_number_unsigned()));
    REQUIRE((phase != "i" || event.at("s") == "t"));
}

void checkPerfetto(const TraceHeader& header, const std::vector<Frame>& frames) {
    const Json json = Json::parse(written(exportPerfetto, header, frames));
    size_t slices = 0;
    std::set<uint64_t> named;
    std::set<uint64_t> used;
    for (const Json& event : json.at("traceEvents")) {
        checkEvent(event);
        slices += event["ph"] == "X";
        if (event["name"] == "thread_name")
            REQUIRE(named.insert(event["tid"].get<uint64_t>()).second);
        else if (event["ph"] != "M")
            used.insert(event["tid"].get<uint64_t>());
    }
    REQUIRE(slices == frames.size());
    REQUIRE(named == used);
}

} // namespace

TEST_CASE("CSV and Perfetto of every scenario") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        const auto frames = record(scenario);
        checkCsv({"0.1.0", "sim", scenario}, frames);
        checkPerfetto({"0.1.0", "sim", scenario}, frames);
    }
}

TEST_CASE("CSV and Perfetto of random frames") {
    Sampler sampler(13);
    for (int i = 0; i < 50; ++i) {
        const auto frames = randomFrames(sampler);
        checkCsv(sampler.header(), frames);
        checkPerfetto(sampler.header(), frames);
    }
}

TEST_CASE("a row of CSV") {
    const Rows rows = parseCsv(written(exportCsv, smallHeader(), {typicalSeaFrame(2)}));
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < rows[0].size(); ++i)
        row[rows[0][i]] = rows[1][i];
    REQUIRE(row["exit"] == "ARM_SEA");
    REQUIRE(row["reason"] == "41");
    REQUIRE(row["esr"] == "0x92000010");
    REQUIRE(row["gpa"] == "0x80010000");
    REQUIRE(row["pc"] == "0x400801c4");
    REQUIRE(row["pc_after"] == "0x40080c00");
    REQUIRE(row["answer"] == "ext_dabt_pending=1");
    REQUIRE(contains(row["syndrome"], "DFSC=SEA (Synchronous External abort, not"));
}

TEST_CASE("a SEA in Perfetto") {
    const Json json = Json::parse(
        written(exportPerfetto, smallHeader(), {typicalSeaFrame(0), typicalSeaFrame(1)}));
    const Json& events = json["traceEvents"];
    REQUIRE(events.size() == 6);
    REQUIRE(events[0]["args"]["name"] == "sea-read");
    REQUIRE(events[1]["args"]["name"] == "vCPU 0");
    REQUIRE(events[4]["ts"] == 5000);
    REQUIRE(events[4]["dur"] == 37);
    REQUIRE(events[4]["args"]["syndrome"]["DFSC"] == "0x10 SEA");
    REQUIRE(events[5]["name"] == "ext_dabt_pending=1");
    REQUIRE(contains(json["otherData"]["clock"].get<std::string>(), "instruction"));
}
