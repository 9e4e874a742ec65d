// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/one_reg.h"

#include "tests/support/catch.h"

#include <cerrno>
#include <set>
#include <vector>

using namespace seatape;

namespace {

/// One write and what became of it.
struct Write {
    RegChange change;
    CpuFeatures cpu;
    bool hasRun = false;
    VcpuState before = {};
    VcpuState after = {};
    int err = 0;
};

/// Writes 0, 1 and ~0 to each register of every vCPU; all of them hold 1.
std::vector<Write> allWrites() {
    std::vector<Write> all;
    for (const bool doubleFault2 : {false, true})
        for (const bool hasRun : {false, true})
            for (const uint64_t value : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}})
                for (size_t i = 0; i < kRegCount; ++i) {
                    Write write{{static_cast<Reg>(i), value}, {}, hasRun};
                    write.cpu.doubleFault2 = doubleFault2;
                    write.before.words.fill(1);
                    write.after = write.before;
                    write.err = setOneReg(write.after, write.change, write.cpu, hasRun);
                    all.push_back(write);
                }
    return all;
}

} // namespace

TEST_CASE("a write changes one register, a refused one nothing") {
    for (Write& write : allWrites()) {
        const auto [reg, value] = write.change;
        const bool is32Bit = reg == Reg::FPSR || reg == Reg::FPCR;
        if (write.err == 0)
            write.before[reg] = is32Bit ? static_cast<uint32_t>(value) : value;
        INFO(regInfo(reg).name << " = " << value);
        CHECK(write.after == write.before);
    }
}

TEST_CASE("what the vCPU does not have is ENOENT, another identity EBUSY or EINVAL") {
    const std::set<Reg> never{Reg::TCR2_EL1, Reg::SERROR_PENDING, Reg::SERROR_ESR, Reg::MP_STATE};
    for (const Write& write : allWrites()) {
        const auto [reg, value] = write.change;
        if (reg == Reg::PSTATE)
            continue;
        const bool isAbsent =
            never.contains(reg) || (reg == Reg::SCTLR2_EL1 && !write.cpu.doubleFault2);
        const bool isIdentity = reg >= Reg::MIDR_EL1 && reg <= Reg::ID_AA64MMFR4_EL1;
        INFO(regInfo(reg).name << " = " << value);
        CHECK(write.err == (isAbsent                   ? ENOENT
                            : isIdentity && value != 1 ? (write.hasRun ? EBUSY : EINVAL)
                                                       : 0));
    }
}

TEST_CASE("a vCPU runs in EL0t, EL1t and EL1h of AArch64, and in no other mode") {
    for (uint64_t mode = 0; mode <= pstate::kModeMask; ++mode)
        for (const uint64_t rest : {uint64_t{0}, pstate::kDaif, pstate::kNzcv}) {
            VcpuState state;
            const bool runs = mode == 0 || mode == 4 || mode == 5; // Arm ARM C5.2.18, M[4:0]
            INFO("mode " << mode);
            CHECK(setOneReg(state, {Reg::PSTATE, mode | rest}, {}, true) == (runs ? 0 : EINVAL));
        }
}
