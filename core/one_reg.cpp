// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/one_reg.h"

#include "seatape/core/cpu_identification.h"

#include <cerrno>

namespace seatape {
namespace {

bool isThere(Reg reg, const CpuFeatures& cpu) {
    if (reg == Reg::SCTLR2_EL1)
        return cpu.doubleFault2;
    return regInfo(reg).oneRegId != 0 && reg != Reg::TCR2_EL1;
}

bool isFixed(Reg reg) {
    return isIdentification(reg) || reg == Reg::MPIDR_EL1;
}

} // namespace

int setOneReg(VcpuState& state, const RegChange& change, const CpuFeatures& cpu, bool hasRun) {
    const auto [reg, value] = change;
    if (!isThere(reg, cpu))
        return ENOENT;
    if (reg == Reg::PSTATE && !pstate::isModeOfGuest(value))
        return EINVAL;
    if (isFixed(reg) && value != state[reg])
        return hasRun ? EBUSY : EINVAL;
    const bool is32Bit = reg == Reg::FPSR || reg == Reg::FPCR;
    state[reg] = is32Bit ? value & lowMask(32) : value;
    return 0;
}

} // namespace seatape
