// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/guest_memory.h"

#include "kvmbackend/ioctl_error.h"
#include "seatape/arch/digest.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <sys/mman.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr unsigned kBitsPerWord = 64;

tl::unexpected<Error> callFailure(const char* call, uint64_t gpa, int returned,
                                  const char* remedy) {
    return failure(fmt::format("{}: {}", call, std::strerror(-returned)),
                   fmt::format("guest memory at {:#x}", gpa), remedy);
}

} // namespace

Result<void> GuestMemory::build(const Scenario& scenario) {
    for (const MemorySlot& slot : scenario.slots)
        if (auto added = addSlot(slot); !added)
            return added;
    for (const GuestImage& image : scenario.images)
        if (!write(image.gpa, image.bytes))
            return failure(fmt::format("image '{}' at {:#x} does not fit into the memory slots",
                                       image.name, image.gpa));
    return {};
}

Result<void> GuestMemory::addSlot(const MemorySlot& slot) {
    Kernel& kernel = m_vm.kernel();
    const int made = kernel.createMemory("seatape-guest", slot.size);
    if (made < 0)
        return callFailure("memfd_create", slot.gpa, made, "free some memory");
    Fd file(kernel, made);
    Mapping mapping(file, slot.size);
    if (!mapping.isMapped())
        return failure(fmt::format("{} bytes cannot be mapped", slot.size),
                       fmt::format("slot at {:#x}", slot.gpa), "make the slot smaller");
    m_backings.push_back({std::move(file), std::move(mapping)});
    return addPart({0, slot.gpa, slot.size, slot.readonly, m_backings.size() - 1, 0});
}

/// Gives KVM a slot, or takes it away with size 0.
Result<void> GuestMemory::tellKvm(const Slot& slot, uint64_t size) const {
    const uint32_t flags = slot.readonly ? uapi::MEM_READONLY : uapi::MEM_LOG_DIRTY_PAGES;
    return m_vm.setMemory(
        {slot.number, flags, slot.gpa, size, reinterpret_cast<uintptr_t>(hostOf(slot))});
}

Result<void> GuestMemory::addPart(Slot part) {
    part.number = m_nextNumber++;
    if (auto told = tellKvm(part, part.size); !told)
        return told;
    m_slots.push_back(part);
    return {};
}

const GuestMemory::Slot* GuestMemory::find(uint64_t gpa) const {
    const auto it = std::ranges::find_if(
        m_slots, [gpa](const Slot& slot) { return slot.range().contains(gpa); });
    return it == m_slots.end() ? nullptr : &*it;
}

uint8_t* GuestMemory::hostOf(const Slot& slot) const {
    return m_backings[slot.backing].mapping.start() + slot.offset;
}

uint8_t* GuestMemory::hostAddress(uint64_t page) const {
    const Slot* slot = find(page);
    return slot == nullptr ? nullptr : hostOf(*slot) + (page - slot->gpa);
}

std::optional<uint64_t> GuestMemory::pageAt(const void* hostAddress) const {
    for (const Slot& slot : m_slots) {
        const uint64_t offset =
            reinterpret_cast<uintptr_t>(hostAddress) - reinterpret_cast<uintptr_t>(hostOf(slot));
        if (offset < slot.size)
            return slot.gpa + (offset & ~kPageMask);
    }
    return std::nullopt;
}

bool GuestMemory::covers(const AddressRange& range) const {
    return isBacked(range, [this](uint64_t gpa) {
        const Slot* slot = find(gpa);
        return slot != nullptr ? std::optional(slot->range()) : std::nullopt;
    });
}

bool GuestMemory::isUsable(uint64_t gpa, uint64_t size) const {
    if (!covers({gpa, size}))
        return false;
    const auto broken = m_broken.lower_bound(gpa & ~kPageMask);
    return size == 0 || broken == m_broken.end() || *broken >= gpa + size;
}

template <class Visit>
void GuestMemory::forEachPart(uint64_t gpa, uint64_t size, Visit visit) const {
    for (uint64_t done = 0; done < size;) {
        const uint64_t at = gpa + done;
        const uint64_t part = std::min(size - done, kPageSize - (at & kPageMask));
        visit(hostAddress(at), at, done, part);
        done += part;
    }
}

bool GuestMemory::read(uint64_t gpa, std::span<uint8_t> out) const {
    if (!isUsable(gpa, out.size()))
        return false;
    forEachPart(gpa, out.size(), [&](uint8_t* host, uint64_t, uint64_t done, uint64_t part) {
        std::memcpy(out.data() + done, host, part);
    });
    return true;
}

