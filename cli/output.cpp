// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include "cli/verbs/verbs.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace seatape::cli {
namespace {

bool g_colour = false;
std::FILE* g_words = stdout; ///< where what is said goes
volatile std::sig_atomic_t g_isProgressShown = 0;

/// Nothing is left to be done: what had to be kept is written before anything is said about it.
[[noreturn]] void outputFailed() {
    if (errno != EPIPE)
        fmt::print(stderr, "seatape: standard output: {}\n", std::strerror(errno));
    std::_Exit(static_cast<int>(ExitCode::CannotRun));
}

bool isColourful(ColourMode mode) {
    if (mode != ColourMode::Auto)
        return mode == ColourMode::Always;
    const char* noColour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool isDumb = term == nullptr || std::strcmp(term, "dumb") == 0;
    return ::isatty(STDOUT_FILENO) != 0 && !isDumb && (noColour == nullptr || *noColour == '\0');
}

} // namespace

void write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), g_words) != text.size())
        outputFailed();
}

void flushOutput() {
    if (std::fflush(g_words) != 0)
        outputFailed();
}

void writeToStandardError() {
    flushOutput();
    g_words = stderr;
}

void endIfReaderLeft() {
    pollfd output{STDOUT_FILENO, 0, 0};
    if (::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0)
        std::_Exit(static_cast<int>(ExitCode::CannotRun));
}

void setColour(ColourMode mode) {
    g_colour = isColourful(mode);
}

std::string paint(Style style, std::string_view text) {
    constexpr std::array<int, 5> kCodes{1, 2, 32, 31, 36}; // in the order of Style
    if (!g_colour)
        return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", kCodes[static_cast<size_t>(style)], text);
}

Progress::~Progress() {
    clearProgress();
}

std::function<bool(uint64_t)> Progress::callback() {
    return [this](uint64_t frames) {
        show(frames);
        return true;
    };
}

void Progress::show(uint64_t frames) {
    constexpr uint64_t kCallsPerLook = 1024; // the clock costs more than a frame
    if (++m_calls % kCallsPerLook != 0 || Clock::now() < m_next || ::isatty(STDERR_FILENO) == 0)
        return;
    m_next = Clock::now() + std::chrono::milliseconds(200);
    g_isProgressShown = 1;
    fmt::print(stderr, "\r{}: {} frames\x1b[K", m_what, frames);
}

void clearProgress() {
    constexpr std::string_view kClear = "\r\x1b[K";
    if (g_isProgressShown != 0)
        (void)!::write(STDERR_FILENO, kClear.data(), kClear.size());
    g_isProgressShown = 0;
}

} // namespace seatape::cli
