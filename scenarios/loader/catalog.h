// SPDX-License-Identifier: Apache-2.0
/// Where scenarios live: finds one by path or bare name, and lists those that can be named.
#pragma once

#include "seatape/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace seatape::scenario {

/// A scenario that can be named.
struct CatalogEntry {
    std::string name; ///< the file's stem
    std::filesystem::path path;
};

/// Returns the folders in which bare names are looked up, the first one first: ./scenarios, the
/// parts of $SEATAPE_SCENARIOS (separated by ':'), the source tree's scenarios/ (unless it was
/// built with SEATAPE_TREE_SCENARIOS off), the installed share folder.
std::vector<std::filesystem::path> scenarioFolders();

/// Returns those folders in one line, for messages.
std::string folderList();

/// Finds a scenario file by its path or its bare name. The error lists the folders, and the
/// scenarios with a similar name.
Result<std::filesystem::path> findScenario(std::string_view nameOrPath);

/// Lists the scenarios of all folders by name; the first folder that has a name wins.
std::vector<CatalogEntry> listScenarios();

} // namespace seatape::scenario
