// SPDX-License-Identifier: Apache-2.0
/// The name of the JSON class, for headers that only name it.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace seatape::cli {

/// JSON with its members in the order of writing.
using Json = nlohmann::ordered_json;

} // namespace seatape::cli
