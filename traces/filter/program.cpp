// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/program.h"

#include <algorithm>

namespace seatape::trace::filter {
namespace {

using Intervals = std::vector<std::pair<uint64_t, uint64_t>>;
constexpr uint64_t kMax = UINT64_MAX;

Intervals intervalsOf(const Test& test) {
    const uint64_t first = test.values.empty() ? 0 : test.values.front().first.value;
    switch (test.relation) {
    case Relation::Truth:
        return {{1, kMax}};
    case Relation::Has:
        return {{0, kMax}};
    case Relation::Equal:
    case Relation::NotEqual: // inverted
        return {{first, first}};
    case Relation::Less:
        return first == 0 ? Intervals{} : Intervals{{0, first - 1}};
    case Relation::LessEqual:
        return {{0, first}};
    case Relation::Greater:
        return first == kMax ? Intervals{} : Intervals{{first + 1, kMax}};
    case Relation::GreaterEqual:
        return {{first, kMax}};
    case Relation::In:
        break;
    }
    Intervals list;
    for (const Interval& each : test.values)
        list.emplace_back(each.first.value, each.last.value_or(each.first).value);
    return list;
}

Reading readingOf(const Operand& operand) {
    return {operand.place.name->read, operand.place.field,
            operand.mask ? operand.mask->value : kMax, operand.place.name->index};
}

Step stepOf(const Test& test) {
    Step step;
    step.left = readingOf(test.left);
    step.relation = test.relation;
    if (test.right) {
        step.right = readingOf(*test.right);
        return step;
    }
    step.intervals = intervalsOf(test);
    step.isInverted = test.relation == Relation::NotEqual;
    step.isMemory = test.left.place.name->isMemory &&
                    (test.relation == Relation::Equal || test.relation == Relation::In);
    return step;
}

bool needsState(const Test& test) {
    return test.left.place.name->needsState || (test.right && test.right->place.name->needsState);
}

/// Appends the steps of `node`, the last one first, so that each knows where it goes on.
class Assembler {
public:
    Program program;

    /// Returns the step to begin with.
    uint32_t add(const Node& node, uint32_t onTrue, uint32_t onFalse) {
        switch (node.kind) {
        case Node::Kind::Test:
            return add(node.test, onTrue, onFalse);
        case Node::Kind::Not:
            return add(node.children.front(), onFalse, onTrue);
        case Node::Kind::And:
            for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
                onTrue = add(*child, onTrue, onFalse);
            return onTrue;
        case Node::Kind::Or:
            for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
                onFalse = add(*child, onTrue, onFalse);
            return onFalse;
        }
        return onFalse;
    }

private:
    uint32_t add(const Test& test, uint32_t onTrue, uint32_t onFalse) {
        Step step = stepOf(test);
        step.onTrue = onTrue;
        step.onFalse = onFalse;
        program.needsState |= needsState(test);
        program.steps.push_back(std::move(step));
        return static_cast<uint32_t>(program.steps.size() - 1);
    }
};

bool compare(uint64_t left, Relation relation, uint64_t right) {
    switch (relation) {
    case Relation::Equal:
        return left == right;
    case Relation::NotEqual:
        return left != right;
    case Relation::Less:
        return left < right;
    case Relation::LessEqual:
        return left <= right;
    case Relation::Greater:
        return left > right;
    case Relation::GreaterEqual:
        return left >= right;
    default: // have no right side
        return false;
    }
}

/// Returns whether an action touches an address from `first` to `last`. One of no bytes touches
/// nothing; a damaged one may reach beyond the end of the address space.
bool touches(const MemoryAction& action, uint64_t first, uint64_t last) {
    if (action.size == 0)
        return false;
    const uint64_t end = action.gpa + std::min(action.size - 1, kMax - action.gpa);
    return action.gpa <= last && end >= first;
}

bool touchesMemory(const Step& step, const FrameView& view) {
    for (const MemoryAction& action : view.frame.injection.memory) {
        const bool isWanted =
            step.left.index == kAnyMemory || step.left.index == static_cast<uint16_t>(action.kind);
        for (const auto& [first, last] : step.intervals)
            if (isWanted && touches(action, first, last))
                return true;
    }
    return false;
}

} // namespace

std::optional<uint64_t> Reading::of(const FrameView& view) const {
    std::optional<uint64_t> value = read(view, index);
    if (value && field != nullptr)
        value = field->in(*value, view.scenario.cpu.ras);
    if (value)
        *value &= mask;
    return value;
}

bool Step::holds(const FrameView& view) const {
    if (isMemory)
        return touchesMemory(*this, view);
    const auto value = left.of(view);
    if (!value)
        return false;
    if (right) {
        const auto other = right->of(view);
        return other && compare(*value, relation, *other);
    }
    for (const auto& [first, last] : intervals)
        if (first <= *value && *value <= last)
            return !isInverted;
    return isInverted;
}

bool Program::matches(const FrameView& view) const {
    uint32_t at = entry;
    while (at < steps.size())
        at = steps[at].holds(view) ? steps[at].onTrue : steps[at].onFalse;
    return at == kAccept;
}

Program assemble(const Node& node) {
    Assembler assembler;
    const uint32_t entry = assembler.add(node, Program::kAccept, Program::kReject);
    assembler.program.entry = entry;
    assembler.program.text = print(node);
    return std::move(assembler.program);
}

} // namespace seatape::trace::filter
