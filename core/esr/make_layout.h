/// Makes a Layout of a table of rows, checked and prepared for decoding while it is compiled.
///
/// Which alternatives of a table apply depends on a few bits only. So the table is flattened for
/// every outcome, and each outcome is compiled to a function without a loop or a branch.
/// To be included where tables are, and nowhere else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/esr/layout.h"

namespace seatape {

/// Not constexpr on purpose: reaching it while a table is built is the compile error that names the
/// cause.
void theRowsLeaveABitUnnamedOrNameItTwice();
void theLayoutHasMoreFieldsThanAFieldListHolds(); ///< likewise
void aCodeDoesNotFitTheMaskOfSoundCodes();        ///< likewise

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
        if (when.msb == selector.msb && when.lsb == selector.lsb)
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
            if (found.list[i].msb == when.msb && found.list[i].lsb == when.lsb)
                return;
        Selector& selector = found.list[found.count++];
        selector.msb = when.msb;
        selector.lsb = when.lsb;
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

/// Returns the codes of a row that need no remark as long as nothing is known about the CPU.
constexpr uint64_t soundCodes(const FieldRow& row) {
    if (row.kind == FieldKind::Res0)
        return 1;
    if (row.kind == FieldKind::Res1)
        return uint64_t{1} << lowMask(row.width());
    if (row.kind != FieldKind::Coded)
        return ~uint64_t{0};
    uint64_t codes = 0;
    for (const ValueName& value : row.values) {
        if (value.code > 63 || (value.code == 63 && row.width() > 6))
            aCodeDoesNotFitTheMaskOfSoundCodes();
        codes |= uint64_t{!value.name.empty()} << value.code;
    }
    return codes;
}

constexpr Remark oddRemark(const FieldRow& row) {
    if (row.kind == FieldKind::Res0)
        return Remark::ReservedBitSet;
    return row.kind == FieldKind::Res1 ? Remark::ReservedBitClear : Remark::Unallocated;
}

/// Lists the rows that apply to a register value from `out` on and returns the new end.
constexpr const FieldRow** flatten(TableView<FieldRow> rows, uint64_t value, const FieldRow** out) {
    for (const FieldRow& row : rows) {
        if (const Overlay* active = activeOverlay(row, value))
            out = flatten(active->rows, value, out);
        else
            *out++ = &row;
    }
    return out;
}

/// Everything about the variants of one table, in constant storage.
template <const auto& kRows>
struct Flattened {
    static constexpr Selectors kFound = findSelectors(kRows);
    static constexpr auto kSelectors = [] {
        std::array<Selector, kFound.count> selectors{};
        for (std::size_t i = 0; i < kFound.count; ++i)
            selectors[i] = kFound.list[i];
        return selectors;
    }();

    template <std::size_t kVariant>
    struct Variant {
        static constexpr std::size_t kCount = [] {
            std::array<const FieldRow*, kMaxFields> rows{};
            return static_cast<std::size_t>(
                flatten(kRows, exampleOf(kFound, kVariant), rows.data()) - rows.data());
        }();
        static constexpr auto kApplying = [] {
            std::array<const FieldRow*, kCount> rows{};
            flatten(kRows, exampleOf(kFound, kVariant), rows.data());
            return rows;
        }();

        template <std::size_t kIndex>
        static void writeField(uint64_t registerValue, FieldValue& out) {
            constexpr const FieldRow* row = kApplying[kIndex];
            constexpr uint64_t sound = soundCodes(*row);
            const uint64_t value = bits(registerValue, row->msb, row->lsb);
            bool odd = false;
            if constexpr (sound == 1)
                odd = value != 0;
            else if constexpr (sound != ~uint64_t{0})
                odd = !bit(sound, static_cast<unsigned>(value < 63 ? value : 63));
            out = {row, value, odd ? oddRemark(*row) : Remark::None, FieldState::Known};
        }

        static FieldValue* write(uint64_t registerValue, FieldValue* out) {
            [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
                (writeField<kIndex>(registerValue, out[kIndex]), ...);
            }
            (std::make_index_sequence<kCount>());
            return out + kCount;
        }
    };

    static constexpr auto kVariants =
        []<std::size_t... kVariant>(std::index_sequence<kVariant...>) {
        return std::array{
            LayoutVariant{Variant<kVariant>::kApplying, &Variant<kVariant>::write}...};
    }
    (std::make_index_sequence<kFound.variants>());
};

} // namespace flattening

/// Makes the layout of a constant table of rows. Does not compile unless they tile [msb:lsb].
template <const auto& kRows>
consteval Layout makeLayout(std::string_view name, std::string_view source, int msb, int lsb) {
    if (!tiles(kRows, msb, lsb))
        theRowsLeaveABitUnnamedOrNameItTwice();
    if (maxFields(kRows) > kMaxFields)
        theLayoutHasMoreFieldsThanAFieldListHolds();
    using Flat = flattening::Flattened<kRows>;
    return {name,
            source,
            static_cast<uint8_t>(msb),
            static_cast<uint8_t>(lsb),
            kRows,
            Flat::kSelectors,
            Flat::kVariants};
}

} // namespace seatape
