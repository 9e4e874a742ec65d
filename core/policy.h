// SPDX-License-Identifier: Apache-2.0
/// What a VMM does about an abort: the decision between an exit and the next KVM_RUN.
#pragma once

#include "seatape/core/backend.h"
#include "seatape/core/scenario.h"

#include <memory>
#include <span>
#include <string_view>

namespace seatape {

class Policy {
public:
    virtual ~Policy() = default;

    /// Answers an exit for which isAbort() holds, from what the exit and the state of its vCPU say.
    /// Called once for each, in order; a policy may count.
    virtual Injection decide(const VmExit& exit, const VcpuState& state) = 0;
};

/// A policy that can be chosen by name.
struct PolicyInfo {
    std::string_view name;
    std::string_view summary;      ///< one line
    std::string_view limitMeaning; ///< what PolicyChoice::limit counts; empty if it has none
    uint64_t defaultLimit = 0;
};

/// Lists the policies.
std::span<const PolicyInfo> policies();

/// Makes the policy that `choice` names, for a VM of the given dialect. An unknown name is an error
/// that lists the known ones.
Result<std::unique_ptr<Policy>> makePolicy(const PolicyChoice& choice, Dialect dialect);

/// Returns whether user space has to decide about the exit: an SEA, or an access to nothing.
/// `console` is the one address that a device answers.
bool isAbort(const Exit& exit, std::optional<uint64_t> console);

} // namespace seatape
