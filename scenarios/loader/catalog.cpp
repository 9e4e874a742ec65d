// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/catalog.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::scenario {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

void addFolders(std::string_view list, std::vector<fs::path>& out) {
    while (!list.empty()) {
        const size_t end = std::min(list.find(':'), list.size());
        if (end > 0)
            out.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

void addEntries(const fs::path& folder, std::map<std::string, fs::path>& entries) {
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == ".toml" && isFile(it->path()))
            entries.emplace(it->path().stem().string(), it->path());
}

/// Names that contain the wanted one, or start as it does.
std::string similarNames(std::string_view wanted) {
    std::string list;
    for (const CatalogEntry& entry : listScenarios())
        if (entry.name.find(wanted) != std::string::npos ||
            (wanted.size() >= 3 && entry.name.starts_with(wanted.substr(0, 3))))
            list += (list.empty() ? "" : ", ") + entry.name;
    return list;
}

} // namespace

std::vector<fs::path> scenarioFolders() {
    std::vector<fs::path> folders{"scenarios"};
    if (const char* list = std::getenv("SEATAPE_SCENARIOS"))
        addFolders(list, folders);
    if (constexpr std::string_view tree = SEATAPE_SCENARIO_SOURCE_DIR; !tree.empty())
        folders.emplace_back(tree);
    folders.emplace_back(SEATAPE_SCENARIO_INSTALL_DIR);
    return folders;
}

std::string folderList() {
    std::vector<std::string> names;
    for (const fs::path& folder : scenarioFolders())
        names.push_back(folder.string());
    return fmt::format("{}", fmt::join(names, ", "));
}

Result<fs::path> findScenario(std::string_view nameOrPath) {
    if (const fs::path path(nameOrPath); path.extension() == ".toml" && isFile(path))
        return path;
    for (const fs::path& folder : scenarioFolders())
        if (const fs::path path = folder / fmt::format("{}.toml", nameOrPath); isFile(path))
            return path;
    const std::string similar = similarNames(nameOrPath);
    return failure(fmt::format("there is no scenario '{}' in {}", nameOrPath, folderList()), {},
                   similar.empty() ? "`seatape scenarios` lists them" : "similar: " + similar);
}

std::vector<CatalogEntry> listScenarios() {
    std::map<std::string, fs::path> entries;
    for (const fs::path& folder : scenarioFolders())
        addEntries(folder, entries);
    std::vector<CatalogEntry> list;
    for (const auto& [name, path] : entries)
        list.push_back({name, path});
    return list;
}

} // namespace seatape::scenario
