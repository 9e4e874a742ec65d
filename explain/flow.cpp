// SPDX-License-Identifier: Apache-2.0
#include "explain/flow.h"

#include "explain/decision_words.h"
#include "explain/disassembly.h"
#include "explain/serror_words.h"
#include "explain/words.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/compatibility.h"
#include "seatape/core/injection_text.h"
#include "seatape/core/policy.h"
#include "seatape/esr/format.h"
#include "seatape/esr/kvm_sea.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

using Lines = std::vector<std::string>;

Lane guestLane(const VcpuState& state) {
    return pstate::isEl0(state[Reg::PSTATE]) ? Lane::El0 : Lane::El1;
}

/// One frame on its way to becoming steps.
class FlowBuilder {
public:
    FlowBuilder(const Scenario& scenario, const ObservedAbort& abort)
        : m_scenario(scenario), m_abort(abort), m_guest(guestLane(abort.before)) {}

    std::vector<FlowStep> tell() {
        addInstruction();
        addTrap();
        m_abort.staysInKernel ? addKernelAlone() : addUserSpace();
        return std::move(m_steps);
    }

private:
    void add(FlowKind kind, Lane from, Lane to, std::string title, Lines lines = {}) {
        m_steps.push_back({kind, from, to, std::move(title), std::move(lines), true});
    }
    void addNotTaken(FlowKind kind, Lane from, Lane to, std::string title, std::string why) {
        m_steps.push_back({kind, from, to, std::move(title), {std::move(why)}, false});
    }

    const SeaExit* sea() const { return std::get_if<SeaExit>(&m_abort.frame.exit); }

    void addInstruction();
    void addTrap();
    std::string trapTitle() const;
    void addKernelAlone();
    void addDecision();
    void addUserSpace();
    void addAnswer();
    void addCalls();
    void addEvents(const EventsPlan& plan);
    void addNext();
    Lines entryLines() const;

    const Scenario& m_scenario;
    const ObservedAbort& m_abort;
    Lane m_guest;
    std::vector<FlowStep> m_steps;
};

void FlowBuilder::addInstruction() {
    const uint64_t pc = m_abort.trap ? m_abort.trap->pc : m_abort.before[Reg::PC];
    const auto code = std::ranges::find(m_abort.code, pc, &CodeWord::va);
    const bool isKnown = code != m_abort.code.end() && code->word;
    add(FlowKind::Run, m_guest, m_guest,
        isKnown ? disassemble(*code->word, pc) : fmt::format("instruction at {:#x}", pc),
        {fmt::format("vCPU {} at {:#x}", m_abort.frame.vcpu, pc)});
}

std::string FlowBuilder::trapTitle() const {
    if (m_abort.trap)
        return std::string(className(esrClass(m_abort.trap->esr)));
    if (sea() != nullptr)
        return "External abort";
    const Exit& exit = m_abort.frame.exit;
    if (std::holds_alternative<SystemEventExit>(exit) ||
        std::holds_alternative<HypercallExit>(exit))
        return "HVC or SMC";
    const bool isAccess = std::holds_alternative<MmioExit>(exit) ||
                          std::holds_alternative<ArmNisvExit>(exit) ||
                          std::holds_alternative<LdSt64BExit>(exit);
    return isAccess ? "Stage 2 fault" : "The guest stops";
}

void FlowBuilder::addTrap() {
    Lines lines;
    if (m_abort.trap) {
        lines.push_back(fmt::format("ESR_EL2 {:#x}", m_abort.trap->esr));
        if (isAbort(esrClass(m_abort.trap->esr)))
            lines.push_back(fmt::format("FAR_EL2 {:#x}", m_abort.trap->far));
    } else if (sea() != nullptr) {
        lines.push_back(summarizeEsr(sea()->esr, seaContext(m_scenario)));
    }
    add(FlowKind::Abort, m_guest, Lane::El2, trapTitle(), std::move(lines));
}

/// A function is named once for all that it notes in a row.
Lines noteLines(const std::vector<sim::DecisionNote>& notes) {
    Lines lines;
    std::string_view last;
    for (const sim::DecisionNote& note : notes) {
        lines.push_back(kernelFunction(note) == last ? "– " + decisionText(note)
                                                     : decisionLine(note));
        last = kernelFunction(note);
    }
    return lines;
}

void FlowBuilder::addKernelAlone() {
    const auto& notes = m_abort.trap->notes;
    const auto injects = [](const sim::DecisionNote& note) { return isInjection(note.decision); };
    const bool isInjected = std::ranges::any_of(notes, injects);
    add(FlowKind::Decide, Lane::El2, Lane::El2, "KVM handles it alone", noteLines(notes));
    addNotTaken(FlowKind::Exit, Lane::El2, Lane::UserSpace, "KVM_EXIT_ARM_SEA",
                m_scenario.caps.seaToUser ? "the kernel has settled it"
                                          : "KVM_CAP_ARM_SEA_TO_USER is off");
    isInjected ? add(FlowKind::Abort, Lane::El2, Lane::El1, "an exception is injected",
                     {decisionText(notes.back())})
               : add(FlowKind::Run, Lane::El2, m_guest, "the same instruction again",
                     {fmt::format("at {:#x}", m_abort.trap->pc)});
}

