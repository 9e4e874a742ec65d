// SPDX-License-Identifier: Apache-2.0
/// The traces that the lab recorded on a real KVM, compared with the simulator.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/divergence.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace seatape::test {

/// What tests/golden/kvm/expected.toml says of one scenario.
struct Expected {
    std::string notRun;                         ///< why no lab machine can run it; empty if one can
    std::map<std::string, std::string> differs; ///< field of a divergence → why it differs
};

/// Reads expected.toml; a mistake in it fails the test.
std::map<std::string, Expected> readExpected(const std::filesystem::path& file);

/// One scenario's trace against the simulator.
struct TraceComparison {
    std::string machine; ///< the trace's backend: KVM and the kernel's release
    uint64_t frames = 0;
    uint64_t framesEqual = 0;
    uint64_t aborts = 0;
    bool isStale = false; ///< the trace is of another version of the scenario
    std::vector<Divergence> divergences;
};

/// Lets the simulator run the trace in `file` and compares every frame.
Result<TraceComparison> compareWithSimulator(const std::filesystem::path& file,
                                             const Scenario& committed);

} // namespace seatape::test
