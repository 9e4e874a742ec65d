// SPDX-License-Identifier: Apache-2.0
/// The way of one exception as steps between the lanes EL0, EL1, EL2 and user space: what a drawing
/// of it shows. Knows nothing of drawing.
#pragma once

#include "explain/observed_abort.h"

#include <cstdint>
#include <string>
#include <vector>

namespace seatape::explain {

/// Who acts, from the guest's process to the VMM.
enum class Lane : uint8_t { El0, El1, El2, UserSpace };
inline constexpr size_t kLaneCount = 4;

/// What a step is, for its colour.
enum class FlowKind : uint8_t {
    Run,    ///< the guest executes
    Abort,  ///< an exception is taken or delivered
    Decide, ///< KVM decides
    Exit,   ///< KVM_RUN returns
    Answer, ///< user space decides
    Call,   ///< user space calls the kernel
    End,    ///< the VM does not go on
};

/// One step. It stays in its lane if `from` and `to` are the same.
struct FlowStep {
    FlowKind kind = FlowKind::Run;
    Lane from = Lane::El1;
    Lane to = Lane::El1;
    std::string title;              ///< a few words
    std::vector<std::string> lines; ///< what there is to say beside it, most important first
    bool isTaken = true; ///< false: a branch that was open at the step before, but not taken
};

/// Returns the steps of a frame. Each step that was taken begins in the lane where the one before
/// it ended; the first is the guest's instruction. `abort` needs no more than frame, before and
/// after: with `trap` and `answerNotes` the decisions are told in KVM's own order.
std::vector<FlowStep> flowOf(const Scenario& scenario, const ObservedAbort& abort);

} // namespace seatape::explain
