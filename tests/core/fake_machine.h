// SPDX-License-Identifier: Apache-2.0
/// A Backend for tests of the core: gives the exits of a list and remembers the answers.
#pragma once

#include "seatape/core/backend.h"

#include <vector>

namespace seatape::test {

class FakeMachine final : public Backend {
public:
    explicit FakeMachine(std::vector<Exit> exits) : m_exits(std::move(exits)) {}

    /// Returns the next exit; an INTR exit when there is none left.
    Result<VmExit> run() override {
        const size_t n = m_next++;
        if (n >= m_exits.size())
            return VmExit{0, n, InterruptedExit{}};
        vcpuState.words[0] = n; // a register that changes from frame to frame
        return VmExit{0, n, m_exits[n]};
    }
    Result<InjectionResult> apply(uint32_t, const Injection& injection) override {
        answers.push_back(injection);
        for (const RegChange& change : injection.registers)
            vcpuState[change.reg] = change.value;
        return result;
    }
    uint32_t vcpuCount() const override { return 1; }
    const VcpuState& state(uint32_t) override { return vcpuState; }
    Result<uint64_t> digest() override { return digestValue; }
    bool readMemory(uint64_t, std::span<uint8_t>) override { return false; }

    std::vector<Injection> answers;
    InjectionResult result;
    VcpuState vcpuState;
    uint64_t digestValue = 1;

private:
    std::vector<Exit> m_exits;
    size_t m_next = 0;
};

/// An SEA of a data read at EL1 with gva and gpa.
inline SeaExit seaAt(uint64_t gva, uint64_t esr = 0x92000010) {
    return {esr, gva, gva & ~uint64_t{0xfff}};
}

inline Injection pendDabt() {
    Injection injection;
    injection.events = RawVcpuEvents{};
    (*injection.events)[2] = 1;
    return injection;
}

} // namespace seatape::test
