// SPDX-License-Identifier: Apache-2.0
/// Guest memory on real KVM: slots backed by anonymous files, and the digest of what is in them.
///
/// A file keeps its bytes when its mapping is dropped, so that stage 2 can be emptied page by page.
/// Pages are compared through KVM's dirty log: only what was written since is hashed again.
#pragma once

#include "kvmbackend/vm.h"
#include "seatape/base/page.h"
#include "seatape/core/scenario.h"

#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace seatape::kvm {

class GuestMemory {
public:
    /// `vm` must outlive the memory.
    explicit GuestMemory(const Vm& vm) : m_vm(vm) {}

    /// Makes the scenario's memory slots and copies its images into them.
    Result<void> build(const Scenario& scenario);

    /// Returns whether every byte is in a slot.
    bool covers(const AddressRange& range) const;
    /// Copies bytes in or out, across pages; false (and nothing done) if one is in no slot, or in a
    /// page that is broken.
    bool read(uint64_t gpa, std::span<uint8_t> out) const;
    bool write(uint64_t gpa, std::span<const uint8_t> bytes);
    /// Sets bytes to zero; false in the same cases.
    bool clear(uint64_t gpa, uint64_t size);
    /// Removes whole pages, all in slots, from the slots.
    Result<void> unmap(uint64_t gpa, uint64_t size);

    /// Empties stage 2 for a page that is in a slot: the guest's next access to it faults, and
    /// finds the same bytes.
    Result<void> dropMapping(uint64_t page) const;
    /// Keeps the process away from a page that is really bad: touching it would be fatal. It counts
    /// as zeros in the digest.
    void markBroken(uint64_t page);
    /// Replaces the memory under a page that is in a slot by new memory of zeros.
    Result<void> replace(uint64_t page);
    /// Returns where the process sees a page; nullptr if no slot has it.
    uint8_t* hostAddress(uint64_t page) const;
    /// Finds the page at an address of the process; nothing if it is none of the guest's.
    std::optional<uint64_t> pageAt(const void* hostAddress) const;

    /// Returns the digest of all pages (arch/digest.h).
    Result<uint64_t> digest();

private:
    /// The file behind one slot of the scenario.
    struct Backing {
        Fd file;
        Mapping mapping;
    };
    /// A memory slot of KVM; Unmap leaves up to two of one.
    struct Slot {
        uint32_t number = 0;
        uint64_t gpa = 0;
        uint64_t size = 0;
        bool readonly = false;
        size_t backing = 0;  ///< index into m_backings
        uint64_t offset = 0; ///< into the backing
        AddressRange range() const { return {gpa, size}; }
    };

    bool isUsable(uint64_t gpa, uint64_t size) const;
    Result<void> addSlot(const MemorySlot& slot);
    Result<void> tellKvm(const Slot& slot, uint64_t size) const;
    Result<void> addPart(Slot part);
    Result<void> collectDirty(const Slot& slot);
    const Slot* find(uint64_t gpa) const;
    uint8_t* hostOf(const Slot& slot) const;
    void rehash(uint64_t page);
    template <class Visit>
    void forEachPart(uint64_t gpa, uint64_t size, Visit visit) const;

    const Vm& m_vm;
    std::vector<Backing> m_backings;
    std::vector<Slot> m_slots;
    uint32_t m_nextNumber = 0;
    std::vector<uint64_t> m_dirty;                   // pages that the digest has not seen yet
    std::unordered_map<uint64_t, uint64_t> m_hashes; // of pages, where it is not 0
    std::set<uint64_t> m_broken;                     // pages
    uint64_t m_digest = 0;
};

} // namespace seatape::kvm
