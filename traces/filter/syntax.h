// SPDX-License-Identifier: Apache-2.0
/// A filter as a tree: what the parser makes, and what is printed and compiled. Private to traces/.
#pragma once

#include "traces/filter/names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seatape::trace::filter {

/// A number as it was written.
struct Constant {
    uint64_t value = 0;
    std::string text; ///< canonical: a symbol, a decimal or a 0x… number
    bool operator==(const Constant&) const = default;
};

/// A value of a frame, or some of its bits.
struct Operand {
    Place place;
    std::optional<Constant> mask;
    bool operator==(const Operand&) const = default;
};

/// Numbers from `first` to `last`, both included.
struct Interval {
    Constant first;
    std::optional<Constant> last; ///< empty if there is only one number
    bool operator==(const Interval&) const = default;
};

enum class Relation : uint8_t {
    Truth,
    Has,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In
};

/// One question to a frame. The right side is a list for In, nothing for Truth and Has, otherwise
/// one interval of one number or another operand.
struct Test {
    Operand left;
    Relation relation = Relation::Truth;
    std::vector<Interval> values;
    std::optional<Operand> right;
    bool operator==(const Test&) const = default;
};

/// And, Or with two or more children, Not with one. And without children is the empty filter.
struct Node {
    enum class Kind : uint8_t { Test, Not, And, Or };
    Kind kind = Kind::And;
    std::vector<Node> children;
    Test test; ///< only of a Test
    bool operator==(const Node&) const = default;
};

/// Returns the sign of a relation between two values: `==`, `in`, …; empty for Truth and Has.
std::string_view relationSign(Relation relation);

/// Returns the canonical text of a tree.
std::string print(const Node& node);

} // namespace seatape::trace::filter
