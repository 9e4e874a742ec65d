// SPDX-License-Identifier: Apache-2.0
/// Guest physical memory: slots of 4 KiB pages, byte-exact poison, and the digest of what is in
/// them.
///
/// Knows nothing of instructions or of KVM. Page flags let the PE keep host pointers in its caches
/// and still notice writes to code, to translation tables and to pages that the digest has seen.
#pragma once

#include "seatape/arch/poison_list.h"
#include "seatape/base/page.h"
#include "seatape/base/result.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace seatape::sim {

struct CodePage; ///< decoded instructions of one page (simbackend/pe/code_page.h)

/// One 4 KiB page of a slot.
struct Page {
    uint8_t* host = nullptr; ///< nullptr after Unmap
    uint64_t gpa = 0;
    uint64_t digest = 0; ///< as of the last GuestMemory::digest()
    std::unique_ptr<CodePage, void (*)(CodePage*)> code{nullptr, nullptr}; ///< set by the PE
    bool readonly = false;
    bool dirty = false;    ///< written since the last GuestMemory::digest()
    bool isTable = false;  ///< a translation table walk has read a descriptor here
    bool poisoned = false; ///< at least one byte is bad
    bool mapped = false;   ///< stage 2 maps it: KVM has handled the first access
};

class GuestMemory {
public:
    /// Allocates the slots and copies the images; the scenario has been validated.
    static Result<GuestMemory> create(const Scenario& scenario);

    /// Returns the page that backs `gpa`, or nullptr if no slot does.
    Page* find(uint64_t gpa);

    /// Returns whether a slot shares the aligned block of 2^`log2Size` bytes around `gpa` (which
    /// level of a stage-2 walk finds nothing there).
    bool anySlotWithin(uint64_t gpa, unsigned log2Size) const;

    /// Returns the first poison range that overlaps [gpa, gpa + size), if any.
    const PoisonRange* poisonAt(uint64_t gpa, uint64_t size) const {
        return m_poison.find(gpa, size);
    }

    /// Returns every poison range that overlaps [gpa, gpa + size), by rising address.
    std::vector<PoisonRange> poisonIn(uint64_t gpa, uint64_t size) const {
        return m_poison.findAll(gpa, size);
    }

    /// Prepares [gpa, gpa + size), which lies in `page`, to be written through `page.host`: the
    /// digest and whoever has cached the content learn of it.
    void prepareWrite(Page& page, uint64_t gpa, uint64_t size);

    /// Copies bytes in or out, across pages; false (and nothing done) if one is not backed.
    bool read(uint64_t gpa, std::span<uint8_t> out);
    bool write(uint64_t gpa, std::span<const uint8_t> bytes);

    /// Carries out a MemoryAction; returns 0 or an errno (EFAULT outside the slots, EINVAL
    /// unaligned).
    int perform(const MemoryAction& action);

    /// Makes the poison range that contains `gpa` good again and keeps its bytes.
    void repair(uint64_t gpa);

    /// Returns the digest of all pages; costs time in proportion to what was written since the
    /// last.
    uint64_t digest();

    /// Counts changes that make cached translations wrong: written tables, poison, unmapping. The
    /// PE compares it with the value it last saw.
    uint64_t generation() const { return m_generation; }
    /// Makes every PE look at each write again, because something has begun to cache a page's
    /// content.
    void noticeWrites() { ++m_generation; }

    /// Counts the digests taken: a page written before the last one must be prepared again.
    uint64_t digestEpoch() const { return m_digestEpoch; }

private:
    struct Slot {
        uint64_t gpa = 0;
        uint64_t size = 0;
        std::unique_ptr<uint8_t, void (*)(void*)> bytes{nullptr, nullptr};
        std::vector<Page> pages;
    };

    Result<void> addSlot(const MemorySlot& slot);
    void addPoison(const PoisonRange& range);
    void removePoison(uint64_t gpa, uint64_t size);
    void refreshPoisonFlags(uint64_t gpa, uint64_t size);
    bool covers(const AddressRange& range);
    void heal(uint64_t gpa, uint64_t size);
    void unmap(uint64_t gpa, uint64_t size);
    /// Calls visit(page, gpa, offset into the range, bytes) for each part of a covered range.
    template <class Visit>
    void forEachPart(uint64_t gpa, uint64_t size, Visit visit);

    std::vector<Slot> m_slots; // by rising gpa
    PoisonList m_poison;
    std::vector<Page*> m_dirty;
    uint64_t m_digest = 0;
    uint64_t m_generation = 1;
    uint64_t m_digestEpoch = 1;
    size_t m_lastSlot = 0;
};

} // namespace seatape::sim
