// SPDX-License-Identifier: Apache-2.0
/// A register layout as data: the rows the Arm ARM prints, most significant bit first, and the
/// compile-time proof that they name every bit exactly once.
///
/// One decoder, one encoder and every printer walk these tables; nothing else knows where a field
/// is.
#pragma once

#include "seatape/base/bits.h"
#include "seatape/esr/condition.h"
#include "seatape/esr/features.h"
#include "seatape/esr/fields.h"
#include "seatape/esr/table_view.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seatape {

/// The meaning of one code of a field, e.g. DFSC 0x10.
struct ValueName {
    uint16_t code = 0;
    std::string_view name;   ///< short symbol, unique in its table; empty means "not allocated"
    std::string_view text;   ///< the meaning in words
    FeatureSet needs = {};   ///< every one of these must be implemented for the code to appear
    FeatureSet forbids = {}; ///< none of these may be implemented
    uint8_t lowestEl = 0; ///< the code only appears when the exception is taken to this EL or above
};

enum class FieldKind : uint8_t {
    Flag,   ///< one bit, true or false
    Number, ///< a register number, an immediate, an address part
    Coded,  ///< an enumeration; codes outside its table are not allocated
    Res0,
    Res1,
    ImpDef, ///< the implementation's own
};

struct Overlay;

/// One row of a register layout: bits [msb:lsb] and what they mean.
///
/// A row with alternatives is what the manual prints as "when …: NAME; otherwise: RES0". The first
/// alternative whose condition holds replaces the row; if none does, the row itself applies.
struct FieldRow {
    uint8_t msb = 0;
    uint8_t lsb = 0;
    std::string_view name; ///< in the manual's case: FnV, WnR, DFSC
    std::string_view text; ///< one line of explanation
    FieldKind kind = FieldKind::Res0;
    TableView<ValueName> values = {};
    TableView<Overlay> alternatives = {};
    FeatureSet needs = {}; ///< if one of these is missing the row is RES0
    uint8_t lowestEl = 0;  ///< below this target EL the row is RES0
    TableView<Contradiction> contradictions = {};

    /// Returns the same row, RES0 on CPUs that lack one of `features`.
    constexpr FieldRow ifHas(FeatureSet features) const {
        FieldRow row = *this;
        row.needs = row.needs | features;
        return row;
    }

    /// Returns the same row, RES0 when the exception is taken to an EL below `el`.
    constexpr FieldRow fromEl(uint8_t el) const {
        FieldRow row = *this;
        row.lowestEl = el;
        return row;
    }

    /// Returns the same row, with a remark in the given combinations.
    constexpr FieldRow contradictedBy(TableView<Contradiction> combinations) const {
        FieldRow row = *this;
        row.contradictions = combinations;
        return row;
    }

    /// Returns the same row, replaced by the first of `others` whose condition holds.
    constexpr FieldRow unless(TableView<Overlay> others) const {
        FieldRow row = *this;
        row.alternatives = others;
        return row;
    }

    constexpr unsigned width() const { return msb - lsb + 1u; }
    constexpr bool isReserved() const { return kind == FieldKind::Res0 || kind == FieldKind::Res1; }
};

/// One alternative of a row: rows that tile the very same bits.
struct Overlay {
    Condition when;
    TableView<FieldRow> rows;
};

constexpr FieldRow flag(BitField field, std::string_view name, std::string_view text) {
    return {field.msb, field.lsb, name, text, FieldKind::Flag};
}
constexpr FieldRow flag(uint8_t bit, std::string_view name, std::string_view text) {
    return flag(BitField{bit, bit}, name, text);
}
constexpr FieldRow number(BitField field, std::string_view name, std::string_view text) {
    return {field.msb, field.lsb, name, text, FieldKind::Number};
}
constexpr FieldRow number(uint8_t msb, uint8_t lsb, std::string_view name, std::string_view text) {
    return number(BitField{msb, lsb}, name, text);
}
constexpr FieldRow coded(BitField field, std::string_view name, std::string_view text,
                         TableView<ValueName> values) {
    return {field.msb, field.lsb, name, text, FieldKind::Coded, values};
}
constexpr FieldRow coded(uint8_t msb, uint8_t lsb, std::string_view name, std::string_view text,
                         TableView<ValueName> values) {
    return coded(BitField{msb, lsb}, name, text, values);
}
constexpr FieldRow res0(uint8_t msb, uint8_t lsb) {
    return {msb, lsb, "RES0", "Reserved, zero", FieldKind::Res0};
}
constexpr FieldRow res1(uint8_t msb, uint8_t lsb) {
    return {msb, lsb, "RES1", "Reserved, one", FieldKind::Res1};
}
constexpr FieldRow impDef(BitField field, std::string_view text) {
    return {field.msb, field.lsb, "IMPDEF", text, FieldKind::ImpDef};
}
constexpr FieldRow impDef(uint8_t msb, uint8_t lsb, std::string_view text) {
    return impDef(BitField{msb, lsb}, text);
}
/// Makes a row that is RES0 unless one of the alternatives applies.
constexpr FieldRow choice(uint8_t msb, uint8_t lsb, TableView<Overlay> alternatives) {
    return res0(msb, lsb).unless(alternatives);
}
constexpr FieldRow choice(BitField field, TableView<Overlay> alternatives) {
    return choice(field.msb, field.lsb, alternatives);
}

/// Returns the alternative that replaces the row in a register value, or nullptr if none does.
constexpr const Overlay* activeOverlay(const FieldRow& row, uint64_t registerValue) {
    for (const Overlay& alternative : row.alternatives)
        if (alternative.when.holds(registerValue))
            return &alternative;
    return nullptr;
}

/// Returns whether every code of the row's table fits the row, so that no name is unreachable.
constexpr bool codesFit(const FieldRow& row) {
    for (const ValueName& value : row.values)
        if (row.width() < 16 && (value.code >> row.width()) != 0)
            return false;
    return true;
}

/// Returns whether `rows`, top to bottom, name each of the bits [msb:lsb] exactly once, and so does
/// every alternative of every row for the bits of its row.
constexpr bool tiles(TableView<FieldRow> rows, int msb, int lsb) {
    int next = msb;
    for (const FieldRow& row : rows) {
        if (row.msb != next || row.lsb > row.msb || row.lsb < lsb || row.name.empty() ||
            !codesFit(row))
            return false;
        for (const Overlay& alternative : row.alternatives)
            if (!tiles(alternative.rows, row.msb, row.lsb))
                return false;
        next = row.lsb - 1;
    }
    return next == lsb - 1;
}

/// Returns the largest number of fields that decoding `rows` can yield.
constexpr size_t maxFields(TableView<FieldRow> rows) {
    size_t sum = 0;
    for (const FieldRow& row : rows) {
        size_t most = 1;
        for (const Overlay& alternative : row.alternatives)
            most = maxFields(alternative.rows) > most ? maxFields(alternative.rows) : most;
        sum += most;
    }
    return sum;
}

/// The most fields that one value can have: the capacity of a FieldList.
inline constexpr size_t kMaxFields = 40;

} // namespace seatape
