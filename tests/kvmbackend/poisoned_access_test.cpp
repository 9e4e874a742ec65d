// SPDX-License-Identifier: Apache-2.0
// User space's answers to the poison module are what the simulator's PE reports, for every load and
// store, at every byte around the access, for fetches, and at every level of a walk.

#include "seatape/arch/load_store.h"

#include "seatape/esr/kvm_sea.h"
#include "simbackend/a64/tables.h"
#include "simbackend/machine/sim_backend.h"
#include "tests/kvmbackend/watched_guest.h"

#include <random>

using namespace seatape;
using namespace seatape::kvm;
using namespace seatape::kvm::test;

namespace {

constexpr uint32_t kLdrX0X1 = 0xf9400020, kStrX0X1 = 0xf9000020, kLdaddX2X0X1 = 0xf8220020,
                   kDcZvaX1 = 0xd50b7421, kDcCivacX1 = 0xd50b7e21, kAtS1E1rX1 = 0xd5087801,
                   kNop = 0xd503201f;

/// Tables that map code and data at their own addresses.
const Tables& flatTables() {
    static const Tables tables = [] {
        Tables made(12);
        for (const uint64_t page : {kCode, kCode + 0x1000, kData, kData + 0x1000})
            made.map(page, page, page >= kData); // LDTR is as if at EL0
        return made;
    }();
    return tables;
}

Guest guestFor(uint32_t insn, uint64_t x1) {
    Guest guest = guestWith(flatTables(), kCode, kCode, insn);
    guest.state[xReg(1)] = x1;
    guest.state[xReg(2)] = 8;
    const bool isPair = bit(insn, 21);
    guest.exclusiveBytes = isPair ? bit(insn, 30) ? 16 : 8 : uint64_t{1} << bits(insn, 31, 30);
    return guest;
}

/// Makes a word of a row: base X1, offset register X2, and immediates that stay in the data.
uint32_t wordOf(const sim::DecodeRow& row, std::mt19937& random) {
    uint64_t word = random();
    const bool isLiteral = (row.value & 0x3b000000) == 0x18000000;
    if (isLiteral)
        word = withBits(word, 23, 5, 0x7f + word % 2 * 0x380); // up to the page's end
    else
        word = withBits(withBits(word, 9, 5, 1), 20, 12, 0x20 + word % 13);
    if ((row.value & 0x3b000000) == 0x39000000) // unsigned offset
        word = withBits(word, 21, 10, word % 3);
    return (static_cast<uint32_t>(word) & ~row.mask) | row.value;
}

/// Walks a bad byte over everything around the access; returns how often it was noticed.
unsigned sweep(const Guest& guest, uint64_t from, uint64_t to) {
    unsigned found = 0;
    for (uint64_t gpa = from; gpa < to; ++gpa)
        found += isBadAlike(guest, gpa) ? 1 : 0;
    return found;
}

/// Sweeps the access of a word of `row`; all of its bytes count, or none where an Alignment fault
/// comes first.
unsigned sweepAround(const sim::DecodeRow& row, uint32_t insn, uint64_t x1) {
    if (sim::decode(insn)->execute != row.execute) // an unallocated word between allocated ones
        return 0;
    INFO(std::hex << insn << " at " << x1);
    const Guest guest = guestFor(insn, x1);
    const auto extent = accessExtent(insn, guest.state, 64);
    REQUIRE(extent);
    const uint64_t size = extent->elementBytes * extent->count;
    const unsigned found = sweep(guest, extent->va - 3, extent->va + size + 3);
    CHECK((found == 0 || found == size));
    return found;
}

} // namespace

TEST_CASE("a bad byte anywhere around any load or store is answered as the PE reports it") {
    std::mt19937 random(1);
    unsigned rows = 0;
    for (const auto table :
         {sim::loadStoreRows(), sim::exclusiveAtomicRows(), sim::simdLoadStoreRows()})
        for (const sim::DecodeRow& row : table) {
            if (row.name.starts_with("PRF"))
                continue;
            INFO(row.name << " " << row.pattern);
            unsigned found = 0;
            for (int word = 0; word < 4; ++word)
                for (const uint64_t offset : {0x400, 0xff0, 0xffb, 0xfd3})
                    found += sweepAround(row, wordOf(row, random), kData + offset);
            CHECK(found != 0);
            ++rows;
        }
    CHECK(rows > 200);
}

TEST_CASE("DC ZVA is bad wherever its block is, and reports the address in the register") {
    for (const uint64_t offset : {0x400, 0x43f, 0x417, 0xfff}) {
        const uint64_t block = kData + (offset & ~uint64_t{63});
        CHECK(sweep(guestFor(kDcZvaX1, kData + offset), block - 2, block + 66) == 64);
    }
}

