// SPDX-License-Identifier: Apache-2.0
/// A Divergence: one named thing that two runs do not agree on. It is data, never an assertion.
#pragma once

#include "seatape/core/frame.h"

#include <functional>
#include <string>
#include <vector>

namespace seatape {

struct Divergence {
    uint64_t frame = 0;
    uint32_t vcpu = 0;
    std::string field;    ///< register, exit member, `exit`, `errno`, `digest`, …
    std::string recorded; ///< as text; "-" where there is nothing
    std::string observed;
    std::string note; ///< what the difference means, for syndromes; may be empty

    /// Renders "frame 12 vcpu0 ESR_EL1: recorded 0x96000010, observed 0x92000010 (EC: …)".
    std::string message() const;
    bool operator==(const Divergence&) const = default;
};

/// Lists everything in which two frames of the same index differ. With `compareAnswers` the
/// injections count as well (two traces); without, only what the machine did (a re-execution). A
/// count of instructions that one of them does not know (0) is not compared.
std::vector<Divergence> compareFrames(const Frame& recorded, const Frame& observed, Dialect dialect,
                                      bool compareAnswers);

/// Compares two whole runs frame by frame; what only one of them has is a divergence too. Hands
/// each to `found`, which returns false to stop. Fails with the error of a source.
Result<void> compareRuns(FrameSource& recorded, FrameSource& observed, Dialect dialect,
                         const std::function<bool(Divergence)>& found);

/// The same for runs in memory.
std::vector<Divergence> compareRuns(const std::vector<Frame>& recorded,
                                    const std::vector<Frame>& observed, Dialect dialect);

} // namespace seatape
