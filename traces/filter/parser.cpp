// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/parser.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::trace::filter {
namespace {

template <class T>
using Parsed = tl::expected<T, FilterError>;
using Failure = tl::unexpected<FilterError>;

constexpr std::pair<std::string_view, Relation> kRelations[] = {
    {"==", Relation::Equal},     {"!=", Relation::NotEqual}, {"<", Relation::Less},
    {"<=", Relation::LessEqual}, {">", Relation::Greater},   {">=", Relation::GreaterEqual},
    {"in", Relation::In},
};

bool isKeyword(std::string_view word) {
    return word == "and" || word == "or" || word == "not" || word == "in";
}

std::string didYouMean(const std::vector<std::string>& near) {
    return near.empty() ? "" : fmt::format("did you mean {}?", fmt::join(near, ", "));
}

/// Quotes a word of the text, the beginning of a long one.
std::string quoted(std::string_view word) {
    constexpr size_t kMost = 40;
    return word.size() <= kMost ? fmt::format("'{}'", word)
                                : fmt::format("'{}…'", word.substr(0, kMost));
}

class Parser {
public:
    explicit Parser(const std::vector<Token>& tokens) : m_tokens(tokens) {}

    Parsed<Node> whole() {
        expect().operand = true;
        if (token().kind == TokenKind::End)
            return Node{};
        auto node = either();
        if (node && token().kind != TokenKind::End)
            return wrong("something is missing before this", "join tests with && or ||");
        return node;
    }

    const Expected* atEnd() const {
        return m_tokens[m_expectedAt].kind == TokenKind::End ? &m_expected : nullptr;
    }

private:
    const Token& token() const { return m_tokens[m_next]; }
    bool isAt(std::string_view text) const {
        return token().kind != TokenKind::End && token().text == text;
    }
    bool take(std::string_view text) {
        if (!isAt(text))
            return false;
        ++m_next;
        return true;
    }

    /// Notes what may stand at the current token; several parts of the grammar may add to it.
    Expected& expect() {
        if (m_expectedAt != m_next)
            m_expected = {};
        m_expectedAt = m_next;
        return m_expected;
    }

    Failure wrongAt(const Token& at, std::string what, std::string remedy = {}) const {
        return Failure({at.start + 1, std::max<size_t>(at.text.size(), 1), std::move(what),
                        std::move(remedy)});
    }
    Failure wrong(std::string what, std::string remedy = {}) const {
        return wrongAt(token(), std::move(what), std::move(remedy));
    }
    /// Complains that something is missing, or that another thing stands in its place.
    Failure missing(std::string_view thing, std::string remedy = {}) const {
        const bool isEnd = token().kind == TokenKind::End;
        return wrong(isEnd
                         ? fmt::format("the filter ends where {} is expected", thing)
                         : fmt::format("{} is expected here, not {}", thing, quoted(token().text)),
                     std::move(remedy));
    }
    Parsed<bool> close(std::string_view bracket) {
        if (take(bracket))
            return true;
        return missing(fmt::format("'{}'", bracket));
    }

    /// Reads children that one of two signs joins.
    template <class Next>
    Parsed<Node> joined(Node::Kind kind, std::string_view sign, std::string_view word, Next next) {
        Node node{kind, {}, {}};
        do {
            auto child = next();
            if (!child)
                return child;
            if (child->kind == kind) // in parentheses that change nothing
                std::ranges::move(child->children, std::back_inserter(node.children));
            else
                node.children.push_back(std::move(*child));
            expect().connective = true;
        } while (take(sign) || take(word));
        return node.children.size() == 1 ? std::move(node.children.front()) : std::move(node);
    }
    Parsed<Node> either() {
        return joined(Node::Kind::Or, "||", "or", [this] { return both(); });
    }
    Parsed<Node> both() {
        return joined(Node::Kind::And, "&&", "and", [this] { return negation(); });
    }

    Parsed<Node> negation() {
        if (m_depth == Filter::kMaxDepth)
            return wrong(fmt::format("more than {} levels of nesting", Filter::kMaxDepth));
        ++m_depth;
        expect().operand = true;
        auto node = take("!") || take("not") ? negated() : test();
        --m_depth;
        return node;
    }
    Parsed<Node> negated() {
        auto node = negation();
        if (!node)
            return node;
        return Node{Node::Kind::Not, {std::move(*node)}, {}};
    }

    Parsed<Node> test() {
        if (isAt("has") && m_tokens[m_next + 1].text == "(")
            return presence();
        if (take("("))
            return group();
        auto left = operand();
        if (!left)
            return Failure(left.error());
        return related(std::move(*left));
    }

