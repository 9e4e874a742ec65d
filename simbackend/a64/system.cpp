// SPDX-License-Identifier: Apache-2.0
/// Exception generation, hints, barriers and system registers (Arm ARM C4.1.93, C6.1.3).
///
/// The modelled CPU has none of FEAT_PAuth, FEAT_BTI, FEAT_SPE, FEAT_TRF, FEAT_DGH, FEAT_SB,
/// FEAT_WFxT, FEAT_XS: their hints are NOPs, their other encodings unallocated.
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

void undefinedInstruction(Pe& pe, uint32_t) {
    pe.undefined();
}

namespace {

// Exceptions: the ISS is the immediate (Arm ARM D24.2.40).

constexpr unsigned immediate16(uint32_t insn) {
    return field<20, 5>(insn);
}

void supervisorCall(Pe& pe, uint32_t insn) {
    pe.exceptionToEl1(ExceptionClass::SVC64, immediate16(insn), pe.pc() + 4);
}

void hypervisorCall(Pe& pe, uint32_t insn) {
    if (pe.atEl0())
        pe.undefined();
    else
        pe.trapToEl2(ExceptionClass::HVC64, immediate16(insn), pe.pc() + 4);
}

// KVM sets HCR_EL2.TSC: SMC is trapped, so unlike HVC it returns to itself.
void secureMonitorCall(Pe& pe, uint32_t insn) {
    if (pe.atEl0())
        pe.undefined();
    else
        pe.trapToEl2(ExceptionClass::SMC64, immediate16(insn), pe.pc());
}

void breakpoint(Pe& pe, uint32_t insn) {
    pe.exceptionToEl1(ExceptionClass::BRK64, immediate16(insn), pe.pc());
}

// Hints

void noOperation(Pe&, uint32_t) {}

enum class Wait : uint8_t { Interrupt = 0, Event = 1 }; // ISS.TI

/// WFI and WFE: SCTLR_EL1.nTWI/nTWE trap EL0 to EL1; the rest traps to EL2, where KVM skips it.
template <Wait W>
void waitFor(Pe& pe, uint32_t) {
    constexpr uint32_t iss = trap_iss::kUnconditional | static_cast<uint32_t>(W);
    constexpr unsigned allowed = W == Wait::Interrupt ? 16 : 18; // nTWI, nTWE
    if (pe.atEl0() && !bit(pe.state[Reg::SCTLR_EL1], allowed))
        pe.exceptionToEl1(ExceptionClass::WFx, iss, pe.pc());
    else
        pe.trapToEl2(ExceptionClass::WFx, iss, pe.pc());
}

void errorSynchronization(Pe& pe, uint32_t) {
    pe.errorSynchronizationBarrier();
}

// Barriers: accesses are performed in order, so only CLREX has something to do.

void clearExclusive(Pe& pe, uint32_t) {
    pe.clearExclusive();
}

// System registers and instructions: bits [20:5] are op0:op1:CRn:CRm:op2.

constexpr uint16_t encodingOf(uint32_t insn) {
    return static_cast<uint16_t>(insn >> 5);
}

void moveImmediateToPstate(Pe& pe, uint32_t insn) {
    pe.writePstateField(field<18, 16>(insn), field<7, 5>(insn), field<11, 8>(insn));
}

void moveToSystem(Pe& pe, uint32_t insn) {
    pe.writeSystem(encodingOf(insn), rd(insn));
}

void moveFromSystem(Pe& pe, uint32_t insn) {
    pe.readSystem(encodingOf(insn), rd(insn));
}

void system(Pe& pe, uint32_t insn) {
    pe.systemInstruction(encodingOf(insn), rd(insn));
}

constexpr DecodeRow kSystemRows[] = {
    row("UDF", "0000000000000000iiiiiiiiiiiiiiii", undefinedInstruction),

    row("SVC", "11010100000iiiiiiiiiiiiiiii00001", supervisorCall),
    row("HVC", "11010100000iiiiiiiiiiiiiiii00010", hypervisorCall),
    row("SMC", "11010100000iiiiiiiiiiiiiiii00011", secureMonitorCall),
    row("BRK", "11010100001iiiiiiiiiiiiiiii00000", breakpoint),
    // Halting debug is disabled: no external debugger exists.
    row("HLT", "11010100010iiiiiiiiiiiiiiii00000", undefinedInstruction),
    row("DCPS1", "11010100101iiiiiiiiiiiiiiii00001", undefinedInstruction),
    row("DCPS2", "11010100101iiiiiiiiiiiiiiii00010", undefinedInstruction),
    row("DCPS3", "11010100101iiiiiiiiiiiiiiii00011", undefinedInstruction),

    row("NOP", "11010101000000110010000000011111", noOperation),
    row("YIELD", "11010101000000110010000000111111", noOperation),
    row("WFE", "11010101000000110010000001011111", waitFor<Wait::Event>),
    row("WFI", "11010101000000110010000001111111", waitFor<Wait::Interrupt>),
    row("SEV", "11010101000000110010000010011111", noOperation),
    row("SEVL", "11010101000000110010000010111111", noOperation),
    row("DGH", "11010101000000110010000011011111", noOperation),
    row("XPACLRI", "11010101000000110010000011111111", noOperation),
    row("PACIA1716", "11010101000000110010000100011111", noOperation),
    row("PACIB1716", "11010101000000110010000101011111", noOperation),
    row("AUTIA1716", "11010101000000110010000110011111", noOperation),
    row("AUTIB1716", "11010101000000110010000111011111", noOperation),
    row("HINT", "110101010000001100100001pp111111", noOperation),
    row("ESB", "11010101000000110010001000011111", errorSynchronization),
    row("PSB CSYNC", "11010101000000110010001000111111", noOperation),
    row("TSB CSYNC", "11010101000000110010001001011111", noOperation),
    row("HINT", "11010101000000110010001001111111", noOperation),
    row("CSDB", "11010101000000110010001010011111", noOperation),
    row("HINT", "11010101000000110010001010111111", noOperation),
    row("HINT", "11010101000000110010001011p11111", noOperation),
    row("PACIAZ", "11010101000000110010001100011111", noOperation),
    row("PACIASP", "11010101000000110010001100111111", noOperation),
    row("PACIBZ", "11010101000000110010001101011111", noOperation),
    row("PACIBSP", "11010101000000110010001101111111", noOperation),
    row("AUTIAZ", "11010101000000110010001110011111", noOperation),
    row("AUTIASP", "11010101000000110010001110111111", noOperation),
    row("AUTIBZ", "11010101000000110010001111011111", noOperation),
    row("AUTIBSP", "11010101000000110010001111111111", noOperation),
    row("BTI", "110101010000001100100100pp011111", noOperation),
    row("HINT", "110101010000001100100100pp111111", noOperation),
    row("HINT", "110101010000001100100101ppp11111", noOperation),
    row("HINT", "11010101000000110010011mppp11111", noOperation),
    row("HINT", "110101010000001100101mmmppp11111", noOperation),

    row("CLREX", "11010101000000110011mmmm01011111", clearExclusive),
    row("DSB", "11010101000000110011mmmm10011111", noOperation),
    row("DMB", "11010101000000110011mmmm10111111", noOperation),
    row("ISB", "11010101000000110011mmmm11011111", noOperation),

    row("MSR (immediate)", "1101010100000ppp0100mmmmppp11111", moveImmediateToPstate),
    row("SYS", "1101010100001pppnnnnmmmmpppttttt", system),
    // No SYSL is defined; the IMPLEMENTATION DEFINED ones do not exist here.
    row("SYSL", "1101010100101pppnnnnmmmmpppttttt", undefinedInstruction),
    row("MSR (register)", "110101010001opppnnnnmmmmpppttttt", moveToSystem),
    row("MRS", "110101010011opppnnnnmmmmpppttttt", moveFromSystem),
};

} // namespace

std::span<const DecodeRow> systemRows() {
    return kSystemRows;
}

} // namespace seatape::sim
