// SPDX-License-Identifier: Apache-2.0
// The table that explains an exception entry must explain all of it, and nothing but it.

#include "seatape/arch/exception_entry.h"
#include "tests/support/catch.h"

using namespace seatape;

namespace {

VcpuState busyState() {
    VcpuState state;
    for (size_t i = 0; i < kRegCount; ++i)
        state.words[i] = 0x0101010101010101 * (i + 1);
    state[Reg::PSTATE] = 0xf0c00c05;
    state[Reg::VBAR_EL1] = 0x40000800;
    return state;
}

} // namespace

TEST_CASE("the rules of PSTATE cover bits 31 to 0 once") {
    uint64_t covered = 0;
    for (const EntryRule& rule : entryRules()) {
        CHECK_FALSE(rule.rule.empty());
        CHECK_FALSE(rule.source.empty());
        if (rule.reg != Reg::PSTATE)
            continue;
        const uint64_t mask = lowMask(rule.msb - rule.lsb + 1u) << rule.lsb;
        CHECK((covered & mask) == 0);
        covered |= mask;
    }
    CHECK(covered == 0xffffffff);
}

TEST_CASE("the rules name every register that an entry changes") {
    const VcpuState before = busyState();
    VcpuState after = before;
    enterException(after, ExceptionType::Sync);
    VcpuState rebuilt = before;
    for (const EntryStep& step : explainEntry(before, after)) {
        const EntryRule& rule = *step.rule;
        CHECK(bits(before[rule.reg], rule.msb, rule.lsb) == step.before);
        rebuilt[rule.reg] = withBits(rebuilt[rule.reg], rule.msb, rule.lsb, step.after);
    }
    CHECK(rebuilt == after);
    CHECK(isExceptionEntry(before, after));
    CHECK_FALSE(isExceptionEntry(before, before));
}
