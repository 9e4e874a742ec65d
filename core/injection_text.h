// SPDX-License-Identifier: Apache-2.0
/// Injections for people, as one line of text.
#pragma once

#include "seatape/core/injection.h"

#include <string>
#include <string_view>

namespace seatape {

/// Returns the verb of a memory action: "write", "poison", "heal" or "unmap".
std::string_view memoryVerb(MemoryAction::Kind kind);

/// Returns the value of a member as it is written: a flag in decimal, a syndrome in hexadecimal.
std::string memberText(const EventsMember& member, const VcpuEvents& events);

/// Returns one line: "ext_dabt_pending=1", "ESR_EL1=0x82000010 PC=0x200", "kill"; "resume" if user
/// space changes nothing.
std::string summarizeInjection(const Injection& injection, Dialect dialect);

} // namespace seatape
