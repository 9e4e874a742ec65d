// SPDX-License-Identifier: Apache-2.0
/// Edits of an injection by the names of its fields, and a difference said as such edits.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/injection.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// Lists every name that editInjection() takes for this dialect.
std::vector<std::string> editableFields(Dialect dialect);

/// Sets one field of an injection, as `replay --edit FRAME:FIELD=VALUE` has it (docs/cli.md,
/// "Edits"): a member of kvm_vcpu_events, `raw[0]`…`raw[63]`, a register to be written, `mmio_data`
/// or `kill`, whose values are numbers; or all of `events`, `registers` or `memory`, which can be
/// `none`. Fails on an unknown name or a value that does not fit, and then changes nothing.
Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           std::string_view value);
/// The same with a number.
Result<void> editInjection(Injection& injection, Dialect dialect, std::string_view field,
                           uint64_t value);

/// Returns the edits, each `FIELD=VALUE`, that make the injection `to` of `from` in this order;
/// none if they are equal. Everything that an injection can be, can be said, as long as only a
/// Write has bytes and its size is theirs.
std::vector<std::string> editTexts(const Injection& from, const Injection& to, Dialect dialect);

} // namespace seatape
