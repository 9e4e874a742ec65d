/// Injections for people: one line of text, and edits by field name.
#pragma once

#include "core/injection.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// Returns the verb of a memory action: "write", "poison", "heal" or "unmap".
std::string_view memoryVerb(MemoryAction::Kind kind);

/// Returns one line: "ext_dabt_pending=1", "ESR_EL1=0x82000010 PC=0x200", "kill"; "resume" if user
/// space changes nothing.
std::string summarizeInjection(const Injection& injection, Dialect dialect);

/// Lists the names that editInjection() takes for this dialect.
std::vector<std::string> editableFields(Dialect dialect);

/// Sets one field of an injection: a member of kvm_vcpu_events, `raw[0]`…`raw[63]`, `mmio_data`,
/// `kill`, or a register to be written. Fails on an unknown name or a value that does not fit, and
/// then changes nothing.
Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           uint64_t value);

} // namespace seatape
