// SPDX-License-Identifier: Apache-2.0
#include "tests/traces/filter/filter_samples.h"

#include "seatape/esr/kvm_sea.h"
#include "seatape/esr/layouts.h"
#include "seatape/esr/register_layouts.h"
#include "seatape/esr/syndrome.h"

#include <fmt/format.h>

namespace seatape::test {

using namespace trace;
using namespace trace::filter;

namespace {

using Value = std::optional<uint64_t>;

Operand randomOperand(Sampler& sampler) {
    const Name& name = allNames()[sampler.below(allNames().size())];
    Operand operand{{&name, nullptr}, {}};
    if (name.fields != nullptr && sampler.coin())
        operand.place.field = &(*name.fields)[sampler.below(name.fields->size())];
    if (!name.isMemory && sampler.below(4) == 0) {
        const uint64_t mask = sampler.word();
        operand.mask = Constant{mask, fmt::format("{:#x}", mask)};
    }
    return operand;
}

Constant randomConstant(Sampler& sampler, const Operand& left) {
    const auto& symbols = left.place.symbols();
    if (!symbols.empty() && sampler.below(4) != 0) {
        const Symbol& symbol = symbols[sampler.below(symbols.size())];
        return {symbol.value, std::string(symbol.name)};
    }
    const uint64_t value = sampler.coin() ? sampler.below(5) : sampler.word();
    return {value, sampler.coin() ? fmt::format("{}", value) : fmt::format("{:#x}", value)};
}

Interval randomInterval(Sampler& sampler, const Operand& left) {
    Interval interval{randomConstant(sampler, left), {}};
    if (Constant last = randomConstant(sampler, left); last.value >= interval.first.value)
        interval.last = last;
    return interval;
}

Test randomTest(Sampler& sampler) {
    Test test{randomOperand(sampler), static_cast<Relation>(sampler.below(9)), {}, {}};
    if (test.left.place.name->isMemory && test.relation > Relation::Equal)
        test.relation = Relation::In;
    if (test.relation == Relation::In) {
        for (uint64_t n = 1 + sampler.below(4); n > 0; --n)
            test.values.push_back(randomInterval(sampler, test.left));
    } else if (test.relation >= Relation::Equal) {
        Operand right = randomOperand(sampler);
        const bool isPlain = test.left.place.name->isMemory || right.place.name->isMemory;
        if (isPlain || sampler.below(4) != 0)
            test.values.push_back({randomConstant(sampler, test.left), {}});
        else
            test.right = std::move(right);
    }
    return test;
}

/// Reads a field by decoding the whole value.
Value decodedField(const Place& place, uint64_t value, const Scenario& scenario) {
    const std::string& name = place.name->name;
    FieldList fields;
    if (name == "esr" || name == "hsr" || name.ends_with("ESR_EL1")) {
        EsrContext context;
        if (name == "esr")
            context.origin = EsrOrigin::KvmSeaExit;
        (scenario.cpu.ras ? context.present : context.absent) = Feature::RAS;
        fields = decodeEsr(value, context).fields;
    } else if (name == "events.ext_abt_esr") {
        fields = decodeFields(layouts::dataAbort, value);
        if (fields.find(place.field->name) == nullptr)
            fields = decodeFields(layouts::instructionAbort, value);
    } else if (name == "events.serror_esr") {
        fields = decodeFields(layouts::sError, value);
    } else if (name == "esr_iss") {
        fields = decodeFields(layouts::dataAbort, value);
    } else {
        fields = decodeFields(*registerLayout(name.substr(name.rfind('.') + 1)), value);
    }
    const FieldValue* field = fields.find(place.field->name);
    const bool isKnown = field != nullptr && field->state != FieldState::Hidden;
    return isKnown ? Value(field->value) : std::nullopt;
}

Value read(const Operand& operand, const FrameView& view) {
    Value value = operand.place.name->read(view, operand.place.name->index);
    if (value && operand.place.field != nullptr)
        value = decodedField(operand.place, *value, view.scenario);
    if (value && operand.mask)
        *value &= operand.mask->value;
    return value;
}

bool relate(uint64_t left, Relation relation, uint64_t right) {
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
    default:
        return left >= right;
    }
}

bool isInside(uint64_t value, const std::vector<Interval>& values) {
    for (const Interval& each : values)
        if (value >= each.first.value && value <= each.last.value_or(each.first).value)
            return true;
    return false;
}

/// Returns whether any of a few addresses of the actions, or of the intervals, lies in both.
bool memoryTouches(const Test& test, const FrameView& view) {
    for (const MemoryAction& action : view.frame.injection.memory) {
        const uint16_t kind = test.left.place.name->index;
        if (action.size == 0 || (kind != kAnyMemory && kind != static_cast<uint16_t>(action.kind)))
            continue;
        const auto isActed = [&](uint64_t address) {
            return address >= action.gpa && address - action.gpa < action.size;
        };
        if (isInside(action.gpa, test.values))
            return true;
        for (const Interval& each : test.values)
            if (isActed(each.first.value))
                return true;
    }
    return false;
}

bool evaluateTest(const Test& test, const FrameView& view) {
    const bool isRange = test.relation == Relation::Equal || test.relation == Relation::In;
    if (test.left.place.name->isMemory && isRange)
        return memoryTouches(test, view);
    const Value left = read(test.left, view);
    if (!left || test.relation == Relation::Has)
        return left.has_value();
    if (test.relation == Relation::Truth)
        return *left != 0;
    if (test.relation == Relation::In)
        return isInside(*left, test.values);
    const Value right =
        test.right ? read(*test.right, view) : Value(test.values.front().first.value);
    return right && relate(*left, test.relation, *right);
}

} // namespace

Node randomFilter(Sampler& sampler, unsigned depth) {
    const auto kind = static_cast<Node::Kind>(depth == 0 ? 0 : sampler.below(4));
    if (kind == Node::Kind::Test)
        return {kind, {}, randomTest(sampler)};
    Node node{kind, {}, {}};
    for (uint64_t n = kind == Node::Kind::Not ? 1 : 2 + sampler.below(2); n > 0; --n) {
        Node child = randomFilter(sampler, depth - 1);
        if (child.kind == kind && kind != Node::Kind::Not) // the parser makes one list of them
            child = {Node::Kind::Test, {}, randomTest(sampler)};
        node.children.push_back(std::move(child));
    }
    return node;
}

bool evaluate(const Node& node, const FrameView& view) {
    if (node.kind == Node::Kind::Test)
        return evaluateTest(node.test, view);
    if (node.kind == Node::Kind::Not)
        return !evaluate(node.children.front(), view);
    bool result = node.kind == Node::Kind::And;
    for (const Node& child : node.children)
        result = node.kind == Node::Kind::And ? result && evaluate(child, view)
                                              : result || evaluate(child, view);
    return result;
}

Frame frameForFilters(Sampler& sampler, uint64_t index) {
    Frame frame = sampler.frame(index);
    if (sampler.coin()) {
        constexpr ExceptionClass kClasses[] = {ExceptionClass::DABT_LOW, ExceptionClass::DABT_CUR,
                                               ExceptionClass::IABT_LOW};
        const uint64_t iss = sampler.bits() & seaExitEsrMask(true);
        frame.exit = SeaExit{makeEsr(kClasses[sampler.below(3)], iss), sampler.word(), {}};
    } else if (auto* sea = std::get_if<SeaExit>(&frame.exit)) {
        sea->esr = makeEsr(ExceptionClass::DABT_LOW, sea->esr & seaExitEsrMask(true));
    }
    return frame;
}

} // namespace seatape::test
