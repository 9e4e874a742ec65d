// SPDX-License-Identifier: Apache-2.0
/// Ranges of addresses, and whether something backs all of one.
#pragma once

#include <cstdint>
#include <optional>

namespace seatape {

/// `size` bytes from `start` on.
struct AddressRange {
    uint64_t start = 0;
    uint64_t size = 0;

    /// Returns whether the range reaches over the end of the 64-bit address space.
    constexpr bool wraps() const { return size != 0 && start + (size - 1) < start; }
    constexpr bool contains(uint64_t address) const { return address - start < size; }
    constexpr bool covers(const AddressRange& other) const {
        return !other.wraps() && other.start >= start && other.start - start <= size &&
               other.size <= size - (other.start - start);
    }
    /// Returns whether a byte is in both; neither wraps.
    constexpr bool overlaps(const AddressRange& other) const {
        return start < other.start ? other.start - start < size : start - other.start < other.size;
    }
};

/// Returns whether every byte of `range` is backed: `backingOf(address)` returns the AddressRange
/// that backs an address, or nothing. An empty range is backed, one that wraps is not.
template <class BackingOf>
bool isBacked(const AddressRange& range, BackingOf backingOf) {
    if (range.wraps())
        return false;
    for (uint64_t at = range.start; at - range.start < range.size;) {
        const std::optional<AddressRange> backing = backingOf(at);
        if (!backing)
            return false;
        at = backing->start + backing->size;
    }
    return true;
}

} // namespace seatape
