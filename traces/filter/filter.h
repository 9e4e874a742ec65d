// SPDX-License-Identifier: Apache-2.0
/// The filter language of the command line and the GUI: one line of text that picks frames
/// (docs/filter.md). Knows no files; needs core only.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/frame.h"
#include "seatape/core/recorder.h"
#include "seatape/core/scenario.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seatape::trace {

namespace filter {
struct Program;
}

/// A frame and what is needed to know its values.
struct FrameView {
    const Frame& frame;
    const Scenario& scenario;          ///< of the trace: its dialect, and whether the guest has RAS
    const VcpuState* atExit = nullptr; ///< the vCPU's registers at the exit; may be absent unless
                                       ///< the filter needs them
};

/// Why a text is no filter.
struct FilterError {
    size_t column = 1; ///< of the first character that is wrong, from 1
    size_t length = 1; ///< how many characters are wrong
    std::string what;
    std::string remedy; ///< an instruction to the user; may be empty
};

/// Renders an error as three lines: what, the text with a caret under the place, and the remedy.
std::string formatFilterError(std::string_view text, const FilterError& error);

/// A compiled filter. A value: copying it is cheap, and matching changes nothing in it.
class Filter {
public:
    static constexpr size_t kMaxLength = 10'000; ///< of a text, in bytes
    static constexpr size_t kMaxDepth = 100;     ///< of nested parentheses and negations

    /// Compiles a text; the empty one matches every frame. Fails at the first thing that is wrong.
    static tl::expected<Filter, FilterError> compile(std::string_view text);

    /// Returns whether the filter picks the frame. Never allocates. A value that the frame does not
    /// have makes its comparison false.
    bool matches(const FrameView& view) const;

    /// Returns whether it asks for registers, so that FrameView::atExit is needed.
    bool needsState() const;

    /// Returns the text in its one canonical spelling, which compiles to the same filter.
    const std::string& text() const;

private:
    explicit Filter(std::shared_ptr<const filter::Program> program)
        : m_program(std::move(program)) {}

    std::shared_ptr<const filter::Program> m_program;
};

/// Filters the frames of a trace in order, and keeps track of the registers if that is needed.
class FrameMatcher {
public:
    /// `scenario` must outlive the matcher.
    FrameMatcher(Filter filter, const Scenario& scenario)
        : m_filter(std::move(filter)), m_scenario(scenario) {}

    /// Returns whether the filter picks the frame. Must see every frame of the trace, in order.
    bool matches(const Frame& frame);

private:
    Filter m_filter;
    const Scenario& m_scenario;
    StateTracker m_states;
};

/// A way to go on with a text: its characters from `start` to the cursor become `text`.
struct Completion {
    size_t start = 0; ///< offset in bytes
    std::string text;
    std::string help; ///< one line
    bool operator==(const Completion&) const = default;
};

/// Lists what may stand at `cursor`, an offset into `text`: names, fields of a register, symbols of
/// the field that is compared, operators. What is after the cursor does not matter.
std::vector<Completion> completeFilter(std::string_view text, size_t cursor);

/// A name that a filter may use.
struct FilterName {
    std::string name;
    std::string help;
    std::vector<std::string> fields; ///< that may follow after a dot
};

/// Lists every name, in the order of docs/filter.md.
std::vector<FilterName> filterNames();

} // namespace seatape::trace
