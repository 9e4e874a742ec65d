// SPDX-License-Identifier: Apache-2.0
/// Bounds the time that one KVM_RUN takes.
#pragma once

#include "seatape/base/result.h"

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>

namespace seatape::kvm {

/// A timer that sets kvm_run.immediate_exit and interrupts the thread that made it.
///
/// Its signal is the last real-time signal. A signal that comes just before KVM_RUN starts is not
/// lost, because the flag is set by then.
class RunTimer {
public:
    /// Makes a timer for the thread that calls; `immediateExit` must outlive it.
    static Result<std::unique_ptr<RunTimer>> create(volatile uint8_t* immediateExit);
    ~RunTimer();
    RunTimer(const RunTimer&) = delete;
    RunTimer& operator=(const RunTimer&) = delete;

    /// Starts it; replaces what is left of an earlier start.
    void start(std::chrono::microseconds after);
    /// Stops it and clears the flag.
    void stop();

private:
    explicit RunTimer(volatile uint8_t* immediateExit) : m_immediateExit(immediateExit) {}

    volatile uint8_t* m_immediateExit;
    timer_t m_timer{};
    bool m_isMade = false;
};

} // namespace seatape::kvm
