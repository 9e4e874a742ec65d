// SPDX-License-Identifier: Apache-2.0
/// A set of frame numbers as a bitmap that can be counted and indexed: what a filter picks, what
/// navigation jumps between. A million frames take 250 KB. Needs only the language.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

class FrameSet {
public:
    /// Adds a frame; each one must be greater than those before it.
    void add(uint64_t frame);

    /// Returns the number of members.
    uint64_t count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    bool contains(uint64_t frame) const;

    /// Returns the n-th member, from 0; `n` is less than count().
    uint64_t nth(uint64_t n) const;
    /// Returns how many members are less than `frame`.
    uint64_t countBefore(uint64_t frame) const;

    /// Returns the first member after `frame` (from the start: no `frame`), if there is one.
    std::optional<uint64_t> next(std::optional<uint64_t> frame) const;
    /// Returns the last member before `frame`, if there is one.
    std::optional<uint64_t> previous(uint64_t frame) const;

    bool operator==(const FrameSet&) const = default;

private:
    static constexpr unsigned kWordBits = 64;

    std::vector<uint64_t> m_words;
    std::vector<uint64_t> m_before; // members in the words before each one
    uint64_t m_count = 0;
};

} // namespace seatape::gui
