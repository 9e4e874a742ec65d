// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/exception_entry.h"

#include "seatape/esr/exception_class.h"

#include <fmt/format.h>

namespace seatape {
namespace {

// Arm ARM D19.2.116 (SCTLR_EL1) and D19.2.117 (SCTLR2_EL1).
constexpr unsigned kSpan = 23, kDssbs = 44, kEase = 5, kNmea = 2;

bool sctlr2Bit(const VcpuState& state, unsigned n) {
    // KVM asks for ID_AA64MMFR3_EL1.SCTLRX, not for FEAT_DoubleFault2 (inject_fault.c).
    return bits(state[Reg::ID_AA64MMFR3_EL1], 7, 4) != 0 && bit(state[Reg::SCTLR2_EL1], n);
}

constexpr std::string_view kInject = "inject_fault.c, inject_abt64";
constexpr std::string_view kEnter = "hyp/exception.c, enter_exception64";

constexpr EntryRule pstateRow(std::string_view name, unsigned msb, unsigned lsb,
                              std::string_view rule) {
    return {name, Reg::PSTATE, static_cast<uint8_t>(msb), static_cast<uint8_t>(lsb), rule, kEnter};
}

constexpr EntryRule kEntryRules[] = {
    {"ESR_EL1", Reg::ESR_EL1, 63, 0,
     "EC by kind and source (EL0: lower, EL1: current), IL = 1, FSC; SError: EC 0x2f and its ISS",
     kInject},
    {"FAR_EL1", Reg::FAR_EL1, 63, 0,
     "an external abort gets the last FAR_EL2, valid or not; an SError leaves it alone", kInject},
    {"ELR_EL1", Reg::ELR_EL1, 63, 0,
     "the old PC: the instruction that aborted, for nobody has advanced it", kEnter},
    {"SPSR_EL1", Reg::SPSR_EL1, 63, 0, "the old PSTATE, all bits", kEnter},
    {"PC", Reg::PC, 63, 0,
     "VBAR_EL1 + 0x000 from EL1t, 0x200 from EL1h, 0x400 from EL0; + 0x180 at the SError vector",
     kEnter},
    pstateRow("N,Z,C,V", 31, 28, "kept"),
    pstateRow("RES0", 27, 26, "0"),
    pstateRow("TCO", 25, 25, "1 if the VM has MTE, else 0"),
    pstateRow("DIT", 24, 24, "kept"),
    pstateRow("UAO", 23, 23, "0"),
    pstateRow("PAN", 22, 22, "1 if SCTLR_EL1.SPAN is 0, else kept"),
    pstateRow("SS", 21, 21, "0"),
    pstateRow("IL", 20, 20, "0"),
    pstateRow("ALLINT, RES0", 19, 13, "0"),
    pstateRow("SSBS", 12, 12, "SCTLR_EL1.DSSBS"),
    pstateRow("BTYPE", 11, 10, "0"),
    pstateRow("D", 9, 9, "1: debug exceptions are masked"),
    pstateRow("A", 8, 8, "1: SErrors are masked until the handler unmasks them"),
    pstateRow("I", 7, 7, "1: IRQs are masked"),
    pstateRow("F", 6, 6, "1: FIQs are masked"),
    pstateRow("RES0", 5, 5, "0"),
    pstateRow("M", 4, 0, "0b00101: EL1h, the handler runs on SP_EL1"),
};

} // namespace

uint64_t pstateAfterEntry(const VcpuState& state) {
    const uint64_t old = state[Reg::PSTATE];
    const uint64_t sctlr = state[Reg::SCTLR_EL1];
    uint64_t next = old & (pstate::kNzcv | uint64_t{1} << pstate::DIT | uint64_t{1} << pstate::PAN);
    if (!bit(sctlr, kSpan))
        next = withBit(next, pstate::PAN, true);
    next = withBit(next, pstate::TCO, bits(state[Reg::ID_AA64PFR1_EL1], 11, 8) != 0);
    next = withBit(next, pstate::SSBS, bit(sctlr, kDssbs));
    return next | pstate::kDaif | pstate::EL1h;
}

std::string vectorText(uint64_t offset) {
    constexpr const char* kTypes[] = {"Synchronous", "IRQ", "FIQ", "SError"};
    constexpr const char* kSources[] = {"from EL1t", "from EL1h", "from EL0", "from AArch32 EL0"};
    return fmt::format("{:#x} ({}, {})", offset, kTypes[offset / 0x80 % 4],
                       kSources[offset / 0x200 % 4]);
}

void enterException(VcpuState& state, ExceptionType type) {
    const uint64_t old = state[Reg::PSTATE];
    const uint64_t next = pstateAfterEntry(state);
    state[Reg::ELR_EL1] = state[Reg::PC];
    state[Reg::SPSR_EL1] = old;
    state[Reg::PSTATE] = next;
    state[Reg::PC] = state[Reg::VBAR_EL1] + vectorOffset(old, type);
}

bool easeInEffect(const VcpuState& state) {
    return sctlr2Bit(state, kEase);
}
bool nmeaInEffect(const VcpuState& state) {
    return sctlr2Bit(state, kNmea);
}

ExceptionType externalAbortVector(const VcpuState& state) {
    return easeInEffect(state) ? ExceptionType::SError : ExceptionType::Sync;
}

uint64_t generatedAbortEsr(uint64_t fromPstate, bool isInstructionAbort, uint8_t fsc,
                           uint64_t userIss) {
    const bool lower = pstate::isAArch32(fromPstate) || pstate::isEl0(fromPstate);
    const auto low = isInstructionAbort ? ExceptionClass::IABT_LOW : ExceptionClass::DABT_LOW;
    const uint64_t ec = static_cast<uint64_t>(low) + (lower ? 0 : 1);
    return esr::EC.set(esr::IL.mask(), ec) | fsc | userIss;
}

std::span<const EntryRule> entryRules() {
    return kEntryRules;
}

std::vector<EntryStep> explainEntry(const VcpuState& before, const VcpuState& after) {
    std::vector<EntryStep> steps;
    for (const EntryRule& rule : kEntryRules)
        steps.push_back({&rule, bits(before[rule.reg], rule.msb, rule.lsb),
                         bits(after[rule.reg], rule.msb, rule.lsb)});
    return steps;
}

bool isExceptionEntry(const VcpuState& before, const VcpuState& after) {
    constexpr uint64_t kVectorTable = 0x800, kVector = 0x80;
    const uint64_t offset = after[Reg::PC] - after[Reg::VBAR_EL1];
    return after[Reg::PC] != before[Reg::PC] && offset < kVectorTable && offset % kVector == 0;
}

} // namespace seatape
