// SPDX-License-Identifier: Apache-2.0
#include "explain/answer_check.h"

#include "explain/words.h"
#include "seatape/arch/exception_entry.h"
#include "seatape/core/compatibility.h"
#include "seatape/core/memory_rules.h"
#include "seatape/core/one_reg.h"
#include "seatape/esr/format.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

/// A kind of exception as the editor names it, in the order in which the kernel injects.
struct TitledKind {
    InjectionKind kind;
    std::string_view title;
};
constexpr TitledKind kTitledKinds[] = {
    {InjectionKind::DataAbort, "Data abort"},
    {InjectionKind::InstructionAbort, "Instruction abort"},
    {InjectionKind::SError, "SError"},
};

std::vector<std::string> remarksOf(const Syndrome& syndrome) {
    std::vector<std::string> reasons;
    for (const FieldNote& note : describeFields(syndrome.fields))
        if (!note.remark.empty())
            reasons.push_back(fmt::format("{} = {:#x}: {}", note.name, note.value, note.remark));
    return reasons;
}

/// Returns the offer that the events make for one kind; nothing if they do not ask for it.
std::optional<InjectionOffer> offerOf(const AnswerPlace& place, const RawVcpuEvents& raw,
                                      InjectionKind kind) {
    const InjectionKindRow& row = injectionKindRow(kind);
    const VcpuEvents members = decodeEvents(place.dialect, raw);
    if (members.*row.pending == 0)
        return std::nullopt;
    InjectionOffer offer;
    offer.dialect = place.dialect;
    offer.kind = kind;
    if (members.*row.hasEsr != 0)
        offer.iss = members.*row.esr;
    offer.guest = guestContext(place.cpu);
    offer.sourceEl = pstate::isEl0(place.before[Reg::PSTATE]) ? 0 : 1;
    offer.hostRas = place.host.ras;
    return offer;
}

/// An offer that is sound for itself is refused with the call that makes it.
AnswerNote judged(const TitledKind& row, const InjectionOffer& offer, const EventsPlan& plan) {
    const bool isInjected = row.kind == InjectionKind::SError ? plan.injectSError : plan.injectSea;
    const InjectionJudgement verdict = judgeInjection(offer);
    AnswerNote note;
    note.legality = isInjected ? verdict.legality : Legality::Refused;
    note.title = fmt::format("{}: {}", row.title, legalityName(note.legality));
    if (isInjected) {
        note.reasons = remarksOf(verdict.seen);
        note.guestEsr = verdict.seen.esr;
        return note;
    }
    const bool isItsOwn = verdict.legality == Legality::Refused;
    note.reasons = remarksOf(verdict.offered);
    note.reasons.insert(note.reasons.begin(),
                        fmt::format("EINVAL: {}", isItsOwn ? verdict.reason : plan.reason));
    return note;
}

/// ESR_EL1 holds one syndrome: the one to come overwrites those that the notes tell.
void overwriteEsr(std::vector<AnswerNote>& notes) {
    for (AnswerNote& note : notes)
        note.guestEsr.reset();
}

/// Adds an exception that KVM injects. A masked SError waits: the guest does not read its syndrome
/// yet. Any other is entered at once.
void addInjected(VcpuState& state, InjectionKind kind, AnswerNote note,
                 std::vector<AnswerNote>& notes) {
    const bool isSError = kind == InjectionKind::SError;
    if (isSError && sErrorIsMasked(state)) {
        note.reasons.emplace_back("PSTATE.A is 1: it stays pending until the guest unmasks it");
    } else {
        overwriteEsr(notes);
        enterException(state, isSError ? ExceptionType::SError : externalAbortVector(state));
    }
    notes.push_back(std::move(note));
}

/// Judges the events in the kernel's order: an SError comes after the entry of an abort.
void checkEvents(AnswerPlace place, const RawVcpuEvents& raw, std::vector<AnswerNote>& notes) {
    const EventsPlan plan = planEvents(place.dialect, raw, place.host.ras);
    const size_t others = notes.size();
    for (const TitledKind& row : kTitledKinds) {
        const auto offer = offerOf(place, raw, row.kind);
        if (!offer)
            continue;
        AnswerNote note = judged(row, *offer, plan);
        if (note.legality == Legality::Refused)
            notes.push_back(std::move(note));
        else
            addInjected(place.before, row.kind, std::move(note), notes);
    }
    if (notes.size() != others)
        return;
    if (plan.err == 0)
        notes.push_back({Legality::Legal, "KVM_SET_VCPU_EVENTS pends nothing", {}, std::nullopt});
    else
        notes.push_back({Legality::Refused,
                         "KVM_SET_VCPU_EVENTS: refused",
                         {fmt::format("EINVAL: {}", plan.reason), "nothing happens"},
                         std::nullopt});
}

/// Guest memory as far as actions need it: the slots without what was unmapped.
class Backing {
public:
    explicit Backing(const std::vector<MemorySlot>& slots) : m_slots(slots) {}

    /// Returns what the action gives, 0 or an errno.
    int perform(const MemoryAction& action) {
        const int err =
            checkMemoryAction(action, [this](const AddressRange& range) { return covers(range); });
        if (err == 0 && action.kind == MemoryAction::Kind::Unmap)
            m_holes.push_back(rangeOf(action));
        return err;
    }

private:
    bool covers(const AddressRange& range) const {
        const auto slotOf = [this](uint64_t gpa) -> std::optional<AddressRange> {
            for (const MemorySlot& slot : m_slots)
                if (slot.range().contains(gpa))
                    return slot.range();
            return std::nullopt;
        };
        return isBacked(range, slotOf) && std::ranges::none_of(m_holes, [&](const auto& hole) {
                   return range.size != 0 && hole.overlaps(range);
               });
    }

