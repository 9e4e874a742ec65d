// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/filter.h"

#include "traces/filter/parser.h"
#include "traces/filter/program.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::trace {
namespace {

/// One column for each byte, so that the caret stands where the column counts.
std::string onOneLine(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return line;
}

} // namespace

std::string formatFilterError(std::string_view text, const FilterError& error) {
    constexpr size_t kBefore = 60; // of a long text, what is near the place
    constexpr size_t kShown = 90;
    const size_t place = std::min(error.column - 1, text.size());
    const size_t start = place > kBefore ? place - kBefore : 0;
    const std::string line = onOneLine(text.substr(start, kShown));
    const size_t length = std::clamp<size_t>(error.length, 1, kShown - (place - start));
    return fmt::format("column {}: {}\n  {}{}{}\n  {:>{}}{}{}{}", error.column, error.what,
                       start > 0 ? "…" : "", line, start + kShown < text.size() ? "…" : "", "",
                       place - start + (start > 0 ? 1 : 0), std::string(length, '^'),
                       error.remedy.empty() ? "" : "\n  ", error.remedy);
}

tl::expected<Filter, FilterError> Filter::compile(std::string_view text) {
    if (text.size() > kMaxLength)
        return tl::unexpected(FilterError{
            kMaxLength + 1, 1, fmt::format("the filter is longer than {} characters", kMaxLength),
            "filter in two steps"});
    const auto tokens = filter::tokenize(text);
    if (!tokens)
        return tl::unexpected(tokens.error());
    const auto node = filter::parse(*tokens);
    if (!node)
        return tl::unexpected(node.error());
    return Filter(std::make_shared<const filter::Program>(filter::assemble(*node)));
}

bool Filter::matches(const FrameView& view) const {
    return m_program->matches(view);
}

bool Filter::needsState() const {
    return m_program->needsState;
}

const std::string& Filter::text() const {
    return m_program->text;
}

bool FrameMatcher::matches(const Frame& frame) {
    if (!m_filter.needsState())
        return m_filter.matches({frame, m_scenario});
    const bool isMatch = m_filter.matches({frame, m_scenario, &m_states.atExit(frame)});
    m_states.afterInjection(frame);
    return isMatch;
}

} // namespace seatape::trace
