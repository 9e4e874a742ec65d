// SPDX-License-Identifier: Apache-2.0
// XML there and back: nothing is lost, and what is damaged is an error with a place.

#include "traces/container/trace_format.h"
#include "traces/export/xml.h"
#include "traces/import/xml.h"

#include "tests/session/runs.h"
#include "tests/support/allocations.h"
#include "tests/traces/sample.h"
#include "tests/traces/text_forms.h"

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

struct Read {
    TraceHeader header;
    std::vector<Frame> frames;
    std::string error;
};

Read readXml(const std::string& text) {
    Read read;
    auto reader = XmlReader::open(linesOf(text), "a.xml");
    if (!reader)
        return {{}, {}, reader.error().message()};
    read.header = reader->header();
    Frame frame;
    auto more = reader->next(frame);
    for (; more && *more; more = reader->next(frame))
        read.frames.push_back(frame);
    if (!more)
        read.error = more.error().message();
    return read;
}

std::string exportedXml(const TraceHeader& header, const std::vector<Frame>& frames) {
    FramesInMemory reel(frames);
    std::string text;
    REQUIRE(exportXml(header, reel, appendTo(text)).has_value());
    return text;
}

void checkXmlIdentity(const TraceHeader& header, const std::vector<Frame>& frames) {
    const Read read = readXml(exportedXml(header, frames));
    REQUIRE(read.error == "");
    REQUIRE(read.header == header);
    REQUIRE(read.frames == frames);
}

std::string goodText() {
    return exportedXml(smallHeader(), {typicalSeaFrame(0), typicalSeaFrame(1)});
}

} // namespace

TEST_CASE("the recording of every scenario passes through XML unchanged") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        checkXmlIdentity({"0.1.0", "sim", scenario}, record(scenario));
    }
}

TEST_CASE("random frames and headers pass through XML unchanged, whatever bytes they hold") {
    Sampler sampler(18);
    for (unsigned round = 0; round < 20; ++round) {
        std::vector<Frame> frames;
        for (uint64_t n = 0; n < 24; ++n)
            frames.push_back(sampler.frame(n));
        checkXmlIdentity(sampler.header(), frames);
    }
}

TEST_CASE("every byte passes through an XML string") {
    TraceHeader header = smallHeader();
    for (unsigned byte = 0; byte < 256; ++byte)
        header.origin += static_cast<char>(byte);
    header.backend = " ";
    header.toolVersion = "\\n\\x41&amp;]]>";
    checkXmlIdentity(header, {});
}

TEST_CASE("what is wrong in XML is named with its line and frame") {
    const std::string good = goodText();
    REQUIRE(readXml(good).error == "");
    struct Wrong {
        std::string from;
        std::string to;
        std::string place;
        std::string what;
    };
    const Wrong cases[] = {
        {"<vcpu>0<", "<vcpu>-1<", "in frame 1", "a number"},
        {"<vcpu>0<", "<vcpu>4294967296<", "in frame 1", "is more than 4294967295"},
        {"<vcpu>0<", "<vcpu>4096<", "in frame 1", "unknown vCPU"},
        {"<vcpu>0</vcpu>", "<vcpu>0</vcpus>", "in frame 1", "the tag of vcpu"},
        {"<vcpu>0</vcpu>", "<vcpu>0</vcpuuuuuuuuuuuuuuuuuuuu>", "in frame 1", "the tag of vcpu"},
        {"<vcpu>0</vcpu>", "<vcpus>0</vcpu>", "in frame 1", "the tag of vcpu"},
        {"<next>", "<nest>", "in frame 2", "the tag of next"},
        {"<vcpu>0</vcpu>", "", "in frame 1", "the tag of "},
        {"<alternative>2<", "<alternative>12<", "in frame 1", "unknown alternative of exit"},
        {"<alternative>2<", "<alternative>258<", "in frame 1", "is more than 255"},
        {"<present>1<", "<present>2<", "in frame 1", "is more than 1"},
        {"<reg>", "<reg>9999", "in frame 1", "is more than 65535"},
        {"<reg>", "<reg>9", "in frame 1", "unknown register"},
        {"<count>", "<count>9999999999", "in frame 1", "the tag of "},
        {"<events>0", "<events>g", "in frame 1", "character 1"},
        {"<events>00", "<events>", "in frame 1", "has 64 bytes, not 63"},
        {"<name>sea-read<", "<name>sea\\read<", "in the header", "backslash"},
        {"<formatVersion>2<", "<formatVersion>3<", "in the header", "use a newer seatape"},
        {"<trace>\n\t<formatVersion>", "<trace>\n", "in the header", "the tag of "},
        {"<second>0x1<", "<second>0x7<", "in the header", "stores Scenario in version 7"},
        {"<first>Scenario<", "<first>Scenery<", "in the header", "does not know"},
        {"serialization::archive", "serialization::arkive", "in the header", "signature"},
        {"</boost_serialization>", "</boost>", "in frame 2", "closing tag"},
        {"</boost_serialization>", "</boost_serialization>x", "in frame 2", "closing tag"},
        {"</boost_serialization>", "</boost_serialization>\nx", "in frame 2", "nothing may follow"},
    };
    for (const Wrong& wrong : cases) {
        INFO(wrong.from << " -> " << wrong.to);
        const std::string message = readXml(replaced(good, wrong.from, wrong.to)).error;
        INFO(message);
        CHECK(contains(message, "a.xml, line "));
        CHECK(contains(message, wrong.place));
        CHECK(contains(message, wrong.what));
    }
    REQUIRE(contains(readXml("").error, "the text ends before the trace"));
}

