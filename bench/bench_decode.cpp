// SPDX-License-Identifier: Apache-2.0
// Measures how many syndromes a core takes apart in a second, and beside it how fast this machine
// can be: the plain shifts of tests/esr/naive_decoder.h over the same values, which keep
// neither rows nor the upper half. Prints a table.

#include "seatape/esr/syndrome.h"
#include "tests/esr/naive_decoder.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <random>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace seatape;

constexpr int kRepeats = 7;
constexpr size_t kValues = 1 << 14; // too many for the branch predictor to learn by heart
constexpr int kRounds = 64;
constexpr double kBar = 20e6;

using Values = std::vector<uint64_t>;

/// Makes values that a log could hold, from random bits.
Values makeValues(const std::function<uint64_t(uint64_t)>& shape) {
    std::mt19937_64 random(41);
    Values values(kValues);
    for (uint64_t& value : values)
        value = shape(random());
    return values;
}

std::function<uint64_t(uint64_t)> ofClass(ExceptionClass ec) {
    return [ec](uint64_t random) { return makeEsr(ec, random); };
}

/// Returns the best rate of several runs by CPU time: on a shared machine, noise only slows down.
template <class Decode>
double rate(const Values& values, Decode decode) {
    double best = 0;
    for (int i = 0; i < kRepeats; ++i) {
        const std::clock_t start = std::clock();
        for (int round = 0; round < kRounds; ++round)
            for (const uint64_t value : values)
                decode(value);
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        best = std::max(best, static_cast<double>(values.size()) * kRounds / seconds);
    }
    return best;
}

/// Tells the compiler that somebody reads all of `result`.
template <class T>
void keep(const T& result) {
    asm volatile("" : : "r"(&result) : "memory");
}

using NaiveDecoder = naive::Iss (*)(uint64_t);

void row(std::string_view what, const Values& values, NaiveDecoder naiveDecoder = nullptr) {
    const double ours = rate(values, [](uint64_t value) { keep(decodeEsr(value)); });
    fmt::print("{:<28} {:>9.1f} {:>6.2f}x", what, ours / 1e6, ours / kBar);
    if (naiveDecoder != nullptr) {
        const double limit =
            rate(values, [naiveDecoder](uint64_t value) { keep(naiveDecoder(value)); });
        fmt::print(" {:>9.1f} {:>6.2f}", limit / 1e6, ours / limit);
    }
    fmt::print("\n");
}

} // namespace

int main() {
    fmt::print("{:<28} {:>9} {:>7} {:>9} {:>6}\n", "best of 7, one core", "M/s", "of bar", "shifts",
               "ratio");
    row("data aborts", makeValues(ofClass(ExceptionClass::DABT_LOW)), naive::dataAbort);
    row("instruction aborts", makeValues(ofClass(ExceptionClass::IABT_LOW)),
        naive::instructionAbort);
    row("SErrors", makeValues(ofClass(ExceptionClass::SERROR)), naive::sError);
    row("register traps (SYS64)", makeValues(ofClass(ExceptionClass::SYS64)), naive::sys64);
    row("all classes, mixed", makeValues([](uint64_t random) { return random & 0xffffffff; }));
    row("any 64 bits", makeValues([](uint64_t random) { return random; }));
    return 0;
}
