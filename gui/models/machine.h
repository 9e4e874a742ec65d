// SPDX-License-Identifier: Apache-2.0
/// What the window needs of a machine, so that the models know no backend: gui/app gives them one.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace seatape::gui {

/// A machine that can also be stepped and looked into.
class Machine {
public:
    virtual ~Machine() = default;

    virtual Backend& backend() = 0;
    /// Completes the MMIO access of the last exit, as KVM_RUN with immediate_exit does, so that the
    /// PC is on the next instruction.
    virtual void completeMmio() = 0;
    /// Runs one instruction (or one trap that stays in the kernel) of the vCPU whose turn it is;
    /// returns the exit if it led to one.
    virtual std::optional<VmExit> step() = 0;
    /// Returns the vCPU that ran last.
    virtual uint32_t currentVcpu() const = 0;
    /// Returns where stage 1 of a vCPU leads, for an instruction fetch; nothing if nowhere.
    virtual std::optional<uint64_t> translate(uint32_t vcpu, uint64_t va) = 0;
    /// Returns the bad ranges that touch [gpa, gpa + size).
    virtual std::vector<PoisonRange> poisonIn(uint64_t gpa, uint64_t size) const = 0;
};

/// Builds the machine of a scenario; fails as the backend does. Is called in worker threads.
using MachineFactory = std::function<Result<std::unique_ptr<Machine>>(const Scenario& scenario)>;

} // namespace seatape::gui
