// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_set.h"

#include "seatape/base/bits.h"
#include "seatape/base/seatape_assert.h"

#include <algorithm>
#include <bit>

namespace seatape::gui {

void FrameSet::add(uint64_t frame) {
    const size_t word = frame / kWordBits;
    if (word >= m_words.size()) {
        m_words.resize(word + 1);
        m_before.resize(word + 1, m_count);
    }
    const uint64_t mask = uint64_t{1} << frame % kWordBits;
    SEATAPE_ASSERT(word + 1 == m_words.size() && m_words[word] < mask);
    m_words[word] |= mask;
    ++m_count;
}

bool FrameSet::contains(uint64_t frame) const {
    const size_t word = frame / kWordBits;
    return word < m_words.size() && bit(m_words[word], static_cast<unsigned>(frame % kWordBits));
}

uint64_t FrameSet::nth(uint64_t n) const {
    SEATAPE_ASSERT(n < m_count);
    const auto behind = std::ranges::upper_bound(m_before, n);
    const auto word = static_cast<size_t>(behind - m_before.begin()) - 1;
    uint64_t rest = m_words[word];
    for (uint64_t skip = n - m_before[word]; skip != 0; --skip)
        rest &= rest - 1; // clears the lowest member
    return word * kWordBits + static_cast<unsigned>(std::countr_zero(rest));
}

uint64_t FrameSet::countBefore(uint64_t frame) const {
    const size_t word = frame / kWordBits;
    if (word >= m_words.size())
        return m_count;
    const uint64_t below = (uint64_t{1} << frame % kWordBits) - 1;
    return m_before[word] + static_cast<unsigned>(std::popcount(m_words[word] & below));
}

std::optional<uint64_t> FrameSet::next(std::optional<uint64_t> frame) const {
    const uint64_t before = frame ? countBefore(*frame) + (contains(*frame) ? 1 : 0) : 0;
    return before < m_count ? std::optional(nth(before)) : std::nullopt;
}

std::optional<uint64_t> FrameSet::previous(uint64_t frame) const {
    const uint64_t before = countBefore(frame);
    return before > 0 ? std::optional(nth(before - 1)) : std::nullopt;
}

} // namespace seatape::gui
