// SPDX-License-Identifier: Apache-2.0
/// The layout of a register: its table of rows, and the same flattened for each outcome of its
/// conditions, so that a decoder need not search. esr/make_layout.h makes layouts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "seatape/esr/field_value.h"

namespace seatape {

/// Writes the fields of a register value from `out` on, judged as if nothing were known about the
/// CPU, and returns the new end.
using WriteFields = FieldValue* (*)(uint64_t registerValue, FieldValue* out);

/// A layout for one outcome of its conditions.
struct LayoutVariant {
    TableView<const FieldRow*> rows; ///< those that apply, in order
    WriteFields write = nullptr;
};

/// Bits that conditions look at. Codes that no condition tells apart share a number.
struct Selector {
    uint8_t msb = 0;
    uint8_t lsb = 0;
    uint8_t count = 0;                   ///< of numbers
    std::array<uint8_t, 64> numberOf{};  ///< by code
    std::array<uint8_t, 64> exampleOf{}; ///< by number: a code that has it
};

/// The layout of a register, or of a part of one.
struct Layout {
    std::string_view name;   ///< e.g. "Data Abort" or "SPSR_EL1"
    std::string_view source; ///< the section of the Arm ARM that prints it
    uint8_t msb = 0;
    uint8_t lsb = 0;
    TableView<FieldRow> rows;
    TableView<Selector> selectors;
    TableView<LayoutVariant> variants; ///< by the selectors' numbers, the last one fastest

    /// Returns the variant that applies to a register value.
    const LayoutVariant& variantFor(uint64_t registerValue) const {
        std::size_t variant = 0;
        for (const Selector& selector : selectors)
            variant = variant * selector.count +
                      selector.numberOf[bits(registerValue, selector.msb, selector.lsb)];
        return variants.first[variant];
    }
};

} // namespace seatape
