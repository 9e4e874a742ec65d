// SPDX-License-Identifier: Apache-2.0
// JSON there and back: nothing is lost, and what is damaged is an error with a place.

#include "traces/export/export.h"
#include "traces/import/json.h"

#include "tests/session/runs.h"
#include "tests/support/allocations.h"
#include "tests/traces/sample.h"
#include "tests/traces/text_forms.h"

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::string exported(const TraceHeader& header, const std::vector<Frame>& frames) {
    FramesInMemory reel(frames);
    std::string text;
    REQUIRE(exportJson(header, reel, appendTo(text)).has_value());
    return text;
}

/// Reads all frames; returns the first error.
Result<void> readAll(const std::string& text, std::vector<Frame>& frames, TraceHeader& header) {
    auto reader = JsonReader::open(linesOf(text), "a.jsonl");
    if (!reader)
        return passOn(reader);
    header = reader->header();
    Frame frame;
    auto more = reader->next(frame);
    for (; more && *more; more = reader->next(frame))
        frames.push_back(frame);
    return more ? Result<void>() : passOn(more);
}

std::string errorOf(const std::string& text) {
    std::vector<Frame> frames;
    TraceHeader header;
    const auto result = readAll(text, frames, header);
    return result ? "" : result.error().message();
}

void checkJsonIdentity(const TraceHeader& header, const std::vector<Frame>& frames) {
    std::vector<Frame> back;
    TraceHeader headerBack;
    const auto result = readAll(exported(header, frames), back, headerBack);
    INFO((result ? "" : result.error().message()));
    REQUIRE(result.has_value());
    REQUIRE(headerBack == header);
    REQUIRE(back == frames);
}

/// A random frame as a machine could have recorded it: the other members say nothing.
Frame plausible(Frame frame) {
    if (auto* mmio = std::get_if<MmioExit>(&frame.exit); mmio != nullptr && !mmio->is_write)
        mmio->data = 0;
    if (auto* error = std::get_if<InternalErrorExit>(&frame.exit))
        error->detail = "\"quoted\" \xc3\xa9\n";
    for (MemoryAction& action : frame.injection.memory)
        if (action.kind != MemoryAction::Kind::Write)
            action.bytes.clear();
    return frame;
}

} // namespace

TEST_CASE("the recording of every scenario passes through JSON unchanged") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        checkJsonIdentity({"0.1.0", "sim", scenario}, record(scenario));
    }
}

TEST_CASE("random frames pass through JSON unchanged, in every dialect") {
    Sampler sampler(17);
    for (const Dialect dialect : kDialects) {
        TraceHeader header = smallHeader();
        header.scenario.dialect = dialect;
        header.scenario.images = {{"a.elf", 0x40000000, sampler.bytes(300)}};
        header.scenario.policy.script = {{typicalSeaFrame(0).injection}};
        header.scenario.expect.frames = {{1, "ARM_SEA", {{"esr", 0x92000010}, {"X0", 1}}}};
        header.scenario.expect.end = RunEnd::Killed;
        header.scenario.expect.console = "hello\n";
        std::vector<Frame> frames;
        for (uint64_t n = 0; n < 200; ++n)
            frames.push_back(plausible(sampler.frame(n)));
        checkJsonIdentity(header, frames);
    }
}

