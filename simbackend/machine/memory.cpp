// SPDX-License-Identifier: Apache-2.0
#include "simbackend/machine/memory.h"

#include "seatape/arch/digest.h"
#include "seatape/core/memory_rules.h"
#include "simbackend/pe/code_page.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace seatape::sim {

Result<GuestMemory> GuestMemory::create(const Scenario& scenario) {
    GuestMemory memory;
    for (const MemorySlot& slot : scenario.slots)
        if (auto added = memory.addSlot(slot); !added)
            return passOn(added);
    std::ranges::sort(memory.m_slots, {}, &Slot::gpa);
    for (const GuestImage& image : scenario.images)
        if (!memory.write(image.gpa, image.bytes))
            return failure(fmt::format("image '{}' at {:#x} does not fit into the memory slots",
                                       image.name, image.gpa));
    for (const PoisonRange& range : scenario.poison) {
        if (!memory.covers(range.range()))
            return failure(fmt::format("poison at {:#x} lies outside the memory slots", range.gpa));
        memory.addPoison(range);
    }
    return memory;
}

Result<void> GuestMemory::addSlot(const MemorySlot& slot) {
    Slot made;
    made.gpa = slot.gpa;
    made.size = slot.size;
    // calloc, because the kernel gives untouched zero pages only when they are needed
    made.bytes = {static_cast<uint8_t*>(std::calloc(slot.size, 1)), std::free};
    if (made.bytes == nullptr)
        return failure(fmt::format("no host memory for a slot of {:#x} bytes", slot.size));
    made.pages.resize(slot.size / kPageSize);
    for (size_t i = 0; i < made.pages.size(); ++i) {
        made.pages[i].host = made.bytes.get() + i * kPageSize;
        made.pages[i].gpa = slot.gpa + i * kPageSize;
        made.pages[i].readonly = slot.readonly;
    }
    m_slots.push_back(std::move(made));
    return {};
}

Page* GuestMemory::find(uint64_t gpa) {
    const auto contains = [gpa](const Slot& slot) { return gpa - slot.gpa < slot.size; };
    if (m_lastSlot >= m_slots.size() || !contains(m_slots[m_lastSlot])) {
        const auto it = std::ranges::find_if(m_slots, contains);
        if (it == m_slots.end())
            return nullptr;
        m_lastSlot = static_cast<size_t>(it - m_slots.begin());
    }
    Slot& slot = m_slots[m_lastSlot];
    Page& page = slot.pages[(gpa - slot.gpa) / kPageSize];
    return page.host == nullptr ? nullptr : &page;
}

bool GuestMemory::anySlotWithin(uint64_t gpa, unsigned log2Size) const {
    const uint64_t block = gpa >> log2Size;
    return std::ranges::any_of(m_slots, [&](const Slot& slot) {
        return slot.gpa >> log2Size <= block && block <= (slot.gpa + slot.size - 1) >> log2Size;
    });
}

void GuestMemory::prepareWrite(Page& page, uint64_t gpa, uint64_t size) {
    if (!page.dirty) {
        page.dirty = true;
        m_dirty.push_back(&page);
    }
    if (page.isTable) {
        page.isTable = false;
        ++m_generation;
    }
    if (page.code != nullptr) {
        const uint64_t last = (gpa & kPageMask) + size - 1;
        for (uint64_t i = (gpa & kPageMask) / 4; i <= last / 4; ++i)
            page.code->insns[i] = CachedInsn{};
    }
}

template <class Visit>
void GuestMemory::forEachPart(uint64_t gpa, uint64_t size, Visit visit) {
    for (uint64_t done = 0; done < size;) {
        const uint64_t at = gpa + done;
        const uint64_t part = std::min(size - done, kPageSize - (at & kPageMask));
        visit(*find(at), at, done, part);
        done += part;
    }
}

bool GuestMemory::covers(const AddressRange& range) {
    return isBacked(range, [this](uint64_t gpa) {
        const Page* page = find(gpa);
        return page != nullptr ? std::optional(AddressRange{page->gpa, kPageSize}) : std::nullopt;
    });
}

bool GuestMemory::read(uint64_t gpa, std::span<uint8_t> out) {
    if (!covers({gpa, out.size()}))
        return false;
    forEachPart(gpa, out.size(), [&](Page& page, uint64_t at, uint64_t done, uint64_t part) {
        std::memcpy(out.data() + done, page.host + (at & kPageMask), part);
    });
    return true;
}

bool GuestMemory::write(uint64_t gpa, std::span<const uint8_t> bytes) {
    if (!covers({gpa, bytes.size()}))
        return false;
    forEachPart(gpa, bytes.size(), [&](Page& page, uint64_t at, uint64_t done, uint64_t part) {
        prepareWrite(page, at, part);
        std::memcpy(page.host + (at & kPageMask), bytes.data() + done, part);
    });
    return true;
}

void GuestMemory::addPoison(const PoisonRange& range) {
    m_poison.add(range);
    refreshPoisonFlags(range.gpa, range.size);
}

void GuestMemory::removePoison(uint64_t gpa, uint64_t size) {
    m_poison.remove(gpa, size);
    refreshPoisonFlags(gpa, size);
}

void GuestMemory::refreshPoisonFlags(uint64_t gpa, uint64_t size) {
    ++m_generation;
    for (uint64_t at = gpa & ~kPageMask; at < gpa + size; at += kPageSize)
        if (Page* page = find(at)) {
            page->poisoned = poisonAt(at, kPageSize) != nullptr;
            if (page->code != nullptr) // decoded instructions are no longer checked for poison
                page->code->insns.fill(CachedInsn{});
        }
}

void GuestMemory::heal(uint64_t gpa, uint64_t size) {
    removePoison(gpa, size);
    forEachPart(gpa, size, [&](Page& page, uint64_t at, uint64_t, uint64_t part) {
        prepareWrite(page, at, part);
        std::memset(page.host + (at & kPageMask), 0, part);
    });
}

void GuestMemory::unmap(uint64_t gpa, uint64_t size) {
    removePoison(gpa, size);
    forEachPart(gpa, size, [&](Page& page, uint64_t, uint64_t, uint64_t) {
        m_digest -= page.digest;
        page.host = nullptr;
    });
    std::erase_if(m_dirty, [](const Page* page) { return page->host == nullptr; });
}

void GuestMemory::repair(uint64_t gpa) {
    if (const PoisonRange* range = poisonAt(gpa, 1))
        removePoison(range->gpa, range->size);
}

int GuestMemory::perform(const MemoryAction& action) {
    const auto backs = [this](const AddressRange& range) { return covers(range); };
    if (const int err = checkMemoryAction(action, backs); err != 0)
        return err;
    switch (action.kind) {
    case MemoryAction::Kind::Write:
        write(action.gpa, action.bytes);
        break;
    case MemoryAction::Kind::Poison:
        addPoison({.gpa = action.gpa, .size = action.size});
        break;
    case MemoryAction::Kind::Heal:
        heal(action.gpa, action.size);
        break;
    case MemoryAction::Kind::Unmap:
        unmap(action.gpa, action.size);
        break;
    }
    return 0;
}

uint64_t GuestMemory::digest() {
    for (Page* page : m_dirty) {
        m_digest -= page->digest;
        page->digest = pageDigest(page->gpa, {page->host, kPageSize});
        m_digest += page->digest;
        page->dirty = false;
    }
    if (!m_dirty.empty())
        ++m_digestEpoch;
    m_dirty.clear();
    return m_digest;
}

} // namespace seatape::sim
