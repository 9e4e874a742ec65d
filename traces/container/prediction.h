// SPDX-License-Identifier: Apache-2.0
/// What the words of a frame are likely to be, so that a chunk stores only what is new: each word
/// is predicted to be what it was the last time, and may refer to the words before it in its frame.
///
/// Writer and reader of a chunk feed their predictions with the same words in the same order
/// (docs/trace-format.md, "Predicted words"). Private to traces/.
#pragma once

#include "seatape/arch/registers.h"
#include "seatape/core/recorder.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace seatape::trace {

/// The words of a frame that have a prediction of their own. Register lists have one for each
/// register, from Ran and from Injected on.
enum Slot : size_t {
    Instructions,
    Esr,
    Gva,
    Gpa,
    Data,
    Ran,
    Injected = Ran + kRegCount,
    SlotCount = Injected + kRegCount
};

/// Returns the slot of a register in the list that begins at `list`.
constexpr size_t slotOf(Slot list, Reg reg) {
    return list + static_cast<size_t>(reg);
}

class Prediction {
public:
    Prediction() = default;
    Prediction(Prediction&&) = default; // the nodes of a map stay where they are
    Prediction& operator=(Prediction&&) = default;

    /// Starts a chunk: vCPUs are predicted from the states that `states` knows, others as zero.
    void start(const StateTracker& states);
    /// Starts a frame of a vCPU; `vcpu` is below kMaxVcpus.
    void startFrame(uint32_t vcpu);

    uint64_t operator[](size_t slot) const { return (*m_slots)[slot]; }
    /// Notes what the word was.
    void learn(size_t slot, uint64_t value) {
        (*m_slots)[slot] = value;
        if (m_earlierCount < m_earlier.size())
            m_earlier[m_earlierCount++] = value;
    }
    /// Returns the place of a word of this frame that was `value`.
    std::optional<uint8_t> find(uint64_t value) const;
    /// Returns the word of this frame at a place, or nothing if there has been none.
    std::optional<uint64_t> earlier(uint8_t place) const;

private:
    using Slots = std::array<uint64_t, SlotCount>;

    std::map<uint32_t, Slots> m_vcpus;
    Slots* m_slots = &m_vcpus[0];
    std::array<uint64_t, 64> m_earlier{};
    size_t m_earlierCount = 0;
};

} // namespace seatape::trace
