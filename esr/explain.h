// SPDX-License-Identifier: Apache-2.0
/// What a syndrome asks software to do, and what Linux does with it as a guest and as a KVM host.
/// Source: Linux 7.3.4 arch/arm64/mm/fault.c, kernel/traps.c, kernel/acpi.c, kvm/mmu.c,
/// kvm/handle_exit.c; Arm ARM and Arm RAS for the recommendations.
#pragma once

#include "seatape/esr/syndrome.h"

#include <string_view>

namespace seatape {

/// Whether the interrupted program can go on.
enum class Recoverability : uint8_t {
    Routine,     ///< not an error: demand paging, a system call, a trap to emulate
    Restartable, ///< an error that left the state intact: go on, or retry
    Recoverable, ///< the program can go on if software repairs or discards the location
    Fatal,       ///< the program, or the machine, cannot go on
    Unknown,     ///< the syndrome does not say
};

/// Returns the word for it, e.g. "recoverable".
std::string_view recoverabilityName(Recoverability recoverability);

/// An explanation in four short texts; none is empty.
struct Explanation {
    Recoverability recoverability = Recoverability::Unknown;
    std::string_view meaning;  ///< what happened
    std::string_view software; ///< what the handler should do, whatever the operating system
    std::string_view guest;    ///< what Linux does when it takes the exception at EL1
    std::string_view
        host; ///< what KVM on Linux does when it takes the exception from a guest at EL2
};

/// Explains a syndrome by its class, fault status and error type.
Explanation explainEsr(uint64_t esr, const EsrContext& context = {});

} // namespace seatape
