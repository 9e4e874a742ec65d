// SPDX-License-Identifier: Apache-2.0
/// The smallest pieces of a page: text that is safe in HTML, and the style. Private to traces/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seatape::trace::html {

/// Returns text as it may stand between tags and in quoted attributes. Bytes that are no UTF-8 and
/// control characters become U+FFFD.
std::string escape(std::string_view text);

/// Returns a number as registers and addresses are shown, in a monospaced element.
std::string code(uint64_t value);
/// Returns text in a monospaced element.
std::string code(std::string_view text);

/// The style sheet: light and dark by what the reader's system prefers.
extern const std::string_view kStyle;

} // namespace seatape::trace::html
