// SPDX-License-Identifier: Apache-2.0
/// From words to a tree, by recursive descent; docs/filter.md has the grammar. Private to traces/.
#pragma once

#include "traces/filter/lexer.h"
#include "traces/filter/syntax.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::trace::filter {

/// What may stand at a place, for completion.
struct Expected {
    bool operand = false;    ///< the name of a value, `has(`, `!`
    bool registers = false;  ///< the name of a register alone
    bool relation = false;   ///< `==`, `in`, … after `left`
    bool connective = false; ///< `&&`, `||`
    bool value = false;      ///< a number or symbol for `left`
    Place left;              ///< set with `relation` and `value`
};

/// Reads a tree. `atEnd`, if given, gets what may follow the last word, also when the text is
/// incomplete.
tl::expected<Node, FilterError> parse(const std::vector<Token>& tokens, Expected* atEnd = nullptr);

} // namespace seatape::trace::filter
