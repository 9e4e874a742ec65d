// SPDX-License-Identifier: Apache-2.0
/// The layout of a register: its table of rows, proved while it is compiled to name every bit
/// exactly once.
#pragma once

#include "seatape/esr/field_row.h"

#include <cstdint>
#include <string_view>

namespace seatape {

/// The layout of a register, or of a part of one.
struct Layout {
    std::string_view name;   ///< e.g. "Data Abort" or "SPSR_EL1"
    std::string_view source; ///< the section of the Arm ARM that prints it
    uint8_t msb = 0;
    uint8_t lsb = 0;
    TableView<FieldRow> rows;
};

/// Makes the layout of a constant table of rows. Does not compile unless they tile [kMsb:kLsb].
template <const auto& kRows, uint8_t kMsb, uint8_t kLsb>
consteval Layout makeLayout(std::string_view name, std::string_view source) {
    static_assert(tiles(kRows, kMsb, kLsb),
                  "the rows leave a bit unnamed or name it twice, or a code does not fit its row");
    static_assert(maxFields(kRows) <= kMaxFields,
                  "the layout has more fields than a FieldList holds");
    return {name, source, kMsb, kLsb, kRows};
}

} // namespace seatape
