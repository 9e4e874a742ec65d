// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/fields.h"

#include "seatape/esr/class_table.h"
#include "seatape/esr/kvm_sea.h"
#include "seatape/esr/layouts.h"
#include "seatape/esr/register_layouts.h"

#include <algorithm>
#include <map>
#include <string>

namespace seatape::trace::filter {
namespace {

using Guards = std::vector<FieldPlace::Guard>;

/// Collects the fields of layouts, row by row.
class Collector {
public:
    /// `hidden`: bits that the value never shows; a field of nothing but such bits is left out.
    /// `ifRas`: those of them that it shows when the guest has RAS.
    explicit Collector(uint64_t hidden = 0, uint64_t ifRas = 0)
        : m_hidden(hidden), m_ifRas(ifRas) {}

    void add(const Layout& layout, const Guards& guards = {}) { add(layout.rows, guards); }
    FieldSet take() { return std::move(m_fields); }

private:
    void add(TableView<FieldRow> rows, const Guards& guards) {
        for (const FieldRow& row : rows)
            add(row, guards);
    }

    void add(const FieldRow& row, Guards guards) {
        for (const Overlay& alternative : row.alternatives) {
            guards.push_back({alternative.when, true});
            add(alternative.rows, guards);
            guards.back().mustHold = false; // the next one applies where this one does not
        }
        const uint64_t mask = lowMask(row.width()) << row.lsb;
        const bool isHidden = (mask & ~m_hidden) == 0;
        const bool isNamed = row.name != "RES0" && row.name != "RES1"; // IL is RES1 at times
        if (!isNamed || (isHidden && (mask & ~m_ifRas) != 0))
            return;
        Field& field = fieldOf(row);
        field.places.push_back({std::move(guards), row.msb, row.lsb, isHidden});
        for (const ValueName& value : row.values)
            if (!value.name.empty() &&
                std::ranges::find(field.symbols, value.name, &Symbol::name) == field.symbols.end())
                field.symbols.push_back({value.name, value.text, value.code});
    }

    Field& fieldOf(const FieldRow& row) {
        const auto known = std::ranges::find(m_fields, row.name, &Field::name);
        return known != m_fields.end() ? *known
                                       : m_fields.emplace_back(Field{row.name, row.text, {}, {}});
    }

    uint64_t m_hidden;
    uint64_t m_ifRas;
    FieldSet m_fields;
};

/// Makes the guard that the class is one of a set.
Guards forClasses(uint64_t codes) {
    return {{{"the class", esr::EC, codes}, true}};
}

/// The classes for which `part` of the class table is `layout`.
uint64_t classesWith(const Layout* ClassInfo::*part, const Layout* layout) {
    uint64_t codes = 0;
    for (uint8_t ec = 0; ec < 64; ++ec)
        codes |= uint64_t{classInfo(ExceptionClass{ec}).*part == layout} << ec;
    return codes;
}

void addClasses(Collector& out, const Layout* ClassInfo::*part, uint64_t among) {
    uint64_t done = ~among;
    for (uint8_t ec = 0; ec < 64; ++ec) {
        if (bit(done, ec))
            continue;
        const Layout* layout = classInfo(ExceptionClass{ec}).*part;
        const uint64_t codes = classesWith(part, layout) & among;
        out.add(*layout, forClasses(codes));
        done |= codes;
    }
}

uint64_t seaClasses() {
    uint64_t codes = 0;
    for (uint8_t ec = 0; ec < 64; ++ec)
        codes |= uint64_t{isKvmSeaClass(ExceptionClass{ec})} << ec;
    return codes;
}

FieldSet makeEsrFields(Collector out, uint64_t classes) {
    addClasses(out, &ClassInfo::head, classes);
    addClasses(out, &ClassInfo::iss, classes);
    addClasses(out, &ClassInfo::upper, classes);
    return out.take();
}

FieldSet fieldsOf(std::initializer_list<const Layout*> layouts) {
    Collector out;
    for (const Layout* layout : layouts)
        out.add(*layout);
    return out.take();
}

} // namespace

bool FieldPlace::applies(uint64_t value, bool guestHasRas) const {
    if (needsGuestRas && !guestHasRas)
        return false;
    for (const Guard& guard : guards)
        if (guard.when.holds(value) != guard.mustHold)
            return false;
    return true;
}

std::optional<uint64_t> Field::in(uint64_t value, bool guestHasRas) const {
    for (const FieldPlace& place : places)
        if (place.applies(value, guestHasRas))
            return bits(value, place.msb, place.lsb);
    return std::nullopt;
}

const FieldSet& esrFields() {
    static const FieldSet fields = makeEsrFields(Collector(), ~uint64_t{0});
    return fields;
}

const FieldSet& seaEsrFields() {
    static const FieldSet fields =
        makeEsrFields(Collector(~kSeaExitEsrMask, kSeaExitSetMask), seaClasses());
    return fields;
}

const FieldSet& nisvFields() {
    static const FieldSet fields = fieldsOf({&layouts::dataAbort});
    return fields;
}

const FieldSet& serrorIssFields() {
    static const FieldSet fields = fieldsOf({&layouts::sError});
    return fields;
}

const FieldSet& abortIssFields() {
    static const FieldSet fields = fieldsOf({&layouts::dataAbort, &layouts::instructionAbort});
    return fields;
}

const FieldSet* registerFields(std::string_view reg) {
    if (reg == "ESR_EL1")
        return &esrFields();
    const Layout* layout = registerLayout(reg);
    if (layout == nullptr)
        return nullptr;
    static const std::map<const Layout*, FieldSet> sets = [] {
        std::map<const Layout*, FieldSet> made;
        for (const Layout* each : registerLayouts())
            made.emplace(each, fieldsOf({each}));
        return made;
    }();
    return &sets.at(layout);
}

} // namespace seatape::trace::filter
