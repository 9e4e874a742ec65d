// SPDX-License-Identifier: Apache-2.0
/// The bad bytes of a guest's memory, exact to the byte. A plain value: nobody's memory is touched.
#pragma once

#include "seatape/core/scenario.h"

#include <span>
#include <vector>

namespace seatape {

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
