// SPDX-License-Identifier: Apache-2.0
/// The way to standard output and to the terminal: checked writes, colours, progress.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace seatape::cli {

/// Writes to standard output. If that fails the program ends with CannotRun: with a message, unless
/// the reader of a pipe has left, which is its right.
void write(std::string_view text);
/// Writes what is buffered; ends the program in the same way if that fails.
void flushOutput();
/// Sends what is written from now on to standard error: standard output is for a trace.
void writeToStandardError();
/// Ends the program in the same way, without a word, if standard output is a pipe that nobody reads
/// any more.
void endIfReaderLeft();

/// Formats and writes to standard output.
template <class... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
    write(fmt::format(text, std::forward<Args>(args)...));
}

/// When text is coloured.
enum class ColourMode { Auto, Always, Never };
/// Decides by the mode, the terminal and NO_COLOR. Off until it is called.
void setColour(ColourMode mode);

/// What a piece of text is, for its colour.
enum class Style { Title, Dim, Good, Bad, Note };
/// Returns the text with the colour of its style, or as it is where there are no colours.
std::string paint(Style style, std::string_view text);

/// Shows on a terminal's standard error how far a long work has come, from its second second on.
class Progress {
public:
    explicit Progress(std::string_view what) : m_what(what) {}
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(uint64_t frames);
    /// Returns what calls show() for work that asks with each count whether to go on: it does.
    std::function<bool(uint64_t)> callback();

private:
    using Clock = std::chrono::steady_clock;
    std::string m_what;
    Clock::time_point m_next = Clock::now() + std::chrono::seconds(1);
    uint64_t m_calls = 0;
};

/// Takes what a Progress shows off the terminal. Safe in a signal handler.
void clearProgress();

} // namespace seatape::cli
