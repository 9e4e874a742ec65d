#include "explain/answer_check.h"

#include "core/compatibility.h"
#include "core/esr/format.h"
#include "core/exception_entry.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

/// A kind of exception and the member that pends it.
struct KindRow {
    InjectionKind kind;
    uint8_t VcpuEvents::*pending;
    uint8_t VcpuEvents::*hasEsr;
    uint64_t VcpuEvents::*esr;
    std::string_view name;
};
constexpr KindRow kKinds[] = {
    {InjectionKind::DataAbort, &VcpuEvents::ext_dabt_pending, &VcpuEvents::ext_abt_has_esr,
     &VcpuEvents::ext_abt_esr, "Data abort"},
    {InjectionKind::InstructionAbort, &VcpuEvents::ext_iabt_pending, &VcpuEvents::ext_abt_has_esr,
     &VcpuEvents::ext_abt_esr, "Instruction abort"},
    {InjectionKind::SError, &VcpuEvents::serror_pending, &VcpuEvents::serror_has_esr,
     &VcpuEvents::serror_esr, "SError"},
};

std::vector<std::string> remarksOf(const Syndrome& syndrome) {
    std::vector<std::string> reasons;
    for (const FieldNote& note : describeFields(syndrome.fields))
        if (!note.remark.empty())
            reasons.push_back(fmt::format("{} = {:#x}: {}", note.name, note.value, note.remark));
    return reasons;
}

AnswerNote judged(const KindRow& row, const InjectionOffer& offer) {
    const InjectionVerdict verdict = judgeInjection(offer);
    AnswerNote note;
    note.legality = verdict.legality;
    note.title = fmt::format("{}: {}", row.name, legalityName(verdict.legality));
    if (verdict.legality == Legality::Refused) {
        note.reasons = remarksOf(verdict.offered);
        note.reasons.insert(note.reasons.begin(), "EINVAL: " + verdict.reason);
        return note;
    }
    note.reasons = remarksOf(verdict.seen);
    note.guestEsr = verdict.seen.esr;
    return note;
}

/// A masked SError waits: the guest does not read its syndrome yet.
void tellPending(const AnswerPlace& place, AnswerNote& note) {
    if (!bit(place.before[Reg::PSTATE], pstate::A) || nmeaInEffect(place.before))
        return;
    note.reasons.emplace_back("PSTATE.A is 1: it stays pending until the guest unmasks it");
}

void checkEvents(const AnswerPlace& place, const RawVcpuEvents& raw,
                 std::vector<AnswerNote>& notes) {
    const EventsPlan plan = planEvents(place.dialect, raw, place.host.ras);
    for (const KindRow& row : kKinds) {
        const auto offer = offerOf(place, raw, row.kind);
        if (!offer)
            continue;
        AnswerNote note = judged(row, *offer);
        if (row.kind == InjectionKind::SError)
            tellPending(place, note);
        notes.push_back(std::move(note));
    }
    const bool isTold = std::ranges::any_of(
        notes, [](const AnswerNote& n) { return n.legality == Legality::Refused; });
    if (plan.err != 0 && !isTold)
        notes.push_back(
            {Legality::Refused,
             "KVM_SET_VCPU_EVENTS: refused",
             {fmt::format("EINVAL: {}", plan.reason),
              plan.injectSea ? "yet the abort has been injected by then" : "nothing happens"},
             std::nullopt});
    if (notes.empty())
        notes.push_back({Legality::Legal, "KVM_SET_VCPU_EVENTS pends nothing", {}, std::nullopt});
}

void checkRegisters(const AnswerPlace& place, const std::vector<RegChange>& registers,
                    std::vector<AnswerNote>& notes) {
    for (const RegChange& change : registers) {
        if (change.reg != Reg::ESR_EL1)
            continue;
        const Syndrome seen = decodeEsr(change.value, guestContext(place.cpu));
        notes.push_back(
            {seen.remarkCount() == 0 ? Legality::Legal : Legality::Nonsense,
             seen.remarkCount() == 0 ? "ESR_EL1 is written: legal" : "ESR_EL1 is written: nonsense",
             remarksOf(seen), change.value});
    }
    if (notes.empty())
        notes.push_back({Legality::Legal, "registers are written", {}, std::nullopt});
}

} // namespace

EsrContext guestContext(const CpuFeatures& cpu) {
    FeatureSet present;
    if (cpu.ras)
        present = present | Feature::RAS;
    if (cpu.mte)
        present = present | Feature::MTE2;
    return EsrContext::forCpu(present, 1);
}

std::optional<InjectionOffer> offerOf(const AnswerPlace& place, const RawVcpuEvents& events,
                                      InjectionKind kind) {
    const VcpuEvents members = decodeEvents(place.dialect, events);
    const auto* row = std::ranges::find(kKinds, kind, &KindRow::kind);
    if (members.*row->pending == 0)
        return std::nullopt;
    InjectionOffer offer;
    offer.dialect = place.dialect;
    offer.kind = kind;
    if (members.*row->hasEsr != 0)
        offer.iss = members.*row->esr;
    offer.guest = guestContext(place.cpu);
    offer.sourceEl = pstate::isEl0(place.before[Reg::PSTATE]) ? 0 : 1;
    offer.hostRas = place.host.ras;
    return offer;
}

std::vector<AnswerNote> checkAnswer(const AnswerPlace& place, const Injection& answer) {
    std::vector<AnswerNote> notes;
    if (!answer.registers.empty())
        checkRegisters(place, answer.registers, notes);
    if (answer.events) {
        std::vector<AnswerNote> events;
        checkEvents(place, *answer.events, events);
        notes.insert(notes.end(), events.begin(), events.end());
    }
    if (answer.verdict == Verdict::Kill)
        notes.push_back({Legality::Legal, "the VM is ended", {}, std::nullopt});
    if (notes.empty())
        notes.push_back({Legality::Legal, "the guest goes on where it was", {}, std::nullopt});
    return notes;
}

} // namespace seatape::explain
