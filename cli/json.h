// SPDX-License-Identifier: Apache-2.0
/// JSON for --json. The class is instantiated once, in json.cpp: each file that uses it would
/// otherwise compile all of it anew. A header that only names it includes cli/json_fwd.h.
#pragma once

#include "cli/json_fwd.h"

#include <cstdint>

#include <nlohmann/json.hpp>

extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace seatape::cli {

/// Writes one line of JSON; bytes that are no UTF-8 become U+FFFD.
void sayJson(const Json& json);
/// Returns a number as JSON shows registers and addresses.
Json hexJson(uint64_t value);

} // namespace seatape::cli
