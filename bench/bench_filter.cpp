// SPDX-License-Identifier: Apache-2.0
// Measures how many frames a second a filter looks at, beside the same question as a hand-written
// lambda, which is the limit. Prints a table; fails only if a filter does not compile.

#include "seatape/esr/exception_class.h"
#include "traces/filter/filter.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace seatape;
using namespace seatape::trace;

constexpr size_t kFrames = 100'000; // fit no cache, as a real trace does not
constexpr int kPasses = 10;

/// One abort in four frames, console output in between.
std::vector<Frame> makeFrames() {
    std::vector<Frame> frames(kFrames);
    for (size_t i = 0; i < kFrames; ++i) {
        Frame& frame = frames[i];
        frame.index = i;
        frame.vcpu = static_cast<uint32_t>(i / 7 % 4);
        frame.instructions = 100 * i;
        frame.ran = {{xReg(0), i}, {Reg::PC, 0x40080000 + 4 * i}};
        if (i % 4 == 0)
            frame.exit = SeaExit{makeEsr(ExceptionClass::DABT_LOW, i / 4 % 2 == 0 ? 0x10 : 0x17),
                                 0x40001000 + i, 0x80000000 + i / 16 * 4096};
        else
            frame.exit = MmioExit{0x9000000, 1, true, i & 0x7f};
    }
    return frames;
}

struct Case {
    const char* name;
    const char* text;
    std::function<bool(const Frame&)> byHand;
};

const SeaExit* asSea(const Frame& frame) {
    return std::get_if<SeaExit>(&frame.exit);
}

const Case kCases[] = {
    {"simple", "vcpu == 1", [](const Frame& f) { return f.vcpu == 1; }},
    {"exit", "exit == ARM_SEA", [](const Frame& f) { return asSea(f) != nullptr; }},
    {"esr field", "esr.DFSC == SEA_TTW3",
     [](const Frame& f) {
         const SeaExit* sea = asSea(f);
         return sea != nullptr && isDataAbort(esrClass(sea->esr)) && esrFsc(sea->esr) == 0x17;
     }},
    {"complex",
     "exit == ARM_SEA && esr.DFSC == SEA_TTW3 && vcpu == 1 && gpa in 0x80000000..0x80100000",
     [](const Frame& f) {
         const SeaExit* sea = asSea(f);
         return sea != nullptr && isDataAbort(esrClass(sea->esr)) && esrFsc(sea->esr) == 0x17 &&
                f.vcpu == 1 && sea->gpa && *sea->gpa >= 0x80000000 && *sea->gpa <= 0x80100000;
     }},
    {"state", "X0 == 1 && PSTATE.M == EL0t", {}},
};

/// Returns millions of frames a second, and how many matched.
template <class Matches>
std::pair<double, size_t> measure(const std::vector<Frame>& frames, Matches matches) {
    using Clock = std::chrono::steady_clock;
    size_t count = 0;
    double best = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
        const auto start = Clock::now();
        for (const Frame& frame : frames)
            count += matches(frame);
        const std::chrono::duration<double> took = Clock::now() - start;
        best = std::max(best, static_cast<double>(frames.size()) / took.count() * 1e-6);
    }
    return {best, count};
}

void report(const std::vector<Frame>& frames, const Case& c) {
    const auto filter = Filter::compile(c.text);
    if (!filter) {
        fmt::print(stderr, "{}\n", formatFilterError(c.text, filter.error()));
        std::exit(2);
    }
    const Scenario scenario;
    FrameMatcher matcher(*filter, scenario);
    const auto [rate, count] = measure(frames, [&](const Frame& f) { return matcher.matches(f); });
    fmt::print("{:<10} {:>10.1f} ", c.name, rate);
    if (c.byHand) {
        const auto [limit, same] = measure(frames, c.byHand);
        fmt::print("{:>12.1f}{}", limit, same == count ? "" : " (disagrees)");
    } else {
        fmt::print("{:>12}", "-");
    }
    fmt::print("   {}\n", c.text);
}

} // namespace

int main() {
    const auto frames = makeFrames();
    fmt::print("{:<10} {:>10} {:>12}   {}\n", "filter", "Mframes/s", "by hand", "text");
    for (const Case& c : kCases)
        report(frames, c);
}
