// SPDX-License-Identifier: Apache-2.0
#include "gui/models/navigation.h"

namespace seatape::gui {
namespace {

std::optional<uint64_t> beside(const FrameSet& set, uint64_t from, Direction direction) {
    return direction == Direction::Next ? set.next(from) : set.previous(from);
}

/// The neighbour of a key in a map by frame.
template <class Map>
std::optional<uint64_t> besideKey(const Map& map, uint64_t from, Direction direction) {
    const auto at = direction == Direction::Next ? map.upper_bound(from) : map.lower_bound(from);
    if (direction == Direction::Next)
        return at == map.end() ? std::nullopt : std::optional(at->first);
    return at == map.begin() ? std::nullopt : std::optional(std::prev(at)->first);
}

/// The row before or after; a frame that is not shown stands between two rows.
std::optional<uint64_t> besideRow(const FrameListModel& rows, uint64_t from, Direction direction) {
    const int count = rows.rowCount();
    int row = rows.rowOf(from).value_or(count);
    const bool isShown = row < count && rows.frameAt(row) == from;
    row += direction == Direction::Previous ? -1 : isShown ? 1 : 0;
    return row >= 0 && row < count ? std::optional(rows.frameAt(row)) : std::nullopt;
}

} // namespace

std::optional<uint64_t> findLandmark(Document& document, const FrameListModel& rows, uint64_t from,
                                     Landmark landmark, Direction direction) {
    const Overview& overview = document.overview();
    switch (landmark) {
    case Landmark::Frame:
        return besideRow(rows, from, direction);
    case Landmark::SameVcpu: {
        const Frame* frame = document.frame(from);
        const auto set = frame != nullptr ? overview.vcpus.find(frame->vcpu) : overview.vcpus.end();
        return set == overview.vcpus.end() ? std::nullopt : beside(set->second, from, direction);
    }
    case Landmark::Sea:
        return beside(overview.seas, from, direction);
    case Landmark::Injection:
        return beside(overview.injections, from, direction);
    case Landmark::Divergence:
        return beside(document.diverged(), from, direction);
    case Landmark::Note:
        return besideKey(document.notes(), from, direction);
    case Landmark::Edit:
        return besideKey(document.edits().answers, from, direction);
    }
    return std::nullopt;
}

std::optional<uint64_t> Navigator::current() const {
    return m_place == 0 ? std::nullopt : std::optional(m_history[m_place - 1]);
}

void Navigator::go(uint64_t frame) {
    if (current() == frame)
        return;
    m_history.resize(m_place);
    if (m_history.size() == kMostHistory)
        m_history.erase(m_history.begin());
    m_history.push_back(frame);
    m_place = m_history.size();
    Q_EMIT moved(frame);
}

void Navigator::back() {
    if (canGoBack())
        Q_EMIT moved(m_history[--m_place - 1]);
}

void Navigator::forward() {
    if (canGoForward())
        Q_EMIT moved(m_history[m_place++]);
}

} // namespace seatape::gui
