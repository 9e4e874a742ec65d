// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/toml_reader.h"

#include "seatape/base/number_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

constexpr std::string_view kSymbolPrefix = "sym:";
constexpr std::string_view kNumberRemedy =
    "write 0 to 0x7fffffffffffffff, or a string such as \"0x8000000000000000\" or \"sym:NAME+8\"";

std::optional<uint8_t> hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<uint8_t>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<uint8_t>(lower - 'a' + 10);
    return std::nullopt;
}

bool isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '_';
}

std::optional<std::vector<uint8_t>> bytesOfHex(std::string_view text) {
    std::vector<uint8_t> digits;
    for (const char c : text) {
        if (isBlank(c))
            continue;
        const auto digit = hexDigit(c);
        if (!digit)
            return std::nullopt;
        digits.push_back(*digit);
    }
    if (digits.size() % 2 != 0)
        return std::nullopt;
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(static_cast<uint8_t>(digits[i] << 4 | digits[i + 1]));
    return bytes;
}

std::string rangeText(uint64_t min, uint64_t max) {
    return fmt::format("allowed: {} to {}", min,
                       max > 0xffff ? fmt::format("{:#x}", max) : fmt::format("{}", max));
}

using Entry = std::pair<const toml::key*, const toml::node*>;

/// toml++ sorts keys by name; the order in the file is the one of their places.
std::vector<Entry> inFileOrder(const toml::table& table) {
    std::vector<Entry> entries;
    for (auto&& [key, node] : table)
        entries.emplace_back(&key, &node);
    std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
        const auto x = a.first->source().begin, y = b.first->source().begin;
        return std::pair(x.line, x.column) < std::pair(y.line, y.column);
    });
    return entries;
}

std::string kindOf(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "an array";
    case toml::node_type::string:
        return "a string";
    case toml::node_type::integer:
        return "an integer";
    case toml::node_type::floating_point:
        return "a floating-point number";
    case toml::node_type::boolean:
        return "a boolean";
    default:
        return "a date or time";
    }
}

} // namespace

void Problems::report(const toml::source_region& place, std::string what, std::string remedy) {
    if (first)
        return;
    const auto line = place.begin.line; // 0: the table is not in the file, only its defaults are
    first = Error{std::move(what), line == 0 ? file : fmt::format("{}:{}", file, line),
                  std::move(remedy)};
}

std::string joinNames(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

TableReader::TableReader(Problems& problems, const toml::table& table, std::string path)
    : m_problems(&problems), m_table(&table), m_path(std::move(path)) {}

void TableReader::require(std::string_view key) {
    m_required.emplace_back(key);
}

const toml::node* TableReader::take(std::string_view key) {
    m_known.emplace_back(key);
    return m_table->get(key);
}

std::string TableReader::nameOf(std::string_view key) const {
    return m_path.empty() ? std::string(key) : fmt::format("{}.{}", m_path, key);
}

void TableReader::flag(std::string_view key, bool& out) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    if (const auto value = node->value_exact<bool>())
        out = *value;
    else
        fail(key, fmt::format("{} is {}", nameOf(key), kindOf(*node)), "allowed: true, false");
}

void TableReader::text(std::string_view key, std::string& out) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    if (const auto value = node->value_exact<std::string>())
        out = *value;
    else
        fail(key, fmt::format("{} is {}", nameOf(key), kindOf(*node)), "write a string in quotes");
}

std::optional<uint64_t> TableReader::symbol(const toml::node& node, std::string_view text,
                                            const std::string& name) {
    const size_t sign = text.find_first_of("+-");
    const std::string_view symbolName = text.substr(0, sign);
    const auto offset = sign == std::string_view::npos ? std::optional<uint64_t>(0)
                                                       : parseNumber(text.substr(sign + 1));
    if (m_problems->symbols == nullptr) {
        m_problems->report(node.source(),
                           fmt::format("{}: there is no ELF guest with symbols", name),
                           "set guest.elf or write a number");
        return std::nullopt;
    }
    const auto found = m_problems->symbols->find(symbolName);
    if (found == m_problems->symbols->end() || !offset) {
        m_problems->report(
            node.source(), fmt::format("{}: the guest has no symbol '{}'", name, text),
            "allowed: sym:NAME, sym:NAME+NUMBER, sym:NAME-NUMBER, with a NAME of nm's list");
        return std::nullopt;
    }
    const bool isMinus = sign != std::string_view::npos && text[sign] == '-';
    return isMinus ? found->second - *offset : found->second + *offset;
}

std::optional<uint64_t> TableReader::numberFromText(const toml::node& node, const std::string& text,
                                                    const std::string& name) {
    if (text.starts_with(kSymbolPrefix))
        return symbol(node, std::string_view(text).substr(kSymbolPrefix.size()), name);
    const auto value = parseNumber(text);
    if (!value)
        m_problems->report(node.source(), fmt::format("{}: '{}' is no 64-bit number", name, text),
                           std::string(kNumberRemedy));
    return value;
}

