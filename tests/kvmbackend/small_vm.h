// SPDX-License-Identifier: Apache-2.0
/// A machine of one vCPU on the fake kernel, which starts as the model does.
#pragma once

#include "kvmbackend/kvm_backend.h"
#include "seatape/core/cpu_identification.h"
#include "tests/kvmbackend/fake_kernel.h"

namespace seatape::kvm::test {

inline Scenario smallScenario() {
    Scenario scenario;
    scenario.slots = {{0x40000000, 0x10000, false}};
    scenario.vcpus = {{{{Reg::PC, 0x40000000}}, std::nullopt, false}};
    return scenario;
}

/// Lets the fake kernel's vCPUs begin as a host does that has exactly the scenario's CPU.
inline void hostLike(FakeKernel& kernel, const Scenario& scenario) {
    for (size_t i = 0; i < kRegCount; ++i) {
        const RegInfo& info = regInfo(static_cast<Reg>(i));
        if (info.oneRegId != 0 && info.access != RegAccess::Simd)
            kernel.reset[info.oneRegId] = {info.reset, 0};
    }
    for (const RegChange& change : identificationRegisters(scenario))
        kernel.reset[regInfo(change.reg).oneRegId] = {change.value, 0};
}

/// Returns a step of KVM_RUN that exits with a reason; `fill` writes the members.
template <class Fill>
FakeKernel::RunStep exitsWith(uint32_t reason, Fill fill) {
    return [reason, fill](uapi::kvm_run& run) {
        run.exit_reason = reason;
        fill(run);
        return 0;
    };
}

/// Returns a step that runs until the timer ends it.
inline FakeKernel::RunStep runsForEver() {
    return [](uapi::kvm_run& run) {
        const volatile uint8_t& stop = run.immediate_exit;
        while (stop == 0) {
        }
        run.exit_reason = 10;
        return EINTR;
    };
}

} // namespace seatape::kvm::test
