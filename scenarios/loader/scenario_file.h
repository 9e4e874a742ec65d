// SPDX-License-Identifier: Apache-2.0
/// Turns a scenario in TOML (docs/scenarios.md) into the core's Scenario: self-contained, checked.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/scenario.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace seatape::scenario {

/// Reads a scenario and the guest images that it names. The scenario's name is the file's stem
/// unless the file says otherwise. Errors name file, line, key and what would be allowed.
Result<Scenario> loadScenario(const std::filesystem::path& file);

/// Parses a scenario from memory. `name` is the default name and what errors call the file (with
/// `.toml`); guest images are looked up relative to `baseDir`.
Result<Scenario> parseScenario(std::string_view toml, const std::string& name,
                               const std::filesystem::path& baseDir);

} // namespace seatape::scenario
