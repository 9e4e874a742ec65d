// SPDX-License-Identifier: Apache-2.0
/// The words of a filter. Private to traces/.
#pragma once

#include "traces/filter/filter.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace seatape::trace::filter {

enum class TokenKind : uint8_t {
    Word,   ///< a name with its dots, a symbol, `and`, `or`, `not`, `in`
    Number, ///< its value is in `value`
    Sign,   ///< an operator or a bracket
    End     ///< stands once, after all others
};

struct Token {
    TokenKind kind = TokenKind::End;
    size_t start = 0; ///< offset in bytes
    std::string_view text;
    uint64_t value = 0;
};

/// Splits a text, which must outlive the tokens. Fails on a character that no filter has and on a
/// number that is malformed or over 64 bits.
tl::expected<std::vector<Token>, FilterError> tokenize(std::string_view text);

} // namespace seatape::trace::filter
