// SPDX-License-Identifier: Apache-2.0
/// Why KVM did what it did, as values: collected only when somebody asks. explain has the words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace seatape::sim {

/// What KVM decides about an exception to EL2 or an answer of user space; after each, its
/// arguments.
enum class Decision : uint8_t {
    FaultAddressLost,   ///< FAR_EL2
    SeaFound,           ///< FSC
    IpaNotValid,        ///< –
    IpaBeyondHost,      ///< IPA
    IpaBeyondVm,        ///< IPA, bits of the VM's IPA space
    FaultUnexpected,    ///< FSC
    PageMapped,         ///< IPA
    FetchUnbacked,      ///< IPA
    WalkUnbacked,       ///< IPA
    MaintenanceSkipped, ///< IPA
    NisvExit,           ///< –
    NisvRefused,        ///< –
    MmioAccess,         ///< is a write, bytes, IPA
    ApeiClaims,         ///< –
    ApeiClaimsNot,      ///< –
    HostHasNoRas,       ///< –
    HostOwnsWalk,       ///< –
    SeaToUserOff,       ///< –
    SeaToUser,          ///< –
    SeaExitEsr,         ///< ESR_EL2, mask, kvm_run.arm_sea.esr
    SeaExitGva,         ///< is valid
    SeaExitGpa,         ///< is valid
    AbortPended,        ///< is an instruction abort
    SErrorPended,       ///< ISS
    EventsRefused,      ///< the abort stays committed; with a reason
    // inject_abt64 and kvm_inject_serror_esr
    DescriptorNotFound, ///< virtual address
    FscOnWalk,          ///< FSC
    FscNotOnWalk,       ///< FSC
    UserIssMerged,      ///< ISS
    AbortInjected,      ///< ESR_EL1, FAR_EL1, is at the SError vector
    SErrorMasked,       ///< ISS
    SErrorInjected,     ///< ESR_EL1, SCTLR2_EL1.NMEA is in effect
    Count
};

/// Returns whether a decision is about how an exception gets into the guest.
constexpr bool isInjection(Decision decision) {
    return decision >= Decision::DescriptorNotFound;
}

/// One decision and what it is about.
struct DecisionNote {
    Decision decision = Decision::Count;
    std::array<uint64_t, 3> args{};
    std::string_view reason = {}; ///< of the rules in core, for people
};

/// The exception to EL2 that the notes after it are about.
struct TrapNote {
    uint64_t pc = 0;
    uint64_t esr = 0;            ///< ESR_EL2, nothing hidden
    uint64_t far = 0;            ///< FAR_EL2; meaningful for aborts
    std::optional<uint64_t> ipa; ///< HPFAR_EL2, page-aligned, if KVM holds it valid
    uint64_t poisonedAt = 0;     ///< for external aborts: the start of the poison range
    std::vector<DecisionNote> notes;
};

/// Collects notes while it is enabled.
class DecisionLog {
public:
    void enable() { m_enabled = true; }

    void note(Decision decision, std::array<uint64_t, 3> args = {}, std::string_view reason = {}) {
        if (m_enabled) [[unlikely]]
            add({decision, args, reason});
    }

    /// Begins the notes of another exception to EL2. A guest that KVM re-enters for ever must not
    /// fill the memory: of very many, old ones are forgotten.
    void beginTrap(TrapNote trap) {
        if (!m_enabled) [[likely]]
            return;
        constexpr size_t kMost = 4096;
        if (m_traps.size() == kMost) {
            m_traps.clear();
            m_notes.clear();
        }
        m_traps.push_back(std::move(trap));
    }

    /// Returns what was noted since the last call, whatever it was about.
    std::vector<DecisionNote> take() {
        m_traps.clear();
        return std::exchange(m_notes, {});
    }

    /// Returns the exceptions to EL2 since the last call, with their notes.
    std::vector<TrapNote> takeTraps() {
        m_notes.clear();
        return std::exchange(m_traps, {});
    }

private:
    void add(DecisionNote note) {
        if (!m_traps.empty())
            m_traps.back().notes.push_back(note);
        m_notes.push_back(std::move(note));
    }

    bool m_enabled = false;
    std::vector<DecisionNote> m_notes;
    std::vector<TrapNote> m_traps;
};

} // namespace seatape::sim
