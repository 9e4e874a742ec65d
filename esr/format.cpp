// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/format.h"

#include "seatape/esr/sysreg_names.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace seatape {

namespace {

constexpr size_t kDiagramColumns = 96;

/// Names what a hidden group of bits may hold: "SAS/SSE/SRT/SF/AR/WU/FnP/PFV".
void appendRowNames(TableView<FieldRow> rows, std::string& out) {
    for (const FieldRow& row : rows) {
        for (const Overlay& alternative : row.alternatives)
            appendRowNames(alternative.rows, out);
        if (row.alternatives.empty() && !row.isReserved())
            out += (out.empty() ? "" : "/") + std::string(row.name);
    }
}

bool isHiddenGroup(const FieldValue& field) {
    return field.state == FieldState::Hidden && !field.row->alternatives.empty();
}

std::string noteName(const FieldValue& field) {
    std::string name;
    if (field.state == FieldState::Hidden)
        appendRowNames(TableView<FieldRow>::one(*field.row), name);
    return name.empty() ? std::string(field.row->name) : name;
}

FieldNote describe(const FieldValue& field) {
    FieldNote note;
    note.name = noteName(field);
    note.msb = field.row->msb;
    note.lsb = field.row->lsb;
    note.value = field.value;
    if (const ValueName* meaning = field.meaning()) {
        note.valueName = meaning->name;
        note.valueText = meaning->text;
    }
    note.explanation = isHiddenGroup(field) ? "depends on bits that KVM hides" : field.row->text;
    note.remark = remarkText(field.remark);
    note.state = field.state;
    return note;
}

void appendBitNumber(unsigned number, std::string& out) {
    if (number >= 10)
        out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

void appendBitRange(unsigned msb, unsigned lsb, std::string& out) {
    out += '[';
    appendBitNumber(msb, out);
    if (msb != lsb) {
        out += ':';
        appendBitNumber(lsb, out);
    }
    out += ']';
}

std::string bitRange(unsigned msb, unsigned lsb) {
    std::string range;
    appendBitRange(msb, lsb, range);
    return range;
}

bool isFaultStatus(const FieldRow& row) {
    return row.lsb == 0 && row.kind == FieldKind::Coded && row.name.ends_with("FSC");
}

/// Appends 0x and at least `leastDigits` hexadecimal digits.
void appendHex(uint64_t value, size_t leastDigits, std::string& out) {
    std::array<char, 16> digits;
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
    const auto count = static_cast<size_t>(end - digits.data());
    out += "0x";
    out.append(leastDigits - std::min(leastDigits, count), '0');
    out.append(digits.data(), count);
}

/// Register numbers and other short fields are decimal, as in assembly; the rest is hexadecimal.
void appendNumber(unsigned width, uint64_t value, std::string& out) {
    if (width <= 5 || value == 0)
        out += std::to_string(value);
    else
        appendHex(value, 1, out);
}

/// Appends a field without a name of its own: bits that KVM hides, or that are reserved.
void appendBits(const FieldValue& field, std::string& out) {
    if (field.state == FieldState::Hidden)
        out += noteName(field);
    else
        out += field.row->name;
    appendBitRange(field.row->msb, field.row->lsb, out);
    out += '=';
    appendHex(field.value, 1, out);
}

/// Returns whether a summary leaves the field out: it is 0, and not odd.
bool isSilent(const FieldValue& field) {
    return field.value == 0 && field.remark == Remark::None && !isFaultStatus(*field.row);
}

/// Appends one field to a summary.
void appendSummaryWord(const FieldValue& field, std::string& line) {
    const FieldRow& row = *field.row;
    line += ' ';
    if (field.state == FieldState::Hidden || row.name == "RES0") {
        appendBits(field, line);
    } else {
        line += row.name;
        if (const ValueName* meaning = field.meaning()) {
            line += '=';
            line += meaning->name;
        } else if (row.width() != 1 || field.value != 1) {
            line += '=';
            appendNumber(row.width(), field.value, line);
        }
    }
    if (field.remark != Remark::None)
        line += '!';
}

/// Appends what the words cannot say: the fault status in words, or the trapped register's name.
void appendSummaryTail(const Syndrome& syndrome, std::string& line) {
    const FieldValue& last = syndrome.fields[syndrome.fields.size() - 1];
    const ValueName* status = isFaultStatus(*last.row) ? last.meaning() : nullptr;
    const std::string reg = status ? "" : trappedRegister(syndrome.esr);
    if (!status && reg.empty())
        return;
    line += " (";
    line += status ? status->text : reg;
    line += ')';
}

std::string valueColumn(const FieldNote& note) {
    if (note.state == FieldState::Hidden && note.remark.empty())
        return "hidden by KVM";
    std::string text;
    appendNumber(note.msb - note.lsb + 1, note.value, text);
    return text;
}

std::string treeLine(const FieldNote& note) {
    std::string line = fmt::format("  {:<11} {:<8} {}", note.name, bitRange(note.msb, note.lsb),
                                   valueColumn(note));
    if (!note.valueName.empty())
        line += fmt::format(" {}: {}", note.valueName, note.valueText);
    if (note.state == FieldState::Implied)
        line += " (KVM supplies it)";
    line += fmt::format("  - {}", note.explanation);
    if (!note.remark.empty())
        line += fmt::format("\n      ! {}", note.remark);
    return line + "\n";
}

/// One cell of the bit diagram: three strings of equal width.
struct Cell {
    std::string numbers;
    std::string digits;
    std::string name;
};

std::string binaryDigits(const FieldValue& field) {
    if (field.state == FieldState::Hidden && field.value == 0)
        return std::string(field.row->width(), '?');
    return fmt::format("{:0{}b}", field.value, field.row->width());
}

Cell makeCell(const FieldValue& field) {
    const FieldRow& row = *field.row;
    const std::string numbers =
        row.width() == 1 ? fmt::format("{}", row.msb) : fmt::format("{}:{}", row.msb, row.lsb);
    const std::string digits =
        row.width() > 16 ? fmt::format("{:#x}", field.value) : binaryDigits(field);
    const std::string_view name =
        row.name == "RES0" && field.state != FieldState::Hidden ? "-" : row.name;
    const size_t width = std::max({numbers.size(), digits.size(), name.size()});
    return {fmt::format("{:^{}}", numbers, width), fmt::format("{:^{}}", digits, width),
            fmt::format("{:^{}}", name, width)};
}

/// Draws a run of cells, and starts the next run when the line is full.
std::string drawCells(const std::vector<Cell>& cells) {
    std::string out;
    for (size_t i = 0; i < cells.size();) {
        std::string numbers = " ", digits = "|", names = "|";
        do {
            numbers += cells[i].numbers + " ";
            digits += cells[i].digits + "|";
            names += cells[i].name + "|";
            ++i;
        } while (i < cells.size() && digits.size() + cells[i].digits.size() < kDiagramColumns);
        numbers.erase(numbers.find_last_not_of(' ') + 1);
        out += fmt::format("  {}\n  {}\n  {}\n", numbers, digits, names);
    }
    return out;
}

/// Returns whether a field is only the empty upper half of a syndrome, which a reader need not see.
bool isBlankUpperHalf(const FieldValue& field) {
    return field.row->lsb >= 32 && field.value == 0 && field.state != FieldState::Hidden;
}

} // namespace

std::vector<FieldNote> describeFields(const FieldList& fields) {
    std::vector<FieldNote> notes;
    notes.reserve(fields.size());
    for (const FieldValue& field : fields)
        notes.push_back(describe(field));
    return notes;
}

std::vector<FieldNote> describeFields(const Syndrome& syndrome) {
    std::vector<FieldNote> notes = describeFields(syndrome.fields);
    for (FieldNote& note : notes)
        for (const Layout* part : {syndrome.info->upper, syndrome.info->head, syndrome.info->iss})
            if (part->lsb <= note.lsb && note.msb <= part->msb)
                note.source = part->source;
    return notes;
}

void appendEsrSummary(uint64_t esr, const EsrContext& context, std::string& out) {
    const Syndrome syndrome = decodeEsr(esr, context);
    const std::string_view symbol = classSymbol(syndrome.ec());
    appendHex(esr, 8, out);
    out += symbol.empty() ? " EC=" : " ";
    if (symbol.empty())
        appendHex(static_cast<uint64_t>(syndrome.ec()), 2, out);
    out += symbol;
    for (const FieldValue& field : syndrome.fields) {
        if (field.row->lsb == esr::EC.lsb)
            out += field.remark != Remark::None ? "!" : "";
        else if (!isSilent(field))
            appendSummaryWord(field, out);
    }
    appendSummaryTail(syndrome, out);
}

std::string summarizeEsr(uint64_t esr, const EsrContext& context) {
    std::string line;
    appendEsrSummary(esr, context, line);
    return line;
}

std::string summarizeFields(const FieldList& fields) {
    std::string line;
    for (const FieldValue& field : fields)
        if (!isSilent(field))
            appendSummaryWord(field, line);
    return line.empty() ? line : line.substr(1);
}

std::string formatBitDiagram(const FieldList& fields) {
    std::vector<Cell> cells;
    for (const FieldValue& field : fields)
        if (!isBlankUpperHalf(field))
            cells.push_back(makeCell(field));
    return drawCells(cells);
}

std::string formatFieldTree(std::string_view title, const FieldList& fields) {
    std::string out = fmt::format("{}\n{}", title, formatBitDiagram(fields));
    for (const FieldValue& field : fields)
        if (!isBlankUpperHalf(field))
            out += treeLine(describe(field));
    return out;
}

std::string formatEsrTree(const Syndrome& syndrome) {
    std::string title = fmt::format("ESR {:#010x}  {}", syndrome.esr, className(syndrome.ec()));
    if (const std::string reg = trappedRegister(syndrome.esr); !reg.empty())
        title += ": " + reg;
    return formatFieldTree(title, syndrome.fields);
}

} // namespace seatape