    /// Reads what is in parentheses: a filter, or an operand to which a relation may follow.
    Parsed<Node> group() {
        auto node = either();
        if (!node)
            return node;
        if (auto closed = close(")"); !closed)
            return Failure(closed.error());
        const bool isOperand =
            node->kind == Node::Kind::Test && node->test.relation == Relation::Truth;
        return isOperand ? related(std::move(node->test.left)) : std::move(node);
    }

    Parsed<Node> presence() {
        m_next += 2;
        auto left = maskedOperand();
        if (!left)
            return Failure(left.error());
        if (auto closed = close(")"); !closed)
            return Failure(closed.error());
        return asNode({std::move(*left), Relation::Has, {}, {}});
    }

    static Node asNode(Test test) { return {Node::Kind::Test, {}, std::move(test)}; }

    /// Reads a mask and a relation, if they follow.
    Parsed<Node> related(Operand left) {
        if (auto masked = mask(left); !masked)
            return Failure(masked.error());
        expect().relation = true;
        m_expected.left = left.place;
        for (const auto& [sign, relation] : kRelations)
            if (isAt(sign))
                return relation == Relation::In ? membership(std::move(left))
                                                : comparison(std::move(left), relation);
        return asNode({std::move(left), Relation::Truth, {}, {}});
    }

    Parsed<Node> comparison(Operand left, Relation relation) {
        if (left.place.name->isMemory && relation != Relation::Equal)
            return wrong(fmt::format("{} stands for addresses", left.place.name->name),
                         "use == ADDRESS, or in FIRST..LAST");
        ++m_next;
        if (auto value = constant(left.place))
            return asNode({std::move(left), relation, {{std::move(*value), {}}}, {}});
        else if (!isOtherOperand(left.place))
            return Failure(value.error());
        auto right = operand();
        if (!right)
            return Failure(right.error());
        if (auto masked = mask(*right); !masked)
            return Failure(masked.error());
        return asNode({std::move(left), relation, {}, std::move(*right)});
    }

    /// Returns whether a name stands on the right side that may be compared with `left`.
    bool isOtherOperand(const Place& left) const {
        const bool isParenthesis = isAt("(");
        const Token& at = isParenthesis ? m_tokens[m_next + 1] : token();
        if (at.kind != TokenKind::Word || isKeyword(at.text) || left.name->isMemory)
            return false;
        return at.text == "changed" || findPlace(at.text).has_value();
    }

    Parsed<Node> membership(Operand left) {
        ++m_next;
        Test test{std::move(left), Relation::In, {}, {}};
        const bool isSet = take("{");
        do {
            auto each = interval(test.left.place);
            if (!each)
                return Failure(each.error());
            test.values.push_back(std::move(*each));
        } while (isSet && take(","));
        if (isSet)
            if (auto closed = close("}"); !closed)
                return Failure(closed.error());
        return asNode(std::move(test));
    }

    Parsed<Interval> interval(const Place& left) {
        const Token& start = token();
        auto first = constant(left);
        if (!first)
            return Failure(first.error());
        if (!take(".."))
            return Interval{std::move(*first), {}};
        auto last = constant(left);
        if (!last)
            return Failure(last.error());
        if (last->value < first->value)
            return wrongAt(start, fmt::format("{} is greater than {}", first->text, last->text),
                           "write the smaller number first; both ends belong to the range");
        return Interval{std::move(*first), std::move(*last)};
    }

    /// Reads a number or one of the symbols of `left`.
    Parsed<Constant> constant(const Place& left) {
        expect().value = true;
        m_expected.left = left;
        const Token& at = token();
        if (at.kind == TokenKind::Number) {
            ++m_next;
            return number(at);
        }
        if (at.kind != TokenKind::Word || isKeyword(at.text))
            return missing("a value", valuesOf(left));
        const auto symbol = std::ranges::find(left.symbols(), at.text, &Symbol::name);
        if (symbol == left.symbols().end())
            return unknownSymbol(at, left);
        ++m_next;
        return Constant{symbol->value, std::string(symbol->name)};
    }

    static Constant number(const Token& at) {
        const bool isDecimal = at.text.find_first_of("xXbB") == std::string_view::npos;
        return {at.value, fmt::format(fmt::runtime(isDecimal ? "{}" : "{:#x}"), at.value)};
    }

    static std::string valuesOf(const Place& left) {
        constexpr size_t kMost = 6;
        std::vector<std::string_view> some;
        for (const Symbol& symbol : left.symbols())
            some.push_back(symbol.name);
        if (some.empty())
            return "write a number";
        const bool isCut = some.size() > kMost;
        some.resize(std::min(some.size(), kMost));
        return fmt::format("write a number or one of {}{}", fmt::join(some, ", "),
                           isCut ? ", …" : "");
    }

