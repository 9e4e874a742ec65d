// SPDX-License-Identifier: Apache-2.0
#include "gui/models/frame_cache.h"

#include <algorithm>

namespace seatape::gui {

const Frame* FrameCache::frame(uint64_t n) {
    const auto& frames = block(n / kBlockFrames).frames;
    const size_t place = n % kBlockFrames;
    return place < frames.size() && frames[place] ? &*frames[place] : nullptr;
}

std::optional<FramePage> FrameCache::page(uint64_t n) {
    const Frame* found = frame(n);
    if (found == nullptr)
        return std::nullopt;
    FramePage page;
    page.frame = *found;
    auto states = statesBefore(n);
    if (!states)
        return std::nullopt;
    page.before = states->of(page.frame.vcpu);
    page.atExit = states->atExit(page.frame);
    page.after = states->afterInjection(page.frame);
    return page;
}

/// Walks from the block's start; what stands after damage starts at its chunk.
std::optional<StateTracker> FrameCache::statesBefore(uint64_t n) {
    const Block& around = block(n / kBlockFrames);
    const auto end = around.frames.begin() + static_cast<ptrdiff_t>(n % kBlockFrames);
    const bool isWhole = std::all_of(around.frames.begin(), end, [](auto& f) { return !!f; });
    if (!around.states || !isWhole) {
        auto moment = m_reader.moment(n);
        return moment ? std::optional(std::move(moment->states)) : std::nullopt;
    }
    StateTracker states = *around.states;
    std::for_each(around.frames.begin(), end, [&states](const std::optional<Frame>& frame) {
        states.atExit(*frame);
        states.afterInjection(*frame);
    });
    return states;
}

void FrameCache::forgetFrom(uint64_t n) {
    std::erase_if(m_blocks, [n](const Block& b) { return (b.number + 1) * kBlockFrames > n; });
}

FrameCache::Block& FrameCache::block(uint64_t number) {
    const auto known = std::ranges::find(m_blocks, number, &Block::number);
    if (known != m_blocks.end()) {
        m_blocks.splice(m_blocks.begin(), m_blocks, known);
        return m_blocks.front();
    }
    m_blocks.push_front(load(number));
    if (m_blocks.size() > kBlocks)
        m_blocks.pop_back();
    return m_blocks.front();
}

FrameCache::Block FrameCache::load(uint64_t number) {
    const uint64_t first = number * kBlockFrames;
    const uint64_t end = std::min(first + kBlockFrames, m_reader.frameCount());
    Block block{number, std::vector<std::optional<Frame>>(end > first ? end - first : 0), {}};
    if (auto moment = m_reader.moment(first))
        block.states = std::move(moment->states);
    m_reader.seek(first);
    Frame frame;
    while (true) {
        const auto more = m_reader.next(frame);
        const bool isOver = more && (!*more || frame.index >= end);
        if (isOver || (!more && !m_reader.skipDamage()))
            return block;
        if (more)
            block.frames[frame.index - first] = frame;
    }
}

} // namespace seatape::gui
