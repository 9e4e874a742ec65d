// SPDX-License-Identifier: Apache-2.0
// Measures `seatape decode --grep`: megabytes a second of CPU time over a kernel log on disk, with
// a syndrome in every 200th line and in every 5th. Beside it what the same machine does at most:
// the same file read and its newlines counted, and grep -F, which looks for one word and decodes
// nothing. Prints a table; fails only if it cannot run. The argument is the size in megabytes.

#include "seatape/esr/find_in_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <random>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>

namespace {

using namespace seatape;

constexpr int kRepeats = 3;
constexpr double kBar = 500;

[[noreturn]] void giveUp(const std::string& why) {
    fmt::print(stderr, "bench_grep: {}\n", why);
    std::exit(2);
}

using Random = std::mt19937_64;

/// A line without a syndrome: registers, interrupts, drivers, as in an oops and between them.
std::string plainLine(Random& random, uint64_t number) {
    const std::string time = fmt::format("[{:5}.{:06}] ", number / 1000, number % 1000 * 997);
    switch (random() % 5) {
    case 0:
        return fmt::format("{}x{}: {:016x} x{}: {:016x} x{}: {:016x}\n", time, random() % 30,
                           random(), random() % 30, random(), random() % 30, random());
    case 1:
        return fmt::format("{}nvme nvme{}: I/O tag {} QID {} timeout, completion polled\n", time,
                           random() % 4, random() % 1024, random() % 16);
    case 2:
        return fmt::format("{} el1h_64_sync_handler+{:#x}/{:#x}\n", time, random() % 512,
                           random() % 4096);
    case 3:
        return fmt::format("{}CPU: {} PID: {} Comm: kworker/{}:1 Not tainted 7.3.4 #{}\n", time,
                           random() % 64, random() % 32768, random() % 64, random() % 9);
    default:
        return fmt::format("{}eth{}: link becomes ready, interrupt {} after {} ms\n", time,
                           random() % 4, random() % 512, random() % 10000);
    }
}

/// A line with a syndrome of a data abort, all of whose ISS bits vary.
std::string esrLine(Random& random, uint64_t number) {
    const uint64_t esr = 0x92000000 | (random() & 0x1ffffff);
    if (random() % 2 == 0)
        return fmt::format("[{:5}.000000] Internal error: Oops: {:016x} [#1] PREEMPT SMP\n",
                           number / 1000, esr);
    return fmt::format(" CPU 0/KVM-{} [003] {:5}.1: kvm_guest_fault: ipa {:#x}, hsr {:#08x}, "
                       "hxfar {:#x}, pc {:#018x}\n",
                       random() % 9999, number, random() & 0xfffff000, esr, random(), random());
}

std::string makeLog(size_t bytes, uint64_t linesPerEsr) {
    Random random(2026);
    std::string log;
    log.reserve(bytes + 1000);
    for (uint64_t number = 1; log.size() < bytes; ++number)
        log += number % linesPerEsr == 0 ? esrLine(random, number) : plainLine(random, number);
    return log;
}

/// Returns user and system time, not wall-clock time, because the machine is shared.
double cpuTime(int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto asSeconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return asSeconds(usage.ru_utime) + asSeconds(usage.ru_stime);
}

/// Returns the shortest of several times: noise only ever slows down.
double best(const std::function<void()>& work, int who) {
    double time = 1e9;
    for (int i = 0; i < kRepeats; ++i) {
        const double start = cpuTime(who);
        work();
        time = std::min(time, cpuTime(who) - start);
    }
    return time;
}

void row(const std::string& what, size_t bytes, double time, bool hasBar = false) {
    const double rate = static_cast<double>(bytes) / time / 1e6;
    fmt::print("  {:<44} {:>8.0f}{}\n", what, rate,
               hasBar ? fmt::format(" {:>6.2f}x", rate / kBar) : "");
}

void command(const std::string& what, const std::string& line, size_t bytes, bool isOurs) {
    int status = 0;
    const double time = best([&] { status |= std::system(line.c_str()); }, RUSAGE_CHILDREN);
    if (status == 0)
        row(what, bytes, time, isOurs);
    else
        fmt::print("  {:<44} does not run\n", what);
}

size_t countNewlines(std::string_view text) {
    size_t count = 0;
    for (const char *at = text.data(), *end = at + text.size();
         (at = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at))));
         ++at)
        ++count;
    return count;
}

size_t countSyndromes(std::string_view text) {
    size_t count = 0;
    for (auto found = findEsr(text); found; found = findEsr(text, found->offset + found->length))
        ++count;
    return count;
}

void measure(size_t bytes, uint64_t linesPerEsr) {
    const std::string path = std::filesystem::temp_directory_path() / "seatape-bench-grep.log";
    const std::string log = makeLog(bytes, linesPerEsr);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr || std::fwrite(log.data(), 1, log.size(), file) != log.size() ||
        std::fclose(file) != 0)
        giveUp("cannot write " + path);
    volatile size_t lines = 0, syndromes = 0;
    const double scan = best([&] { lines = countNewlines(log); }, RUSAGE_SELF);
    const double find = best([&] { syndromes = countSyndromes(log); }, RUSAGE_SELF);
    fmt::print("{} MB, {} lines, {} syndromes\n", log.size() / 1000000, size_t{lines},
               size_t{syndromes});
    const std::string ours = std::string(SEATAPE_PROGRAM) + " decode --grep " + path;
    command("seatape decode --grep", ours + " > /dev/null", log.size(), true);
    command("seatape decode --grep, through two pipes",
            "cat " + path + " | " + SEATAPE_PROGRAM + " decode --grep | cat > /dev/null",
            log.size(), true);
    command("seatape decode --grep --only-matching", ours + " --only-matching > /dev/null",
            log.size(), true);
    command("seatape decode --grep --json", ours + " --json > /dev/null", log.size(), true);
    row("findEsr() in memory", log.size(), find);
    row("peer: count newlines in memory (memchr)", log.size(), scan);
    command("peer: grep -F hsr, C locale", "LC_ALL=C grep -F hsr " + path + " | cat > /dev/null",
            log.size(), false);
    std::filesystem::remove(path);
}

} // namespace

int main(int argc, char** argv) {
    const size_t megabytes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
    if (megabytes == 0)
        giveUp("the argument is the size of the log in megabytes");
    fmt::print("  {:<44} {:>8} {:>7}\n", "best of 3, CPU time", "MB/s", "of bar");
    measure(megabytes * 1000000, 200);
    measure(megabytes * 1000000, 5);
    return 0;
}
