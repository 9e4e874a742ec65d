// SPDX-License-Identifier: Apache-2.0
/// Where the fields of a register lie, by name, ready for a filter: the tables of esr turned
/// inside out. Private to traces/.
///
/// A name may lie in several places, of which the other bits of the value choose one: DFSC is in
/// the syndromes of data aborts, SErrors and watchpoints. A place is a list of the tables' own
/// conditions, so that finding a field costs a few shifts.
#pragma once

#include "seatape/esr/field_row.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace seatape::trace::filter {

/// A number that a word stands for.
struct Symbol {
    std::string_view name;
    std::string_view text; ///< the meaning in words; may be empty
    uint64_t value = 0;
};

/// Bits of a value and what the value must look like for them to be the field.
struct FieldPlace {
    struct Guard {
        Condition when;
        bool mustHold = true;
    };
    std::vector<Guard> guards;
    uint8_t msb = 0;
    uint8_t lsb = 0;
    bool needsGuestRas = false; ///< KVM shows the field only if the guest has the RAS extension

    /// Returns whether the field lies here in `value`.
    bool applies(uint64_t value, bool guestHasRas) const;
};

/// A named field of a register.
struct Field {
    std::string_view name;
    std::string_view text;
    std::vector<FieldPlace> places;
    std::vector<Symbol> symbols; ///< of all places, each name once

    /// Returns the field of `value`, or nothing if this value has no such field.
    std::optional<uint64_t> in(uint64_t value, bool guestHasRas) const;
};

/// The fields of one register, by name.
using FieldSet = std::vector<Field>;

/// Returns the fields of a syndrome of any class, in hardware registers.
const FieldSet& esrFields();
/// Returns the same for kvm_run.arm_sea.esr: what KVM clears in it is not a field.
const FieldSet& seaEsrFields();
/// Returns the ISS fields of a data abort, as kvm_run.arm_nisv.esr_iss holds them.
const FieldSet& nisvFields();
/// Returns the ISS fields that user space may supply for an SError, and for an abort.
const FieldSet& serrorIssFields();
const FieldSet& abortIssFields();
/// Returns the fields of a register, or nullptr if the register has no layout.
const FieldSet* registerFields(std::string_view reg);

} // namespace seatape::trace::filter
