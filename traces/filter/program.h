// SPDX-License-Identifier: Apache-2.0
/// A filter as a list of tests with two ways on from each: no tree to walk, nothing to allocate.
/// Private to traces/.
#pragma once

#include "traces/filter/syntax.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace seatape::trace::filter {

/// What is read of a frame.
struct Reading {
    decltype(Name::read) read = nullptr;
    const Field* field = nullptr;
    uint64_t mask = ~uint64_t{0};
    uint16_t index = 0;

    std::optional<uint64_t> of(const FrameView& view) const;
};

/// One test. A relation to numbers is a list of intervals, `!=` one that must not hold the value.
struct Step {
    Reading left;
    std::vector<std::pair<uint64_t, uint64_t>> intervals; ///< both ends included
    std::optional<Reading> right;                         ///< replaces the intervals
    Relation relation = Relation::In;                     ///< to `right`
    bool isInverted = false;
    bool isMemory = false; ///< the intervals shall overlap a memory action of the kind left.index
    uint32_t onTrue = 0;   ///< step to go to
    uint32_t onFalse = 0;

    bool holds(const FrameView& view) const;
};

struct Program {
    static constexpr uint32_t kAccept = UINT32_MAX;
    static constexpr uint32_t kReject = UINT32_MAX - 1;

    std::vector<Step> steps;
    uint32_t entry = kAccept;
    bool needsState = false;
    std::string text; ///< canonical

    bool matches(const FrameView& view) const;
};

/// Makes the program of a tree.
Program assemble(const Node& node);

} // namespace seatape::trace::filter
