// SPDX-License-Identifier: Apache-2.0
// The verbs that check, repair and rework traces.

#include "tests/cli/guest.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

#include <chrono>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace seatape::test;
using Json = nlohmann::json;

namespace {

/// A folder with a trace in which each frame is a chunk.
struct RecordedBySync : Recorded {
    RecordedBySync() : Recorded({"--sync", "frame"}) {}

    std::string write(const std::string& name, const std::string& bytes) const {
        return dir.write(name, bytes);
    }
    /// The trace with a byte of its third chunk changed.
    std::string damaged() const {
        std::string bytes = contentOf(trace);
        size_t chunk = 0;
        for (int n = 0; n < 3; ++n)
            chunk = bytes.find("CHNK", chunk + 1);
        REQUIRE(chunk != std::string::npos);
        bytes[chunk + 50] = static_cast<char>(bytes[chunk + 50] ^ 1);
        return write("damaged.seatape", bytes);
    }
};

} // namespace

TEST_CASE("doctor finds nothing wrong with a sound trace") {
    const RecordedBySync recorded;
    const auto sound = runSeatape({"doctor", recorded.trace});
    CHECK(sound.code == 0);
    CHECK(contains(sound.out, "sound: 6 frames in 6 chunks"));
    const auto json = Json::parse(runSeatape({"doctor", recorded.trace, "--json"}).out);
    CHECK(json["frames"] == 6);
    CHECK(json["finished"] == true);
    CHECK(json["damages"].empty());
}

TEST_CASE("doctor names what is damaged, recover keeps the rest and tells the loss") {
    const RecordedBySync recorded;
    const std::string damaged = recorded.damaged();
    const auto found = runSeatape({"doctor", damaged});
    CHECK(found.code == 1);
    CHECK(contains(found.out, "frame 2 is lost"));
    CHECK(contains(found.out, "damaged: 5 frames in 5 chunks"));
    const auto json = Json::parse(runSeatape({"doctor", damaged, "--json"}).out);
    CHECK(json["lost"] == 1);
    CHECK(json["damages"][0]["frame"] == 2);

    const std::string out = recorded.dir / "recovered.seatape";
    const auto recovered = runSeatape({"recover", damaged, "-o", out});
    CHECK(recovered.code == 1);
    CHECK(contains(recovered.out, "5 frames; 1 frame lost"));
    CHECK(runSeatape({"doctor", out}).code == 0);
    CHECK(contains(runSeatape({"info", out}).out, "recovered without the frames 2..2"));
    const auto replay = runSeatape({"replay", out});
    CHECK(replay.code == 2);
    CHECK(contains(replay.err, "frames of this trace are missing"));
    CHECK(runSeatape({"recover", damaged, "-o", out}).code == 2); // the file exists
    CHECK(runSeatape({"recover", damaged, "-o", out, "-f"}).code == 1);
}

TEST_CASE("recover takes a trace without an end as whole, and tells a torn one") {
    const RecordedBySync recorded;
    const std::string bytes = contentOf(recorded.trace);
    const size_t fifth = [&] {
        size_t chunk = 0;
        for (int n = 0; n < 5; ++n)
            chunk = bytes.find("CHNK", chunk + 1);
        return chunk;
    }();
    const std::string out = recorded.dir / "out.seatape";
    const auto killed = runSeatape(
        {"recover", recorded.write("killed.seatape", bytes.substr(0, fifth)), "-o", out});
    CHECK(killed.code == 0);
    CHECK(contains(killed.out, "4 frames; nothing was lost"));
    CHECK(contains(runSeatape({"replay", out}).out, "4 of 4 frames are equal"));
    const auto torn = runSeatape(
        {"recover", recorded.write("torn.seatape", bytes.substr(0, fifth + 9)), "-o", out, "-f"});
    CHECK(torn.code == 1);
    CHECK(contains(torn.out, "some bytes were lost"));
}

