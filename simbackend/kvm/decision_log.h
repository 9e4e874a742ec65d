// SPDX-License-Identifier: Apache-2.0
/// Why KVM did what it did, as sentences for people: collected only when somebody asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace seatape::sim {

/// One decision: the kernel function that takes it, and what it found.
struct DecisionNote {
    std::string function;
    std::string text;
};

/// The exception to EL2 that the notes behind it are about.
struct TrapNote {
    uint64_t pc = 0;
    uint64_t esr = 0;            ///< ESR_EL2, nothing hidden
    uint64_t far = 0;            ///< FAR_EL2; meaningful for aborts
    std::optional<uint64_t> ipa; ///< HPFAR_EL2, page-aligned, if KVM holds it valid
    uint64_t poisonedAt = 0;     ///< for external aborts: the start of the poison range
    std::vector<DecisionNote> notes;
};

/// Collects notes while it is enabled; otherwise a note costs one branch and nothing is formatted.
class DecisionLog {
public:
    void enable() { m_enabled = true; }

    template <class... Args>
    void note(const char* function, fmt::format_string<Args...> text, Args&&... args) {
        if (m_enabled) [[unlikely]]
            add({function, fmt::format(text, std::forward<Args>(args)...)});
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
