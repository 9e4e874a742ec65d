// SPDX-License-Identifier: Apache-2.0
// Measures the trace container: writing, reading, opening, seeking, and what recording costs the
// session; beside it SQLite and a plain Boost archive with the same frames. Prints a table; fails
// only if it cannot run.

#include "bench/measure.h"
#include "bench/peers.h"
#include "scenarios/loader/scenario_file.h"
#include "seatape/core/recorder.h"
#include "seatape/core/session.h"
#include "simbackend/machine/sim_backend.h"
#include "traces/container/crc32c.h"
#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string_view>

#include <unistd.h>

namespace {

using namespace seatape;
using namespace seatape::bench;
using namespace seatape::trace;
using Clock = std::chrono::steady_clock;

constexpr size_t kFrames = 100'000; // kept in memory, written again and again
constexpr size_t kTimes = 10;       // 1 M frames
constexpr size_t kBigTimes = 100;   // 10 M frames
constexpr size_t kSeeks = 2000;
constexpr const char* kOpenOption = "--open"; // how the program calls itself

/// A folder that is gone afterwards.
class TempFolder {
public:
    TempFolder() {
        std::string name = std::filesystem::temp_directory_path() / "seatape-bench-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            giveUp("cannot make a folder for the traces");
        m_path = name;
    }
    ~TempFolder() { std::filesystem::remove_all(m_path); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    std::string file(const char* name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// What a number must reach, or must not exceed.
struct Bar {
    enum class Kind : uint8_t { None, AtLeast, AtMost } kind = Kind::None;
    double value = 0;
};

constexpr Bar atLeast(double value) {
    return {Bar::Kind::AtLeast, value};
}
constexpr Bar atMost(double value) {
    return {Bar::Kind::AtMost, value};
}

/// Prints a line; a ratio of 1 or more means that the bar is met.
void row(const std::string& what, double value, const char* unit, Bar bar = {}) {
    fmt::print("{:<44} {:>12.2f} {:<10}", what, value, unit);
    if (bar.kind == Bar::Kind::None)
        fmt::print("\n");
    else
        fmt::print(" {:>8g} {:>7.2f}x\n", bar.value,
                   bar.kind == Bar::Kind::AtLeast ? value / bar.value : bar.value / value);
}

/// What one of bench/*.toml gives when it runs long.
struct Recording {
    std::string name;
    TraceHeader header;
    std::vector<Frame> frames;
};

Recording record(const std::string& name) {
    const auto path = std::filesystem::path(SEATAPE_SOURCE_DIR) / "bench" / (name + ".toml");
    Scenario scenario = need(scenario::loadScenario(path));
    scenario.limits.exits = kFrames;
    auto machine = need(sim::SimBackend::create(scenario));
    auto policy = need(makePolicy(scenario.policy, scenario.dialect));
    FrameList list;
    Recorder recorder(*machine, list);
    need(runSession(recorder, *policy, sessionOptions(scenario)));
    if (list.frames.size() != kFrames)
        giveUp(name + " gave too few frames");
    return {name, {"bench", "sim", scenario}, std::move(list.frames)};
}

void write(const std::string& path, const Recording& recording, size_t times,
           const WriterOptions& options) {
    auto writer = need(TraceWriter::create(path, recording.header, options));
    for (size_t i = 0; i < times; ++i)
        for (const Frame& frame : recording.frames)
            need(writer.put(frame));
    need(writer.finish());
}

double sizeOf(const std::string& path) {
    return static_cast<double>(std::filesystem::file_size(path));
}

/// Returns how many million frames a second `work` does, which does kTimes times all frames.
double millions(const std::function<void()>& work) {
    return kFrames * kTimes / 1e6 / median([&] { return seconds(work); });
}

void measureCoding(const TempFolder& folder, const Recording& recording, Coding coding) {
    const bool isPlain = coding == Coding::Plain;
    const std::string path = folder.file("coding.seatape");
    const std::string what = fmt::format("{}, {}: ", recording.name, isPlain ? "plain" : "zstd");
    const double rate = millions([&] { write(path, recording, kTimes, {Sync::None, coding}); });
    row(what + "write", rate, "M frames/s", atLeast(isPlain ? 2 : 1));
    row(what + "size of a frame", sizeOf(path) / (kFrames * kTimes), "bytes",
        atMost(isPlain ? 64 : 16));
    row(what + "read", millions([&] {
            auto reader = need(TraceReader::open(path));
            Frame frame;
            while (need(reader.next(frame))) {
            }
        }),
        "M frames/s");
}

/// Returns the value below which so many parts (0..1) of the sorted values are.
double quantile(const std::vector<double>& sorted, double part) {
    return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))];
}

template <class Work>
double wallSeconds(Work work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What the session's thread waits for each frame; includes two looks at the clock.
void measureWaiting(const TempFolder& folder, const Recording& recording, Coding coding) {
    auto writer =
        need(TraceWriter::create(folder.file("waiting"), recording.header, {Sync::None, coding}));
    std::vector<double> waits;
    waits.reserve(kFrames * kTimes);
    for (size_t i = 0; i < kTimes; ++i)
        for (const Frame& frame : recording.frames)
            waits.push_back(1e6 * wallSeconds([&] { need(writer.put(frame)); }));
    std::ranges::sort(waits);
    const char* name = coding == Coding::Plain ? "plain" : "zstd";
    row(fmt::format("put(), {}: half of the frames", name), quantile(waits, 0.5), "us");
    row(fmt::format("put(), {}: 99 %", name), quantile(waits, 0.99), "us", atMost(1));
    row(fmt::format("put(), {}: 99.9 %", name), quantile(waits, 0.999), "us");
    row(fmt::format("put(), {}: 99.99 %, which end a chunk", name), quantile(waits, 0.9999), "us");
}

/// Wall-clock time: the disk is what is waited for.
void measureSync(const TempFolder& folder, const Recording& recording) {
    constexpr size_t kFew = 2000;
    const WriterOptions chunk{Sync::Chunk, Coding::Zstd}, frame{Sync::Frame, Coding::Zstd};
    const double chunks =
        wallSeconds([&] { write(folder.file("sync"), recording, kTimes, chunk); });
    row("write, --sync chunk, wall clock", kFrames * kTimes / chunks / 1e6, "M frames/s");
    Recording few = recording;
    few.frames.resize(kFew);
    const double frames = wallSeconds([&] { write(folder.file("sync"), few, 1, frame); });
    row("write, --sync frame, wall clock", kFew / frames, "frames/s");
}

/// Reads a number of kB from /proc/self/status; the peak of getrusage() would be the parent's.
double peakMegabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string key; status >> key;)
        if (double kilobytes = 0; key == "VmHWM:" && status >> kilobytes)
            return kilobytes / 1024;
    return 0;
}