TEST_CASE("recover says 2 where nothing can be read, and makes no file") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "out.seatape";
    const std::string bytes = contentOf(recorded.trace);
    for (const std::string& broken : {std::string("no trace"), std::string(), bytes.substr(0, 30),
                                      bytes.substr(0, bytes.find("CHNK") + 20)}) {
        const auto result =
            runSeatape({"recover", recorded.write("broken.seatape", broken), "-o", out});
        CHECK(result.code == 2);
        CHECK(contains(result.err, "broken.seatape"));
        CHECK(!std::ifstream(out));
    }
}

TEST_CASE("filter and cut take frames, and their traces tell the state") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "part.seatape";
    const auto filtered = runSeatape({"filter", recorded.trace, "exit == ARM_SEA", "-o", out});
    CHECK(filtered.code == 0);
    CHECK(contains(filtered.out, "1 of 6 frames"));
    const auto state = [](const std::string& file, const char* frame) {
        return Json::parse(runSeatape({"show", file, "--frame", frame, "--json"}).out)["atExit"];
    };
    CHECK(state(out, "0") == state(recorded.trace, "2"));
    CHECK(runSeatape({"replay", out}).code == 2);
    const auto cut = runSeatape({"cut", recorded.trace, "--frames", "1..2", "-o", out, "-f"});
    CHECK(contains(cut.out, "2 of 2 frames"));
    CHECK(state(out, "1") == state(recorded.trace, "2"));
    CHECK(runSeatape({"cut", recorded.trace, "--frames", "..2", "-o", out, "-f"}).code == 0);
    CHECK(contains(runSeatape({"replay", out}).out, "3 of 3 frames are equal"));
}

TEST_CASE("wrong filters and ranges are refused with the place") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "part.seatape";
    const auto filter = runSeatape({"filter", recorded.trace, "exit == ARM_SAE", "-o", out});
    CHECK(filter.code == 2);
    CHECK(contains(filter.err, "^"));
    for (const char* range : {"", "..", "a..b", "5..3", "1...2", "0..18446744073709551615"}) {
        const auto cut = runSeatape({"cut", recorded.trace, "--frames", range, "-o", out});
        INFO(range);
        CHECK(cut.code == 2);
        CHECK(contains(cut.err, "--frames"));
    }
    CHECK(contains(runSeatape({"cut", recorded.trace, "--frames", "6", "-o", out}).err,
                   "the trace has 6 frames"));
    CHECK(!std::ifstream(out));
}

TEST_CASE("merge interleaves traces") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "two.seatape";
    const auto merged = runSeatape({"merge", recorded.trace, recorded.trace, "-o", out});
    CHECK(merged.code == 0);
    CHECK(contains(merged.out, "12 frames of 2 traces"));
    const auto lines = runSeatape({"show", out, "--json"}).out;
    CHECK(contains(lines, "\"vcpu\":1"));
    CHECK(runSeatape({"merge", recorded.trace, "-o", out}).code == 2);
}

TEST_CASE("cat prints every frame in full") {
    const RecordedBySync recorded;
    const auto all = runSeatape({"cat", recorded.trace, recorded.trace});
    CHECK(all.code == 0);
    CHECK(contains(all.out, "Frame 0, vCPU 0"));
    CHECK(contains(all.out, "Frame 5, vCPU 0"));
    const auto one = runSeatape({"cat", recorded.trace, "--frames", "2", "--filter", "esr"});
    CHECK(contains(one.out, "Frame 2, "));
    CHECK(!contains(one.out, "Frame 3, "));
    CHECK(one.out == runSeatape({"show", recorded.trace, "--frame", "2"}).out + "\n");
    CHECK(runSeatape({"cat", recorded.trace, "--json"}).out ==
          runSeatape({"show", recorded.trace, "--json"}).out);
}

