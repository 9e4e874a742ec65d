// SPDX-License-Identifier: Apache-2.0
/// Everything about one frame, on one page.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"

namespace seatape::cli {

/// A frame with the state of its vCPU at the exit and after the answer.
struct FramePage {
    const Scenario& scenario;
    Frame frame;
    VcpuState before;
    VcpuState after;
};

/// Prints the page.
void sayFrame(const FramePage& page);

} // namespace seatape::cli
