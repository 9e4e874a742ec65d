// SPDX-License-Identifier: Apache-2.0
#include "explain/decision_words.h"

#include "seatape/esr/fault_status.h"

#include <iterator>

#include <fmt/format.h>

namespace seatape::explain {
namespace {

using sim::Decision;
using sim::DecisionNote;

struct DecisionWords {
    Decision decision;
    std::string_view function;
    /// The text, with {0} to {2} for the arguments as numbers, {3} for the first as the name of a
    /// fault status code, {4} for the reason, {5} for the choice.
    std::string_view text;
    std::string_view ifSet = {}; ///< the choice if the argument `by` is not 0
    std::string_view ifClear = {};
    size_t by = 0;
};

constexpr std::string_view kAbort = "kvm_handle_guest_abort", kIoMem = "io_mem_abort",
                           kSea = "kvm_handle_guest_sea", kInject = "inject_abt64",
                           kSError = "kvm_inject_serror_esr",
                           kSetEvents = "__kvm_arm_vcpu_set_events";

constexpr DecisionWords kWords[] = {
    // clang-format off
    {Decision::FaultAddressLost, "__get_fault_info", "AT S1E1R of {0:#x} fails: re-enter the guest"},
    {Decision::SeaFound, kAbort, "FSC {0:#04x} ({3}) is a synchronous external abort"},
    {Decision::IpaNotValid, kAbort, "HPFAR_EL2 is not valid: KVM gives up with EFAULT"},
    {Decision::IpaBeyondHost, kAbort, "IPA {0:#x} is beyond the host's physical addresses"},
    {Decision::IpaBeyondVm, kAbort, "IPA {0:#x} is beyond the VM's {1} bits: SEA into the guest"},
    {Decision::FaultUnexpected, kAbort, "FSC {0:#04x} is none that stage 2 expects: EFAULT"},
    {Decision::PageMapped, kAbort, "a memory slot backs IPA {0:#x}: map the page, re-enter the guest"},
    {Decision::FetchUnbacked, kAbort, "instruction fetch from {0:#x}, which no memory slot backs: inject an instruction abort"},
    {Decision::WalkUnbacked, kAbort, "table walk through {0:#x}, which no memory slot backs: inject a data abort"},
    {Decision::MaintenanceSkipped, kAbort, "cache maintenance of {0:#x}, which no memory slot backs: skip it"},
    {Decision::NisvExit, kIoMem, "no syndrome (ISV=0), KVM_CAP_ARM_NISV_TO_USER is on: exit"},
    {Decision::NisvRefused, kIoMem, "no syndrome (ISV=0), KVM_CAP_ARM_NISV_TO_USER is off: ENOSYS"},
    {Decision::MmioAccess, kIoMem, "{5} of {1} bytes at {2:#x}: exit for MMIO", "write", "read"},
    {Decision::ApeiClaims, kSea, "apei_claim_sea() returns 0: the host handles it, guest re-enters"},
    {Decision::ApeiClaimsNot, kSea, "apei_claim_sea() does not return 0: no firmware-first handling"},
    {Decision::HostHasNoRas, kSea, "the host has no RAS extension, so it owns the abort: inject an SError with ESR.IDS"},
    {Decision::HostOwnsWalk, kSea, "the abort is on a stage-2 walk: the host owns it: inject an SError with ESR.IDS"},
    {Decision::SeaToUserOff, kSea, "KVM_CAP_ARM_SEA_TO_USER is off: inject an SError with ESR.IDS"},
    {Decision::SeaToUser, kSea, "the host does not own it, KVM_CAP_ARM_SEA_TO_USER is on"},
    {Decision::SeaExitEsr, kSea, "ESR_EL2 {0:#x} & mask {1:#x}: exit to user space with esr {2:#x}"},
    {Decision::SeaExitGva, kSea, "FnV is {5}valid", "0: gva is ", "1: gva is not "},
    {Decision::SeaExitGpa, kSea, "HPFAR_EL2 is {5}", "valid: KVM_EXIT_ARM_SEA_FLAG_GPA_VALID is set", "not valid: KVM_EXIT_ARM_SEA_FLAG_GPA_VALID is clear"},
    {Decision::AbortPended, kSetEvents, "an external {5} abort is pended and committed", "instruction", "data"},
    {Decision::SErrorPended, kSetEvents, "an SError with ISS {0:#x} is pended"},
    {Decision::EventsRefused, kSetEvents, "EINVAL: {4}{5}", "; the external abort stays committed", ""},
    {Decision::DescriptorNotFound, kInject, "the last fault has S1PTW, but no descriptor of {0:#x} is found: nothing is injected"},
    {Decision::FscOnWalk, kInject, "the last fault has S1PTW: FSC is {3}"},
    {Decision::FscNotOnWalk, kInject, "the last ESR_EL2 has no S1PTW: FSC is {3}"},
    {Decision::UserIssMerged, kInject, "the user's ESR {0:#x} is OR-ed in"},
    {Decision::AbortInjected, kInject, "ESR_EL1 = {0:#x}, FAR_EL1 = {1:#x} (the last FAR_EL2), vector {5}", "SError (SCTLR2_EL1.EASE)", "Synchronous", 2},
    {Decision::SErrorMasked, kSError, "PSTATE.A masks it: HCR_EL2.VSE = 1, VSESR_EL2 = {0:#x}"},
    {Decision::SErrorInjected, kSError, "{5}: ESR_EL1 = {0:#x}, vector SError", "SCTLR2_EL1.NMEA is in effect", "PSTATE.A is 0", 1},
    // clang-format on
};

constexpr bool everyDecisionHasWords() {
    for (size_t i = 0; i < std::size(kWords); ++i)
        if (kWords[i].decision != static_cast<Decision>(i))
            return false;
    return std::size(kWords) == static_cast<size_t>(Decision::Count);
}
static_assert(everyDecisionHasWords(), "the rows are in the order of Decision");

const DecisionWords& wordsOf(const DecisionNote& note) {
    return kWords[static_cast<size_t>(note.decision)];
}

} // namespace

std::string_view kernelFunction(const DecisionNote& note) {
    return wordsOf(note).function;
}

std::string decisionText(const DecisionNote& note) {
    const DecisionWords& words = wordsOf(note);
    const std::string_view choice = note.args[words.by] != 0 ? words.ifSet : words.ifClear;
    return fmt::format(fmt::runtime(words.text), note.args[0], note.args[1], note.args[2],
                       fscName(static_cast<uint8_t>(note.args[0])), note.reason, choice);
}

std::string decisionLine(const DecisionNote& note) {
    return fmt::format("{}(): {}", kernelFunction(note), decisionText(note));
}

} // namespace seatape::explain
