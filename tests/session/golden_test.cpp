// SPDX-License-Identifier: Apache-2.0
// The same scenario gives the same run on every host and in every build type: the digests of all
// committed scenarios against a table.
//
// After a change that is meant to change runs, write the table anew and look at the difference:
//   SEATAPE_WRITE_GOLDEN=1 build/dev/tests/session/session_test "the digest table*"

#include "tests/session/runs.h"
#include "tests/support/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

using namespace seatape;
using namespace seatape::test;

namespace {

const std::filesystem::path kTable =
    std::filesystem::path(SEATAPE_SOURCE_DIR) / "tests/golden/sim/digests.txt";
constexpr const char* kHead = "# scenario, frames, digest after the last one, hash over all: see "
                              "tests/session/golden_test.cpp\n";

/// Returns an FNV-like hash over what makes each frame this one.
uint64_t hashOver(const std::vector<Frame>& frames) {
    constexpr uint64_t kPrime = 0x100000001b3;
    uint64_t hash = 0;
    for (const Frame& frame : frames)
        for (const uint64_t part : {uint64_t{frame.vcpu}, frame.instructions, frame.digest})
            hash = (hash ^ part) * kPrime;
    return hash;
}

std::string lineFor(const Scenario& scenario) {
    const auto frames = record(scenario);
    return fmt::format("{} {} {:016x} {:016x}\n", scenario.name, frames.size(),
                       frames.empty() ? 0 : frames.back().digest, hashOver(frames));
}

} // namespace

TEST_CASE("the digest table of all scenarios is what this host computes") {
    std::string computed = kHead;
    for (const Scenario& scenario : allScenarios())
        computed += lineFor(scenario);
    if (std::getenv("SEATAPE_WRITE_GOLDEN") != nullptr)
        std::ofstream(kTable) << computed;
    CHECK(contentOf(kTable) == computed);
}
