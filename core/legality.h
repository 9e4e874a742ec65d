// SPDX-License-Identifier: Apache-2.0
/// Judges what user space offers for injection through KVM_SET_VCPU_EVENTS: does the ABI take it,
/// what does the guest then read in ESR_EL1, and could its CPU have produced that?
///
/// It has no rules of its own. planEvents() says what the kernel of a dialect refuses,
/// generatedAbortEsr() what KVM adds, and the field tables what a syndrome may hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "seatape/core/vcpu_events.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/syndrome.h"

namespace seatape {

/// Which exception user space wants the guest to take.
enum class InjectionKind : uint8_t { SError, DataAbort, InstructionAbort };

/// Returns the name used on the command line: "serror", "dabt", "iabt".
std::string_view injectionKindName(InjectionKind kind) noexcept;

/// A kind of injection and the members of kvm_vcpu_events that ask for it.
struct InjectionKindRow {
    InjectionKind kind = InjectionKind::SError;
    std::string_view name;
    ExceptionClass ec = ExceptionClass::SERROR; ///< from a lower level; an abort's class is one
                                                ///< more from the same level
    uint8_t VcpuEvents::*pending = nullptr;
    uint8_t VcpuEvents::*hasEsr = nullptr;
    uint64_t VcpuEvents::*esr = nullptr;
    std::string_view esrMember;
};

/// Returns the row of a kind.
const InjectionKindRow& injectionKindRow(InjectionKind kind);

/// What user space offers, to which kernel, for which guest.
struct InjectionOffer {
    Dialect dialect = Dialect::Mainline;
    InjectionKind kind = InjectionKind::SError;
    std::optional<uint64_t> iss; ///< of serror_esr or ext_abt_esr; nothing: *_has_esr is 0
    EsrContext guest = {};       ///< the features of the guest's CPU; the rest is not looked at
    uint8_t sourceEl = 1;        ///< where the guest runs: 0 or 1
    bool hostRas = true;         ///< the host has ARM64_HAS_RAS_EXTN
    uint8_t kvmFsc = fsc::SyncExternal; ///< of an abort; a walk code if the last exit had S1PTW
};

enum class Legality : uint8_t {
    Legal,    ///< accepted, and the guest's CPU could have reported it
    Nonsense, ///< accepted, but the guest reads something impossible or misleading
    Refused,  ///< nothing is injected
};

/// Returns "legal", "nonsense" or "refused".
std::string_view legalityName(Legality legality) noexcept;

/// The judgement of an offer.
struct InjectionJudgement {
    Legality legality = Legality::Legal;
    int err = 0;              ///< of KVM_SET_VCPU_EVENTS: 0, or EINVAL if Refused
    std::string reason;       ///< why it is refused; empty if it is not
    uint64_t refusedBits = 0; ///< the offered bits that the dialect does not take from user space

    /// What was offered, with the remark NotAccepted on the fields of refusedBits. What KVM
    /// supplies is Implied: EC, IL, and the fault status of an abort that was offered without one.
    Syndrome offered;
    /// What the guest reads in ESR_EL1. A remark on a field is why the offer is Nonsense: this CPU
    /// cannot report it at EL1, or it misleads. All 0 if Refused.
    Syndrome seen;
    uint64_t addedByKvm = 0; ///< bits of seen.esr that were not offered: EC, IL, FSC, perhaps IDS
};

/// Returns the bits that a kernel of the dialect takes from user space as the syndrome of a `kind`:
/// kUserIssMask, or 0 if the dialect has no member for it or the host has no RAS extension.
uint64_t acceptedIss(Dialect dialect, InjectionKind kind, bool hostRas = true) noexcept;

/// Judges an offer. Never fails; allocates for `reason` only.
InjectionJudgement judgeInjection(const InjectionOffer& offer);

} // namespace seatape
