// SPDX-License-Identifier: Apache-2.0
/// Finds the bits that the conditions of a table look at, and tells their values apart only where a
/// condition does. A part of esr/make_layout.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "seatape/esr/layout.h"

namespace seatape {

/// How makeLayout() flattens rows. Nobody else needs it.
namespace flattening {

/// Calls visit(condition) for every condition in the rows and in their alternatives.
template <class Visit>
constexpr void forEachCondition(TableView<FieldRow> rows, Visit visit) {
    for (const FieldRow& row : rows)
        for (const Overlay& alternative : row.alternatives) {
            visit(alternative.when);
            forEachCondition(alternative.rows, visit);
        }
}

/// Tells whether all conditions on the selector's bits treat two codes alike.
constexpr bool areAlike(TableView<FieldRow> rows, const Selector& selector, unsigned a,
                        unsigned b) {
    bool alike = true;
    forEachCondition(rows, [&](const Condition& when) {
        if (when.field == BitField{selector.msb, selector.lsb})
            alike = alike && bit(when.codes, a) == bit(when.codes, b);
    });
    return alike;
}

constexpr void numberCodes(TableView<FieldRow> rows, Selector& selector) {
    for (unsigned code = 0; code <= lowMask(selector.msb - selector.lsb + 1u); ++code) {
        uint8_t number = 0;
        while (number < selector.count &&
               !areAlike(rows, selector, code, selector.exampleOf[number]))
            ++number;
        if (number == selector.count)
            selector.exampleOf[selector.count++] = static_cast<uint8_t>(code);
        selector.numberOf[code] = number;
    }
}

/// Room for the selectors of one layout while they are being collected.
struct Selectors {
    std::array<Selector, 8> list{};
    std::size_t count = 0;
    std::size_t variants = 1;
};

constexpr Selectors findSelectors(TableView<FieldRow> rows) {
    Selectors found;
    forEachCondition(rows, [&](const Condition& when) {
        for (std::size_t i = 0; i < found.count; ++i)
            if (when.field == BitField{found.list[i].msb, found.list[i].lsb})
                return;
        Selector& selector = found.list[found.count++];
        selector.msb = when.field.msb;
        selector.lsb = when.field.lsb;
        numberCodes(rows, selector);
        found.variants *= selector.count;
    });
    return found;
}

/// Returns a register value that belongs to a variant.
constexpr uint64_t exampleOf(const Selectors& selectors, std::size_t variant) {
    uint64_t value = 0;
    for (std::size_t i = selectors.count; i-- > 0;) {
        const Selector& selector = selectors.list[i];
        value = withBits(value, selector.msb, selector.lsb,
                         selector.exampleOf[variant % selector.count]);
        variant /= selector.count;
    }
    return value;
}

} // namespace flattening

} // namespace seatape
