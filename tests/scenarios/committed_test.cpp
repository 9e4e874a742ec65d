// SPDX-License-Identifier: Apache-2.0
// Every scenario of the repository loads, runs on the simulator as it says, and does so twice
// alike.

#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"
#include "seatape/core/expectations.h"
#include "seatape/core/recorder.h"
#include "seatape/core/session.h"
#include "simbackend/machine/sim_backend.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

using namespace seatape;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = fs::path(SEATAPE_SOURCE_DIR) / "scenarios";

std::vector<fs::path> committed() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(kFolder))
        if (entry.path().extension() == ".toml")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

class Frames final : public FrameSink {
public:
    Result<void> put(const Frame& frame) override {
        frames.push_back(frame);
        return {};
    }
    std::vector<Frame> frames;
};

struct Outcome {
    RunSummary summary;
    std::vector<Frame> frames;
    VcpuState last;
};

Outcome runOnSimulator(const Scenario& scenario) {
    auto machine = sim::SimBackend::create(scenario);
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    REQUIRE(machine);
    REQUIRE(policy);
    Frames sink;
    Recorder recorder(**machine, sink);
    auto summary = runSession(recorder, **policy, sessionOptions(scenario));
    REQUIRE(summary);
    return {std::move(*summary), std::move(sink.frames), (*machine)->state(0)};
}

} // namespace

TEST_CASE("every committed scenario loads, with a title and a description") {
    const auto files = committed();
    REQUIRE(files.size() >= 40);
    for (const fs::path& file : files) {
        INFO(file);
        const auto scenario = scenario::loadScenario(file);
        INFO((scenario ? "" : scenario.error().message()));
        REQUIRE(scenario);
        CHECK(scenario->name == file.stem());
        CHECK_FALSE(scenario->title.empty());
        CHECK(scenario->description.size() > 80);
        CHECK(scenario->expect.end.has_value());
    }
}

TEST_CASE("every committed scenario runs as it expects") {
    for (const fs::path& file : committed()) {
        INFO(file);
        const auto scenario = scenario::loadScenario(file);
        REQUIRE(scenario);
        const Outcome outcome = runOnSimulator(*scenario);
        for (const Divergence& d :
             checkExpectations(*scenario, outcome.summary, outcome.frames, outcome.last))
            FAIL_CHECK(d.field << ": expected " << d.recorded << ", observed " << d.observed);
    }
}

TEST_CASE("a scenario gives the same frames in every run") {
    for (const char* name : {"sea-two-vcpus", "recovery", "script"}) {
        INFO(name);
        const auto scenario = scenario::loadScenario(kFolder / (std::string(name) + ".toml"));
        REQUIRE(scenario);
        CHECK(runOnSimulator(*scenario).frames == runOnSimulator(*scenario).frames);
    }
}

TEST_CASE("a scenario is found by bare name, by path, and by SEATAPE_SCENARIOS") {
    const auto byName = scenario::findScenario("sea-data-read");
    REQUIRE(byName);
    const fs::path file = kFolder / "sea-data-read.toml";
    CHECK(fs::equivalent(*byName, file));
    CHECK(scenario::findScenario(file.string()).value() == file);

    const fs::path folder = fs::temp_directory_path() / "seatape-catalog-test";
    fs::create_directories(folder);
    fs::copy_file(file, folder / "only-here.toml", fs::copy_options::overwrite_existing);
    CHECK_FALSE(scenario::findScenario("only-here"));
    REQUIRE(setenv("SEATAPE_SCENARIOS", ("/nowhere:" + folder.string()).c_str(), 1) == 0);
    CHECK(scenario::findScenario("only-here").value() == folder / "only-here.toml");
    REQUIRE(unsetenv("SEATAPE_SCENARIOS") == 0);
    fs::remove_all(folder);
}

TEST_CASE("an unknown scenario names the folders and similar scenarios") {
    const auto found = scenario::findScenario("sea-walk");
    REQUIRE_FALSE(found);
    CHECK(found.error().what.find(kFolder.string()) != std::string::npos);
    CHECK(found.error().remedy.find("sea-walk-l0") != std::string::npos);
}

TEST_CASE("the list of scenarios is sorted and has every committed one") {
    const auto list = scenario::listScenarios();
    CHECK(list.size() >= committed().size());
    CHECK(std::ranges::is_sorted(list, {}, &scenario::CatalogEntry::name));
}