TEST_CASE("export and import lose nothing") {
    const RecordedBySync recorded;
    const std::string format = GENERATE("json", "xml");
    const std::string text = recorded.dir / "a.text";
    const std::string back = recorded.dir / "back.seatape";
    REQUIRE(runSeatape({"export", recorded.trace, "--as", format, "-o", text}).code == 0);
    const auto imported = runSeatape({"import", text, "-o", back});
    CHECK(imported.code == 0);
    CHECK(contains(imported.out, "6 frames"));
    CHECK(runSeatape({"diff", recorded.trace, back}).code == 0);
    CHECK(contains(runSeatape({"replay", back}).out, "6 of 6 frames are equal"));
    CHECK(runSeatape({"export", recorded.trace, "--as", format}).out == contentOf(text));
}

TEST_CASE("the extension of the output chooses the form of an export") {
    const RecordedBySync recorded;
    for (const auto& [format, name] : {std::pair{"json", "a.jsonl"},
                                       {"xml", "a.xml"},
                                       {"html", "a.html"},
                                       {"csv", "a.csv"},
                                       {"perfetto", "a.json"}}) {
        const std::string path = recorded.dir / name;
        const auto exported = runSeatape({"export", recorded.trace, "-o", path});
        CHECK(contains(exported.out, "6 frames"));
        CHECK(runSeatape({"export", recorded.trace, "--as", format}).out == contentOf(path));
    }
    CHECK(Json::parse(contentOf(recorded.dir / "a.json")).contains("traceEvents"));
}

TEST_CASE("an import that is no export, and an export without a format, are refused") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "x.seatape";
    const auto noJson = runSeatape({"import", recorded.write("a.jsonl", "{}\n"), "-o", out});
    CHECK(noJson.code == 2);
    CHECK(contains(noJson.err, "a.jsonl"));
    CHECK(!std::ifstream(out));
    CHECK(contains(runSeatape({"import", "/nonexistent", "-o", out}).err, "cannot open"));
    CHECK(contains(runSeatape({"export", recorded.trace}).err, "add --as"));
    CHECK(contains(runSeatape({"export", recorded.trace, "--as", "pdf"}).err, "no format 'pdf'"));
    CHECK(contains(runSeatape({"export", recorded.trace, "-o", recorded.trace, "--as", "csv"}).err,
                   "the file exists"));
}

TEST_CASE("show --follow gives the frames of a finished trace and ends") {
    const RecordedBySync recorded;
    CHECK(runSeatape({"show", recorded.trace, "--follow"}).out ==
          runSeatape({"show", recorded.trace}).out);
}

TEST_CASE("show --follow waits for what is written later, until the trace is finished") {
    const RecordedBySync recorded;
    const std::string bytes = contentOf(recorded.trace);
    const size_t half = bytes.find("CHNK", bytes.size() / 2) + 7; // in the middle of a write
    const std::string growing = recorded.write("growing.seatape", bytes.substr(0, half));
    std::thread writer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        std::ofstream(growing, std::ios::binary | std::ios::app) << bytes.substr(half);
    });
    const auto followed = runSeatape({"show", growing, "--follow"});
    writer.join();
    CHECK(followed.code == 0);
    CHECK(followed.out == runSeatape({"show", recorded.trace}).out);
}

TEST_CASE("record takes only the policies that there are") {
    const RecordedBySync recorded;
    const std::string out = recorded.dir / "x.seatape";
    for (const char* option : {"--sync", "--compress"}) {
        const auto result = runSeatape({"record", recorded.scenario, "-o", out, option, "often"});
        CHECK(result.code == 2);
        CHECK(contains(result.err, option));
    }
    for (const char* coding : {"none", "zstd"}) {
        REQUIRE(
            runSeatape({"record", recorded.scenario, "-o", out, "-f", "--compress", coding}).code ==
            0);
        CHECK(runSeatape({"diff", recorded.trace, out}).code == 0);
    }
}
