// SPDX-License-Identifier: Apache-2.0
/// What this host's KVM does, found out by trying it on a VM of one vCPU that never runs.
#pragma once

#include "kvmbackend/sea_source.h"
#include "seatape/core/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace seatape::kvm {

struct KvmProbe {
    std::string release;        ///< of the kernel (`uname -r`)
    uint32_t ipaBits = 0;       ///< the largest IPA space of a VM; 0 if the kernel cannot tell
    bool seaToUser = false;     ///< KVM_CAP_ARM_SEA_TO_USER: known and can be enabled
    bool nisvToUser = false;    ///< KVM_CAP_ARM_NISV_TO_USER
    bool injectDabt = false;    ///< KVM_CAP_ARM_INJECT_EXT_DABT
    bool serrorEsr = false;     ///< KVM_CAP_ARM_INJECT_SERROR_ESR
    bool capability245 = false; ///< what KVM_CHECK_EXTENSION says, whatever it means
    Dialect dialect = Dialect::Mainline; ///< that KVM_SET_VCPU_EVENTS takes
    bool hostRas = false;                ///< KVM_GET_VCPU_EVENTS tells it: serror_has_esr
    CpuFeatures guest;                   ///< what a guest has unless it is hidden
    std::optional<uint64_t> psci;        ///< version: major << 16 | minor
    std::vector<SeaSourceKind> sources;
};

/// Probes; fails if there is no usable KVM of arm64.
Result<KvmProbe> probeKvm(Kernel& kernel = linuxKernel());

/// Fails if a scenario is about another host than this one.
Result<void> checkHost(const Scenario& scenario, const KvmProbe& probe);

/// Returns the release of the running kernel (`uname -r`).
std::string kernelRelease();

} // namespace seatape::kvm