TEST_CASE("cache maintenance and AT touch no data") {
    for (const uint32_t insn : {kDcCivacX1, kAtS1E1rX1})
        CHECK(sweep(guestFor(insn, kData + 0x400), kData + 0x3fe, kData + 0x444) == 0);
}

TEST_CASE("a fetch is bad if one of its four bytes is") {
    for (const uint64_t pc : {kData + 0x100, kData, kData + 0xffc}) {
        Guest guest = guestWith(flatTables(), pc, pc, kNop);
        guest.state[Reg::PSTATE] = pstate::EL0t;
        CHECK(sweep(guest, pc - 3, pc + 7) == 4);
    }
}

TEST_CASE("a walk is bad at the level whose descriptor is, for every granule and every access") {
    constexpr uint64_t kVa = 0x812345670000; // no level's descriptor is that of the code
    for (const unsigned granuleBits : {12u, 14u, 16u})
        for (const bool el0 : {false, true})
            for (const uint32_t insn :
                 {kLdrX0X1, kStrX0X1, kLdaddX2X0X1, kDcCivacX1, kAtS1E1rX1, kNop}) {
                INFO(granuleBits << " bits, EL0 " << el0 << ", " << std::hex << insn);
                if (el0 && insn == kAtS1E1rX1)
                    continue;
                Tables tables(granuleBits);
                tables.map(kCode, kCode, el0);
                const auto descriptors = tables.map(kVa, kData, el0);
                const bool fetches = insn == kNop; // at the VA itself
                Guest guest =
                    guestWith(tables, fetches ? kVa : kCode, fetches ? kData : kCode, insn);
                guest.state[xReg(1)] = kVa + 8;
                guest.state[Reg::SCTLR_EL1] |= 1u << 26; // UCI: EL0 may DC
                if (el0)
                    guest.state[Reg::PSTATE] = pstate::EL0t;
                else if (fetches)
                    guest.state[Reg::PSTATE] = pstate::EL1t;
                for (const uint64_t descriptor : descriptors) {
                    CHECK(sweep(guest, descriptor, descriptor + 8) == 8);
                    (void)sweep(guest, descriptor - 2, descriptor); // the code's may be beside it
                    (void)sweep(guest, descriptor + 8, descriptor + 10);
                }
            }
}

TEST_CASE("what KVM makes of an answer is the exit that the simulator gives") {
    Tables tables = flatTables();
    const uint64_t descriptor = tables.map(kData, kData, true).back();
    for (const uint64_t badByte : {kCode + 2, kData + 0x400, descriptor})
        for (const bool farNotValid : {false, true}) {
            INFO(std::hex << badByte << " FnV " << farNotValid);
            const Guest guest = guestFor(kLdrX0X1, kData + 0x400);
            const PoisonRange poison{badByte, 1, farNotValid, true, 3};
            const auto answer = answerTo(guest, poison);
            REQUIRE(answer);
            const auto gpa = bit(answer->hpfar, 63)
                                 ? std::optional(bits(answer->hpfar, 47, 4) << 12)
                                 : std::nullopt;
            const auto gva = bit(answer->esr, 10) ? std::nullopt : std::optional(answer->far);

            Scenario scenario = guest.scenario;
            scenario.poison = {poison};
            for (const Reg reg :
                 {Reg::PC, xReg(1), Reg::TTBR0_EL1, Reg::TCR_EL1, Reg::MAIR_EL1, Reg::SCTLR_EL1})
                scenario.vcpus[0].registers.push_back({reg, guest.state[reg]});
            auto machine = sim::SimBackend::create(scenario);
            REQUIRE(machine.has_value());
            CHECK((*machine)->run()->exit ==
                  Exit(SeaExit{answer->esr & seaExitEsrMask(true), gva, gpa}));
        }
}

TEST_CASE("an instruction that the table does not know is judged by the byte at FAR") {
    VcpuState state;
    PoisonList poison;
    poison.add({kData + 4, 1, false, true, 0});
    const GuestView guest{state, poison, [](uint64_t, std::span<uint8_t>) { return false; }};
    const uint64_t hpfar = kData >> 12 << 4;
    const PoisonAnswer answer = answerAccess({0x92000047, kData + 4, hpfar}, guest);
    CHECK(answer == PoisonAnswer{true, 0x92000250, kData + 4, uint64_t{1} << 63 | hpfar});
    CHECK_FALSE(answerAccess({0x92000047, kData + 3, hpfar}, guest).isBad);
}
