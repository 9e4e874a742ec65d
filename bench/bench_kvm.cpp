// SPDX-License-Identifier: Apache-2.0
// Measures on a real KVM what recording adds to an exit: the same guest without a recorder, with
// one that keeps nothing, and with one that writes a trace. For arm64 machines and the lab;
// elsewhere it says why it cannot run.

#include "bench/measure.h"
#include "kvmbackend/kvm_backend.h"
#include "scenarios/loader/scenario_file.h"
#include "seatape/core/recorder.h"
#include "seatape/core/session.h"
#include "traces/container/trace_writer.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace {

using namespace seatape;
using namespace seatape::bench;

constexpr uint64_t kExits = 400;

/// Takes frames and forgets them.
class Nowhere final : public FrameSink {
public:
    Result<void> put(const Frame&) override { return {}; }
};

/// Returns the CPU time of one exit with its answer, in seconds. `wrap` puts a recorder around the
/// machine.
template <class Wrap>
double exitTime(const Scenario& scenario, Wrap wrap) {
    return median([&] {
        auto machine = need(kvm::KvmBackend::create(scenario));
        auto policy = need(makePolicy(scenario.policy, scenario.dialect));
        uint64_t exits = 0;
        const double time = seconds([&] {
            wrap(*machine, [&](Backend& driven) {
                exits = need(runSession(driven, *policy, sessionOptions(scenario))).exits;
            });
        });
        return time / static_cast<double>(exits);
    });
}

void measure(const char* what, const Scenario& scenario) {
    const double plain = exitTime(scenario, [](Backend& machine, auto drive) { drive(machine); });
    const double kept = exitTime(scenario, [](Backend& machine, auto drive) {
        Nowhere sink;
        Recorder recorder(machine, sink);
        drive(recorder);
    });
    const std::string path = std::filesystem::temp_directory_path() / "seatape-bench.seatape";
    const double written = exitTime(scenario, [&](Backend& machine, auto drive) {
        auto writer = need(trace::TraceWriter::create(path, {"bench", "kvm", scenario}));
        Recorder recorder(machine, writer);
        drive(recorder);
        need(writer.finish());
    });
    std::filesystem::remove(path);
    const auto row = [&](const char* how, double time) {
        fmt::print("{:<14} {:<40} {:>10.1f} {:>8.2f}x\n", what, how, time * 1e6, time / plain);
    };
    row("run and answered", plain);
    row("and registers, memory digest read", kept);
    row("and written to a trace", written);
}

Scenario load(const std::filesystem::path& file) {
    Scenario scenario = need(scenario::loadScenario(file));
    scenario.limits.exits = kExits;
    return scenario;
}

} // namespace

int main(int argc, char** argv) {
    const std::filesystem::path source = argc > 1 ? argv[1] : SEATAPE_SOURCE_DIR;
    fmt::print("{:<14} {:<40} {:>10} {:>9}\n", "exit", "what is done for it", "us CPU", "ratio");
    measure("ARM_SEA", load(source / "bench/round_trip.toml"));
    measure("MMIO (console)", load(source / "scenarios/recovery.toml"));
}
