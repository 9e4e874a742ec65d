// SPDX-License-Identifier: Apache-2.0
/// The part of a page that explains one ARM_SEA exit. Private to traces/.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"

#include <string>

namespace seatape::trace::html {

/// A frame with an ARM_SEA exit and the registers of its vCPU around the answer.
struct Abort {
    const Frame& frame;
    const SeaExit& exit;
    const Scenario& scenario;
    const VcpuState& before;
    const VcpuState& after;
};

/// Returns the section about an abort.
std::string abortSection(const Abort& abort);

/// Returns the way of the exception as a drawing: guest, KVM, user space, and back.
std::string flowDrawing(const Abort& abort);

} // namespace seatape::trace::html
