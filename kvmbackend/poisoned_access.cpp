// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/poisoned_access.h"

#include "seatape/arch/external_abort.h"
#include "seatape/arch/load_store.h"
#include "seatape/arch/stage1_walk.h"
#include "seatape/base/bits.h"
#include "seatape/base/page.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_address.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/fields.h"

#include <algorithm>
#include <array>
#include <optional>

namespace seatape::kvm {
namespace {

constexpr unsigned kInsnBytes = 4, kDescriptorBytes = 8;
// HPFAR_EL2: FIPA [47:4] is IPA [55:12]. KVM keeps in NS whether the IPA is valid (Linux
// arch/arm64/kvm/hyp/include/hyp/fault.h).
constexpr unsigned kHpfarNS = 63;
constexpr uint64_t kFipaMask = 0x0000fffffffffff0;

std::optional<uint64_t> readLittleEndian(const GuestView& guest, uint64_t gpa, unsigned size) {
    std::array<uint8_t, 8> bytes{};
    if (!guest.read(gpa, std::span(bytes).first(size)))
        return std::nullopt;
    uint64_t value = 0;
    for (unsigned i = size; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

/// What an instruction touches in the watched page, in the order in which the PE does it: the walk
/// of its fetch, the fetch, and for each part of its access the walk and the bytes.
///
/// All of it is looked at, whichever touch has stopped: the page is mapped for the instruction if
/// the answer is good, so that the touches after the first one would not be seen.
class Inspection {
public:
    Inspection(const GuestAbort& abort, const GuestView& guest) : m_abort(abort), m_guest(guest) {}

    PoisonAnswer answer() {
        const auto insn = fetch();
        if (!m_answer.isBad)
            access(insn);
        return m_answer;
    }

private:
    std::optional<uint32_t> fetch();
    void access(std::optional<uint32_t> insn);
    std::optional<AccessExtent> extentOf(std::optional<uint32_t> insn) const;
    std::optional<uint64_t> walk(uint64_t va);
    bool isBad(uint64_t gpa, uint64_t size, uint8_t fsc);

    const GuestAbort& m_abort;
    const GuestView& m_guest;
    // of the touch at hand
    uint64_t m_far = 0;
    ExceptionClass m_class = ExceptionClass::IABT_LOW;
    AbortedAccess m_access;
    PoisonAnswer m_answer;
};

/// Takes note if the bytes are in the watched page and one of them is bad.
bool Inspection::isBad(uint64_t gpa, uint64_t size, uint8_t fsc) {
    if ((gpa & ~kPageMask) != ipaPage(m_abort.hpfar))
        return false;
    const PoisonRange* poison = m_guest.poison.find(gpa, size);
    if (poison == nullptr)
        return false;
    const uint32_t iss = externalAbortIss(*poison, fsc, m_access, m_guest.cpuHasRas);
    const uint64_t esr = esr::IL.set(makeEsr(m_class, iss), esrIl(m_abort.esr));
    const bool ipaIsValid =
        fsc == fsc::SyncExternal && !abort_iss::FnV.isSet(iss); // kvm-sea-spec §2.4
    const uint64_t hpfar = withBit(m_abort.hpfar & kFipaMask, kHpfarNS, true);
    m_answer = {true, esr, m_far, ipaIsValid ? hpfar : 0};
    return true;
}

/// Walks stage 1 as a read of EL1, which may read all that is mapped: the CPU has checked the rest.
/// Returns nothing if there is no translation, or if the walk touches poison.
std::optional<uint64_t> Inspection::walk(uint64_t va) {
    Stage1Walk walk(m_guest.state, va, Access::Read, Privilege::El1);
    while (!walk.isDone()) {
        const uint64_t address = walk.descriptorAddress();
        if (isBad(address, kDescriptorBytes,
                  static_cast<uint8_t>(fsc::SyncExternalOnWalk0 + walk.level())))
            return std::nullopt;
        const auto descriptor = readLittleEndian(m_guest, address, kDescriptorBytes);
        if (!descriptor)
            return std::nullopt;
        walk.take(*descriptor);
    }
    const auto* found = std::get_if<Translation>(&walk.result());
    return found != nullptr ? std::optional(found->ipa) : std::nullopt;
}

std::optional<uint32_t> Inspection::fetch() {
    m_far = m_guest.state[Reg::PC];
    m_class = ExceptionClass::IABT_LOW;
    m_access = {};
    const auto ipa = walk(m_far);
    if (!ipa || isBad(*ipa, kInsnBytes, fsc::SyncExternal))
        return std::nullopt;
    const auto insn = readLittleEndian(m_guest, *ipa, kInsnBytes);
    return insn ? std::optional(static_cast<uint32_t>(*insn)) : std::nullopt;
}

std::optional<AccessExtent> Inspection::extentOf(std::optional<uint32_t> insn) const {
    auto extent = insn ? accessExtent(*insn, m_guest.state, m_guest.zeroBlockBytes) : std::nullopt;
    if (extent || esrClass(m_abort.esr) != ExceptionClass::DABT_LOW)
        return extent;
    const bool writes = abort_iss::WnR.isSet(m_abort.esr);
    return AccessExtent{m_abort.far, 1, 1, 0, !writes, writes, abort_iss::CM.isSet(m_abort.esr)};
}

/// Calls visit(va, size) for each element of an access, and for both parts of one that crosses a
/// page, as long as it returns true.
template <class Visit>
void forEachPart(const AccessExtent& extent, Visit visit) {
    for (uint64_t i = 0; i < extent.count; ++i) {
        const uint64_t va = extent.va + i * extent.elementBytes;
        const uint64_t first = std::min(extent.elementBytes, kPageSize - (va & kPageMask));
        if (!visit(va, first))
            return;
        if (first != extent.elementBytes && !visit(va + first, extent.elementBytes - first))
            return;
    }
}

void Inspection::access(std::optional<uint32_t> insn) {
    const auto extent = extentOf(insn);
    if (!extent)
        return;
    m_class = ExceptionClass::DABT_LOW;
    m_access = {extent->writes && !extent->reads, extent->maintains};
    forEachPart(*extent, [&](uint64_t va, uint64_t size) {
        m_far = va + extent->farOffset;
        const auto ipa = walk(va);
        return ipa && (extent->maintains || !isBad(*ipa, size, fsc::SyncExternal));
    });
}

} // namespace

PoisonAnswer answerAccess(const GuestAbort& abort, const GuestView& guest) {
    return Inspection(abort, guest).answer();
}

} // namespace seatape::kvm
