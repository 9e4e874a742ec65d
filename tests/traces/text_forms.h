// SPDX-License-Identifier: Apache-2.0
/// What the tests of the textual forms share.
#pragma once

#include "traces/export/text.h"
#include "traces/import/text.h"

#include "tests/support/catch.h"

#include <memory>
#include <sstream>
#include <string>

namespace seatape::test {

inline trace::LineSource linesOf(const std::string& text) {
    return [in = std::make_shared<std::istringstream>(text)](std::string& line) -> Result<bool> {
        return static_cast<bool>(std::getline(*in, line));
    };
}

/// `text` must outlive the sink.
inline trace::TextSink appendTo(std::string& text) {
    return [&text](std::string_view part) -> Result<void> {
        text += part;
        return {};
    };
}

/// Replaces the last occurrence.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.rfind(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace seatape::test
