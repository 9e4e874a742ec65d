/// One field of one value: what decoding yields and encoding takes.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/esr/field_row.h"

namespace seatape {

/// What is odd about a field's value.
enum class Remark : uint8_t {
    None,
    ReservedBitSet,   ///< a RES0 bit is 1
    ReservedBitClear, ///< a RES1 bit is 0
    Unallocated,      ///< the code has no meaning in the architecture
    FeatureMissing,   ///< the CPU lacks the feature that gives the field or code its meaning
    FeatureExcludes,  ///< a feature of the CPU rules the code out
    WrongTargetEl,    ///< the field or code cannot appear in a syndrome of this Exception level
    HiddenBitSet,     ///< KVM clears this bit before it shows the value
    NotAccepted,      ///< the ABI refuses this bit from user space with EINVAL
    NotAnSeaExit,     ///< KVM_EXIT_ARM_SEA is not taken for this class or fault status
    // What only an injected exception can earn, see core/esr/legality.h.
    NotAnExternalAbort, ///< the fault status is no external abort
    MergedByKvm,        ///< the fault status became another one when KVM OR-ed in its own
    NobodysSyndrome,    ///< implementation defined, but a virtual CPU has no implementation
};

/// Returns the remark in words, empty for None.
std::string_view remarkText(Remark remark) noexcept;

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
    const ValueName* meaning() const noexcept;
};

/// Returns the meaning of a code of a Coded row, or nullptr if the code is not allocated.
const ValueName* findCode(const FieldRow& row, uint64_t code) noexcept;

} // namespace seatape
