// SPDX-License-Identifier: Apache-2.0
/// One instruction on the simulator's PE, once with poison and once with its page watched as the
/// poison module watches it; what user space would answer is to be what the PE reports.
#pragma once

#include "kvmbackend/poisoned_access.h"

#include "seatape/core/cpu_identification.h"
#include "simbackend/machine/cpu_model.h"
#include "simbackend/pe/pe.h"
#include "tests/support/catch.h"

#include <optional>
#include <vector>

namespace seatape::kvm::test {

inline constexpr uint64_t kCode = 0x40000000, kData = kCode + 0x10000, kTables = kCode + 0x20000;

/// Stage-1 tables of 48-bit addresses in a granule of 2^`granuleBits` bytes, from kTables on.
class Tables {
public:
    explicit Tables(unsigned granuleBits)
        : m_granuleBits(granuleBits), m_bytes(uint64_t{1} << granuleBits),
          m_firstLevel(granuleBits == 16 ? 1 : 0) {}

    /// Maps the granule around `va`; returns the addresses of the descriptors by rising level.
    std::vector<uint64_t> map(uint64_t va, uint64_t ipa, bool forEl0) {
        std::vector<uint64_t> descriptors;
        uint64_t table = kTables;
        for (int level = m_firstLevel; level <= 3; ++level) {
            const unsigned stride = m_granuleBits - 3;
            const unsigned lsb = m_granuleBits + stride * static_cast<unsigned>(3 - level);
            const unsigned msb = std::min(lsb + stride - 1, 47u);
            descriptors.push_back(table + 8 * bits(va, msb, lsb));
            uint64_t descriptor = word(descriptors.back());
            if (level == 3)
                descriptor = (ipa & ~lowMask(m_granuleBits)) | 0x403 | (forEl0 ? 0x40 : 0);
            else if (descriptor == 0)
                descriptor = newTable() | 3;
            setWord(descriptors.back(), descriptor);
            table = descriptor & ~uint64_t{3};
        }
        return descriptors;
    }

    GuestImage image() const { return {"tables", kTables, m_bytes}; }
    MemorySlot slot() const { return {kTables, m_bytes.size(), false}; }
    uint64_t tcr() const {
        const uint64_t tg0 = m_granuleBits == 16 ? 1 : m_granuleBits == 14 ? 2 : 0;
        return 16 | 1u << 23 | tg0 << 14 | uint64_t{5} << 32;
    }

private:
    uint64_t newTable() {
        m_bytes.resize(m_bytes.size() + (size_t{1} << m_granuleBits));
        return kTables + m_bytes.size() - (uint64_t{1} << m_granuleBits);
    }
    uint64_t word(uint64_t gpa) const {
        uint64_t value = 0;
        for (unsigned i = 8; i-- > 0;)
            value = value << 8 | m_bytes[gpa - kTables + i];
        return value;
    }
    void setWord(uint64_t gpa, uint64_t value) {
        for (unsigned i = 0; i < 8; ++i)
            m_bytes[gpa - kTables + i] = static_cast<uint8_t>(value >> (8 * i));
    }

