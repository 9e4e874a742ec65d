// SPDX-License-Identifier: Apache-2.0
/// Reads the JSON form of a trace back (traces/export/export.h): a header line and a line for each
/// frame.
///
/// Strict: a key that is missing, unknown, of another type or given twice, and a number that does
/// not fit, is an error that names line and key. Memory is bounded by the longest line.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/import/text.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace seatape::trace {

/// The longest line that is read, in bytes: the images of a header stand in one.
inline constexpr size_t kMaxJsonLine = size_t{256} << 20;

/// The frames of a trace in JSON.
class JsonReader final : public FrameSource {
public:
    /// Reads the header. `name` stands in messages.
    static Result<JsonReader> open(LineSource lines, std::string name);

    const TraceHeader& header() const { return m_header; }

    /// Reads a line into `frame`; false after the last one. Stays at its first error.
    Result<bool> next(Frame& frame) override;
    using FrameSource::next;

private:
    JsonReader(LineSource lines, std::string name)
        : m_lines(std::move(lines)), m_name(std::move(name)) {}
    Result<bool> nextLine(std::string& line);
    tl::unexpected<Error> wrong(const std::string& key, std::string what) const;

    LineSource m_lines;
    std::string m_name;
    uint64_t m_line = 0; ///< number of the last line read, from 1
    TraceHeader m_header;
    std::string m_text;
    Result<bool> m_status = true; ///< an error, or false at the end
};

} // namespace seatape::trace
