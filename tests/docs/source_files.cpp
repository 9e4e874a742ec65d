// SPDX-License-Identifier: Apache-2.0
#include "tests/docs/source_files.h"

#include <algorithm>
#include <fstream>

namespace fs = std::filesystem;

namespace seatape::test {
namespace {

bool isSkipped(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.starts_with(".") || name.starts_with("build");
}

SourceFile readFile(const fs::path& path) {
    SourceFile file{fs::relative(path, sourceRoot()).generic_string(), {}};
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        file.lines.push_back(line);
    return file;
}

} // namespace

fs::path sourceRoot() {
    return SEATAPE_SOURCE_DIR;
}

std::vector<SourceFile> sourceFiles(std::string_view folder,
                                    const std::vector<std::string_view>& extensions) {
    std::vector<SourceFile> files;
    const fs::path start = sourceRoot() / folder;
    for (auto it = fs::recursive_directory_iterator(start);
         it != fs::recursive_directory_iterator(); ++it) {
        if (it->is_directory() && isSkipped(it->path()))
            it.disable_recursion_pending();
        else if (std::ranges::count(extensions, it->path().extension().string()) != 0)
            files.push_back(readFile(it->path()));
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

} // namespace seatape::test
