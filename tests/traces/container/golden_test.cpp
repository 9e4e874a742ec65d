// SPDX-License-Identifier: Apache-2.0
/// Files of every format version that was ever released stay readable, byte for byte the same
/// meaning.
///
/// To add the file of a new format version: SEATAPE_WRITE_GOLDEN=1
/// build/dev/tests/traces/traces_test.

#include "traces/container/trace_format.h"
#include "traces/export/xml.h"
#include "traces/import/xml.h"

#include "tests/traces/files.h"
#include "tests/traces/text_forms.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

const std::string kGoldenFolder = SEATAPE_SOURCE_DIR "/tests/golden/format/";
// Of the same frames: the newest one, and the one from before Scenario had idRegisters.
const std::string kNewest = "v2-scenario1", kFirst = "v2";

TraceHeader goldenHeader(const std::string& name) {
    Sampler sampler(42);
    TraceHeader header = sampler.header();
    header.scenario.expect.end = RunEnd::SystemOff;
    if (name == kFirst)
        header.scenario.idRegisters.clear();
    return header;
}

/// Every kind of exit, random and full, then two typical frames.
std::vector<Frame> goldenFrames() {
    Sampler sampler(43);
    std::vector<Frame> frames;
    for (uint64_t i = 0; i < std::variant_size_v<Exit>; ++i)
        frames.push_back(sampler.frame(i));
    frames.push_back(typicalSeaFrame(12));
    frames.push_back(typicalSeaFrame(13, 0xffff800010080000));
    return frames;
}

/// Plain, since another version of zstd may compress to other bytes; in several chunks.
void write(const std::string& path) {
    auto writer = TraceWriter::create(path, goldenHeader(kNewest), kFullChunks);
    REQUIRE(writer);
    for (const Frame& frame : goldenFrames()) {
        REQUIRE(writer->put(frame));
        if (frame.index % 5 == 4)
            REQUIRE(writer->flush());
    }
    REQUIRE(writer->finish());
}

/// Collects the bytes left of the bars in the last code block of docs/trace-format.md.
std::vector<uint8_t> specifiedExample() {
    std::ifstream spec(SEATAPE_SOURCE_DIR "/docs/trace-format.md");
    std::vector<uint8_t> bytes;
    bool isExample = false;
    for (std::string line; std::getline(spec, line);) {
        isExample = isExample || line == "## A chunk, byte by byte";
        if (!isExample || line.find(" | ") == std::string::npos)
            continue;
        std::istringstream hex(line.substr(0, line.find('|')));
        for (unsigned byte = 0; hex >> std::hex >> byte;)
            bytes.push_back(static_cast<uint8_t>(byte));
    }
    return bytes;
}

} // namespace

TEST_CASE("the golden traces of format version 2 read as they were written") {
    if (std::getenv("SEATAPE_WRITE_GOLDEN") != nullptr)
        write(kGoldenFolder + kNewest + ".seatape");
    for (const std::string& name : {kFirst, kNewest}) {
        auto reader = TraceReader::open(kGoldenFolder + name + ".seatape");
        REQUIRE(reader);
        REQUIRE(reader->header() == goldenHeader(name));
        const TraceContents contents = reader->readAll();
        REQUIRE(!contents.damage);
        REQUIRE(contents.frames == goldenFrames());
        REQUIRE(reader->check().empty());
    }
}

TEST_CASE("today's writer writes the bytes of the newest golden trace") {
    const TempFile file;
    write(file.path());
    std::ifstream golden(kGoldenFolder + kNewest + ".seatape", std::ios::binary);
    const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(golden), {}};
    REQUIRE(file.bytes() == bytes);
}

TEST_CASE("the golden compressed trace reads as it was written") {
    const std::string path = SEATAPE_SOURCE_DIR "/tests/golden/format/v2-zstd.seatape";
    if (std::getenv("SEATAPE_WRITE_GOLDEN") != nullptr) {
        WriterOptions options = kFullChunks;
        options.coding = Coding::Zstd;
        writeTrace(path, typicalFrames(50), options);
    }
    auto reader = TraceReader::open(path);
    REQUIRE(reader);
    REQUIRE(reader->check().empty());
    REQUIRE(reader->readAll().frames == typicalFrames(50));
}

TEST_CASE("the chunk that the specification takes apart is what the writer writes") {
    const auto start = traceBytes({}, kFullChunks, false).size();
    const auto bytes = traceBytes(typicalFrames(2), kFullChunks, false);
    const std::vector<uint8_t> chunk(bytes.begin() + static_cast<ptrdiff_t>(start), bytes.end());
    REQUIRE(chunk == specifiedExample());
}

TEST_CASE("the newest golden XML is what is written today") {
    const std::string path = kGoldenFolder + kNewest + ".xml";
    auto binary = TraceReader::open(kGoldenFolder + kNewest + ".seatape");
    REQUIRE(binary);
    std::string text;
    REQUIRE(exportXml(binary->header(), *binary, appendTo(text)).has_value());
    if (std::getenv("SEATAPE_WRITE_GOLDEN") != nullptr)
        std::ofstream(path) << text;
    const auto body = [](const std::string& xml) { return xml.substr(xml.find("<trace>")); };
    REQUIRE(body(contentOf(path)) == body(text)); // before it stands the version of Boost
}

TEST_CASE("the golden XML files of format version 2 read as they were written") {
    for (const std::string& name : {kFirst, kNewest}) {
        const std::string path = kGoldenFolder + name + ".xml";
        auto reader = XmlReader::open(linesOf(contentOf(path)), path);
        REQUIRE(reader);
        REQUIRE(reader->header() == goldenHeader(name));
        for (const Frame& frame : goldenFrames())
            REQUIRE(reader->next().value() == frame);
        REQUIRE(!reader->next().value());
    }
}
