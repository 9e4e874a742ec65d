// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/explain.h"

#include "seatape/esr/fault_status.h"
#include "seatape/esr/kvm_sea.h"

namespace seatape {

namespace {

using enum Recoverability;

constexpr Explanation kSea = {
    Unknown,
    "The memory system answered the access with an error, usually because the location is "
    "poisoned.",
    "Read the RAS error records for the address, offline the page, and end or repair the program "
    "that owns it. Do not retry before the location has been repaired.",
    "do_sea() first offers the error to firmware-first handling (APEI). If nobody claims it, a "
    "user program gets SIGBUS with BUS_OBJERR at FAR, or at address 0 if FnV is set; kernel code "
    "dies.",
    "KVM offers the error to APEI first. Unclaimed, it leaves to user space with KVM_EXIT_ARM_SEA "
    "if the VM enabled that; otherwise the guest gets an SError."};

constexpr Explanation kSeaOnWalk = {
    Fatal, "The translation table walk read a table entry from memory that answered with an error.",
    "The table itself is lost: rebuild it elsewhere if its content is known, else end every user "
    "of that address space.",
    "do_sea() ends a user program with SIGKILL, because no signal handler could run safely; kernel "
    "code dies.",
    "If S1PTW is set, the bad table is one of the host's stage 2 tables: KVM keeps the error to "
    "itself and gives the guest an SError. Otherwise as for an SEA that is not on a walk."};

constexpr Explanation kSeaOnWalkOutsideKvmSet = {
    Fatal, "The walk read a level -2 table entry from memory that answered with an error.",
    "The table itself is lost: rebuild it elsewhere or end every user of that address space.",
    "Not among the codes that do_sea() handles: the generic bad-fault path.",
    "KVM's test for an SEA does not include 0x12, so the abort is treated as an unhandled stage 2 "
    "fault and KVM_RUN fails with EFAULT."};

constexpr Explanation kParity = {
    Unknown, "A parity or ECC error was detected by a CPU without the RAS extension.",
    "Treat as an SEA, but expect no error records: nothing tells how far the error has spread.",
    "As for an SEA: SIGBUS for a user access that is not on a walk, SIGKILL on a walk, death in "
    "the kernel.",
    "As for an SEA; without host RAS, KVM never exits to user space and gives the guest an "
    "SError."};

constexpr Explanation kTranslation = {Routine, "No translation table entry maps the address.",
                                      "Map the page, or report a bad address to the program.",
                                      "do_translation_fault(): demand paging; SIGSEGV with "
                                      "SEGV_MAPERR if no mapping covers the address.",
                                      "A stage 2 fault: KVM maps the page from the memory slot, or "
                                      "emulates MMIO if there is no slot."};

constexpr Explanation kPermission = {
    Routine, "The entry exists but forbids this kind of access.",
    "Break copy-on-write sharing or enable dirty logging if that is why, else report the access.",
    "do_page_fault(): copy-on-write or growth; SIGSEGV with SEGV_ACCERR otherwise.",
    "KVM resolves write protection, dirty logging and execute permission at stage 2, or emulates "
    "MMIO for a write to a read-only slot."};

constexpr Explanation kAccessFlag = {
    Routine, "The entry's access flag is 0 and hardware does not manage it.",
    "Set the flag and retry.", "do_page_fault() marks the page young and retries.",
    "KVM marks the page young at stage 2 and retries."};

constexpr Explanation kAddressSize = {
    Fatal,
    "An address in the walk or its result does not fit the configured physical address size.",
    "Look for a corrupt table entry or a wrong TCR: this is a bug, not a missing page.",
    "The generic bad-fault path: SIGKILL for a user program, death for the kernel.",
    "KVM's own tables never do this; KVM_RUN fails with EFAULT. Towards the guest KVM injects this "
    "code for an IPA beyond the physical address limit."};

constexpr Explanation kTagCheck = {
    Recoverable, "The address tag and the memory tag differ (MTE).",
    "Report a memory safety error: use after free or out of bounds.",
    "do_tag_check_fault(): SIGSEGV with SEGV_MTESERR; in the kernel KASAN reports it and goes on.",
    "Does not reach KVM: the fault belongs to stage 1 and is taken by the guest."};

constexpr Explanation kAlignment = {
    Fatal,
    "The access needs an alignment that the address lacks, or it hit Device memory unaligned.",
    "Fix the program, or map the memory as Normal.",
    "do_alignment_fault(): SIGBUS with BUS_ADRALN (32-bit programs may be fixed up).",
    "Does not normally reach KVM: stage 2 Device mappings can cause it, and KVM_RUN then fails."};

constexpr Explanation kGranule = {
    Fatal, "The granule protection table denies this physical address space (RME).",
    "The physical page was given to another world; find who delegated it while it was mapped.",
    "The generic path for an unexpected fault: SIGBUS for a user program, death for the kernel.",
    "KVM treats it as an unexpected stage 2 fault: KVM_RUN fails with EFAULT."};

constexpr Explanation kTlbConflict = {
    Recoverable, "The TLB holds more than one entry for the address.",
    "Invalidate the TLB and retry; then find the missing break-before-make.",
    "The generic bad-fault path: the program is killed or the kernel dies.",
    "KVM treats it as an unexpected stage 2 fault: KVM_RUN fails with EFAULT."};

constexpr Explanation kExclusive = {
    Fatal, "An exclusive or atomic instruction addressed memory that does not support it.",
    "Use Normal cacheable memory for locks and atomics.",
    "The generic bad-fault path: SIGBUS for a user program, death for the kernel.",
    "KVM injects this code into a guest whose exclusive or atomic access hit emulated MMIO."};

constexpr Explanation kOtherFault = {
    Unknown, "An uncommon or reserved fault status.",
    "Treat as fatal unless the CPU's manual says otherwise.",
    "The generic bad-fault path: a signal for a user program, death for the kernel.",
    "KVM treats it as an unexpected stage 2 fault: KVM_RUN fails with EFAULT."};

struct FaultRow {
    FaultType type;
    const Explanation& explanation;
};
constexpr FaultRow kFaults[] = {
    {FaultType::SyncExternal, kSea},          {FaultType::SyncExternalOnWalk, kSeaOnWalk},
    {FaultType::SyncParity, kParity},         {FaultType::SyncParityOnWalk, kParity},
    {FaultType::Translation, kTranslation},   {FaultType::Permission, kPermission},
    {FaultType::AccessFlag, kAccessFlag},     {FaultType::AddressSize, kAddressSize},
    {FaultType::SyncTagCheck, kTagCheck},     {FaultType::Alignment, kAlignment},
    {FaultType::GranuleProtection, kGranule}, {FaultType::GranuleProtectionOnWalk, kGranule},
    {FaultType::TlbConflict, kTlbConflict},   {FaultType::UnsupportedExclusiveOrAtomic, kExclusive},
};

/// The text of an abort by kind of fault. Recoverability is refined by SET afterwards.
const Explanation& explainFault(uint8_t code) {
    if (isSyncExternalOnWalk(code) && !isKvmSeaFsc(code))
        return kSeaOnWalkOutsideKvmSet;
    const FaultStatus* status = faultStatus(code);
    for (const FaultRow& row : kFaults)
        if (status != nullptr && row.type == status->type)
            return row.explanation;
    return kOtherFault;
}

/// SET says how bad the error is, unless the CPU has no RAS extension or KVM hides the field.
Recoverability fromSyncErrorType(const FieldValue& set) {
    if (set.state == FieldState::Hidden || set.remark != Remark::None)
        return Unknown;
    switch (set.value) {
    case 0:
        return Recoverable;
    case 3:
        return Restartable;
    default:
        return Fatal;
    }
}

constexpr std::string_view kSameElHost =
    "Nothing: an abort that stays at its Exception level does not reach KVM, though KVM may have "
    "injected it. Taken from EL2 to EL2 it is a HYP panic.";

/// Returns whether a guest's abort can arrive at KVM with this class: from a lower level, or
/// through VNCR_EL2, which nested virtualisation uses on a guest's behalf.
bool reachesKvm(const Syndrome& syndrome) {
    const ExceptionClass ec = syndrome.ec();
    const FieldValue* vncr = syndrome.fields.find("VNCR");
    return ec == ExceptionClass::DABT_LOW || ec == ExceptionClass::IABT_LOW ||
           syndrome.context.origin == EsrOrigin::KvmSeaExit ||
           (vncr != nullptr && vncr->value != 0);
}

Explanation explainAbort(const Syndrome& syndrome) {
    Explanation explanation = explainFault(esrFsc(syndrome.esr));
    if (!reachesKvm(syndrome))
        explanation.host = kSameElHost;
    const FieldValue* set = syndrome.fields.find("SET");
    if (set && explanation.recoverability == Unknown)
        explanation.recoverability = fromSyncErrorType(*set);
    return explanation;
}

constexpr std::string_view kSErrorGuest =
    "do_serror(): a corrected or restartable error is ignored; anything else panics, because Linux "
    "cannot tell whom the error belongs to.";
constexpr std::string_view kSErrorHost =
    "A physical SError taken while the guest ran is judged by the same rule; what KVM does not "
    "find fatal it ignores or, without RAS, passes on as a virtual SError.";

Explanation serror(Recoverability recoverability, std::string_view meaning,
                   std::string_view software) {
    return {recoverability, meaning, software, kSErrorGuest, kSErrorHost};
}

Explanation explainSError(const Syndrome& syndrome) {
    if (bit(syndrome.esr, 24))
        return serror(Unknown, "An SError whose syndrome only the CPU's manual explains.",
                      "Look the syndrome up in the CPU's manual; without it, treat as fatal.");
    const FieldValue* aet = syndrome.fields.find("AET");
    if (!aet)
        return serror(Fatal, "An SError without a category: it may be anything.",
                      "Panic: the state of the machine is not known.");
    switch (aet->value) {
    case 2:
        return serror(Restartable, "An asynchronous error that left the CPU's state intact.",
                      "Log it and go on; deal with the error record in the background.");
    case 3:
        return serror(Recoverable, "An asynchronous error that software can recover from.",
                      "Contain the error by its record's address, then resume or end the program.");
    case 6:
        return serror(Routine, "Hardware has corrected the error.", "Count it and go on.");
    default:
        return serror(Fatal, "An asynchronous error that cannot be contained or recovered.",
                      "Panic before the corruption spreads.");
    }
}

constexpr Explanation kSystemCall = {
    Routine, "The program asked for a service.",
    "Serve the call by its immediate or register conventions and return.",
    "SVC is a system call; HVC and SMC do not arrive at EL1.",
    "HVC and trapped SMC go to KVM's SMCCC and PSCI handling, or to user space if it asked for "
    "them."};
constexpr Explanation kTrappedRegister = {
    Routine, "The program used a system register or instruction that a higher level traps.",
    "Emulate the access, or inject an Undefined Instruction exception.",
    "EL0 reads of ID registers and cache operations are emulated; everything else is SIGILL.",
    "KVM looks the register up in its table and emulates it, or makes the guest take UNDEF."};
constexpr Explanation kTrappedFeature = {
    Routine, "The program used a feature that is switched off or trapped.",
    "Switch the feature on and retry, emulate the instruction, or report it as undefined.",
    "FP, SVE and SME are switched on lazily; features the kernel does not offer are SIGILL.",
    "KVM loads the guest's FP or SVE state lazily, and makes the guest take UNDEF for what the VM "
    "was not given."};
constexpr Explanation kWait = {
    Routine, "The program waits for an interrupt or event and a higher level wants to know.",
    "Schedule something else and step over the instruction.", "EL0 WFI and WFE are stepped over.",
    "KVM blocks the vCPU for WFI, yields for WFE, and steps over the instruction."};
constexpr Explanation kDebug = {
    Routine, "A debug event: breakpoint, step, watchpoint or breakpoint instruction.",
    "Hand it to the debugger.",
    "ptrace, kprobes, kgdb and BUG() take their events; unclaimed ones are SIGTRAP.",
    "KVM leaves to user space with KVM_EXIT_DEBUG if user space debugs the guest."};
constexpr Explanation kProgramError = {
    Fatal, "The program violated a rule of the architecture.",
    "End the program, or let its signal handler decide.",
    "SIGILL, SIGBUS or SIGSEGV for a user program; in kernel code the kernel dies.",
    "Such exceptions stay within the guest unless KVM traps the class; then KVM injects UNDEF."};
constexpr Explanation kArithmetic = {Recoverable, "A trapped floating-point exception.",
                                     "Deliver the arithmetic error by the flags in the syndrome.",
                                     "SIGFPE with the code for the flag that is set.",
                                     "Stays within the guest."};
constexpr Explanation kMops = {
    Restartable, "A memory copy or set sequence met a CPU that implements the other algorithm.",
    "Rewrite the registers to the other option's form and restart the sequence.",
    "do_el0_mops() resets the registers and PC to the prologue and resumes.",
    "KVM does the same on the guest's behalf if it traps the class."};
constexpr Explanation kOtherClass = {
    Unknown, "An exception without a syndrome of its own, or one that software seldom sees.",
    "Treat as an undefined instruction or an unexpected exception.",
    "An undefined instruction is SIGILL; other unexpected classes are fatal to the kernel.",
    "KVM makes the guest take UNDEF for classes it does not know."};

/// Of every class but aborts and SErrors, which are explained by more than their class.
struct ClassText {
    ExceptionClass ec;
    const Explanation& explanation;
};
constexpr ClassText kClassTexts[] = {
    {ExceptionClass::SVC32, kSystemCall},
    {ExceptionClass::SVC64, kSystemCall},
    {ExceptionClass::HVC32, kSystemCall},
    {ExceptionClass::HVC64, kSystemCall},
    {ExceptionClass::SMC32, kSystemCall},
    {ExceptionClass::SMC64, kSystemCall},
    {ExceptionClass::CP15_32, kTrappedRegister},
    {ExceptionClass::CP15_64, kTrappedRegister},
    {ExceptionClass::CP14_MR, kTrappedRegister},
    {ExceptionClass::CP14_LS, kTrappedRegister},
    {ExceptionClass::CP14_64, kTrappedRegister},
    {ExceptionClass::CP10_ID, kTrappedRegister},
    {ExceptionClass::SYS64, kTrappedRegister},
    {ExceptionClass::SYS128, kTrappedRegister},
    {ExceptionClass::FP_ASIMD, kTrappedFeature},
    {ExceptionClass::SVE, kTrappedFeature},
    {ExceptionClass::SME, kTrappedFeature},
    {ExceptionClass::PAC, kTrappedFeature},
    {ExceptionClass::OTHER, kTrappedFeature},
    {ExceptionClass::ERET, kTrappedFeature},
    {ExceptionClass::TSTART, kTrappedFeature},
    {ExceptionClass::WFx, kWait},
    {ExceptionClass::BREAKPT_LOW, kDebug},
    {ExceptionClass::BREAKPT_CUR, kDebug},
    {ExceptionClass::SOFTSTP_LOW, kDebug},
    {ExceptionClass::SOFTSTP_CUR, kDebug},
    {ExceptionClass::WATCHPT_LOW, kDebug},
    {ExceptionClass::WATCHPT_CUR, kDebug},
    {ExceptionClass::BKPT32, kDebug},
    {ExceptionClass::VECTOR32, kDebug},
    {ExceptionClass::BRK64, kDebug},
    {ExceptionClass::PROFILING, kDebug},
    {ExceptionClass::BTI, kProgramError},
    {ExceptionClass::ILL, kProgramError},
    {ExceptionClass::FPAC, kProgramError},
    {ExceptionClass::GCS, kProgramError},
    {ExceptionClass::PC_ALIGN, kProgramError},
    {ExceptionClass::SP_ALIGN, kProgramError},
    {ExceptionClass::FP_EXC32, kArithmetic},
    {ExceptionClass::FP_EXC64, kArithmetic},
    {ExceptionClass::MOPS, kMops},
    {ExceptionClass::GPC, kGranule},
};

const Explanation& explainClass(ExceptionClass ec) {
    for (const ClassText& row : kClassTexts)
        if (row.ec == ec)
            return row.explanation;
    return kOtherClass;
}

} // namespace

std::string_view recoverabilityName(Recoverability recoverability) {
    switch (recoverability) {
    case Routine:
        return "routine";
    case Restartable:
        return "restartable";
    case Recoverable:
        return "recoverable";
    case Fatal:
        return "fatal";
    case Unknown:
        break;
    }
    return "unknown";
}

Explanation explainEsr(uint64_t esr, const EsrContext& context) {
    const Syndrome syndrome = decodeEsr(esr, context);
    if (isAbort(syndrome.ec()))
        return explainAbort(syndrome);
    if (syndrome.ec() == ExceptionClass::SERROR)
        return explainSError(syndrome);
    return explainClass(syndrome.ec());
}

} // namespace seatape
