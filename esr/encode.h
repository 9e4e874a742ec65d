// SPDX-License-Identifier: Apache-2.0
/// Building and editing a syndrome by field names; the inverse of decoding, for people.
#pragma once

#include "seatape/base/result.h"
#include "seatape/esr/syndrome.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seatape {

/// "SET=UEO": a field and what it shall hold. Both sides may be completed from a unique beginning;
/// names are compared without case. The value is a number (0x, 0b or decimal) or a code's symbol.
struct FieldAssignment {
    std::string name;
    std::string value;
};

/// Splits "NAME=VALUE"; "NAME" alone means NAME=1. Fails on an empty name or value.
Result<FieldAssignment> parseAssignment(std::string_view text);

/// Builds a syndrome from assignments, one of which should be EC. IL is 1 unless it is assigned.
/// Fails on an unknown or ambiguous name (the error lists the legal ones), on a value that does not
/// fit, and on a field that has no place in the result, e.g. SET with a translation fault.
Result<uint64_t> encodeEsr(const std::vector<FieldAssignment>& assignments);

/// Changes fields of an existing syndrome; otherwise as encodeEsr().
Result<uint64_t> editEsr(uint64_t esr, const std::vector<FieldAssignment>& assignments);

/// Builds the value of any register that has a layout; RES1 bits are 1. Otherwise as encodeEsr().
Result<uint64_t> encodeRegister(const Layout& layout,
                                const std::vector<FieldAssignment>& assignments);

/// Changes fields of any register that has a layout; otherwise as encodeEsr().
Result<uint64_t> editRegister(const Layout& layout, uint64_t value,
                              const std::vector<FieldAssignment>& assignments);

/// Lists the names that an assignment may use in this value, most significant field first.
std::vector<std::string_view> legalFieldNames(const FieldList& fields);

} // namespace seatape
