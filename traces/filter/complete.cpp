// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/filter.h"
#include "traces/filter/parser.h"

#include <algorithm>

namespace seatape::trace {
namespace {

using namespace filter;

/// Collects what begins with the word before the cursor.
class Candidates {
public:
    Candidates(size_t start, std::string_view word) : m_start(start), m_word(word) {}

    void add(std::string_view text, std::string_view help) {
        if (text.starts_with(m_word) && text != m_word)
            m_found.push_back({m_start, std::string(text), std::string(help)});
    }

    /// Offers the names up to their next dot, and after a register's dot its fields.
    void addNames() {
        const size_t dot = m_word.rfind('.');
        for (const Name& name : allNames()) {
            if (name.name.find('.') == std::string::npos)
                addName(name);
            else if (dot == std::string_view::npos)
                addGroup(name);
            else
                add(name.name, name.help);
        }
        if (dot != std::string_view::npos)
            addFields(m_word.substr(0, dot));
    }

    std::vector<Completion> take() { return std::move(m_found); }

private:
    void addName(const Name& name) {
        if (!name.name.ends_with(')')) // `changed(` stands for all of them
            add(name.name, name.help);
    }

    /// Offers `events.` once for all the names after it.
    void addGroup(const Name& name) {
        const std::string group = name.name.substr(0, name.name.find('.') + 1);
        if (std::ranges::find(m_found, group, &Completion::text) == m_found.end())
            add(group, name.help);
    }

    void addFields(std::string_view whole) {
        const Name* name = findName(whole);
        if (name == nullptr || name->fields == nullptr)
            return;
        for (const Field& field : *name->fields)
            add(spell({name, &field}), field.text);
    }

    size_t m_start;
    std::string_view m_word;
    std::vector<Completion> m_found;
};

void addRelations(Candidates& out, const Place& left) {
    if (!left.name->isMemory)
        for (const std::string_view sign : {"!=", "<", "<=", ">", ">=", "&"})
            out.add(sign, sign == "&" ? "some of its bits" : "compare");
    out.add("==", "compare");
    out.add("in", "a range FIRST..LAST, or a set {…}");
}

std::vector<Completion> candidates(const Expected& expected, Candidates out) {
    if (expected.value)
        for (const Symbol& symbol : expected.left.symbols())
            out.add(symbol.name, symbol.text);
    if (expected.relation)
        addRelations(out, expected.left);
    if (expected.connective)
        for (const std::string_view sign : {"&&", "||"})
            out.add(sign, sign == "&&" ? "and" : "or");
    if (expected.registers)
        for (uint16_t i = 0; i < kRegCount; ++i)
            out.add(regInfo(static_cast<Reg>(i)).name, "register");
    if (expected.operand) {
        out.addNames();
        out.add("changed(", "1 if the guest changed a register, else 0");
        out.add("has(", "whether the frame has a value, 0 or not");
        out.add("!", "not");
    }
    return out.take();
}

} // namespace

std::vector<Completion> completeFilter(std::string_view text, size_t cursor) {
    const std::string_view before = text.substr(0, std::min(cursor, text.size()));
    if (before.size() > Filter::kMaxLength)
        return {};
    auto tokens = tokenize(before);
    if (!tokens)
        return {};
    Token word{TokenKind::End, before.size(), {}};
    if (tokens->size() > 1) {
        const Token& last = (*tokens)[tokens->size() - 2];
        if (last.kind == TokenKind::Word && last.start + last.text.size() == before.size()) {
            word = last;
            tokens->erase(tokens->end() - 2);
        }
    }
    Expected expected;
    static_cast<void>(parse(*tokens, &expected));
    return candidates(expected, Candidates(word.start, word.text));
}

} // namespace seatape::trace
