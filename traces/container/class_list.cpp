// SPDX-License-Identifier: Apache-2.0
#include "traces/container/class_list.h"

#include <fmt/format.h>

namespace seatape::trace {

void checkVersions(std::span<const uint32_t> versions) {
    for (size_t i = 0; i < versions.size() && i < TracedClasses::size; ++i)
        if (versions[i] > TracedClasses::current[i])
            throw NewerPayload(fmt::format("the trace stores {} in version {}, but this program "
                                           "knows it up to version {}",
                                           kClassNames[i], versions[i], TracedClasses::current[i]));
}

} // namespace seatape::trace
