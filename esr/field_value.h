// SPDX-License-Identifier: Apache-2.0
/// One field of one value: what decoding yields and encoding takes.
#pragma once

#include "seatape/esr/field_row.h"

#include <cstdint>
#include <string_view>

namespace seatape {

enum class FieldState : uint8_t {
    Known,   ///< the value is what the hardware or the user wrote
    Hidden,  ///< KVM cleared the field: 0 says nothing
    Implied, ///< KVM supplies the field, the user does not
};

/// One field of one value.
struct FieldValue {
    const FieldRow* row;
    uint64_t value; ///< right-aligned
    Remark remark;
    FieldState state;

    /// Returns the meaning of a Coded field's value, or nullptr if it has none.
    const ValueName* meaning() const;
};

/// Returns the meaning of a code of a Coded row, or nullptr if the code is not allocated.
const ValueName* findCode(const FieldRow& row, uint64_t code);

} // namespace seatape
