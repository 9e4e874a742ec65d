// SPDX-License-Identifier: Apache-2.0
/// What a shell offers for the next word of `seatape encode`, and of `seatape replay --edit`.
#pragma once

#include "seatape/core/vcpu_events.h"
#include "seatape/esr/syndrome.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape::cli {

/// Returns what the word may become, given the fields of the value so far: "DFSC=" for each field
/// that has a place in it and begins like the word, or "DFSC=SEA" for the codes of the one field
/// that the word names. Codes that need a feature the CPU lacks are left out.
std::vector<std::string> completeAssignment(const FieldList& fields, const EsrContext& context,
                                            std::string_view word);

/// Returns what FRAME:FIELD=VALUE may become in a trace of the dialect: "203:serror_esr=" for each
/// field that begins like the word's. A word without a frame becomes nothing.
std::vector<std::string> completeEdit(Dialect dialect, std::string_view word);

} // namespace seatape::cli
