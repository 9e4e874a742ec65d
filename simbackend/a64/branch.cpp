// SPDX-License-Identifier: Apache-2.0
/// Branches, and ERET (Arm ARM C4.1.93). The modelled CPU has no FEAT_PAuth and no FEAT_HBC, so the
/// encodings of BRAA, RETAA, ERETAA, BC.cond and the like are unallocated.
#include "simbackend/a64/operands.h"
#include "simbackend/a64/tables.h"

namespace seatape::sim {

namespace {

void branchImmediate(Pe& pe, uint32_t insn) {
    pe.branch(pe.pc() + (signedField<25, 0>(insn) << 2));
}

void branchWithLink(Pe& pe, uint32_t insn) {
    pe.setX(30, pe.pc() + 4);
    branchImmediate(pe, insn);
}

void branchBy19(Pe& pe, uint32_t insn) {
    pe.branch(pe.pc() + (signedField<23, 5>(insn) << 2));
}

void branchConditional(Pe& pe, uint32_t insn) {
    if (conditionHolds(field<3, 0>(insn), pe.nzcv()))
        branchBy19(pe, insn);
}

template <class T, bool OnZero>
void compareAndBranch(Pe& pe, uint32_t insn) {
    if ((reg<T>(pe, rd(insn)) == 0) == OnZero)
        branchBy19(pe, insn);
}

template <bool OnSet>
void testAndBranch(Pe& pe, uint32_t insn) {
    const unsigned tested = field<31, 31>(insn) << 5 | field<23, 19>(insn);
    if (bit(pe.x(rd(insn)), tested) == OnSet)
        pe.branch(pe.pc() + (signedField<18, 5>(insn) << 2));
}

// PSTATE.BTYPE after a branch from a page that is not guarded (Arm ARM D8.4.6).
constexpr uint64_t kBtypeOfJump = 1, kBtypeOfCall = 2;

void branchRegister(Pe& pe, uint32_t insn) {
    pe.branchIndirectly(pe.x(rn(insn)), kBtypeOfJump);
}

void returnToRegister(Pe& pe, uint32_t insn) {
    pe.branch(pe.x(rn(insn)));
}

void branchRegisterWithLink(Pe& pe, uint32_t insn) {
    const uint64_t target = pe.x(rn(insn)); // before the link is written: BLR X30 is legal
    pe.setX(30, pe.pc() + 4);
    pe.branchIndirectly(target, kBtypeOfCall);
}

void exceptionReturn(Pe& pe, uint32_t) {
    if (pe.atEl0())
        pe.undefined();
    else
        pe.exceptionReturn();
}

constexpr DecodeRow kBranchRows[] = {
    row("B", "000101iiiiiiiiiiiiiiiiiiiiiiiiii", branchImmediate),
    row("BL", "100101iiiiiiiiiiiiiiiiiiiiiiiiii", branchWithLink),
    row("B.cond", "01010100iiiiiiiiiiiiiiiiiii0cccc", branchConditional),
    row("CBZ", "00110100iiiiiiiiiiiiiiiiiiittttt", compareAndBranch<W, true>),
    row("CBZ", "10110100iiiiiiiiiiiiiiiiiiittttt", compareAndBranch<X, true>),
    row("CBNZ", "00110101iiiiiiiiiiiiiiiiiiittttt", compareAndBranch<W, false>),
    row("CBNZ", "10110101iiiiiiiiiiiiiiiiiiittttt", compareAndBranch<X, false>),
    row("TBZ", "b0110110bbbbbiiiiiiiiiiiiiittttt", testAndBranch<false>),
    row("TBNZ", "b0110111bbbbbiiiiiiiiiiiiiittttt", testAndBranch<true>),
    row("BR", "1101011000011111000000nnnnn00000", branchRegister),
    row("BLR", "1101011000111111000000nnnnn00000", branchRegisterWithLink),
    row("RET", "1101011001011111000000nnnnn00000", returnToRegister),
    row("ERET", "11010110100111110000001111100000", exceptionReturn),
    // Debug state does not exist here.
    row("DRPS", "11010110101111110000001111100000", undefinedInstruction),
};

} // namespace

std::span<const DecodeRow> branchRows() {
    return kBranchRows;
}

} // namespace seatape::sim
