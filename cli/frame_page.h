// SPDX-License-Identifier: Apache-2.0
/// Everything about one frame, on one page.
#pragma once

#include "core/frame.h"
#include "core/scenario.h"
#include "core/vcpu_state.h"

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
