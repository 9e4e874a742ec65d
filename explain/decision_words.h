// SPDX-License-Identifier: Apache-2.0
/// KVM's decisions in words, with the function of the kernel that takes each.
#pragma once

#include "simbackend/kvm/decision_log.h"

#include <string>
#include <string_view>

namespace seatape::explain {

/// Returns the function that decides: "kvm_handle_guest_sea".
std::string_view kernelFunction(const sim::DecisionNote& note);

/// Returns what it found and does, as a clause.
std::string decisionText(const sim::DecisionNote& note);

/// Returns both: "kvm_handle_guest_sea(): KVM_CAP_ARM_SEA_TO_USER is off: …".
std::string decisionLine(const sim::DecisionNote& note);

} // namespace seatape::explain
