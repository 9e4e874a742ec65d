// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/memory_rules.h"

#include "seatape/base/page.h"

#include <cerrno>

namespace seatape {

AddressRange rangeOf(const MemoryAction& action) {
    const bool isWrite = action.kind == MemoryAction::Kind::Write;
    return {action.gpa, isWrite ? action.bytes.size() : action.size};
}

int checkMemoryAction(const MemoryAction& action,
                      const std::function<bool(const AddressRange&)>& backs) {
    const AddressRange range = rangeOf(action);
    const bool isWrite = action.kind == MemoryAction::Kind::Write;
    if ((range.size == 0 && !isWrite) || !backs(range))
        return EFAULT;
    const bool isWholePages = ((range.start | range.size) & kPageMask) == 0;
    return action.kind == MemoryAction::Kind::Unmap && !isWholePages ? EINVAL : 0;
}

} // namespace seatape