    const std::vector<MemorySlot>& m_slots;
    std::vector<AddressRange> m_holes;
};

/// What a memory action leads to, by its kind.
constexpr std::string_view kMemoryEffects[] = {
    "the guest reads the bytes", "an access to it is an external abort from now on",
    "its backing is replaced: it is good again, and reads as zero",
    "an access to it leaves KVM_RUN with KVM_EXIT_MMIO from now on"};

/// The first action that fails ends them; what follows in the answer is done all the same.
void checkMemory(const AnswerPlace& place, const std::vector<MemoryAction>& actions,
                 std::vector<AnswerNote>& notes) {
    Backing backing(place.slots);
    for (size_t i = 0; i < actions.size(); ++i) {
        const MemoryAction& action = actions[i];
        const int err = backing.perform(action);
        const Legality legality = err == 0 ? Legality::Legal : Legality::Refused;
        notes.push_back({legality,
                         fmt::format("{}: {}", actionText(action), legalityName(legality)),
                         {},
                         std::nullopt});
        std::vector<std::string>& reasons = notes.back().reasons;
        if (err == 0) {
            reasons.emplace_back(kMemoryEffects[static_cast<size_t>(action.kind)]);
            continue;
        }
        reasons.emplace_back(err == EINVAL ? "EINVAL: whole pages of 4 KiB can be unmapped"
                                           : "EFAULT: the memory slots do not back all of it");
        if (i + 1 < actions.size())
            reasons.emplace_back("the memory actions behind it are not carried out");
        return;
    }
}

/// KVM looks at kvm_run.mmio.data only after an exit for a read (Linux arch/arm64/kvm/mmio.c,
/// kvm_handle_mmio_return).
void checkMmio(const AnswerPlace& place, uint64_t data, std::vector<AnswerNote>& notes) {
    const auto* mmio = std::get_if<MmioExit>(&place.exit);
    std::vector<std::string> reasons;
    if (mmio == nullptr || mmio->is_write)
        reasons.emplace_back("the exit is no MMIO read: KVM does not look at kvm_run.mmio.data");
    else if (const uint64_t seen = data & lowMask(8 * mmio->len); seen != data)
        reasons.push_back(
            fmt::format("the access is of {}: it gets {:#x}", counted(mmio->len, "byte"), seen));
    const Legality legality = reasons.empty() ? Legality::Legal : Legality::Nonsense;
    notes.push_back({legality, fmt::format("MMIO data: {}", legalityName(legality)),
                     std::move(reasons), std::nullopt});
}

AnswerNote writtenEsr(const AnswerPlace& place, uint64_t esr) {
    const Syndrome seen = decodeEsr(esr, guestContext(place.cpu));
    const Legality legality = seen.remarkCount() == 0 ? Legality::Legal : Legality::Nonsense;
    return {legality, fmt::format("ESR_EL1 is written: {}", legalityName(legality)),
            remarksOf(seen), esr};
}

/// An exit comes from a vCPU that has run: then EINVAL can only be a PSTATE.
AnswerNote refusedWrite(const RegChange& change, int err) {
    const std::string_view why = err == EBUSY    ? "what identifies a vCPU is fixed once it has run"
                                 : err == EINVAL ? "the guest cannot run in this mode"
                                                 : "this vCPU has no such register to write";
    return {Legality::Refused,
            fmt::format("{} = {:#x}: refused", regInfo(change.reg).name, change.value),
            {fmt::format("{}: {}", errnoText(err), why)},
            std::nullopt};
}

/// The first write that fails ends them; what follows in the answer is done all the same. Returns
/// the state that it then finds.
VcpuState checkRegisters(const AnswerPlace& place, const std::vector<RegChange>& registers,
                         std::vector<AnswerNote>& notes) {
    VcpuState state = place.before;
    const size_t others = notes.size();
    for (size_t i = 0; i < registers.size(); ++i) {
        const RegChange& change = registers[i];
        if (const int err = setOneReg(state, change, place.cpu, true); err != 0) {
            notes.push_back(refusedWrite(change, err));
            if (i + 1 < registers.size())
                notes.back().reasons.emplace_back("the writes behind it are not carried out");
            return state;
        }
        if (change.reg != Reg::ESR_EL1)
            continue;
        overwriteEsr(notes);
        notes.push_back(writtenEsr(place, change.value));
    }
    if (!registers.empty() && notes.size() == others)
        notes.push_back({Legality::Legal, "registers are written", {}, std::nullopt});
    return state;
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

std::vector<AnswerNote> checkAnswer(const AnswerPlace& place, const Injection& answer) {
    std::vector<AnswerNote> notes;
    checkMemory(place, answer.memory, notes);
    AnswerPlace written = place;
    written.before = checkRegisters(place, answer.registers, notes);
    if (answer.events)
        checkEvents(written, *answer.events, notes);
    if (answer.mmioData)
        checkMmio(place, *answer.mmioData, notes);
    if (answer.verdict == Verdict::Kill)
        notes.push_back({Legality::Legal, "the VM is ended", {}, std::nullopt});
    if (notes.empty())
        notes.push_back({Legality::Legal, "the guest goes on where it was", {}, std::nullopt});
    return notes;
}

} // namespace seatape::explain
