// SPDX-License-Identifier: Apache-2.0
/// The loop of a VMM: run the machine, answer its exit, run it again.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/policy.h"
#include "seatape/core/scenario.h"

#include <functional>
#include <string>
#include <string_view>

namespace seatape {

/// How a run went.
struct RunSummary {
    RunEnd end = RunEnd::Stopped;
    uint64_t exits = 0;
    uint64_t aborts = 0; ///< exits that the policy answered
    std::string console; ///< what the guest printed
    VmExit last;         ///< the exit that ended the run
};

/// What a session needs to know besides the machine and the policy.
struct SessionOptions {
    std::optional<uint64_t> console; ///< see Scenario::console
    uint64_t maxExits = 1'000'000;
    std::function<void(std::string_view)> onConsole; ///< called with each piece of output, if set
    std::function<bool()> stopRequested;             ///< asked after each exit, if set (Ctrl-C)
};

/// Returns the options that a scenario asks for.
SessionOptions sessionOptions(const Scenario& scenario);

/// Runs until the guest powers off, the policy ends the VM, or a limit is reached. Every exit is
/// answered, the last one too, so that a recorder sees whole frames.
Result<RunSummary> runSession(Backend& machine, Policy& policy, const SessionOptions& options);

} // namespace seatape
