// SPDX-License-Identifier: Apache-2.0
#include "simbackend/pe/translation.h"

#include "seatape/base/bits.h"
#include "seatape/esr/fault_status.h"

#include <cstring>

namespace seatape::sim {
namespace {

/// Hands the walk the descriptor that it wants, or tells why it cannot be had.
std::optional<WalkFault> takeNext(Stage1Walk& walk, GuestMemory& memory) {
    const uint64_t address = walk.descriptorAddress();
    const auto fsc = static_cast<uint8_t>(fsc::SyncExternalOnWalk0 + walk.level());
    Page* page = memory.find(address);
    if (page == nullptr || !page->mapped)
        return WalkFault{WalkFault::Kind::Stage2, fsc, address, nullptr};
    if (page->poisoned)
        if (const PoisonRange* poison = memory.poisonAt(address, 8))
            return WalkFault{WalkFault::Kind::ExternalAbort, fsc, address, poison};
    if (!page->isTable) {
        page->isTable = true;
        memory.noticeWrites();
    }
    uint64_t descriptor = 0;
    std::memcpy(&descriptor, page->host + (address & kPageMask), sizeof descriptor);
    walk.take(littleEndian(descriptor));
    return std::nullopt;
}

} // namespace

WalkResult translate(const VcpuState& state, GuestMemory& memory, uint64_t va, Access access,
                     Privilege privilege) {
    Stage1Walk walk(state, va, access, privilege);
    while (!walk.isDone())
        if (auto fault = takeNext(walk, memory))
            return *fault;
    if (const auto* fault = std::get_if<Stage1Fault>(&walk.result()))
        return WalkFault{WalkFault::Kind::Stage1, fault->fsc, 0, nullptr};
    return std::get<Translation>(walk.result());
}

std::optional<int> findDescriptorLevel(const VcpuState& state, GuestMemory& memory, uint64_t va,
                                       uint64_t ipa) {
    Stage1Walk walk(state, va, Access::Read, Privilege::El1);
    while (!walk.isDone()) {
        if ((walk.descriptorAddress() & ~kPageMask) == (ipa & ~kPageMask))
            return walk.level();
        if (takeNext(walk, memory))
            break;
    }
    return std::nullopt;
}

} // namespace seatape::sim
