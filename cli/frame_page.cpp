// SPDX-License-Identifier: Apache-2.0
#include "cli/frame_page.h"

#include "cli/text.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/esr/format.h"

namespace seatape::cli {
namespace {

void sayTitle(std::string_view title) {
    say("\n{}\n", paint(Style::Title, title));
}

void sayExit(const FramePage& page) {
    sayTitle("Exit");
    say("  {} ({})\n", exitConstant(page.frame.exit), exitReason(page.frame.exit));
    for (const NamedValue& field : exitFields(page.frame.exit))
        say("  {:<12} {:#x}\n", field.name, field.value);
    if (const auto* error = std::get_if<InternalErrorExit>(&page.frame.exit))
        say("  {:<12} {}\n", "detail", error->detail);
    const auto* sea = std::get_if<SeaExit>(&page.frame.exit);
    if (sea == nullptr)
        return;
    say("  gva is {}; gpa is {}\n", sea->gva ? "valid" : "not valid (FnV)",
        sea->gpa ? "valid" : "not valid");
    say("\n{}", formatEsrTree(decodeEsr(sea->esr, seaContext(page.scenario))));
}

void sayRegisters(const FramePage& page) {
    sayTitle("Registers at the exit");
    for (unsigned n = 0; n < 31; ++n)
        say("  {:<9} {:#018x}{}", regInfo(xReg(n)).name, page.before[xReg(n)],
            n % 4 == 3 || n == 30 ? "\n" : "");
    for (const Reg reg :
         {Reg::PC, Reg::PSTATE, Reg::SP_EL0, Reg::SP_EL1, Reg::ELR_EL1, Reg::SPSR_EL1, Reg::ESR_EL1,
          Reg::FAR_EL1, Reg::VBAR_EL1, Reg::SCTLR_EL1, Reg::TTBR0_EL1, Reg::TTBR1_EL1})
        say("  {:<9} {:#018x}{}", regInfo(reg).name, page.before[reg],
            reg == Reg::SP_EL1 || reg == Reg::FAR_EL1 || reg == Reg::TTBR1_EL1 ? "\n" : "");
}

void sayEvents(const RawVcpuEvents& raw, Dialect dialect) {
    say("  KVM_SET_VCPU_EVENTS, dialect {}\n", dialectName(dialect));
    for (size_t offset = 0; offset < raw.size(); offset += 16)
        say("    {:>2}: {}\n", offset, hexGroups(std::span(raw).subspan(offset, 16)));
    const VcpuEvents events = decodeEvents(dialect, raw);
    for (const EventsMember& member : eventsLayout(dialect).members)
        say("    {:>2}  {:<17} {:#x}\n", member.offset, member.name,
            *eventsMember(events, member.name));
}

void sayAnswer(const FramePage& page) {
    const Injection& injection = page.frame.injection;
    sayTitle("Answer");
    for (const MemoryAction& action : injection.memory)
        say("  {}\n", actionText(action));
    for (const RegChange& change : injection.registers)
        say("  KVM_SET_ONE_REG {:<10} {}\n", regInfo(change.reg).name,
            registerText(change.reg, change.value));
    if (injection.events)
        sayEvents(*injection.events, page.scenario.dialect);
    if (injection.mmioData)
        say("  kvm_run.mmio.data = {:#x}\n", *injection.mmioData);
    if (injection.isEmpty())
        say("  nothing is changed\n");
    say("  then {}\n", injection.verdict == Verdict::Kill ? "the VM is ended" : "KVM_RUN again");
    say("  result: {}\n", resultText(page.frame.result));
}

void sayInjected(const FramePage& page) {
    sayTitle("What the answer changed");
    for (const RegChange& change : page.frame.injected)
        say("  {:<14} {:#018x} -> {:#018x}\n", regInfo(change.reg).name, page.before[change.reg],
            change.value);
    if (page.frame.injected.empty())
        say("  no register\n");
    if (isExceptionEntry(page.before, page.after))
        say("  PC is on the vector {}\n  ESR_EL1 {}\n",
            vectorText(page.after[Reg::PC] - page.after[Reg::VBAR_EL1]),
            summarizeEsr(page.after[Reg::ESR_EL1]));
}

} // namespace

void sayFrame(const FramePage& page) {
    const Frame& frame = page.frame;
    say("{}\n",
        paint(Style::Title, fmt::format("Frame {}, vCPU {}, after {}", frame.index, frame.vcpu,
                                        counted(frame.instructions, "instruction"))));
    sayExit(page);
    sayRegisters(page);
    sayAnswer(page);
    sayInjected(page);
    say("\ndigest {:#018x} of all vCPUs and of memory, after the answer\n", frame.digest);
}

} // namespace seatape::cli