bool GuestMemory::write(uint64_t gpa, std::span<const uint8_t> bytes) {
    if (!isUsable(gpa, bytes.size()))
        return false;
    forEachPart(gpa, bytes.size(), [&](uint8_t* host, uint64_t at, uint64_t done, uint64_t part) {
        std::memcpy(host, bytes.data() + done, part);
        m_dirty.push_back(at & ~kPageMask);
    });
    return true;
}

bool GuestMemory::clear(uint64_t gpa, uint64_t size) {
    if (!isUsable(gpa, size))
        return false;
    forEachPart(gpa, size, [&](uint8_t* host, uint64_t at, uint64_t, uint64_t part) {
        std::memset(host, 0, part);
        m_dirty.push_back(at & ~kPageMask);
    });
    return true;
}

/// Takes [gpa, gpa + size) out of each slot: KVM cannot cut one, so it is deleted and what is left
/// below and above is made again.
Result<void> GuestMemory::unmap(uint64_t gpa, uint64_t size) {
    const uint64_t end = gpa + size;
    for (const Slot& slot : std::vector<Slot>(m_slots)) {
        if (slot.gpa >= end || gpa >= slot.gpa + slot.size)
            continue;
        if (auto seen = collectDirty(slot); !seen)
            return seen;
        if (auto gone = tellKvm(slot, 0); !gone)
            return gone;
        std::erase_if(m_slots, [&](const Slot& other) { return other.number == slot.number; });
        Slot below = slot, above = slot;
        below.size = gpa > slot.gpa ? gpa - slot.gpa : 0;
        above.size = slot.gpa + slot.size > end ? slot.gpa + slot.size - end : 0;
        above.offset += slot.size - above.size;
        above.gpa += slot.size - above.size;
        for (const Slot& part : {below, above})
            if (part.size != 0)
                if (auto added = addPart(part); !added)
                    return added;
    }
    for (uint64_t page = gpa; page != end; page += kPageSize)
        m_dirty.push_back(page);
    return {};
}

Result<void> GuestMemory::dropMapping(uint64_t page) const {
    const int done = m_vm.kernel().advise(hostAddress(page), kPageSize, MADV_DONTNEED);
    if (done < 0)
        return callFailure("madvise(MADV_DONTNEED)", page, done, "use a host with 4 KiB pages");
    return {};
}

void GuestMemory::markBroken(uint64_t page) {
    m_broken.insert(page);
    m_dirty.push_back(page);
}

Result<void> GuestMemory::replace(uint64_t page) {
    const Slot& slot = *find(page);
    const int done = m_vm.kernel().punchHole(m_backings[slot.backing].file.get(),
                                             slot.offset + (page - slot.gpa), kPageSize);
    if (done < 0)
        return callFailure("fallocate(FALLOC_FL_PUNCH_HOLE)", page, done, "");
    m_broken.erase(page);
    m_dirty.push_back(page);
    return {};
}

Result<void> GuestMemory::collectDirty(const Slot& slot) {
    if (slot.readonly)
        return {};
    const uint64_t pages = slot.size / kPageSize;
    std::vector<uint64_t> bitmap((pages + kBitsPerWord - 1) / kBitsPerWord);
    if (auto ok = m_vm.dirtyLog(slot.number, bitmap); !ok)
        return ok;
    for (size_t word = 0; word < bitmap.size(); ++word)
        for (uint64_t left = bitmap[word]; left != 0; left &= left - 1)
            m_dirty.push_back(
                slot.gpa +
                (word * kBitsPerWord + static_cast<uint64_t>(std::countr_zero(left))) * kPageSize);
    return {};
}

void GuestMemory::rehash(uint64_t page) {
    const uint8_t* host = m_broken.contains(page) ? nullptr : hostAddress(page);
    const uint64_t now = host == nullptr ? 0 : pageDigest(page, {host, kPageSize});
    uint64_t& known = m_hashes[page];
    m_digest += now - known;
    known = now;
}

Result<uint64_t> GuestMemory::digest() {
    for (const Slot& slot : m_slots)
        if (auto ok = collectDirty(slot); !ok)
            return passOn(ok);
    std::ranges::sort(m_dirty);
    const auto repeated = std::ranges::unique(m_dirty);
    m_dirty.erase(repeated.begin(), repeated.end());
    for (const uint64_t page : m_dirty)
        rehash(page);
    m_dirty.clear();
    return m_digest;
}

} // namespace seatape::kvm
