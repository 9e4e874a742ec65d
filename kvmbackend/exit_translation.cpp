// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/exit_translation.h"

#include "seatape/base/bits.h"
#include "seatape/esr/fields.h"

#include <algorithm>
#include <cerrno>

namespace seatape::kvm {
namespace {

using uapi::kvm_run;

MmioExit mmio(const kvm_run& run) {
    const auto& from = run.mmio;
    MmioExit exit{from.phys_addr, from.len, from.is_write != 0, 0};
    if (exit.is_write)
        for (uint32_t i = 0; i < std::min<uint32_t>(from.len, sizeof from.data); ++i)
            exit.data |= uint64_t{from.data[i]} << (8 * i);
    return exit;
}

ArmNisvExit nisv(const kvm_run& run) {
    return {run.arm_nisv.esr_iss, run.arm_nisv.fault_ipa};
}

SeaExit sea(const kvm_run& run) {
    SeaExit exit{run.arm_sea.esr, std::nullopt, std::nullopt};
    if (!abort_iss::FnV.isSet(run.arm_sea.esr))
        exit.gva = run.arm_sea.gva;
    if ((run.arm_sea.flags & kArmSeaFlagGpaValid) != 0)
        exit.gpa = run.arm_sea.gpa;
    return exit;
}

LdSt64BExit ldst64b(const kvm_run& run) {
    return {run.arm_nisv.esr_iss, run.arm_nisv.fault_ipa};
}

SystemEventExit systemEvent(const kvm_run& run) {
    const auto& from = run.system_event;
    return {from.type, from.ndata, from.ndata > 0 ? from.data[0] : 0};
}

HypercallExit hypercall(const kvm_run& run) {
    return {run.hypercall.nr, run.hypercall.flags};
}

DebugExit debug(const kvm_run& run) {
    return {run.debug.hsr, run.debug.hsr_high, run.debug.far};
}

FailEntryExit failEntry(const kvm_run& run) {
    return {run.fail_entry.hardware_entry_failure_reason, run.fail_entry.cpu};
}

InternalErrorExit internalError(const kvm_run& run) {
    return {run.internal.suberror, 0, {}};
}

bool isReason(const kvm_run& run, size_t kind) {
    return run.exit_reason == exitKinds()[kind].reason;
}

/// Translates a reason for which KVM_RUN returns 0.
struct TranslationRow {
    size_t kind; ///< index of Exit's alternative
    Exit (*translate)(const kvm_run& run);
};

template <auto translate>
constexpr TranslationRow row() {
    using E = decltype(translate(kvm_run{}));
    return {exitKindOf<E>(), [](const kvm_run& run) -> Exit { return translate(run); }};
}

constexpr TranslationRow kTranslations[] = {
    row<mmio>(),      row<nisv>(),  row<sea>(),       row<ldst64b>(),      row<systemEvent>(),
    row<hypercall>(), row<debug>(), row<failEntry>(), row<internalError>()};

Exit translateFailure(const kvm_run& run, int err) {
    if (err == EINTR)
        return InterruptedExit{};
    if (isReason(run, exitKindOf<MemoryFaultExit>()) && (err == EFAULT || err == EHWPOISON))
        return MemoryFaultExit{run.memory_fault.flags, run.memory_fault.gpa, run.memory_fault.size,
                               err};
    if (isReason(run, exitKindOf<FailEntryExit>()) && err == EINVAL) // an illegal PSTATE
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
