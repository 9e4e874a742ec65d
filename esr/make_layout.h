// SPDX-License-Identifier: Apache-2.0
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

#include "seatape/esr/selectors.h"

namespace seatape {

/// Not constexpr on purpose: reaching it while a table is built is the compile error that names the
/// cause.
void theRowsLeaveABitUnnamedOrNameItTwice();
void theLayoutHasMoreFieldsThanAFieldListHolds(); ///< likewise
void aCodeDoesNotFitTheMaskOfSoundCodes();        ///< likewise

namespace flattening {

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

/// Returns `remark`, or that of a contradiction if there is none yet and it holds on every CPU.
constexpr Remark contradict(const Contradiction& one, uint64_t registerValue, Remark remark) {
    const bool applies = !one.dependsOnContext() && remark == Remark::None;
    return applies && one.holds(registerValue) ? one.remark : remark;
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
            Remark remark = odd ? oddRemark(*row) : Remark::None;
            [&]<std::size_t... kOne>(std::index_sequence<kOne...>) {
                ((remark = contradict(row->contradictions.first[kOne], registerValue, remark)),
                 ...);
            }
            (std::make_index_sequence<row->contradictions.count>());
            out = {row, value, remark, FieldState::Known};
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
