// SPDX-License-Identifier: Apache-2.0
#include "traces/filter/lexer.h"

#include "seatape/base/ascii.h"
#include "seatape/base/number_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace seatape::trace::filter {
namespace {

/// The longer ones first, so that none hides behind its beginning.
constexpr std::array<std::string_view, 16> kSigns{"&&", "||", "==", "!=", "<=", ">=", "..", "<",
                                                  ">",  "!",  "&",  "(",  ")",  "{",  "}",  ","};

bool isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isWordPart(char c) {
    return isWordStart(c) || isDigit(c);
}

/// Returns the length of the letters, digits and underscores at the front of `text`.
size_t plainLength(std::string_view text) {
    return static_cast<size_t>(std::ranges::find_if_not(text, isWordPart) - text.begin());
}

/// Returns the length of a name with its dots; of two dots none is the name's.
size_t wordLength(std::string_view text) {
    size_t length = plainLength(text);
    while (length < text.size() && text[length] == '.' && text.substr(length, 2) != "..")
        length += 1 + plainLength(text.substr(length + 1));
    return length;
}

tl::unexpected<FilterError> badCharacter(std::string_view text, size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool isPrintable = byte > 0x20 && byte < 0x7f;
    std::string remedy;
    if (text[at] == '=')
        remedy = "write == to compare";
    else if (text[at] == '|')
        remedy = "write || or the word or";
    return tl::unexpected(FilterError{at + 1, 1,
                                      isPrintable
                                          ? fmt::format("'{}' has no meaning here", text[at])
                                          : fmt::format("byte {:#04x} has no meaning here", byte),
                                      std::move(remedy)});
}

} // namespace

tl::expected<std::vector<Token>, FilterError> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    for (size_t at = 0; at < text.size(); at += tokens.back().text.size()) {
        at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
        if (at == text.size())
            break;
        const std::string_view rest = text.substr(at);
        if (isWordStart(rest.front())) {
            tokens.push_back({TokenKind::Word, at, rest.substr(0, wordLength(rest))});
        } else if (isDigit(rest.front())) {
            const std::string_view digits = rest.substr(0, plainLength(rest));
            const auto value = parseNumber(digits);
            if (!value)
                return tl::unexpected(
                    FilterError{at + 1, digits.size(),
                                fmt::format("'{}' is no number of 64 bits", digits.substr(0, 40)),
                                "write a decimal, 0x… or 0b… number; _ may stand between digits"});
            tokens.push_back({TokenKind::Number, at, digits, *value});
        } else {
            const auto sign = std::ranges::find_if(
                kSigns, [rest](std::string_view each) { return rest.starts_with(each); });
            if (sign == kSigns.end())
                return badCharacter(text, at);
            tokens.push_back({TokenKind::Sign, at, rest.substr(0, sign->size())});
        }
    }
    tokens.push_back({TokenKind::End, text.size(), {}});
    return tokens;
}

} // namespace seatape::trace::filter
