// SPDX-License-Identifier: Apache-2.0
#include "traces/export_text.h"

#include <fmt/format.h>

namespace seatape::trace {

std::string membersText(const Exit& exit) {
    std::string text;
    for (const NamedValue& member : exitFields(exit))
        text += fmt::format("{}{}={:#x}", text.empty() ? "" : " ", member.name, member.value);
    return text;
}

} // namespace seatape::trace
