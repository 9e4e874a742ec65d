/// A frame in the words of the frame list.
#pragma once

#include "core/frame.h"
#include "core/scenario.h"

#include <QString>

namespace seatape::gui {

/// Returns text of core as Qt's.
QString toQString(std::string_view text);

/// Returns the exit on one line: "ARM_SEA esr=0x92000010 gva=0x40101128 gpa=0x40101000"; console
/// output as the character.
QString exitLine(const Frame& frame, const Scenario& scenario);

/// Returns the syndrome of a KVM_EXIT_ARM_SEA in words.
QString syndromeLine(uint64_t esr, const Scenario& scenario);

/// Returns a number as "0x1f", and with all its 16 digits.
QString hex(uint64_t value);
QString paddedHex(uint64_t value);

/// Returns how the ioctls of the answer returned: "ok", "EINVAL".
QString resultLine(const InjectionResult& result);

} // namespace seatape::gui
