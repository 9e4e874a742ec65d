// SPDX-License-Identifier: Apache-2.0
// Measures the simulator: SEA round trips a second, with and without recording, replay, and plain
// instructions a second beside QEMU's TCG on the same image. Prints a table; fails only if it
// cannot run.

#include "bench/measure.h"
#include "scenarios/loader/scenario_file.h"
#include "seatape/core/recorder.h"
#include "seatape/core/replay.h"
#include "seatape/core/session.h"
#include "simbackend/machine/sim_backend.h"
#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace {

using namespace seatape;
using namespace seatape::bench;

Scenario load(const char* name) {
    return need(scenario::loadScenario(std::filesystem::path(SEATAPE_SOURCE_DIR) / "bench" / name));
}

RunSummary drive(Backend& machine, const Scenario& scenario) {
    auto policy = need(makePolicy(scenario.policy, scenario.dialect));
    return need(runSession(machine, *policy, sessionOptions(scenario)));
}

double plainRun(const Scenario& scenario, uint64_t& count) {
    auto machine = need(sim::SimBackend::create(scenario));
    return seconds([&] {
        const RunSummary summary = drive(*machine, scenario);
        count = std::max(summary.aborts, uint64_t{1});
        if (summary.aborts == 0)
            count = summary.last.instructions;
    });
}

double recordRun(const Scenario& scenario, const std::string& path) {
    auto machine = need(sim::SimBackend::create(scenario));
    auto writer = need(trace::TraceWriter::create(path, {"bench", "sim", scenario}));
    return seconds([&] {
        Recorder recorder(*machine, writer);
        drive(recorder, scenario);
        need(writer.finish());
    });
}

double replayRun(const std::string& path) {
    auto reader = need(trace::TraceReader::open(path));
    auto machine = need(sim::SimBackend::create(reader.header().scenario));
    return seconds([&] {
        const VerifyReport report = need(verify(*machine, reader, Dialect::Mainline));
        if (report.framesEqual != report.frames)
            giveUp("the replay diverged: " + report.divergences.front().message());
    });
}

void row(const char* what, double count, double time, const char* unit, double bar) {
    const double rate = count / time;
    fmt::print("{:<34} {:>14.0f} {:<10} {:>12.0f} {:>7.2f}x\n", what, rate, unit, bar, rate / bar);
}

void measureRoundTrips() {
    const Scenario scenario = load("round_trip.toml");
    const std::string path = std::filesystem::temp_directory_path() / "seatape-bench.seatape";
    uint64_t trips = 0;
    const double plain = median([&] { return plainRun(scenario, trips); });
    const double recording = median([&] { return recordRun(scenario, path); });
    const double replay = median([&] { return replayRun(path); });
    const auto count = static_cast<double>(trips);
    row("SEA round trips, not recorded", count, plain, "trips/s", 1e6);
    row("SEA round trips, recorded", count, recording, "trips/s", 5e5);
    row("SEA round trips, replayed", count, replay, "trips/s", count / recording);
    fmt::print("{:<34} {:>14.1f} bytes\n", "trace size of a frame",
               static_cast<double>(std::filesystem::file_size(path)) / count);
    std::filesystem::remove(path);
}

/// Returns the CPU time of QEMU for so many rounds of the same image; negative if it does not run.
double qemuTime(uint64_t rounds) {
    constexpr uint64_t kRoundsVariable = 0x400a0000; // see plain_loop.S
    const std::string command =
        fmt::format("qemu-system-aarch64 -M virt -cpu max -nic none -m 256 -display none "
                    "-monitor none -serial none -kernel {}/bench/guests/plain_loop.elf "
                    "-device loader,addr={:#x},data={},data-len=8 >/dev/null 2>&1",
                    SEATAPE_SOURCE_DIR, kRoundsVariable, rounds);
    int status = 0;
    const double time = median(
        [&] { return seconds([&] { status |= std::system(command.c_str()); }, RUSAGE_CHILDREN); });
    return status == 0 ? time : -1;
}

void measureInstructions() {
    const Scenario scenario = load("plain_loop.toml");
    uint64_t instructions = 0;
    const double ours = median([&] { return plainRun(scenario, instructions); });
    const auto count = static_cast<double>(instructions);
    row("instructions, stage 1 on", count, ours, "insn/s", 1e8);
    constexpr uint64_t kOurRounds = 20000, kFactor = 10;
    const double startUp = qemuTime(1);
    const double qemu = qemuTime(kOurRounds * kFactor) - startUp;
    if (startUp < 0 || qemu < 0) {
        fmt::print("no peer: qemu-system-aarch64 is not there or does not run the image\n");
        return;
    }
    const double qemuRate = count * kFactor / qemu;
    fmt::print("{:<34} {:>14.0f} {:<10} we have {:.2f} of it\n", "  peer: QEMU TCG, same image",
               qemuRate, "insn/s", count / ours / qemuRate);
}

} // namespace

int main() {
    fmt::print("{:<34} {:>14} {:<10} {:>12} {:>8}\n", "median of 5", "rate", "", "bar", "ratio");
    measureRoundTrips();
    measureInstructions();
    return 0;
}
