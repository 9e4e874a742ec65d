// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/encode.h"

#include "seatape/base/ascii.h"
#include "seatape/base/number_text.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape {

namespace {

using Names = std::vector<std::string_view>;

/// Returns the candidates that `wanted` may stand for: the one it equals, or all that it begins.
Names complete(std::string_view wanted, const Names& candidates) {
    Names found;
    for (std::string_view candidate : candidates) {
        if (isSameName(candidate, wanted))
            return {candidate};
        if (beginsLike(candidate, wanted))
            found.push_back(candidate);
    }
    return found;
}

bool isReservedName(std::string_view name) {
    return name == "RES0" || name == "RES1";
}

/// FSC is how people call DFSC, IFSC and xFSC when they do not care which.
bool isName(const FieldRow& row, std::string_view name) {
    return isSameName(row.name, name) || (row.name.ends_with("FSC") && isSameName("FSC", name));
}

Names codeNames(const FieldRow& row) {
    Names names;
    for (const ValueName& code : row.values)
        if (!code.name.empty())
            names.push_back(code.name);
    return names;
}

const ValueName* codeByName(const FieldRow& row, std::string_view name) {
    for (const ValueName& code : row.values)
        if (!code.name.empty() && code.name == name)
            return &code;
    return nullptr;
}

tl::unexpected<Error> ambiguous(std::string_view name, const Names& candidates) {
    return failure(fmt::format("'{}' could be {}", name, fmt::join(candidates, " or ")));
}

Result<uint64_t> parseCode(const FieldRow& row, std::string_view text) {
    const Names names = codeNames(row);
    const Names matches = complete(text, names);
    if (matches.size() == 1)
        return codeByName(row, matches[0])->code;
    if (!matches.empty())
        return ambiguous(text, matches);
    return failure(fmt::format("{} has no value '{}'", row.name, text), {},
                   names.empty()
                       ? "write a number"
                       : fmt::format("write a number or one of {}", fmt::join(names, ", ")));
}

Result<uint64_t> parseFieldValue(const FieldRow& row, std::string_view text) {
    const auto number = parseNumber(text);
    const Result<uint64_t> value = number ? Result<uint64_t>(*number) : parseCode(row, text);
    if (value && *value > lowMask(row.width()))
        return failure(
            fmt::format("{} does not fit in the {} bits of {}", text, row.width(), row.name));
    return value;
}

/// The alternatives that would give a field called `name`, for the error message.
void collectConditions(TableView<FieldRow> rows, std::string_view name, Names& out) {
    for (const FieldRow& row : rows)
        for (const Overlay& alternative : row.alternatives) {
            for (const FieldRow& inner : alternative.rows)
                if (isName(inner, name))
                    out.push_back(alternative.when.text);
            collectConditions(alternative.rows, name, out);
        }
}

using Decode = std::function<FieldList(uint64_t)>;

/// What is being edited: how to decode it, and the rows to search when a name has no place in it.
struct Target {
    Decode decode;
    std::function<std::vector<TableView<FieldRow>>(uint64_t)> tables;
    Names (*classesWith)(std::string_view name) = nullptr; ///< of a syndrome
};

const FieldRow* findRow(const FieldList& fields, std::string_view name) {
    for (const FieldValue& field : fields)
        if (!isReservedName(field.row->name) && isName(*field.row, name))
            return field.row;
    const Names matches = complete(name, legalFieldNames(fields));
    return matches.size() == 1 ? fields.find(matches[0])->row : nullptr;
}

/// Says why a name has no place in this value: ambiguous, conditional, or unknown.
tl::unexpected<Error> noSuchField(const Target& target, uint64_t value, std::string_view name) {
    const Names legal = legalFieldNames(target.decode(value));
    if (const Names matches = complete(name, legal); matches.size() > 1)
        return ambiguous(name, matches);
    Names conditions;
    for (const TableView<FieldRow>& table : target.tables(value))
        collectConditions(table, name, conditions);
    const std::string remedy = fmt::format("the fields here are {}", fmt::join(legal, ", "));
    const Names classes = target.classesWith ? target.classesWith(name) : Names{};
    if (conditions.empty() && !classes.empty())
        return failure(fmt::format("no field '{}' with this EC", name), {},
                       fmt::format("EC={} has one", fmt::join(classes, " or ")));
    if (conditions.empty())
        return failure(fmt::format("no field '{}'", name), {}, remedy);
    return failure(fmt::format("{} has no meaning unless {}", name, fmt::join(conditions, " or ")),
                   {}, remedy);
}

Result<uint64_t> assign(uint64_t value, const FieldRow& row, const FieldAssignment& assignment) {
    const Result<uint64_t> field = parseFieldValue(row, assignment.value);
    if (!field)
        return field;
    return withBits(value, row.msb, row.lsb, *field);
}

/// Assigns whatever has a place, as long as that gives further names a place: "SET=UEO DFSC=SEA"
/// must work in either order. The rest stays in `pending`.
Result<uint64_t> assignUntilStuck(const Target& target, uint64_t value,
                                  std::vector<FieldAssignment>& pending) {
    for (bool progress = true; progress;) {
        progress = false;
        for (auto it = pending.begin(); it != pending.end() && !progress; ++it) {
            const FieldRow* row = findRow(target.decode(value), it->name);
            if (!row)
                continue;
            const Result<uint64_t> changed = assign(value, *row, *it);
            if (!changed)
                return changed;
            value = *changed;
            pending.erase(it);
            progress = true;
        }
    }
    return value;
}

/// An assignment can lose its place to a later one (SET, then DFSC=TRANS_L3); that must not go
/// unsaid.
Result<uint64_t> confirm(const Target& target, uint64_t value,
                         const std::vector<FieldAssignment>& assignments) {
    const FieldList fields = target.decode(value);
    for (const FieldAssignment& assignment : assignments) {
        const FieldRow* row = findRow(fields, assignment.name);
        if (!row)
            return noSuchField(target, value, assignment.name);
        const Result<uint64_t> again = assign(value, *row, assignment);
        if (!again || *again != value)
            return failure(fmt::format("{}={} contradicts another assignment", assignment.name,
                                       assignment.value));
    }
    return value;
}

Result<uint64_t> edit(const Target& target, uint64_t value,
                      const std::vector<FieldAssignment>& assignments) {
    std::vector<FieldAssignment> pending = assignments;
    const Result<uint64_t> edited = assignUntilStuck(target, value, pending);
    if (!edited)
        return edited;
    if (!pending.empty())
        return noSuchField(target, *edited, pending.front().name);
    return confirm(target, *edited, assignments);
}

bool hasField(TableView<FieldRow> rows, std::string_view name) {
    for (const FieldRow& row : rows) {
        if (isName(row, name))
            return true;
        for (const Overlay& alternative : row.alternatives)
            if (hasField(alternative.rows, name))
                return true;
    }
    return false;
}

/// Lists the classes whose syndromes can have a field of this name.
Names classesWith(std::string_view name) {
    Names symbols;
    for (unsigned code = 0; code < 64; ++code) {
        const ClassInfo& info = classInfo(static_cast<ExceptionClass>(code));
        const bool isAllocated = !info.ec.name.empty();
        if (isAllocated && (hasField(info.upper->rows, name) || hasField(info.iss->rows, name)))
            symbols.push_back(info.ec.name);
    }
    return symbols;
}

std::vector<TableView<FieldRow>> esrTables(uint64_t esr) {
    const ClassInfo& info = classInfo(esrClass(esr));
    return {info.upper->rows, info.head->rows, info.iss->rows};
}

} // namespace