    unsigned m_granuleBits;
    std::vector<uint8_t> m_bytes;
    int m_firstLevel;
};

/// A guest that is about to execute one instruction.
struct Guest {
    Scenario scenario;
    VcpuState state;
    uint64_t exclusiveBytes = 0; ///< the monitor is armed for so many bytes at X1; 0: it is not
};

inline Guest guestWith(const Tables& tables, uint64_t pc, uint64_t codeAt, uint32_t insn) {
    Guest guest;
    std::vector<uint8_t> code;
    for (unsigned i = 0; i < 4; ++i)
        code.push_back(static_cast<uint8_t>(insn >> (8 * i)));
    // No more memory than sweeps reach: they make hundreds of thousands of guests.
    guest.scenario.slots = {
        {kCode, 2 * kPageSize, false}, {kData - kPageSize, 3 * kPageSize, false}, tables.slot()};
    guest.scenario.images = {{"code", codeAt, code}, tables.image()};
    guest.state = sim::resetState(identificationRegisters(guest.scenario), 0);
    guest.state[Reg::PC] = pc;
    guest.state[Reg::TTBR0_EL1] = kTables;
    guest.state[Reg::TCR_EL1] = tables.tcr();
    guest.state[Reg::MAIR_EL1] = 0xff;
    guest.state[Reg::SCTLR_EL1] = 0xc5507d; // stage 1 on, DC ZVA and SPAN, no alignment check
    guest.state[Reg::CPACR_EL1] = 3u << 20;
    return guest;
}

/// Executes the instruction; `watched` is a page that stage 2 does not map, if any.
inline std::optional<sim::El2Trap> trapOf(const Guest& guest, std::optional<uint64_t> watched) {
    auto memory = sim::GuestMemory::create(guest.scenario);
    REQUIRE(memory.has_value());
    for (const MemorySlot& slot : guest.scenario.slots)
        for (uint64_t gpa = slot.gpa; gpa < slot.gpa + slot.size; gpa += kPageSize)
            memory->find(gpa)->mapped = gpa != watched;
    sim::Pe pe(*memory, guest.scenario.cpu);
    pe.state = guest.state;
    pe.tea = pe.hasRas = true;
    pe.stateChanged();
    if (guest.exclusiveBytes != 0)
        pe.setExclusive(guest.state[xReg(1)], static_cast<unsigned>(guest.exclusiveBytes));
    const sim::PeStop stop = pe.run(1);
    REQUIRE(stop.why != sim::PeStop::Why::Unimplemented);
    return stop.why == sim::PeStop::Why::Trap ? std::optional(stop.trap) : std::nullopt;
}

/// Returns the bad range of one byte, with a syndrome that depends on where it is.
inline PoisonRange poisonByte(uint64_t gpa) {
    constexpr uint8_t kSets[] = {0, 2, 3};
    return {gpa, 1, bit(gpa, 0), bit(gpa, 1), kSets[gpa % 3]};
}

/// Returns the answer to the stop that comes of watching the page of a bad byte; nothing if the
/// instruction does not touch that page.
inline std::optional<PoisonAnswer> answerTo(const Guest& guest, const PoisonRange& poison) {
    const auto trap = trapOf(guest, poison.gpa & ~kPageMask);
    if (!trap)
        return std::nullopt;
    auto memory = sim::GuestMemory::create(guest.scenario);
    REQUIRE(memory.has_value());
    REQUIRE(trap->ipa.has_value());
    PoisonList list;
    list.add(poison);
    const GuestView view{guest.state, list, [&](uint64_t gpa, std::span<uint8_t> out) {
                             return memory->read(gpa, out);
                         }};
    return answerAccess({trap->esr, trap->far, *trap->ipa >> 12 << 4}, view);
}

/// Requires that the answer for one bad byte is what the PE reports; returns whether it is bad.
inline bool isBadAlike(const Guest& guest, uint64_t badByte) {
    const PoisonRange poison = poisonByte(badByte);
    Guest poisoned = guest;
    poisoned.scenario.poison = {poison};
    const auto expected = trapOf(poisoned, std::nullopt);
    const PoisonAnswer answer = answerTo(guest, poison).value_or(PoisonAnswer{});
    REQUIRE(answer.isBad == expected.has_value());
    if (!expected)
        return false;
    CHECK(answer.esr == expected->esr);
    CHECK(answer.far == expected->far);
    const bool ipaIsValid = bits(answer.esr, 5, 0) == 0x10 && !poison.FnV; // kvm-sea-spec §2.4
    const uint64_t fipa = poison.gpa >> 12 << 4;
    CHECK(answer.hpfar == (ipaIsValid ? uint64_t{1} << 63 | fipa : 0));
    return true;
}

} // namespace seatape::kvm::test
