// SPDX-License-Identifier: Apache-2.0
/// What an answer has to do with SErrors, in the words that story and flow share.
#pragma once

#include "explain/observed_abort.h"

#include <optional>
#include <string>

namespace seatape::explain {

/// Returns what comes of an abort and an SError that one KVM_SET_VCPU_EVENTS injects; nothing if
/// the answer is another one.
std::optional<std::string> bothInjectedText(const Scenario& scenario, const ObservedAbort& abort);

/// Returns whether the answer entered both, so that the registers show the SError's entry alone.
bool isEnteredTwice(const Scenario& scenario, const ObservedAbort& abort);

/// Returns which virtual SError is pending after the answer, the new one or one from before, and
/// until when; nothing if none is.
std::optional<std::string> pendingSErrorText(const Scenario& scenario, const ObservedAbort& abort);

} // namespace seatape::explain