TEST_CASE("every cut and every changed byte of a text in XML is read or refused") {
    const std::string good = exportedXml(smallHeader(), {typicalSeaFrame(0)});
    for (size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        static_cast<void>(readXml(bad));
    }
    for (size_t i = 0; i <= good.rfind('>'); ++i)
        REQUIRE(readXml(good.substr(0, i)).error != "");
}

TEST_CASE("what a text in XML claims takes no memory") {
    const std::string many = replaced(goodText(), "<count>", "<count>18446744073709551615</count>");
    const PeakAllocation peak;
    REQUIRE(!readXml(many).error.empty());
    REQUIRE(peak.bytes() < size_t{1} << 20);
}

TEST_CASE("an endless text in XML is given up") {
    uint64_t given = 0;
    const LineSource endless = [&given](std::string& line) -> Result<bool> {
        line.assign(size_t{1} << 20, ' ');
        ++given;
        return true;
    };
    auto reader = XmlReader::open(endless, "a.xml");
    REQUIRE(!reader);
    REQUIRE(contains(reader.error().message(), "takes too much text"));
    REQUIRE(contains(reader.error().where, "a.xml, line "));
    REQUIRE(given <= kMaxXmlValue >> 20);
}

TEST_CASE("errors of the source and of the sink are passed on") {
    const LineSource broken = [](std::string&) -> Result<bool> {
        return failure("no more", "disk");
    };
    REQUIRE(XmlReader::open(broken, "a.xml").error().message() == "disk: no more");
    const LineSource brokenEnd = [lines = linesOf(goodText())](std::string& line) -> Result<bool> {
        auto more = lines(line);
        return more && *more ? more : failure("no more", "disk");
    };
    auto reader = XmlReader::open(brokenEnd, "a.xml");
    Frame frame;
    REQUIRE(*reader->next(frame));
    REQUIRE(*reader->next(frame));
    REQUIRE(reader->next(frame).error().message() == "disk: no more");
    const std::vector<Frame> two{typicalSeaFrame(0), typicalSeaFrame(1)};
    FramesInMemory reel(two);
    const TextSink full = [](std::string_view) -> Result<void> { return failure("full"); };
    REQUIRE(exportXml(smallHeader(), reel, full).error().what == "full");
    std::vector<Frame> impossible(1);
    impossible[0].vcpu = kMaxVcpus;
    FramesInMemory odd(impossible);
    std::string text;
    REQUIRE(!exportXml(smallHeader(), odd, appendTo(text)).has_value());
}

TEST_CASE("an XML reader stays at its error") {
    auto reader = XmlReader::open(linesOf(replaced(goodText(), "<vcpu>0<", "<vcpu>x<")), "a.xml");
    Frame frame;
    REQUIRE(*reader->next(frame));
    REQUIRE(!reader->next(frame).has_value());
    REQUIRE(!reader->next(frame).has_value());
}
