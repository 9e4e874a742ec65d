// SPDX-License-Identifier: Apache-2.0
// Any text as a scenario: an error with a place, or a scenario that validates.

#include "scenarios/loader/scenario_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto scenario = seatape::scenario::parseScenario(text, "fuzz", "/nonexistent");
    if (scenario ? !seatape::validate(*scenario) : scenario.error().message().empty())
        std::abort();
    return 0;
}
