// SPDX-License-Identifier: Apache-2.0
/// Which memory actions can be carried out: one rule for both backends, and for whoever tells
/// beforehand what becomes of one. (KVM itself knows only slots; the rest is the VMM's.)
#pragma once

#include "seatape/base/address_range.h"
#include "seatape/core/injection.h"

#include <functional>

namespace seatape {

/// Returns the bytes that an action is about.
AddressRange rangeOf(const MemoryAction& action);

/// Returns 0, or the errno that refuses the action: EFAULT if it is about no byte (but for Write)
/// or one that nothing `backs`, EINVAL for Unmap of what is not whole pages.
int checkMemoryAction(const MemoryAction& action,
                      const std::function<bool(const AddressRange&)>& backs);

} // namespace seatape
