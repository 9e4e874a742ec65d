// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/exit_translation.h"

#include "seatape/base/bits.h"
#include "seatape/esr/fields.h"

#include <algorithm>
#include <cerrno>

namespace seatape::kvm {
namespace {

using uapi::kvm_run;

Exit mmio(const kvm_run& run) {
    const auto& from = run.mmio;
    MmioExit exit{from.phys_addr, from.len, from.is_write != 0, 0};
    if (exit.is_write)
        for (uint32_t i = 0; i < std::min<uint32_t>(from.len, sizeof from.data); ++i)
            exit.data |= uint64_t{from.data[i]} << (8 * i);
    return exit;
}

Exit nisv(const kvm_run& run) {
    return ArmNisvExit{run.arm_nisv.esr_iss, run.arm_nisv.fault_ipa};
}

Exit sea(const kvm_run& run) {
    SeaExit exit{run.arm_sea.esr, std::nullopt, std::nullopt};
    if (!abort_iss::FnV.isSet(run.arm_sea.esr))
        exit.gva = run.arm_sea.gva;
    if ((run.arm_sea.flags & kArmSeaFlagGpaValid) != 0)
        exit.gpa = run.arm_sea.gpa;
    return exit;
}

Exit ldst64b(const kvm_run& run) {
    return LdSt64BExit{run.arm_nisv.esr_iss, run.arm_nisv.fault_ipa};
}

Exit systemEvent(const kvm_run& run) {
    const auto& from = run.system_event;
    return SystemEventExit{from.type, from.ndata, from.ndata > 0 ? from.data[0] : 0};
}

Exit hypercall(const kvm_run& run) {
    return HypercallExit{run.hypercall.nr, run.hypercall.flags};
}

Exit debug(const kvm_run& run) {
    return DebugExit{run.debug.hsr, run.debug.hsr_high, run.debug.far};
}

Exit failEntry(const kvm_run& run) {
    return FailEntryExit{run.fail_entry.hardware_entry_failure_reason, run.fail_entry.cpu};
}

Exit internalError(const kvm_run& run) {
    return InternalErrorExit{run.internal.suberror, 0, {}};
}

struct TranslationRow {
    size_t kind; ///< index of Exit's alternative
    Exit (*translate)(const kvm_run& run);
};

// What KVM_RUN returns 0 for. The numbers are core's (exitKinds).
constexpr TranslationRow kTranslations[] = {{0, mmio},    {1, nisv},        {2, sea},
                                            {3, ldst64b}, {4, systemEvent}, {5, hypercall},
                                            {6, debug},   {8, failEntry},   {9, internalError}};
constexpr size_t kMemoryFault = 7, kFailEntry = 8;

bool isReason(const kvm_run& run, size_t kind) {
    return run.exit_reason == exitKinds()[kind].reason;
}

Exit translateFailure(const kvm_run& run, int err) {
    if (err == EINTR)
        return InterruptedExit{};
    if (isReason(run, kMemoryFault) && (err == EFAULT || err == EHWPOISON))
        return MemoryFaultExit{run.memory_fault.flags, run.memory_fault.gpa, run.memory_fault.size,
                               err};
    if (isReason(run, kFailEntry) && err == EINVAL) // an illegal PSTATE
        return failEntry(run);
    return UnknownExit{run.exit_reason, err};
}

} // namespace

Exit translateExit(const kvm_run& run, int err) {
    if (err != 0)
        return translateFailure(run, err);
    for (const TranslationRow& row : kTranslations)
        if (isReason(run, row.kind))
            return row.translate(run);
    return UnknownExit{run.exit_reason, 0};
}

} // namespace seatape::kvm
