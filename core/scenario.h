// SPDX-License-Identifier: Apache-2.0
/// The complete description of one run: machine, guest, poison, policy and what is expected to
/// happen.
///
/// A plain value: the TOML form is read by scenarios/loader, the binary form by traces. No I/O
/// here.
#pragma once

#include "seatape/arch/poison_list.h"
#include "seatape/arch/vcpu_state.h"
#include "seatape/core/injection.h"
#include "seatape/core/vcpu_events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seatape {

/// Optional features of the modelled CPU, as the guest's ID registers report them.
struct CpuFeatures {
    bool ras = true;           ///< ID_AA64PFR0_EL1.RAS
    bool doubleFault2 = false; ///< ID_AA64PFR1_EL1.DF2 and ID_AA64MMFR3_EL1.SCTLRX (EASE, NMEA)
    bool lse = true;           ///< ID_AA64ISAR0_EL1.Atomic
    bool mte = false;          ///< ID_AA64PFR1_EL1.MTE: only what exception entry does to TCO
    bool operator==(const CpuFeatures&) const = default;
};

/// What APEI/GHES does with a synchronous external abort (Linux apei_claim_sea).
enum class Apei : uint8_t {
    Absent, ///< no GHES: KVM decides
    Claims  ///< firmware-first handling claims the error; the guest re-enters
};

/// The host that KVM runs on.
struct HostModel {
    bool ras = true; ///< ARM64_HAS_RAS_EXTN
    Apei apei = Apei::Absent;
    uint32_t apeiClaims =
        1; ///< how many aborts APEI claims until the host has repaired the page; ≥ 1
    uint32_t ipaBits = 40; ///< size of the VM's IPA space
    bool operator==(const HostModel&) const = default;
};

/// Capabilities that user space enables on the VM.
struct VmCaps {
    bool seaToUser = true;   ///< KVM_CAP_ARM_SEA_TO_USER
    bool nisvToUser = false; ///< KVM_CAP_ARM_NISV_TO_USER
    bool operator==(const VmCaps&) const = default;
};

/// KVM_SET_USER_MEMORY_REGION: `gpa` and `size` are multiples of 4 KiB.
struct MemorySlot {
    uint64_t gpa = 0;
    uint64_t size = 0;
    bool readonly = false;
    bool operator==(const MemorySlot&) const = default;

    AddressRange range() const { return {gpa, size}; }
};

/// Bytes put into guest memory before the first run.
struct GuestImage {
    std::string name; ///< where they came from, for people
    uint64_t gpa = 0;
    std::vector<uint8_t> bytes;
    bool operator==(const GuestImage&) const = default;

    AddressRange range() const { return {gpa, bytes.size()}; }
};

/// Where one vCPU starts.
struct VcpuEntry {
    std::vector<RegChange> registers; ///< written by KVM_SET_ONE_REG after KVM_ARM_VCPU_INIT
    std::optional<VcpuEvents> events; ///< pended by KVM_SET_VCPU_EVENTS before the first run
    bool powerOff = false;            ///< KVM_ARM_VCPU_POWER_OFF: waits for PSCI CPU_ON
    bool operator==(const VcpuEntry&) const = default;
};

/// An answer of a script, used for the abort with the given number.
struct ScriptedAnswer {
    Injection injection;
    bool operator==(const ScriptedAnswer&) const = default;
};

/// Which policy answers the aborts (core/policy.h) and its parameters.
struct PolicyChoice {
    std::string name = "reflect-dabt";
    uint64_t limit = 0;                 ///< see the policy; 0: its default
    std::vector<ScriptedAnswer> script; ///< only for `script`: the n-th abort gets the n-th answer
    bool operator==(const PolicyChoice&) const = default;
};

/// Bounds that stop a guest which runs away.
struct RunLimits {
    uint64_t instructions = 100'000'000; ///< over all vCPUs
    uint64_t exits = 1'000'000;
    bool operator==(const RunLimits&) const = default;
};

/// How a run ends.
enum class RunEnd : uint8_t {
    SystemOff,  ///< PSCI SYSTEM_OFF
    Reset,      ///< PSCI SYSTEM_RESET
    Killed,     ///< the policy ended the VM
    Stopped,    ///< an exit that nobody can answer (UNKNOWN, INTERNAL_ERROR, FAIL_ENTRY, …)
    ExitLimit,  ///< RunLimits::exits
    Interrupted ///< RunLimits::instructions is used up, or every vCPU waits for an interrupt
};

/// A named number that a frame must show: an exit member, a register after the injection, `errno`.
struct ExpectedFrame {
    uint64_t abort = 0; ///< counts the exits that the policy answers, from 0
    std::string exit;   ///< exitName, or empty
    std::vector<std::pair<std::string, uint64_t>> values;
    bool operator==(const ExpectedFrame&) const = default;
};

/// What a run must look like; everything that is absent is not checked.
struct Expectations {
    std::optional<RunEnd> end;
    std::optional<uint64_t> aborts;     ///< number of exits that the policy answered
    std::optional<std::string> console; ///< exact text
    std::vector<ExpectedFrame> frames;
    std::vector<RegChange> registers; ///< of vCPU 0 at the end
    bool operator==(const Expectations&) const = default;
};

struct Scenario {
    std::string name;
    std::string title;       ///< one line
    std::string description; ///< what a newcomer should see in it
    Dialect dialect = Dialect::Mainline;
    CpuFeatures cpu;
    HostModel host;
    VmCaps caps;
    std::vector<VcpuEntry> vcpus{1};
    uint64_t quantum = 1000; ///< instructions that a vCPU runs before the next one has its turn
    std::vector<MemorySlot> slots;
    std::vector<GuestImage> images;
    std::vector<PoisonRange> poison;
    std::optional<uint64_t> console; ///< guest physical address whose byte writes are printed
    PolicyChoice policy;
    RunLimits limits;
    Expectations expect;
    std::vector<RegChange> idRegisters; ///< identification registers in place of the model's
    bool operator==(const Scenario&) const = default;
};

/// Returns the spelling used in scenarios (`system-off`, `killed`, …).
std::string_view runEndName(RunEnd end);
std::optional<RunEnd> runEndByName(std::string_view name);

/// Checks what a single value cannot: overlapping or unaligned slots, images and poison outside
/// memory, an IPA space that is too small, ID registers that contradict the CPU's features. The
/// error says which and names the remedy.
Result<void> validate(const Scenario& scenario);

} // namespace seatape