/// The other side of measureOpening(), in a process of its own.
int openOnce(const std::string& path) {
    const double time = wallSeconds([&] {
        auto reader = need(TraceReader::open(path));
        need(reader.frame(0));
    });
    fmt::print("{} {}\n", time, peakMegabytes());
    return 0;
}

void measureOpening(const std::string& path, const char* what) {
    const std::string command =
        fmt::format("'{}' {} '{}'", std::filesystem::read_symlink("/proc/self/exe").string(),
                    kOpenOption, path);
    double megabytes = 0;
    const double time = median([&] {
        FILE* pipe = ::popen(command.c_str(), "r");
        double taken = 0;
        const bool isRead =
            pipe != nullptr && std::fscanf(pipe, "%lf %lf", &taken, &megabytes) == 2;
        if (!isRead || ::pclose(pipe) != 0)
            giveUp("cannot run " + command);
        return taken;
    });
    row(fmt::format("open 1 M frames, {}: first row", what), time * 1e3, "ms", atMost(500));
    row(fmt::format("open 1 M frames, {}: peak memory", what), megabytes, "MB", atMost(200));
}

void measureOpenings(const TempFolder& folder, const Recording& recording) {
    const std::string path = folder.file("open.seatape");
    write(path, recording, kTimes, {Sync::None, Coding::Plain});
    measureOpening(path, "finished");
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
    measureOpening(path, "unfinished");
}

void measureSeeking(const TempFolder& folder, const Recording& recording) {
    const std::string path = folder.file("big.seatape");
    write(path, recording, kBigTimes, {Sync::None, Coding::Zstd});
    auto reader = need(TraceReader::open(path));
    std::mt19937_64 random(1);
    std::vector<double> times;
    for (size_t i = 0; i < kSeeks; ++i) {
        const uint64_t n = random() % reader.frameCount();
        times.push_back(1e3 * seconds([&] { need(reader.moment(n)); }));
    }
    std::ranges::sort(times);
    row("seek in 10 M frames, with state: half", quantile(times, 0.5), "ms", atMost(10));
    row("seek in 10 M frames, with state: 99 %", quantile(times, 0.99), "ms", atMost(10));
    row("seek in 10 M frames, with state: the longest", times.back(), "ms", atMost(10));
}

void measureChecks() {
    const std::vector<uint8_t> bytes(size_t{16} << 20, 0x5a);
    const auto rate = [&](auto crc) {
        volatile uint32_t sink = 0;
        const double time =
            median([&] { return seconds([&] { sink = crc({std::span<const uint8_t>(bytes)}); }); });
        return static_cast<double>(bytes.size()) / time / 1e9;
    };
    row("CRC-32C, the CPU's instruction", rate(crc32c), "GB/s");
    row("CRC-32C, portable", rate(crc32cPortable), "GB/s");
}

void measurePeers(const TempFolder& folder, const Recording& recording) {
    constexpr double kCount = kFrames * kTimes;
    const std::string boost = folder.file("frames.boost");
    row("peer: Boost binary archive, write",
        millions([&] { writeBoostArchive(boost, recording.frames, kTimes); }), "M frames/s");
    row("peer: Boost binary archive, size of a frame", sizeOf(boost) / kCount, "bytes");
    if (!hasSqlite()) {
        fmt::print("peer: SQLite: not built (install libsqlite3-dev)\n");
        return;
    }
    const std::string sqlite = folder.file("frames.db");
    row("peer: SQLite, write", millions([&] {
            std::filesystem::remove(sqlite);
            writeSqlite(sqlite, recording.frames, kTimes);
        }),
        "M frames/s");
    row("peer: SQLite, size of a frame", sizeOf(sqlite) / kCount, "bytes");
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == kOpenOption)
        return openOnce(argv[2]);
    static const TempFolder folder; // so that giveUp() removes it too
    fmt::print("{:<44} {:>12} {:<10} {:>8} {:>8}\n", "median of 5", "", "", "bar", "ratio");
    for (const char* name : {"aborts_walk", "aborts_random"}) {
        const Recording recording = record(name);
        for (const Coding coding : {Coding::Plain, Coding::Zstd})
            measureCoding(folder, recording, coding);
    }
    const Recording recording = record("aborts_walk");
    for (const Coding coding : {Coding::Plain, Coding::Zstd})
        measureWaiting(folder, recording, coding);
    measureSync(folder, recording);
    measureOpenings(folder, recording);
    measureSeeking(folder, recording);
    measureChecks();
    measurePeers(folder, recording);
    return 0;
}
