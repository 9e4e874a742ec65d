// SPDX-License-Identifier: Apache-2.0
/// A stream buffer over lines, of which one value may only take so many bytes. Private to traces/.
#pragma once

#include "traces/import/text.h"

#include <cstddef>
#include <cstdint>
#include <streambuf>
#include <string>

namespace seatape::trace::xml {

class LineBuffer final : public std::streambuf {
public:
    explicit LineBuffer(LineSource lines) : m_lines(std::move(lines)) {}

    /// Starts a value of at most `bytes`, but for the rest of the line that was read last.
    void beginValue(size_t bytes) { m_left = bytes; }
    /// Returns the number of the line that was read last, from 1.
    uint64_t line() const { return m_line; }
    /// Returns false after the last line, and the error of the source or of too long a value.
    const Result<bool>& status() const { return m_status; }

protected:
    int_type underflow() override;

private:
    LineSource m_lines;
    std::string m_text;
    size_t m_left = 0;
    uint64_t m_line = 0;
    Result<bool> m_status = true;
};

} // namespace seatape::trace::xml