/// Says what KVM found, and the branches of kvm_handle_guest_sea() that were open at that point.
void FlowBuilder::addDecision() {
    const bool hasNotes = m_abort.trap && !m_abort.trap->notes.empty();
    Lines lines = hasNotes ? noteLines(m_abort.trap->notes) : Lines{};
    if (sea() == nullptr) {
        add(FlowKind::Decide, Lane::El2, Lane::El2, "user space has to help", std::move(lines));
        return;
    }
    if (!hasNotes)
        lines = {"kvm_handle_guest_sea(): the host does not own the error, "
                 "KVM_CAP_ARM_SEA_TO_USER is on"};
    add(FlowKind::Decide, Lane::El2, Lane::El2, "SEA goes to user space", std::move(lines));
    addNotTaken(FlowKind::Abort, Lane::El2, Lane::El1, "KVM injects an SError",
                "only if KVM_CAP_ARM_SEA_TO_USER is off");
}

void FlowBuilder::addUserSpace() {
    addDecision();
    Lines lines;
    for (const NamedValue& field : exitFields(m_abort.frame.exit))
        lines.push_back(fmt::format("{} {:#x}", field.name, field.value));
    if (sea() != nullptr && !sea()->gva)
        lines.emplace_back("gva not valid (FnV)");
    add(FlowKind::Exit, Lane::El2, Lane::UserSpace,
        fmt::format("{} ({})", exitConstant(m_abort.frame.exit), exitReason(m_abort.frame.exit)),
        std::move(lines));
    addAnswer();
}

void FlowBuilder::addAnswer() {
    const Injection& injection = m_abort.frame.injection;
    const bool isPolicys = isAbort(m_abort.frame.exit, m_scenario.console);
    Lines lines;
    for (const MemoryAction& action : injection.memory)
        lines.push_back(actionText(action));
    lines.push_back(summarizeInjection(injection, m_scenario.dialect));
    add(FlowKind::Answer, Lane::UserSpace, Lane::UserSpace,
        isPolicys ? "policy " + m_scenario.policy.name : "the VMM answers", std::move(lines));
    const auto* event = std::get_if<SystemEventExit>(&m_abort.frame.exit);
    if (injection.verdict == Verdict::Kill)
        return add(FlowKind::End, Lane::UserSpace, Lane::UserSpace, "the VM is ended",
                   {"user space never calls KVM_RUN again"});
    if (event != nullptr)
        return add(FlowKind::End, Lane::UserSpace, Lane::UserSpace, "the run ends",
                   {"the guest has asked for it by PSCI"});
    addCalls();
}

void FlowBuilder::addCalls() {
    const Injection& injection = m_abort.frame.injection;
    if (injection.events) {
        addEvents(planEvents(m_scenario.dialect, *injection.events, m_scenario.host.ras));
    } else if (!injection.registers.empty()) {
        Lines lines;
        for (const RegChange& change : injection.registers)
            lines.push_back(fmt::format("{} = {:#x}", regInfo(change.reg).name, change.value));
        lines.push_back("result: " + resultText(m_abort.frame.result));
        add(FlowKind::Call, Lane::UserSpace, Lane::El2, "KVM_SET_ONE_REG", std::move(lines));
    } else {
        add(FlowKind::Call, Lane::UserSpace, Lane::El2, "KVM_RUN");
    }
    addNext();
}

void FlowBuilder::addEvents(const EventsPlan& plan) {
    Lines lines{planText(plan)};
    if (plan.err != 0)
        lines.insert(lines.begin(), fmt::format("EINVAL: {}", plan.reason));
    if (auto both = bothInjectedText(m_scenario, m_abort))
        lines.push_back(std::move(*both));
    add(FlowKind::Call, Lane::UserSpace, Lane::El2, "KVM_SET_VCPU_EVENTS", std::move(lines));
    if (!m_abort.answerNotes.empty())
        add(FlowKind::Decide, Lane::El2, Lane::El2, plan.err != 0 ? "KVM refuses" : "KVM injects",
            noteLines(m_abort.answerNotes));
    if (plan.err != 0 && !plan.injectSea)
        addNotTaken(FlowKind::Abort, Lane::El2, Lane::El1, "the exception", "refused: EINVAL");
}

Lines FlowBuilder::entryLines() const {
    const VcpuState& after = m_abort.after;
    return {fmt::format("PC {:#x}: VBAR_EL1 + {}", after[Reg::PC],
                        vectorText(after[Reg::PC] - after[Reg::VBAR_EL1])),
            "ESR_EL1 " + summarizeEsr(after[Reg::ESR_EL1]),
            fmt::format("FAR_EL1 {:#x}", after[Reg::FAR_EL1])};
}

void FlowBuilder::addNext() {
    const VcpuState& after = m_abort.after;
    const Lane lane = guestLane(after);
    const bool isEntry = isExceptionEntry(m_abort.before, after);
    const bool isAgain = after[Reg::PC] == m_abort.before[Reg::PC] && sea() != nullptr;
    Lines lines = isEntry ? entryLines() : Lines{fmt::format("PC {:#x}", after[Reg::PC])};
    if (auto pending = pendingSErrorText(m_scenario, m_abort))
        lines.push_back(std::move(*pending));
    add(isEntry ? FlowKind::Abort : FlowKind::Run, Lane::El2, lane,
        isEntry   ? "the guest's handler"
        : isAgain ? "the same instruction again"
                  : "the guest goes on",
        std::move(lines));
}

} // namespace

std::vector<FlowStep> flowOf(const Scenario& scenario, const ObservedAbort& abort) {
    return FlowBuilder(scenario, abort).tell();
}

} // namespace seatape::explain
