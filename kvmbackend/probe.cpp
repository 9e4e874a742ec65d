// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/probe.h"

#include "kvmbackend/vcpu_registers.h"
#include "seatape/core/cpu_identification.h"
#include "seatape/esr/fields.h"

#include <algorithm>

#include <sys/utsname.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr uint64_t kPsciVersionId = 0x6030000000140000; // KVM_REG_ARM_PSCI_VERSION
constexpr uint32_t kDefaultIpaBits = 40;

/// Returns events that only a kernel of the dialect takes.
VcpuEvents touchstone(Dialect dialect) {
    VcpuEvents events;
    if (dialect == Dialect::Iabt) {
        events.ext_iabt_pending = 1;
        return events;
    }
    events.ext_dabt_pending = 1;
    events.ext_abt_has_esr = 1;
    events.ext_abt_esr = abort_iss::FnV.mask();
    return events;
}

/// Finds the dialect. The kernel refuses the members of the others, which must be zero in its own;
/// what it accepts is pended on a vCPU that never runs.
Dialect dialectOf(const Vcpu& vcpu) {
    for (const Dialect dialect :
         {Dialect::LayoutB, Dialect::LayoutA, Dialect::Union, Dialect::Iabt})
        if (const auto raw = encodeEvents(dialect, touchstone(dialect));
            raw && vcpu.setEvents(*raw) == 0)
            return dialect;
    return Dialect::Mainline;
}

void probeCaps(const Vm& vm, KvmProbe& found) {
    found.ipaBits = static_cast<uint32_t>(vm.checkExtension(uapi::ARM_VM_IPA_SIZE));
    found.nisvToUser = vm.checkExtension(uapi::ARM_NISV_TO_USER) != 0;
    found.injectDabt = vm.checkExtension(uapi::ARM_INJECT_EXT_DABT) != 0;
    found.serrorEsr = vm.checkExtension(uapi::ARM_INJECT_SERROR_ESR) != 0;
    found.capability245 = vm.checkExtension(uapi::ARM_SEA_TO_USER) != 0;
    // Where 245 is the unmerged ARM_INJECT_EXT_IABT, there is nothing to enable: EINVAL.
    found.seaToUser = found.capability245 && vm.enableCap(uapi::ARM_SEA_TO_USER).has_value();
}

Result<void> probeVcpu(const Vcpu& vcpu, KvmProbe& found) {
    auto events = vcpu.events();
    if (!events)
        return passOn(events);
    found.hostRas = decodeEvents(Dialect::Mainline, *events).serror_has_esr != 0;
    auto state = readState(vcpu);
    if (!state)
        return passOn(state);
    found.guest = featuresOf(*state);
    if (uint64_t version = 0; vcpu.getOneReg(kPsciVersionId, &version) == 0)
        found.psci = version;
    found.dialect = dialectOf(vcpu); // last, because it changes the vCPU
    return {};
}

} // namespace

std::string kernelRelease() {
    utsname name{};
    ::uname(&name);
    return name.release;
}

Result<KvmProbe> probeKvm(Kernel& kernel) {
    auto kvm = Kvm::open(kernel);
    if (!kvm)
        return passOn(kvm);
    auto mmapSize = kvm->vcpuMmapSize();
    if (!mmapSize)
        return passOn(mmapSize);
    KvmProbe found;
    found.release = kernelRelease();
    const int most = kvm->checkExtension(uapi::ARM_VM_IPA_SIZE);
    auto vm = kvm->createVm(most == 0 ? kDefaultIpaBits
                                      : std::min(kDefaultIpaBits, static_cast<uint32_t>(most)));
    if (!vm)
        return passOn(vm);
    probeCaps(*vm, found);
    auto vcpu = vm->createReadyVcpu(0, *mmapSize, false);
    if (!vcpu)
        return passOn(vcpu);
    if (auto probed = probeVcpu(*vcpu, found); !probed)
        return passOn(probed);
    for (const SeaSourceKind kind : kSeaSourceKinds)
        if (hasSeaSource(kernel, kind))
            found.sources.push_back(kind);
    return found;
}

Result<void> checkHost(const Scenario& scenario, const KvmProbe& probe) {
    if (scenario.host.ras != probe.hostRas)
        return failure(
            fmt::format("this host {} the RAS extension", probe.hostRas ? "has" : "does not have"),
            "host.ras",
            fmt::format("set it to {}, use another host, or --backend sim", probe.hostRas));
    if (scenario.dialect != probe.dialect)
        return failure(fmt::format("this kernel speaks the dialect {}, not {}",
                                   dialectName(probe.dialect), dialectName(scenario.dialect)),
                       "dialect", "use --backend sim, or a kernel with that patch");
    if (scenario.caps.seaToUser && !probe.seaToUser)
        return failure("this kernel has no KVM_CAP_ARM_SEA_TO_USER", "caps.sea-to-user",
                       "use Linux 6.19 or later (scripts/lab boots one), or set it to false");
    if (scenario.caps.nisvToUser && !probe.nisvToUser)
        return failure("this kernel has no KVM_CAP_ARM_NISV_TO_USER", "caps.nisv-to-user",
                       "use Linux 5.5 or later, or set it to false");
    return {};
}

} // namespace seatape::kvm
