// SPDX-License-Identifier: Apache-2.0
/// What the measuring programs share: giving up, timing, and rows of a table. Not for tests:
/// nothing here asserts.
#pragma once

#include "seatape/base/result.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

namespace seatape::bench {

inline constexpr int kRepeats = 5;

/// Ends the program: it cannot measure.
[[noreturn]] inline void giveUp(const std::string& why) {
    fmt::print(stderr, "{}: {}\n", program_invocation_short_name, why);
    std::exit(2);
}

/// Returns the value, or gives up.
template <class T>
T need(Result<T> result) {
    if (!result)
        giveUp(result.error().message());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// Returns CPU time in seconds, and not wall-clock time, because the machine is shared. `who` is
/// RUSAGE_SELF or RUSAGE_CHILDREN.
inline double cpuTime(int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto asSeconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return asSeconds(usage.ru_utime) + asSeconds(usage.ru_stime);
}

/// Returns how much CPU time the work takes, in seconds.
inline double seconds(const std::function<void()>& work, int who = RUSAGE_SELF) {
    const double start = cpuTime(who);
    work();
    return cpuTime(who) - start;
}

/// Returns the median of several runs: the machine is shared and noisy.
inline double median(const std::function<double()>& measure) {
    std::vector<double> times;
    for (int i = 0; i < kRepeats; ++i)
        times.push_back(measure());
    std::ranges::sort(times);
    return times[kRepeats / 2];
}

} // namespace seatape::bench
