// SPDX-License-Identifier: Apache-2.0
/// The files of the source tree, for tests that read the tree itself. Knows nothing of Seatape.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace seatape::test {

/// A file and its lines, without line ends.
struct SourceFile {
    std::string path; ///< relative to the source tree, with '/'
    std::vector<std::string> lines;
};

/// Returns the root of the source tree.
std::filesystem::path sourceRoot();

/// Reads all files below `folder` whose extension is one of `extensions` (".h"), by path. Build
/// trees and hidden folders are left out. `folder` is relative to the source tree; "" is all of it.
std::vector<SourceFile> sourceFiles(std::string_view folder,
                                    const std::vector<std::string_view>& extensions);

} // namespace seatape::test