TEST_CASE("what is wrong is named with its line and key") {
    const std::string good = exported(smallHeader(), {typicalSeaFrame(0), typicalSeaFrame(1)});
    REQUIRE(errorOf(good).empty());
    struct Wrong {
        std::string from;
        std::string to;
        std::string place;
        std::string what;
    };
    const Wrong cases[] = {
        {"\"vcpu\":0", "\"vcpu\":-1", "line 3, vcpu", "without sign"},
        {"\"vcpu\":0", "\"vcpu\":4294967296", "line 3, vcpu", "more than"},
        {"\"vcpu\":0", "\"vcpu\":0,\"extra\":1", "line 3, extra", "no trace has this key"},
        {"\"vcpu\":0", "\"vcpu\":0,\"vcpu\":0", "line 3, vcpu", "stands twice"},
        {"\"reason\":41", "\"reason\":41,\"reason\":41", "line 3, reason", "stands twice"},
        {"\"EA\":true", "\"EA\":true,\"EA\":false", "line 1, EA", "stands twice"},
        {"\"vcpu\":0,", "", "line 3, vcpu", "is missing"},
        {"\"ARM_SEA\"", "\"ARM_SAE\"", "line 3, exit.name", "one of MMIO"},
        {"\"reason\":41", "\"reason\":42", "line 3, exit.reason", "another exit"},
        {"\"0x92000010\",\"gva\"", "\"92000010\",\"gva\"", "line 3, exit.esr", "0x"},
        {"\"flags\":\"0x1\"", "\"flags\":\"0x0\"", "line 3, exit.flags", "gpa"},
        {"\"PC\"", "\"QC\"", "line 3, injected[0].reg", "no register"},
        {"\"raw\":\"0000", "\"raw\":\"00g0", "line 3, injection.events.raw", "character 3"},
        {"\"raw\":\"0000", "\"raw\":\"", "line 3, injection.events.raw", "64 bytes"},
        {"\"raw\":\"000001", "\"raw\":\"000000", "ext_dabt_pending", "does not agree"},
        {"\"eventsErr\":0", "\"eventsErr\":1.5", "line 3, result.eventsErr", "whole number"},
        {"\"digest\"", "\"\\u0000\"", "line 3", "is missing"},
        {"{\"frame\"", "[{\"frame\"", "line 3", "no JSON"},
        {"\"mainline\",\"cpu\"", "\"other\",\"cpu\"", "line 1, scenario.dialect", "no dialect"},
        {"\"EA\":true", "\"EA\":1", "line 1, scenario.poison[0].EA", "true or false"},
    };
    for (const Wrong& wrong : cases) {
        INFO(wrong.from << " -> " << wrong.to);
        const std::string message = errorOf(replaced(good, wrong.from, wrong.to));
        INFO(message);
        REQUIRE(contains(message, "a.jsonl, "));
        REQUIRE(contains(message, wrong.place));
        REQUIRE(contains(message, wrong.what));
    }
    REQUIRE(contains(errorOf(""), "empty"));
    REQUIRE(contains(errorOf("{}"), "line 1"));
}

TEST_CASE("every cut and every changed byte of a text is read or refused") {
    const std::string good = exported(smallHeader(), {typicalSeaFrame(0)});
    for (size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        static_cast<void>(errorOf(bad));
        const std::string cut = errorOf(good.substr(0, i));
        REQUIRE((!cut.empty() || i + 1 >= good.size() || good[i] == '\n' || good[i - 1] == '\n'));
    }
}

TEST_CASE("deep nesting and long lists do not hurt") {
    const std::string deep(200'000, '[');
    REQUIRE(contains(errorOf(deep), "line 1"));
    std::string objects;
    for (int i = 0; i < 50'000; ++i)
        objects += "{\"a\":";
    REQUIRE(contains(errorOf(objects), "line 1"));
    const PeakAllocation peak;
    REQUIRE(!errorOf("{\"backend\":" + std::string(100, '9') + "}").empty());
    REQUIRE(peak.bytes() < size_t{1} << 20);
}

TEST_CASE("a reader stays at its error") {
    const std::string text = exported(smallHeader(), {typicalSeaFrame(0)}) + "x\n" +
                             frameJson(typicalSeaFrame(1), Dialect::Mainline) + "\n";
    auto reader = JsonReader::open(linesOf(text), "a.jsonl");
    Frame frame;
    REQUIRE(*reader->next(frame));
    REQUIRE(!reader->next(frame).has_value());
    REQUIRE(!reader->next(frame).has_value());
}
