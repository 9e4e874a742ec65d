// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/syntax.h"

#include <array>

#include <fmt/format.h>

namespace seatape::trace::filter {
namespace {

/// A masked value is put into parentheses where something follows: its precedence surprises.
std::string printOperand(const Operand& operand, bool isAlone) {
    const std::string name = spell(operand.place);
    if (!operand.mask)
        return name;
    const std::string masked = fmt::format("{} & {}", name, operand.mask->text);
    return isAlone ? masked : fmt::format("({})", masked);
}

std::string printValues(const std::vector<Interval>& values) {
    std::string list;
    for (const Interval& each : values) {
        list += list.empty() ? "" : ", ";
        list += each.first.text;
        if (each.last)
            list += ".." + each.last->text;
    }
    return list;
}

std::string printTest(const Test& test) {
    if (test.relation == Relation::Truth)
        return printOperand(test.left, true);
    if (test.relation == Relation::Has)
        return fmt::format("has({})", printOperand(test.left, true));
    const std::string left = printOperand(test.left, false);
    const std::string_view sign = relationSign(test.relation);
    if (test.right)
        return fmt::format("{} {} {}", left, sign, printOperand(*test.right, false));
    const std::string values = printValues(test.values);
    return test.values.size() > 1 ? fmt::format("{} {} {{{}}}", left, sign, values)
                                  : fmt::format("{} {} {}", left, sign, values);
}

/// Prints a child, in parentheses if it binds less than its parent.
std::string printInside(const Node& child, Node::Kind parent) {
    const bool isLooser = child.kind > parent;
    const bool isMasked = parent == Node::Kind::Not && child.kind == Node::Kind::Test;
    const bool needsNone = child.kind == Node::Kind::Test &&
                           (child.test.relation == Relation::Has ||
                            (child.test.relation == Relation::Truth && !child.test.left.mask));
    return isLooser || (isMasked && !needsNone) ? fmt::format("({})", print(child)) : print(child);
}

} // namespace

std::string_view relationSign(Relation relation) {
    static constexpr std::array<std::string_view, 9> kSigns{"",   "",  "==", "!=", "<",
                                                            "<=", ">", ">=", "in"};
    return kSigns[static_cast<size_t>(relation)];
}

std::string print(const Node& node) {
    if (node.kind == Node::Kind::Test)
        return printTest(node.test);
    if (node.kind == Node::Kind::Not)
        return "!" + printInside(node.children.front(), node.kind);
    std::string text;
    for (const Node& child : node.children) {
        if (!text.empty())
            text += node.kind == Node::Kind::And ? " && " : " || ";
        text += printInside(child, node.kind);
    }
    return text;
}

} // namespace seatape::trace::filter
