// SPDX-License-Identifier: Apache-2.0
/// SEATAPE_ASSERT: the check for our own bugs, kept in release builds. Never for input or
/// environment.
#pragma once

namespace seatape {

/// Prints the broken condition with its place to standard error and aborts the process.
[[noreturn]] void assertionFailed(const char* condition, const char* file, int line);

} // namespace seatape

#define SEATAPE_ASSERT(condition)                                                                  \
    ((condition) ? void() : ::seatape::assertionFailed(#condition, __FILE__, __LINE__))