Result<FieldAssignment> parseAssignment(std::string_view text) {
    const size_t equals = text.find('=');
    FieldAssignment assignment{std::string(text.substr(0, equals)), "1"};
    if (equals != std::string_view::npos)
        assignment.value = text.substr(equals + 1);
    if (assignment.name.empty() || assignment.value.empty())
        return failure(fmt::format("'{}' is not a field assignment", text), {}, "write NAME=VALUE");
    return assignment;
}

Result<uint64_t> encodeEsr(const std::vector<FieldAssignment>& assignments) {
    return editEsr(esr::IL.mask(), assignments);
}

Result<uint64_t> editEsr(uint64_t esr, const std::vector<FieldAssignment>& assignments) {
    // EC goes first: it decides what every other name means.
    std::vector<FieldAssignment> ordered = assignments;
    std::stable_partition(ordered.begin(), ordered.end(), [](const FieldAssignment& assignment) {
        return isSameName(assignment.name, "EC");
    });
    const auto decode = [](uint64_t value) { return decodeEsr(value).fields; };
    return edit({decode, esrTables, classesWith}, esr, ordered);
}

Result<uint64_t> encodeRegister(const Layout& layout,
                                const std::vector<FieldAssignment>& assignments) {
    Result<uint64_t> value = editRegister(layout, 0, assignments);
    if (value)
        for (const FieldValue& field : decodeFields(layout, *value))
            if (field.row->kind == FieldKind::Res1)
                value =
                    withBits(*value, field.row->msb, field.row->lsb, lowMask(field.row->width()));
    return value;
}

Result<uint64_t> editRegister(const Layout& layout, uint64_t value,
                              const std::vector<FieldAssignment>& assignments) {
    const Target target = {
        [&layout](uint64_t bits) { return decodeFields(layout, bits); },
        [&layout](uint64_t) { return std::vector<TableView<FieldRow>>{layout.rows}; }};
    return edit(target, value, assignments);
}

std::vector<std::string_view> legalFieldNames(const FieldList& fields) {
    Names names;
    for (const FieldValue& field : fields)
        if (!isReservedName(field.row->name))
            names.push_back(field.row->name);
    return names;
}

} // namespace seatape
