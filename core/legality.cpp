// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/legality.h"

#include <array>
#include <cerrno>

#include "seatape/arch/exception_entry.h"
#include "seatape/esr/kvm_sea.h"

namespace seatape {

namespace {

/// A kind of injection and the members of kvm_vcpu_events that ask for it.
struct KindRow {
    InjectionKind kind;
    std::string_view name;
    ExceptionClass ec; ///< from a lower level; an abort's class is one more from the same level
    uint8_t VcpuEvents::*pending;
    uint8_t VcpuEvents::*hasEsr;
    uint64_t VcpuEvents::*esr;
    std::string_view esrMember;
};

constexpr KindRow kKinds[] = {
    {InjectionKind::SError, "serror", ExceptionClass::SERROR, &VcpuEvents::serror_pending,
     &VcpuEvents::serror_has_esr, &VcpuEvents::serror_esr, "serror_esr"},
    {InjectionKind::DataAbort, "dabt", ExceptionClass::DABT_LOW, &VcpuEvents::ext_dabt_pending,
     &VcpuEvents::ext_abt_has_esr, &VcpuEvents::ext_abt_esr, "ext_abt_esr"},
    {InjectionKind::InstructionAbort, "iabt", ExceptionClass::IABT_LOW,
     &VcpuEvents::ext_iabt_pending, &VcpuEvents::ext_abt_has_esr, &VcpuEvents::ext_abt_esr,
     "ext_abt_esr"},
};

const KindRow& rowOf(InjectionKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

uint64_t guestPstate(const InjectionOffer& offer) {
    return offer.sourceEl == 0 ? pstate::EL0t : pstate::EL1h;
}

ExceptionClass classOf(const InjectionOffer& offer) {
    const ExceptionClass ec = rowOf(offer.kind).ec;
    const bool sameEl = isAbort(ec) && offer.sourceEl != 0;
    return static_cast<ExceptionClass>(static_cast<unsigned>(ec) + (sameEl ? 1 : 0));
}

VcpuEvents eventsOf(const InjectionOffer& offer) {
    const KindRow& row = rowOf(offer.kind);
    VcpuEvents events;
    events.*row.pending = 1;
    events.*row.hasEsr = offer.iss ? 1 : 0;
    events.*row.esr = offer.iss.value_or(0);
    return events;
}

EsrContext guestContext(const InjectionOffer& offer) {
    return {1, offer.guest.present, offer.guest.absent, EsrOrigin::Hardware, ~uint64_t{0}};
}

uint64_t esrSeenByGuest(const InjectionOffer& offer, const EventsPlan& plan) {
    if (plan.injectSError)
        return makeEsr(ExceptionClass::SERROR, plan.serrorIss);
    return generatedAbortEsr(guestPstate(offer), plan.seaIsInstructionAbort, offer.kvmFsc,
                             plan.seaIss);
}

bool isExternalAbort(uint8_t code) {
    return isSyncExternal(code) || isSyncParity(code);
}

/// Returns what is odd about the fault status of an injected abort, although hardware may report
/// the code for other reasons.
Remark faultStatusRemark(const InjectionOffer& offer, uint8_t seenCode) {
    const auto offered = esrFsc(offer.iss.value_or(0));
    if (offered != 0 && offered != seenCode)
        return Remark::MergedByKvm;
    return isExternalAbort(seenCode) ? Remark::None : Remark::NotAnExternalAbort;
}

/// Adds the remarks that only an injected exception can earn.
void judgeSeen(const InjectionOffer& offer, Syndrome& seen) {
    for (FieldValue& field : seen.fields) {
        Remark remark = Remark::None;
        if (field.row->lsb == 0 && isAbort(seen.ec()))
            remark = faultStatusRemark(offer, esrFsc(seen.esr));
        if (field.row->kind == FieldKind::ImpDef && field.value != 0)
            remark = Remark::NobodysSyndrome;
        if (field.remark == Remark::None || remark == Remark::MergedByKvm)
            field.remark = remark;
    }
}

/// Takes apart what was offered. An abort without a fault status leaves that to KVM; the other
/// fields then mean what they mean beside KVM's.
Syndrome decodeOffer(const InjectionOffer& offer, EsrContext context) {
    const uint64_t iss = offer.iss.value_or(0);
    const ExceptionClass ec = classOf(offer);
    if (!isAbort(ec) || abort_iss::FSC.isSet(iss))
        return decodeUserIss(ec, iss, context);
    context.accepted |= abort_iss::FSC.mask(); // KVM's own code is not refused
    Syndrome syndrome = decodeUserIss(ec, iss | offer.kvmFsc, context);
    for (FieldValue& field : syndrome.fields)
        if (field.row->lsb == 0)
            field.state = FieldState::Implied;
    return syndrome;
}

} // namespace

std::string_view injectionKindName(InjectionKind kind) noexcept {
    return rowOf(kind).name;
}

std::string_view legalityName(Legality legality) noexcept {
    constexpr std::array<std::string_view, 3> kNames{"legal", "nonsense", "refused"};
    return kNames[static_cast<std::size_t>(legality)];
}

uint64_t acceptedIss(Dialect dialect, InjectionKind kind, bool hostRas) noexcept {
    return hostRas && eventsLayout(dialect).has(rowOf(kind).esrMember) ? kUserIssMask : 0;
}

InjectionVerdict judgeInjection(const InjectionOffer& offer) {
    InjectionVerdict verdict;
    EsrContext userContext = guestContext(offer);
    userContext.accepted = acceptedIss(offer.dialect, offer.kind, offer.hostRas);
    const uint64_t iss = offer.iss.value_or(0);
    verdict.offered = decodeOffer(offer, userContext);
    verdict.refusedBits = iss & ~userContext.accepted;

    EventsPlan plan;
    plan.err = EINVAL; // what bytes at the place of another dialect's member would get
    const auto raw = encodeEvents(offer.dialect, eventsOf(offer));
    if (raw)
        plan = planEvents(offer.dialect, *raw, offer.hostRas);
    verdict.err = plan.err;
    if (plan.err != 0) {
        verdict.legality = Legality::Refused;
        verdict.reason = raw ? std::string(plan.reason) : raw.error().what;
        verdict.seen = decodeEsr(0);
        return verdict;
    }
    verdict.seen = decodeEsr(esrSeenByGuest(offer, plan), guestContext(offer));
    verdict.addedByKvm = verdict.seen.esr & ~iss;
    judgeSeen(offer, verdict.seen);
    verdict.legality = verdict.seen.remarkCount() != 0 ? Legality::Nonsense : Legality::Legal;
    return verdict;
}

} // namespace seatape
