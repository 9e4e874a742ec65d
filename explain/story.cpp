// SPDX-License-Identifier: Apache-2.0
#include "explain/story.h"

#include "explain/disassembly.h"
#include "explain/serror_words.h"
#include "explain/words.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/core/compatibility.h"
#include "seatape/core/injection_text.h"
#include "seatape/core/policy.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status.h"
#include "seatape/esr/format.h"
#include "seatape/esr/kvm_sea.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

using Lines = std::vector<std::string>;

/// Splits a text that ends in a newline into its lines.
void appendText(const std::string& text, Lines& lines) {
    for (size_t start = 0; start < text.size();) {
        const size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
}

std::string levelText(uint64_t pstateValue) {
    return pstate::isEl0(pstateValue) ? "EL0" : "EL1";
}

std::string codeText(const CodeWord& code) {
    return fmt::format("{:#x}: {}", code.va,
                       code.word ? disassemble(*code.word, code.va) : "(not readable)");
}

StoryStep tellInstruction(const ObservedAbort& abort) {
    const uint64_t pc = abort.trap ? abort.trap->pc : abort.before[Reg::PC];
    StoryStep step{"What the guest did", {}};
    if (abort.staysInKernel)
        step.lines.push_back(fmt::format("vCPU {} executes:", abort.frame.vcpu));
    else
        step.lines.push_back(
            fmt::format("vCPU {} at {} executes, as its {}:", abort.frame.vcpu,
                        levelText(abort.before[Reg::PSTATE]),
                        fmt::format("instruction number {}", abort.frame.instructions)));
    for (const CodeWord& code : abort.code)
        step.lines.push_back((code.va == pc ? "-> " : "   ") + codeText(code));
    return step;
}

std::string slotText(const Scenario& scenario, uint64_t ipa) {
    for (size_t i = 0; i < scenario.slots.size(); ++i)
        if (ipa - scenario.slots[i].gpa < scenario.slots[i].size)
            return fmt::format("stage 2: memory slot {} backs IPA {:#x}", i, ipa);
    return fmt::format("stage 2: no memory slot backs IPA {:#x}", ipa);
}

std::string poisonText(const Scenario& scenario, uint64_t start) {
    const auto found = std::ranges::find(scenario.poison, start, &PoisonRange::gpa);
    const std::string range = found == scenario.poison.end()
                                  ? fmt::format("{:#x}", start)
                                  : fmt::format("{:#x}..{:#x}", start, start + found->size - 1);
    return fmt::format("the memory at {} is poisoned: the access cannot complete", range);
}

void tellWalk(const Scenario& scenario, const sim::WalkResult& walk, Lines& lines) {
    if (const auto* found = std::get_if<Translation>(&walk)) {
        lines.push_back(fmt::format("stage 1 (the guest's tables): IPA {:#x}{}", found->ipa,
                                    found->device ? ", Device memory" : ""));
        lines.push_back(slotText(scenario, found->ipa));
        return;
    }
    const auto& fault = std::get<sim::WalkFault>(walk);
    lines.push_back(fmt::format("stage 1 does not get through: the walk stops with {} ({})",
                                fscName(fault.fsc), fscText(fault.fsc)));
    if (fault.kind != sim::WalkFault::Kind::Stage1)
        lines.push_back(fmt::format("at the descriptor at IPA {:#x}", fault.ipa));
}

StoryStep tellAddress(const Scenario& scenario, const ObservedAbort& abort) {
    const sim::TrapNote& trap = *abort.trap;
    StoryStep step{"Where the access goes", {}};
    step.lines.push_back(abort_iss::FnV.isSet(trap.esr)
                             ? "the PE does not tell the address: ESR_EL2.FnV is 1"
                             : fmt::format("virtual address {:#x} (FAR_EL2)", trap.far));
    if (abort.walk)
        tellWalk(scenario, *abort.walk, step.lines);
    if (isKvmSeaFsc(esrFsc(trap.esr)))
        step.lines.push_back(poisonText(scenario, trap.poisonedAt));
    return step;
}

StoryStep tellTrap(const sim::TrapNote& trap) {
    StoryStep step{"What the PE reports to EL2", {}};
    EsrContext context;
    context.targetEl = 2;
    appendText(formatEsrTree(decodeEsr(trap.esr, context)), step.lines);
    if (isAbort(esrClass(trap.esr)))
        step.lines.push_back(trap.ipa ? fmt::format("HPFAR_EL2: IPA page {:#x}", *trap.ipa)
                                      : "HPFAR_EL2: not valid");
    return step;
}

StoryStep tellNotes(std::string title, const std::vector<sim::DecisionNote>& notes) {
    StoryStep step{std::move(title), {}};
    for (const sim::DecisionNote& note : notes)
        step.lines.push_back(fmt::format("{}(): {}", note.function, note.text));
    return step;
}

StoryStep tellExit(const Scenario& scenario, const ObservedAbort& abort) {
    StoryStep step{"What user space gets", {}};
    step.lines.push_back(fmt::format("KVM_RUN returns with {} ({}) in frame {}",
                                     exitConstant(abort.frame.exit), exitReason(abort.frame.exit),
                                     abort.frame.index));
    for (const NamedValue& field : exitFields(abort.frame.exit))
        step.lines.push_back(fmt::format("  {:<10} {:#x}", field.name, field.value));
    const auto* sea = std::get_if<SeaExit>(&abort.frame.exit);
    if (sea == nullptr)
        return step;
    step.lines.push_back(summarizeEsr(sea->esr, seaContext(scenario)));
    if (abort.trap && (abort.trap->esr & ~sea->esr) != 0)
        step.lines.push_back(
            fmt::format("hidden from it: ESR_EL2 bits {:#x}", abort.trap->esr & ~sea->esr));
    return step;
}

void tellPlan(const Scenario& scenario, const ObservedAbort& abort, Lines& lines) {
    const RawVcpuEvents& raw = *abort.frame.injection.events;
    const EventsPlan plan = planEvents(scenario.dialect, raw, scenario.host.ras);
    lines.push_back(fmt::format("KVM_SET_VCPU_EVENTS in the dialect {} means: {}",
                                dialectName(scenario.dialect), planText(plan)));
    if (auto both = bothInjectedText(scenario, abort))
        lines.push_back(std::move(*both));
    if (plan.err != 0)
        lines.push_back(fmt::format("EINVAL: {}", plan.reason));
}

StoryStep tellAnswer(const Scenario& scenario, const ObservedAbort& abort) {
    const Injection& injection = abort.frame.injection;
    StoryStep step{"What user space answers", {}};
    const bool isPolicys = isAbort(abort.frame.exit, scenario.console);
    step.lines.push_back(fmt::format("{}: {}",
                                     isPolicys ? "policy " + scenario.policy.name : "the VMM",
                                     summarizeInjection(injection, scenario.dialect)));
    for (const MemoryAction& action : injection.memory)
        step.lines.push_back(actionText(action));
    if (!injection.registers.empty())
        step.lines.emplace_back("it computes the exception entry itself and writes the registers "
                                "with KVM_SET_ONE_REG");
    if (injection.events)
        tellPlan(scenario, abort, step.lines);
    step.lines.push_back("result: " + resultText(abort.frame.result));
    return step;
}

/// The value on one line and the reason on the next.
void appendEntry(const EntryStep& step, Lines& lines) {
    const bool isField = step.rule->reg == Reg::PSTATE;
    const std::string name =
        isField ? fmt::format("PSTATE.{}", step.rule->name) : std::string(step.rule->name);
    const std::string change = step.before == step.after
                                   ? fmt::format("{:#x}, as before", step.after)
                                   : fmt::format("{:#x} -> {:#x}", step.before, step.after);
    lines.push_back(fmt::format("{:<15} {}", name, change));
    lines.push_back(fmt::format("{:<15} {}  [{}]", "", step.rule->rule, step.rule->source));
}

StoryStep tellEntry(const Scenario& scenario, const ObservedAbort& abort) {
    StoryStep step{"The exception entry, register by register", {}};
    if (isEnteredTwice(scenario, abort))
        step.lines.emplace_back("(two entries in one; the old PC and PSTATE of the second, the "
                                "SError's, are those of the SEA's handler)");
    for (const EntryStep& entry : explainEntry(abort.before, abort.after))
        if (entry.before != 0 || entry.after != 0)
            appendEntry(entry, step.lines);
    step.lines.emplace_back("(fields of PSTATE that are 0 before and after are left out)");
    step.lines.push_back("ESR_EL1 is " + summarizeEsr(abort.after[Reg::ESR_EL1]));
    return step;
}

StoryStep tellNext(const Scenario& scenario, const ObservedAbort& abort) {
    StoryStep step{"Where the guest goes on", {}};
    const uint64_t pc = abort.after[Reg::PC];
    if (abort.frame.injection.verdict == Verdict::Kill) {
        step.lines.emplace_back("nowhere: user space ends the VM");
        return step;
    }
    if (isExceptionEntry(abort.before, abort.after))
        step.lines.push_back(fmt::format("at {:#x}, VBAR_EL1 + {}", pc,
                                         vectorText(pc - abort.after[Reg::VBAR_EL1])));
    else if (pc == abort.before[Reg::PC])
        step.lines.emplace_back("at the same instruction, which is executed again");
    if (auto pending = pendingSErrorText(scenario, abort))
        step.lines.push_back(std::move(*pending));
    for (const CodeWord& code : abort.handler)
        step.lines.push_back("   " + codeText(code));
    return step;
}

void tellKernelSide(const Scenario& scenario, const ObservedAbort& abort,
                    std::vector<StoryStep>& steps) {
    steps.push_back(tellInstruction(abort));
    if (!abort.trap)
        return;
    if (isAbort(esrClass(abort.trap->esr)))
        steps.push_back(tellAddress(scenario, abort));
    steps.push_back(tellTrap(*abort.trap));
    steps.push_back(tellNotes("What KVM decides", abort.trap->notes));
}

} // namespace

std::vector<StoryStep> tellAbort(const Scenario& scenario, const ObservedAbort& abort) {
    std::vector<StoryStep> steps;
    tellKernelSide(scenario, abort, steps);
    if (abort.staysInKernel) {
        steps.push_back({"What user space gets", {"nothing: KVM handles the abort alone"}});
        return steps;
    }
    steps.push_back(tellExit(scenario, abort));
    steps.push_back(tellAnswer(scenario, abort));
    if (!abort.answerNotes.empty())
        steps.push_back(tellNotes("What KVM does with the answer", abort.answerNotes));
    if (isExceptionEntry(abort.before, abort.after))
        steps.push_back(tellEntry(scenario, abort));
    steps.push_back(tellNext(scenario, abort));
    return steps;
}

} // namespace seatape::explain
