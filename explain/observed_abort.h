// SPDX-License-Identifier: Apache-2.0
/// One abort, watched from all sides: the guest's instruction, KVM's decisions, user space's
/// answer, the state before and after. Runs the simulator up to it.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"
#include "simbackend/kvm/decision_log.h"
#include "simbackend/pe/translation.h"

#include <optional>
#include <vector>

namespace seatape::explain {

/// Which exit is wanted: the frame with an index, or the n-th abort.
struct WantedAbort {
    std::optional<uint64_t> frame;
    uint64_t abort = 0;
};

/// An instruction word in guest memory, if it can be read.
struct CodeWord {
    uint64_t va = 0;
    std::optional<uint32_t> word;
};

struct ObservedAbort {
    Frame frame; ///< without the lists of changes
    VcpuState before;
    VcpuState after;
    std::optional<sim::TrapNote> trap; ///< the exception to EL2 that led to the exit
    std::vector<sim::DecisionNote> answerNotes;
    std::optional<sim::WalkResult> walk; ///< stage 1 of the address, if it is known
    std::vector<CodeWord> code;          ///< around the instruction
    std::vector<CodeWord> handler;       ///< where the guest goes on
    bool staysInKernel = false; ///< KVM handled it alone: only `trap`, `before` and `code` count
};

/// Runs a scenario with its policy until the wanted abort is answered.
Result<ObservedAbort> observeScenario(const Scenario& scenario, const WantedAbort& wanted);
/// Executes a trace again, with its answers, until then.
Result<ObservedAbort> observeTrace(FrameSource& frames, const Scenario& scenario,
                                   const WantedAbort& wanted);

} // namespace seatape::explain
