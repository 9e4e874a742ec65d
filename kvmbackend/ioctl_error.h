// SPDX-License-Identifier: Apache-2.0
/// What a refused ioctl means, in words.
#pragma once

#include "kvmbackend/uapi.h"
#include "seatape/base/result.h"

#include <string>

namespace seatape::kvm {

/// Makes the error of a call that returned minus an errno. `where` names the vCPU or slot.
Error ioctlError(const uapi::Ioctl& call, int returned, std::string where = {});

/// Makes the error of opening `path`, /dev/kvm or a file of an SEA source.
Error openError(const std::string& path, int returned);

/// Turns what an ioctl returned into a Result.
inline Result<void> checked(const uapi::Ioctl& call, int returned, std::string where = {}) {
    if (returned < 0)
        return tl::unexpected(ioctlError(call, returned, std::move(where)));
    return {};
}

} // namespace seatape::kvm
