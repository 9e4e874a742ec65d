// SPDX-License-Identifier: Apache-2.0
/// A long trace for the measurements of the window.
#pragma once

#include "bench/measure.h"
#include "gui/app/simulator.h"
#include "gui/models/what_if_run.h"
#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"

#include <charconv>
#include <cstring>
#include <string>

namespace seatape::bench {

/// Returns how many frames the command line wants; a million if it says nothing.
inline uint64_t framesWanted(int argc, char** argv) {
    uint64_t frames = 1'000'000;
    if (argc > 1)
        std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), frames);
    return frames;
}

/// Writes a trace of so many frames into a folder, a recording of `recovery` again and again, and
/// returns its path.
inline std::string makeLongTrace(const std::string& folder, uint64_t frames) {
    const std::string once = folder + "/once.seatape";
    const std::string path = folder + "/long.seatape";
    const Scenario scenario = need(gui::committedScenarios().load("recovery"));
    need(gui::recordScenario(gui::simulatedMachines(), scenario, once, {}));
    const auto contents = need(trace::TraceReader::open(once)).readAll();
    auto writer = need(trace::TraceWriter::create(path, {"bench", "sim", scenario}));
    for (uint64_t i = 0; i < frames; ++i)
        need(writer.put(contents.frames[i % contents.frames.size()]));
    need(writer.finish());
    return path;
}

} // namespace seatape::bench