    Failure unknownSymbol(const Token& at, const Place& left) const {
        std::vector<std::string_view> candidates;
        for (const Symbol& symbol : left.symbols())
            candidates.emplace_back(symbol.name);
        const auto near = nearest(at.text, candidates);
        return wrongAt(at, fmt::format("{} is no value of {}", quoted(at.text), spell(left)),
                       near.empty() ? valuesOf(left) : didYouMean(near));
    }

    /// Reads `& number` after an operand, if it follows.
    Parsed<bool> mask(Operand& operand) {
        if (!isAt("&"))
            return false;
        if (operand.place.name->isMemory || operand.mask)
            return wrong("bits of this cannot be taken");
        ++m_next;
        if (token().kind != TokenKind::Number)
            return missing("a number", "to join two tests write &&");
        operand.mask = number(token());
        ++m_next;
        return true;
    }

    Parsed<Operand> operand() {
        expect().operand = true;
        if (take("(")) { // on the right side of a relation, or in has()
            auto inside = maskedOperand();
            if (!inside)
                return inside;
            if (auto closed = close(")"); !closed)
                return Failure(closed.error());
            return inside;
        }
        const Token& at = token();
        if (at.kind != TokenKind::Word || isKeyword(at.text))
            return missing("the name of a value");
        if (at.text == "changed" && m_tokens[m_next + 1].text == "(")
            return changed();
        const auto place = findPlace(at.text);
        if (!place)
            return unknownName(at);
        ++m_next;
        return Operand{*place, {}};
    }

    Parsed<Operand> maskedOperand() {
        if (isAt("("))
            return missing("the name of a value");
        auto inside = operand();
        if (inside)
            if (auto masked = mask(*inside); !masked)
                return Failure(masked.error());
        return inside;
    }

    Parsed<Operand> changed() {
        m_next += 2;
        expect().registers = true;
        const Token& at = token();
        const Name* name = findName(fmt::format("changed({})", at.text));
        if (at.kind != TokenKind::Word || name == nullptr)
            return missing("the name of a register", didYouMean(nearRegisters(at.text)));
        ++m_next;
        if (auto closed = close(")"); !closed)
            return Failure(closed.error());
        return Operand{{name, nullptr}, {}};
    }

    static std::vector<std::string> nearRegisters(std::string_view word) {
        std::vector<std::string_view> all;
        for (uint16_t i = 0; i < kRegCount; ++i)
            all.emplace_back(regInfo(static_cast<Reg>(i)).name);
        return nearest(word, all);
    }

    /// Complains about a name, or about a field if what is before the dot is known.
    static Failure unknownName(const Token& at) {
        const size_t dot = at.text.rfind('.');
        const Name* whole =
            dot == std::string_view::npos ? nullptr : findName(at.text.substr(0, dot));
        if (whole != nullptr && whole->fields != nullptr)
            return unknownField(at, dot + 1, *whole);
        std::vector<std::string_view> all;
        for (const Name& name : allNames())
            all.push_back(name.name);
        const auto near = nearest(at.text, all);
        return Failure({at.start + 1, at.text.size(),
                        fmt::format("there is no {}", quoted(at.text)),
                        near.empty() ? "docs/filter.md lists the names" : didYouMean(near)});
    }

    static Failure unknownField(const Token& at, size_t skip, const Name& whole) {
        const std::string_view field = at.text.substr(skip);
        std::vector<std::string_view> all;
        for (const Field& each : *whole.fields)
            all.emplace_back(each.name);
        const auto near = nearest(field, all);
        std::string remedy = didYouMean(near);
        if (near.empty())
            remedy = fmt::format("it has {}", fmt::join(all, ", "));
        return Failure({at.start + skip + 1, std::max<size_t>(field.size(), 1),
                        fmt::format("{} has no field {}", whole.name, quoted(field)),
                        std::move(remedy)});
    }

    const std::vector<Token>& m_tokens;
    size_t m_next = 0;
    size_t m_depth = 0;
    Expected m_expected;
    size_t m_expectedAt = 0; ///< the token that m_expected is about
};

} // namespace

tl::expected<Node, FilterError> parse(const std::vector<Token>& tokens, Expected* atEnd) {
    Parser parser(tokens);
    auto node = parser.whole();
    if (const Expected* expected = parser.atEnd(); atEnd != nullptr && expected != nullptr)
        *atEnd = *expected;
    return node;
}

} // namespace seatape::trace::filter
