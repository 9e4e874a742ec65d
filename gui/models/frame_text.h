// SPDX-License-Identifier: Apache-2.0
/// A frame in the words of the frame list.
#pragma once

#include "gui/text.h"
#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"

#include <QString>

namespace seatape::gui {

/// Returns the exit on one line: "ARM_SEA esr=0x92000010 gva=0x40101128 gpa=0x40101000"; console
/// output as the character.
QString exitLine(const Frame& frame, const Scenario& scenario);

/// Returns the syndrome of a KVM_EXIT_ARM_SEA in words.
QString syndromeLine(uint64_t esr, const Scenario& scenario);

/// Returns how the ioctls of the answer returned: "ok", "EINVAL".
QString resultLine(const InjectionResult& result);

} // namespace seatape::gui
