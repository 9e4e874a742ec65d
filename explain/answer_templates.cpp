// SPDX-License-Identifier: Apache-2.0
#include "explain/answer_templates.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/base/page.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/fields.h"

namespace seatape::explain {
namespace {

/// An answer that kvm_vcpu_events can give. The syndromes: Arm ARM, ESR_EL1, "ISS encoding for an
/// exception from a Data Abort" and "… an SError exception".
struct EventsRow {
    const char* name;
    const char* text;
    VcpuEvents events;
};
constexpr uint64_t kUncontainable = abort_iss::SET.set(0, 2); ///< UC
constexpr uint64_t kRestartable = abort_iss::SET.set(0, 3);   ///< UEO
constexpr uint64_t kWalkLevel3 = fsc::SyncExternalOnWalk0 + 3;
constexpr uint64_t kAsyncUncontainable = fsc::AsyncSError;                       ///< AET = UC
constexpr uint64_t kAsyncRestartable = serror_iss::AET.set(fsc::AsyncSError, 2); ///< UEO

constexpr EventsRow kTemplates[] = {
    {"Data abort", "KVM makes the syndrome: DFSC = SEA", {.ext_dabt_pending = 1}},
    {"Instruction abort", "as the fetch of a poisoned instruction", {.ext_iabt_pending = 1}},
    {"Data abort, address not valid (FnV)",
     "the guest must not use FAR_EL1",
     {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = abort_iss::FnV.mask()}},
    {"Data abort, uncontainable (SET = UC)",
     "the guest cannot go on",
     {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = kUncontainable}},
    {"Data abort, restartable (SET = UEO)",
     "the guest may retry",
     {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = kRestartable}},
    {"Data abort on a walk, level 3",
     "one of the guest's translation tables is bad",
     {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = kWalkLevel3}},
    {"SError", "KVM makes the syndrome: IDS", {.serror_pending = 1}},
    {"SError, uncontainable (AET = UC)",
     "the guest panics",
     {.serror_pending = 1, .serror_has_esr = 1, .serror_esr = kAsyncUncontainable}},
    {"SError, restartable (AET = UEO)",
     "the guest may go on",
     {.serror_pending = 1, .serror_has_esr = 1, .serror_esr = kAsyncRestartable}},
    {"SError and data abort",
     "both at once: the abort first, the SError behind it",
     {.serror_pending = 1, .ext_dabt_pending = 1}},
};

Result<Injection> eventsAnswer(Dialect dialect, const VcpuEvents& events) {
    auto raw = encodeEvents(dialect, events);
    if (!raw)
        return passOn(raw);
    Injection answer;
    answer.events = *raw;
    return answer;
}

/// The exception entry computed in user space, for a kernel whose ABI cannot inject it.
Injection registersAnswer(const AnswerPlace& place, bool isInstructionAbort) {
    VcpuState after = place.before;
    after[Reg::ESR_EL1] =
        generatedAbortEsr(after[Reg::PSTATE], isInstructionAbort, fsc::SyncExternal, 0);
    enterException(after, externalAbortVector(place.before));
    Injection answer;
    appendChanges(place.before, after, answer.registers);
    return answer;
}

/// What user space does to the page that went bad, whose address only an ARM_SEA exit can tell.
Result<Injection> pageAnswer(const AnswerPlace& place, MemoryAction::Kind kind) {
    const auto* sea = std::get_if<SeaExit>(&place.exit);
    if (sea == nullptr || !sea->gpa)
        return failure("the exit does not tell the guest physical address", {},
                       "add a memory action with the address");
    Injection answer;
    answer.memory.push_back({kind, *sea->gpa, kPageSize, {}});
    return answer;
}

} // namespace

std::vector<AnswerTemplate> answerTemplates(const AnswerPlace& place) {
    std::vector<AnswerTemplate> all;
    for (const EventsRow& row : kTemplates)
        all.push_back({row.name, row.text, eventsAnswer(place.dialect, row.events)});
    all.push_back({"Data abort by register writes",
                   "user space computes the exception entry itself",
                   registersAnswer(place, false)});
    all.push_back({"Instruction abort by register writes",
                   "what a VMM does under a kernel without ext_iabt_pending",
                   registersAnswer(place, true)});
    all.push_back({"Replace the bad page",
                   "the guest executes the instruction again, and reads zero",
                   pageAnswer(place, MemoryAction::Kind::Heal)});
    all.push_back({"Unmap the bad page", "an access to it becomes KVM_EXIT_MMIO",
                   pageAnswer(place, MemoryAction::Kind::Unmap)});
    all.push_back({"Nothing", "the guest executes the instruction again", Injection{}});
    Injection kill;
    kill.verdict = Verdict::Kill;
    all.push_back({"End the VM", "user space gives up", kill});
    return all;
}

} // namespace seatape::explain
