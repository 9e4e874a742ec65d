// SPDX-License-Identifier: Apache-2.0
// The HTML page: well-formed, self-contained, escaped, bounded.

#include "traces/export/html.h"
#include "traces/export/html_markup.h"

#include "tests/session/runs.h"
#include "tests/traces/sample.h"
#include "tests/traces/text_forms.h"

#include <cstdlib>
#include <fstream>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::string page(const TraceHeader& header, const std::vector<Frame>& frames,
                 const HtmlLimits& limits = {}) {
    FramesInMemory reel(frames);
    std::string text;
    REQUIRE(exportHtml(header, reel, appendTo(text), limits).has_value());
    return text;
}

/// Checks that every tag is closed in its order and that no '<' or '&' stands alone.
void checkWellFormed(std::string_view html) {
    std::vector<std::string> open;
    html.remove_prefix(std::string_view("<!doctype html>").size());
    while (!html.empty()) {
        if (html.starts_with('&')) {
            const std::string_view entity = html.substr(1, html.find(';') - 1);
            REQUIRE((entity == "lt" || entity == "gt" || entity == "amp" || entity == "quot" ||
                     entity == "#160"));
        }
        if (!html.starts_with('<')) {
            html.remove_prefix(1);
            continue;
        }
        const size_t end = html.find('>');
        REQUIRE(end != std::string_view::npos);
        std::string_view tag = html.substr(1, end - 1);
        html.remove_prefix(end + 1);
        REQUIRE(tag.find('<') == std::string_view::npos);
        if (tag.starts_with('/')) {
            REQUIRE(!open.empty());
            REQUIRE(open.back() == tag.substr(1));
            open.pop_back();
        } else if (!tag.ends_with('/')) {
            open.emplace_back(tag.substr(0, tag.find_first_of(" \n")));
        }
    }
    REQUIRE(open.empty());
}

size_t count(std::string_view text, std::string_view part) {
    size_t n = 0;
    for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

} // namespace

TEST_CASE("the page of every scenario is well-formed and needs nothing else") {
    for (const Scenario& scenario : allScenarios()) {
        INFO(scenario.name);
        const auto frames = record(scenario);
        const std::string html = page({"0.1.0", "sim", scenario}, frames);
        checkWellFormed(html);
        for (const char* reference :
             {"http:", "https:", "//", "src=", "@import", "url(h", "<script"})
            REQUIRE((!contains(html, reference) || contains(scenario.description, reference)));
        size_t aborts = 0;
        for (const Frame& frame : frames)
            aborts += std::holds_alternative<SeaExit>(frame.exit);
        REQUIRE(count(html, "<section") == std::min(aborts, HtmlLimits{}.aborts));
        REQUIRE(count(html, "<svg") == count(html, "<section"));
        if (const char* folder = std::getenv("SEATAPE_WRITE_HTML"))
            std::ofstream(std::string(folder) + "/" + scenario.name + ".html") << html;
    }
}

TEST_CASE("random frames and headers make a well-formed page") {
    Sampler sampler(11);
    for (int i = 0; i < 40; ++i) {
        std::vector<Frame> frames;
        for (uint64_t n = 0; n < 30; ++n)
            frames.push_back(sampler.frame(n));
        checkWellFormed(page(sampler.header(), frames));
    }
}

TEST_CASE("what a page shows of a SEA frame") {
    const std::string html = page(smallHeader(), {typicalSeaFrame(7)});
    for (const char* text : {"<h1>sea-read</h1>", "0x92000010 DABT_LOW", "ext_dabt_pending=1",
                             "<td class=\"member\">01</td>", "prefers-color-scheme: dark",
                             "Frame 7", "KVM_EXIT_ARM_SEA"})
        REQUIRE(contains(html, text));
}

TEST_CASE("a long trace leaves rows and aborts out and says so") {
    std::vector<Frame> frames;
    for (uint64_t i = 0; i < 50; ++i)
        frames.push_back(typicalSeaFrame(i));
    const std::string html = page(smallHeader(), frames, {10, 3, 100});
    REQUIRE(count(html, "<section") == 3);
    REQUIRE(count(html, "<tr class=\"abort\">") == 10);
    REQUIRE(contains(html, "40 rows more are left out"));
    REQUIRE(contains(html, "47 aborts more are left out"));
    REQUIRE(count(html, "href=\"#frame-") == 3);
}

TEST_CASE("text from a trace cannot become markup") {
    TraceHeader header = smallHeader();
    header.scenario.name = "</title><script>alert(1)</script>";
    header.scenario.title = "\"&<>\x01\x80\xc3\xa9";
    const std::string html = page(header, {});
    REQUIRE(!contains(html, "<script"));
    REQUIRE(contains(html, "&quot;&amp;&lt;&gt;\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9"));
    REQUIRE(html::escape("\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf").find('\xed') == std::string::npos);
}

TEST_CASE("a sink that fails ends the export with its error") {
    const std::vector<Frame> none;
    FramesInMemory reel(none);
    const TextSink full = [](std::string_view) -> Result<void> { return failure("full"); };
    const auto result = exportHtml(smallHeader(), reel, full);
    REQUIRE(result.error().what == "full");
}
