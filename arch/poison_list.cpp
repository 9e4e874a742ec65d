// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/poison_list.h"

#include <algorithm>
#include <iterator>

namespace seatape {
namespace {

bool overlaps(const PoisonRange& poison, uint64_t gpa, uint64_t size) {
    return poison.range().overlaps({gpa, size});
}

} // namespace

void PoisonList::add(const PoisonRange& range) {
    remove(range.gpa, range.size);
    m_ranges.insert(std::ranges::upper_bound(m_ranges, range.gpa, {}, &PoisonRange::gpa), range);
}

void PoisonList::remove(uint64_t gpa, uint64_t size) {
    std::vector<PoisonRange> kept;
    for (const PoisonRange& range : m_ranges) {
        PoisonRange below = range, above = range;
        if (!overlaps(range, gpa, size)) {
            kept.push_back(range);
            continue;
        }
        if (range.gpa < gpa) {
            below.size = gpa - range.gpa;
            kept.push_back(below);
        }
        if (range.gpa + range.size > gpa + size) {
            above.gpa = gpa + size;
            above.size = range.gpa + range.size - above.gpa;
            kept.push_back(above);
        }
    }
    m_ranges = std::move(kept);
}

const PoisonRange* PoisonList::find(uint64_t gpa, uint64_t size) const {
    const auto it = std::ranges::find_if(
        m_ranges, [&](const PoisonRange& range) { return overlaps(range, gpa, size); });
    return it == m_ranges.end() ? nullptr : &*it;
}

std::vector<PoisonRange> PoisonList::findAll(uint64_t gpa, uint64_t size) const {
    std::vector<PoisonRange> found;
    std::ranges::copy_if(m_ranges, std::back_inserter(found),
                         [&](const PoisonRange& range) { return overlaps(range, gpa, size); });
    return found;
}

} // namespace seatape
