// SPDX-License-Identifier: Apache-2.0
/// Reads whole lines in large pieces: fast for files, at once for what comes slowly through a pipe.
#pragma once

#include "seatape/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape::cli {

/// Reads a file descriptor that somebody else owns.
class LineReader {
public:
    /// The longest line that comes in one piece, in bytes.
    static constexpr size_t kLongestLine = size_t{256} << 10;

    /// `name` is for errors.
    LineReader(int descriptor, std::string name)
        : m_descriptor(descriptor), m_name(std::move(name)), m_buffer(kLongestLine) {}

    /// Returns the lines that have arrived, waiting for one if there is none; empty at the end and
    /// after Ctrl-C. The text ends with a newline, but for the last line of a file and the pieces
    /// of a line over kLongestLine. It is valid until the next call.
    Result<std::string_view> next();

private:
    Result<size_t> readMore();
    std::string_view give(size_t end);

    int m_descriptor;
    std::string m_name;
    std::vector<char> m_buffer;
    size_t m_begin = 0; ///< of what was not given yet
    size_t m_end = 0;
};

} // namespace seatape::cli
