// SPDX-License-Identifier: Apache-2.0
/// Random filters as trees, and what they mean, worked out in the plainest way.
#pragma once

#include "tests/traces/sample.h"
#include "traces/filter/syntax.h"

namespace seatape::test {

/// Returns a random tree that the parser could have made; `depth` bounds its nesting.
trace::filter::Node randomFilter(Sampler& sampler, unsigned depth);

/// Evaluates a tree by recursion, with decodeEsr() and decodeFields() for fields.
bool evaluate(const trace::filter::Node& node, const trace::FrameView& view);

/// Returns a frame with an ARM_SEA exit of a class that KVM exits for, or a random frame.
Frame frameForFilters(Sampler& sampler, uint64_t index);

} // namespace seatape::test
