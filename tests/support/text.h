// SPDX-License-Identifier: Apache-2.0
/// Texts in tests: a search that reads like a sentence, and whole files.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace seatape::test {

/// Returns whether `part` occurs in a text.
inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Returns the bytes of a file; none if it cannot be read.
inline std::string contentOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace seatape::test
