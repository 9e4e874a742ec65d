// SPDX-License-Identifier: Apache-2.0
/// The bad bytes of a guest's memory, exact to the byte. A plain value: nobody's memory is touched.
#pragma once

#include "seatape/base/address_range.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seatape {

/// A bad range, exact to the byte, and the syndrome that the PE reports when it is touched.
struct PoisonRange {
    uint64_t gpa = 0;
    uint64_t size = 0;
    bool FnV = false; ///< report FAR as not valid (never on a table walk)
    bool EA = false;  ///< ESR.EA
    uint8_t SET = 0;  ///< ESR.SET: 0 UER, 2 UC, 3 UEO
    bool operator==(const PoisonRange&) const = default;

    AddressRange range() const { return {gpa, size}; }
};

class PoisonList {
public:
    /// Makes a range bad; it replaces what was bad in it before.
    void add(const PoisonRange& range);
    /// Makes `size` bytes at `gpa` good; ranges that reach over them are cut.
    void remove(uint64_t gpa, uint64_t size);

    /// Returns the first range that overlaps `size` bytes at `gpa`, or nullptr.
    const PoisonRange* find(uint64_t gpa, uint64_t size) const;
    /// Returns every range that does.
    std::vector<PoisonRange> findAll(uint64_t gpa, uint64_t size) const;
    /// Returns the ranges, by rising address and without overlap.
    std::span<const PoisonRange> ranges() const { return m_ranges; }

private:
    std::vector<PoisonRange> m_ranges;
};

} // namespace seatape
