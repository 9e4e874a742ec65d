// SPDX-License-Identifier: Apache-2.0
// The simulator against the real kernel: every trace in tests/golden/kvm was recorded by
// scripts/lab on KVM, and the simulator must do the same in every frame. docs/conformance.md is the
// table of it.
//
//   scripts/lab golden      records the traces anew
//   SEATAPE_WRITE_DOCS=1 build/dev/tests/conformance/conformance_test      writes the table
//   SEATAPE_KVM_TRACES=DIR  compares the traces in another folder

#include "tests/conformance/kvm_goldens.h"
#include "tests/session/runs.h"
#include "tests/support/text.h"

#include <cstdlib>
#include <fstream>
#include <set>

#include <fmt/format.h>

using namespace seatape;
using namespace seatape::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = SEATAPE_SOURCE_DIR;
const fs::path kTable = kSource / "docs/conformance.md";

fs::path traceFolder() {
    const char* other = std::getenv("SEATAPE_KVM_TRACES");
    return other != nullptr ? fs::path(other) : kSource / "tests/golden/kvm";
}

/// One scenario: what is expected, and what came of its trace, if there is one.
struct Row {
    std::string scenario;
    Expected expected;
    std::optional<TraceComparison> found;
};

std::vector<Row> compareAll() {
    auto expected = readExpected(kSource / "tests/golden/kvm/expected.toml");
    std::vector<Row> rows;
    for (const Scenario& scenario : allScenarios()) {
        Row row{scenario.name, expected[scenario.name], {}};
        expected.erase(scenario.name);
        const fs::path trace = traceFolder() / (scenario.name + ".seatape");
        if (fs::exists(trace)) {
            auto compared = compareWithSimulator(trace, scenario);
            INFO(trace);
            REQUIRE(compared.has_value());
            row.found = std::move(*compared);
        }
        rows.push_back(std::move(row));
    }
    for (const auto& [name, unused] : expected)
        FAIL_CHECK("expected.toml names " << name << ", which is no scenario");
    return rows;
}

std::set<std::string> fieldsOf(const TraceComparison& comparison) {
    std::set<std::string> fields;
    for (const Divergence& divergence : comparison.divergences)
        fields.insert(divergence.field);
    return fields;
}

std::string verdictOf(const Row& row) {
    if (!row.found)
        return "not run: " + row.expected.notRun;
    if (row.found->divergences.empty())
        return "equal";
    std::string text;
    for (const std::string& field : fieldsOf(*row.found)) {
        const auto known = row.expected.differs.find(field);
        text += fmt::format("{}{} differs: {}", text.empty() ? "" : "; ", field,
                            known != row.expected.differs.end() ? known->second : "unexplained");
    }
    return text;
}

std::string tableOf(const std::vector<Row>& rows) {
    std::string text = "| scenario | recorded on | frames | aborts | equal | simulator and KVM |\n"
                       "|---|---|---|---|---|---|\n";
    for (const Row& row : rows) {
        const TraceComparison none;
        const TraceComparison& found = row.found ? *row.found : none;
        text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.scenario,
                            row.found ? found.machine : "–", found.frames, found.aborts,
                            found.framesEqual, verdictOf(row));
    }
    return text;
}

/// Puts the table after the mark in the document.
std::string documentWith(const std::string& table) {
    const std::string text = contentOf(kTable), mark = "<!-- generated from here on -->\n\n";
    const size_t at = text.find(mark);
    REQUIRE(at != std::string::npos);
    return text.substr(0, at + mark.size()) + table;
}

} // namespace

TEST_CASE("the simulator reproduces every frame that a real KVM recorded") {
    for (const Row& row : compareAll()) {
        INFO(row.scenario);
        CHECK(row.found.has_value() != !row.expected.notRun.empty());
        if (!row.found)
            continue;
        INFO("`scripts/lab golden` records the traces anew");
        CHECK(!row.found->isStale);
        CHECK(row.found->frames > 0);
        for (const Divergence& divergence : row.found->divergences)
            if (!row.expected.differs.contains(divergence.field)) {
                FAIL_CHECK(divergence.message());
                break; // the first one tells most
            }
        const std::set<std::string> fields = fieldsOf(*row.found);
        for (const auto& [field, why] : row.expected.differs)
            CHECK(fields.contains(field)); // or the explanation is not needed any more
    }
}

TEST_CASE("the table of conformance is what the traces say") {
    const std::string document = documentWith(tableOf(compareAll()));
    if (std::getenv("SEATAPE_WRITE_DOCS") != nullptr)
        std::ofstream(kTable) << document;
    if (std::getenv("SEATAPE_KVM_TRACES") == nullptr)
        CHECK(contentOf(kTable) == document);
}
