// SPDX-License-Identifier: Apache-2.0
/// Values for trace tests: a deterministic generator that fills every field, and typical frames.
#pragma once

#include "traces/container/trace_header.h"

#include "seatape/core/frame.h"
#include "tests/support/text.h"

#include <cstdint>
#include <string>
#include <vector>

namespace seatape::test {

/// Gives pseudo-random values, the same on every host (splitmix64).
class Sampler {
public:
    explicit Sampler(uint64_t seed) : m_state(seed) {}

    uint64_t bits();
    /// A number below `bound`.
    uint64_t below(uint64_t bound) { return bits() % bound; }
    bool coin() { return (bits() & 1) != 0; }
    /// A number of any magnitude: small, an address, a kernel address, all ones.
    uint64_t word();
    uint32_t word32() { return static_cast<uint32_t>(word()); }
    int32_t err() { return coin() ? 0 : static_cast<int32_t>(word32()); }
    /// Any bytes, also zero and invalid UTF-8.
    std::string text();
    std::vector<uint8_t> bytes(size_t most);

    /// The alternative with this number, all its members filled.
    Exit exit(size_t alternative);
    std::vector<RegChange> registers(size_t most);
    Injection injection();
    Frame frame(uint64_t index);
    Scenario scenario();
    trace::TraceHeader header();

private:
    uint64_t m_state;
};

/// A data abort on poisoned memory that is reflected: what Seatape records all day. `base` is where
/// the guest runs.
Frame typicalSeaFrame(uint64_t index, uint64_t base = 0x40080000);

/// A small header without guest images.
trace::TraceHeader smallHeader();

} // namespace seatape::test
