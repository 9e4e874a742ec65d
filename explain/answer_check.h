// SPDX-License-Identifier: Apache-2.0
/// Judges a whole answer before it is given: does the kernel take it, and what does the guest then
/// find? The rules are core's: planEvents(), judgeInjection(), and the tables of fields.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/core/exit.h"
#include "seatape/core/injection.h"
#include "seatape/core/legality.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seatape::explain {

/// Where an answer would be given. KVM puts in the fault status of an access, not of a walk: an
/// external abort on a walk has no S1PTW.
struct AnswerPlace {
    Dialect dialect = Dialect::Mainline;
    CpuFeatures cpu;
    HostModel host;
    VcpuState before; ///< the vCPU at the exit
    Exit exit = UnknownExit{};
    std::vector<MemorySlot>
        slots; ///< as the run began: what earlier answers unmapped counts as there
};

/// One thing that the answer does, judged.
struct AnswerNote {
    Legality legality = Legality::Legal;
    std::string title;                ///< "Data abort: legal"
    std::vector<std::string> reasons; ///< why it is not legal; what happens
    std::optional<uint64_t>
        guestEsr; ///< what the guest reads in ESR_EL1, if this sets it and nothing after it does;
                  ///< a pending SError's once it is taken
};

/// Judges an answer, part by part, in the order in which they happen; never empty.
std::vector<AnswerNote> checkAnswer(const AnswerPlace& place, const Injection& answer);

/// Returns what is known about ESR_EL1 of this guest.
EsrContext guestContext(const CpuFeatures& cpu);

} // namespace seatape::explain
