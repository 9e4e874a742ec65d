// SPDX-License-Identifier: Apache-2.0
#include "cli/json.h"

#include "cli/output.h"

#include <fmt/format.h>

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace seatape::cli {

void sayJson(const Json& json) {
    say("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json hexJson(uint64_t value) {
    return fmt::format("{:#x}", value);
}

} // namespace seatape::cli