std::optional<uint64_t> TableReader::numberOf(const toml::node& node, const std::string& name) {
    if (const auto text = node.value_exact<std::string>())
        return numberFromText(node, *text, name);
    const auto value = node.value_exact<int64_t>();
    if (value && *value >= 0)
        return static_cast<uint64_t>(*value);
    m_problems->report(node.source(),
                       value ? fmt::format("{} is {}, which is negative", name, *value)
                             : fmt::format("{} is {}", name, kindOf(node)),
                       std::string(kNumberRemedy));
    return std::nullopt;
}

void TableReader::number(std::string_view key, uint64_t& out, uint64_t min, uint64_t max) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    const auto value = numberOf(*node, nameOf(key));
    if (!value)
        return;
    if (*value < min || *value > max)
        fail(key, fmt::format("{} is {:#x}, which is out of range", nameOf(key), *value),
             rangeText(min, max));
    else
        out = *value;
}

void TableReader::hexBytes(std::string_view key, std::vector<uint8_t>& out) {
    std::string digits;
    text(key, digits);
    if (auto bytes = bytesOfHex(digits))
        out = std::move(*bytes);
    else
        fail(key, fmt::format("{} is not pairs of hexadecimal digits", nameOf(key)),
             "write bytes such as \"01 00 ff\"");
}

std::optional<size_t> TableReader::choice(std::string_view key,
                                          const std::vector<std::string>& names) {
    std::string value;
    text(key, value);
    if (!has(key))
        return std::nullopt;
    const auto found = std::ranges::find(names, value);
    if (found != names.end())
        return static_cast<size_t>(found - names.begin());
    fail(key, fmt::format("{} is '{}'", nameOf(key), value), "allowed: " + joinNames(names));
    return std::nullopt;
}

void TableReader::table(std::string_view key, const std::function<void(TableReader&)>& read) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    const toml::table* inner = node->as_table();
    if (inner == nullptr)
        return fail(key, fmt::format("{} is {}", nameOf(key), kindOf(*node)),
                    fmt::format("write a table: [{}]", nameOf(key)));
    TableReader reader(*m_problems, *inner, nameOf(key));
    read(reader);
    reader.finish();
}

void TableReader::tables(std::string_view key, const std::function<void(TableReader&)>& read) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    const toml::array* items = node->as_array();
    if (items == nullptr || (!items->empty() && !items->is_array_of_tables()))
        return fail(key, fmt::format("{} is {}", nameOf(key), kindOf(*node)),
                    fmt::format("write an array of tables: [[{}]]", nameOf(key)));
    for (const toml::node& item : *items) {
        TableReader reader(*m_problems, *item.as_table(), nameOf(key));
        read(reader);
        reader.finish();
    }
}

void TableReader::numbers(
    std::string_view key,
    const std::function<void(const std::string& name, uint64_t value)>& take_) {
    const toml::node* node = take(key);
    if (node == nullptr)
        return;
    const toml::table* inner = node->as_table();
    if (inner == nullptr)
        return fail(key, fmt::format("{} is {}", nameOf(key), kindOf(*node)),
                    fmt::format("write {} = {{ NAME = NUMBER, … }}", key));
    for (const auto& [name, item] : inFileOrder(*inner)) {
        const std::string text(name->str());
        if (const auto value = numberOf(*item, fmt::format("{}.{}", nameOf(key), text)))
            take_(text, *value);
    }
}

void TableReader::registers(std::string_view key, std::vector<RegChange>& out) {
    numbers(key, [&](const std::string& name, uint64_t value) {
        if (const auto reg = regByName(name))
            out.push_back({*reg, value});
        else
            failInside(
                key, name, fmt::format("{}: there is no register '{}'", nameOf(key), name),
                "allowed: X0 to X30, SP_EL0, SP_EL1, PC, PSTATE, V0 to V31_HI and EL1 system "
                "registers such as ESR_EL1");
    });
}

void TableReader::fail(std::string_view key, std::string what, std::string remedy) {
    const toml::node* node = m_table->get(key);
    m_problems->report(node != nullptr ? node->source() : m_table->source(), std::move(what),
                       std::move(remedy));
}

void TableReader::failInside(std::string_view key, std::string_view name, std::string what,
                             std::string remedy) {
    const toml::table* inner = m_table->get_as<toml::table>(key);
    const toml::node* node = inner != nullptr ? inner->get(name) : nullptr;
    m_problems->report(node != nullptr ? node->source() : m_table->source(), std::move(what),
                       std::move(remedy));
}

void TableReader::finish() {
    for (const auto& [key, node] : inFileOrder(*m_table))
        if (std::ranges::find(m_known, key->str()) == m_known.end())
            m_problems->report(key->source(), fmt::format("unknown key '{}'", nameOf(key->str())),
                               "allowed: " + joinNames(m_known));
    for (const std::string& key : m_required)
        if (!has(key))
            m_problems->report(m_table->source(),
                               fmt::format("the key '{}' is missing", nameOf(key)),
                               fmt::format("add {} = …", key));
}

} // namespace seatape::scenario
