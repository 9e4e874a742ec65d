// SPDX-License-Identifier: Apache-2.0
/// Whole runs of committed scenarios on the simulator, for tests of what must hold for all of them.
#pragma once

#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"
#include "seatape/core/recorder.h"
#include "seatape/core/replay.h"
#include "seatape/core/session.h"
#include "simbackend/machine/sim_backend.h"
#include "tests/support/catch.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seatape::test {

/// Returns every committed scenario, loaded, by name.
inline std::vector<Scenario> allScenarios() {
    std::vector<Scenario> all;
    const auto committed = std::filesystem::path(SEATAPE_SOURCE_DIR) / "scenarios";
    for (const scenario::CatalogEntry& entry : scenario::listScenarios()) {
        if (!std::filesystem::equivalent(entry.path.parent_path(), committed))
            continue;
        INFO(entry.path);
        auto loaded = scenario::loadScenario(entry.path);
        REQUIRE(loaded.has_value());
        all.push_back(std::move(*loaded));
    }
    REQUIRE(all.size() >= 40);
    return all;
}

inline std::unique_ptr<sim::SimBackend> machineFor(const Scenario& scenario) {
    auto machine = sim::SimBackend::create(scenario);
    REQUIRE(machine.has_value());
    return std::move(*machine);
}

inline std::unique_ptr<Policy> policyFor(const Scenario& scenario) {
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    REQUIRE(policy.has_value());
    return std::move(*policy);
}

/// Runs the scenario from its start with `policy` and returns the recording.
inline std::vector<Frame> record(const Scenario& scenario, Policy& policy) {
    const auto machine = machineFor(scenario);
    FrameList list;
    Recorder recorder(*machine, list);
    REQUIRE(runSession(recorder, policy, sessionOptions(scenario)).has_value());
    return std::move(list.frames);
}

inline std::vector<Frame> record(const Scenario& scenario) {
    return record(scenario, *policyFor(scenario));
}

} // namespace seatape::test
