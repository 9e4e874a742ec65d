// SPDX-License-Identifier: Apache-2.0
// The stage-1 walk against tables built by hand: every granule, level, permission and fault.

#include "simbackend/pe/translation.h"

#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::sim;

namespace {

constexpr uint64_t kWalkRam = 0x40000000, kSize = 0x400000;
constexpr uint64_t kValid = 1, kTableOrPage = 3, kAf = 1 << 10, kEl0 = 1 << 6, kReadOnly = 1 << 7,
                   kUxn = uint64_t{1} << 54, kPxn = uint64_t{1} << 53;

struct Granule {
    unsigned bits;
    uint64_t tg0, tg1;
    unsigned tsz;
    int startLevel;
};
constexpr Granule kGranules[] = {
    {12, 0, 2, 16, 0}, {12, 0, 2, 25, 1}, {12, 0, 2, 34, 2}, {14, 2, 1, 16, 0},
    {14, 2, 1, 17, 1}, {14, 2, 1, 28, 2}, {16, 1, 3, 16, 1}, {16, 1, 3, 22, 2},
};

/// One chain of tables for one virtual address: the table of level n is at kWalkRam + n * 64 KiB.
class Tables {
public:
    Tables(const Granule& granule, bool upper, uint64_t va)
        : m_granule(granule), m_va(va), m_memory(make()) {
        for (uint64_t page = 0; page < kSize; page += kPageSize)
            m_memory.find(kWalkRam + page)->mapped = true;
        const uint64_t tcr = upper ? uint64_t{granule.tsz} << 16 | granule.tg1 << 30
                                   : granule.tsz | granule.tg0 << 14;
        state[Reg::TCR_EL1] = tcr | uint64_t{5} << 32; // IPS: 48 bits
        state[Reg::ID_AA64MMFR0_EL1] = 5;
        state[upper ? Reg::TTBR1_EL1 : Reg::TTBR0_EL1] = tableAt(granule.startLevel);
        state[Reg::SCTLR_EL1] = 1;
        state[Reg::MAIR_EL1] = 0x00ff; // 0: Normal, 1: Device
        for (int level = granule.startLevel; level < 3; ++level)
            set(level, tableAt(level + 1) | kTableOrPage);
    }

    static uint64_t tableAt(int level) { return kWalkRam + static_cast<uint64_t>(level) * 0x10000; }

    uint64_t descriptorAt(int level) const {
        const unsigned stride = m_granule.bits - 3;
        const unsigned lsb = m_granule.bits + stride * static_cast<unsigned>(3 - level);
        const unsigned top = level == m_granule.startLevel ? 64 - m_granule.tsz : lsb + stride;
        return tableAt(level) + bits(m_va, top - 1, lsb) * 8;
    }
    void set(int level, uint64_t descriptor) {
        uint8_t bytes[8];
        for (unsigned i = 0; i < 8; ++i)
            bytes[i] = static_cast<uint8_t>(descriptor >> (8 * i));
        REQUIRE(m_memory.write(descriptorAt(level), bytes));
    }
    void poison(int level) {
        REQUIRE(m_memory.perform({MemoryAction::Kind::Poison, descriptorAt(level) + 7, 1, {}}) ==
                0);
    }
    WalkResult walk(Access access = Access::Read, Privilege privilege = Privilege::El1) {
        return translate(state, m_memory, m_va, access, privilege);
    }
    GuestMemory& memory() { return m_memory; }

    VcpuState state;

private:
    static GuestMemory make() {
        Scenario scenario;
        scenario.slots = {{kWalkRam, kSize, false}};
        return std::move(GuestMemory::create(scenario).value());
    }
    Granule m_granule;
    uint64_t m_va;
    GuestMemory m_memory;
};

uint64_t vaFor(const Granule& granule, bool upper) {
    const uint64_t low = 0x0000123456789abc & lowMask(64 - granule.tsz);
    return upper ? low | ~lowMask(64 - granule.tsz) : low;
}

uint8_t fscOf(const WalkResult& result) {
    REQUIRE(std::holds_alternative<WalkFault>(result));
    CHECK(std::get<WalkFault>(result).kind == WalkFault::Kind::Stage1);
    return std::get<WalkFault>(result).fsc;
}

template <class Body>
void forEachGranule(Body body) {
    for (const Granule& granule : kGranules)
        for (const bool upper : {false, true}) {
            INFO("granule " << granule.bits << " tsz " << granule.tsz << " upper " << upper);
            Tables tables(granule, upper, vaFor(granule, upper));
            body(tables, granule, vaFor(granule, upper));
        }
}

} // namespace

TEST_CASE("a page descriptor maps the page, in each granule and both halves") {
    forEachGranule([](Tables& tables, const Granule& granule, uint64_t va) {
        tables.set(3, 0x77770000 | kAf | kTableOrPage);
        const auto result = tables.walk();
        REQUIRE(std::holds_alternative<Translation>(result));
        CHECK(std::get<Translation>(result).ipa == (0x77770000 | (va & lowMask(granule.bits))));
        CHECK_FALSE(std::get<Translation>(result).device);
    });
}

TEST_CASE("a block descriptor maps at the levels that the granule allows, and nowhere else") {
    forEachGranule([](Tables& tables, const Granule& granule, uint64_t va) {
        for (int level = granule.startLevel; level < 3; ++level) {
            const unsigned lsb =
                granule.bits + (granule.bits - 3) * static_cast<unsigned>(3 - level);
            tables.set(level, uint64_t{1} << 46 | kAf | kValid);
            const auto result = tables.walk();
            if (level >= (granule.bits == 12 ? 1 : 2)) {
                REQUIRE(std::holds_alternative<Translation>(result));
                CHECK(std::get<Translation>(result).ipa ==
                      (uint64_t{1} << 46 | (va & lowMask(lsb))));
            } else {
                CHECK(fscOf(result) == 0x04 + level);
            }
            tables.set(level, Tables::tableAt(level + 1) | kTableOrPage);
        }
    });
}

TEST_CASE("faults name their level: translation, address size, access flag, permission") {
    forEachGranule([](Tables& tables, const Granule& granule, uint64_t) {
        tables.set(3, 0x77770000 | kAf | kValid); // 0b01 is reserved at level 3
        CHECK(fscOf(tables.walk()) == 0x07);
        tables.set(3, 0x77770000 | kTableOrPage);
        CHECK(fscOf(tables.walk()) == 0x0b);
        tables.set(3, 0x77770000 | kAf | kReadOnly | kTableOrPage);
        CHECK(fscOf(tables.walk(Access::Write)) == 0x0f);
        tables.state[Reg::TCR_EL1] &= ~(uint64_t{7} << 32); // IPS: 32 bits
        tables.set(3, uint64_t{1} << 32 | kAf | kTableOrPage);
        CHECK(fscOf(tables.walk()) == 0x03);
        for (int level = granule.startLevel; level < 3; ++level) {
            tables.set(level, uint64_t{1} << 33 | kTableOrPage);
            CHECK(fscOf(tables.walk()) == level);
            tables.set(level, 0);
            CHECK(fscOf(tables.walk()) == 0x04 + level);
            tables.set(level, Tables::tableAt(level + 1) | kTableOrPage);
        }
    });
}

TEST_CASE(
    "poison in a table is an external abort of its level, a table without slot is stage 2's") {
    forEachGranule([](Tables& tables, const Granule& granule, uint64_t) {
        tables.set(3, 0x77770000 | kAf | kTableOrPage);
        for (int level = 3; level >= granule.startLevel; --level) {
            tables.poison(level);
            const auto result = tables.walk();
            REQUIRE(std::holds_alternative<WalkFault>(result));
            CHECK(std::get<WalkFault>(result).kind == WalkFault::Kind::ExternalAbort);
            CHECK(std::get<WalkFault>(result).fsc == 0x14 + level);
        }
    });
    forEachGranule([](Tables& tables, const Granule& granule, uint64_t) {
        tables.set(granule.startLevel, 0x8000000 | kTableOrPage);
        const auto result = tables.walk();
        REQUIRE(std::holds_alternative<WalkFault>(result));
        CHECK(std::get<WalkFault>(result).kind == WalkFault::Kind::Stage2);
        CHECK((std::get<WalkFault>(result).ipa & ~lowMask(16)) == 0x8000000);
        const int next = granule.startLevel + 1;
        CHECK(findDescriptorLevel(tables.state, tables.memory(),
                                  vaFor(granule, tables.state[Reg::TTBR0_EL1] == 0),
                                  std::get<WalkFault>(result).ipa) == next);
    });
}

// Every combination of AP, UXN, PXN, WXN and PAN for every access and privilege, against the tables
// of Arm ARM D8.4 written out.
TEST_CASE("permissions are those of the manual") {
    const Granule& granule = kGranules[0];
    Tables tables(granule, false, vaFor(granule, false));
    for (unsigned n = 0; n < 32; ++n) {
        const bool el0 = n & 1, readOnly = n & 2, uxn = n & 4, pxn = n & 8, wxn = n & 16;
        tables.set(3, 0x77770000 | kAf | kTableOrPage | (el0 ? kEl0 : 0) |
                          (readOnly ? kReadOnly : 0) | (uxn ? kUxn : 0) | (pxn ? kPxn : 0));
        tables.state[Reg::SCTLR_EL1] = 1 | uint64_t{wxn} << 19;
        const auto allowed = [&](Access access, Privilege privilege) {
            return std::holds_alternative<Translation>(tables.walk(access, privilege));
        };
        INFO("combination " << n);
        CHECK(allowed(Access::Read, Privilege::El0) == el0);
        CHECK(allowed(Access::Write, Privilege::El0) == (el0 && !readOnly));
        CHECK(allowed(Access::Fetch, Privilege::El0) == (!uxn && !(wxn && el0 && !readOnly)));
        CHECK(allowed(Access::Read, Privilege::El1));
        CHECK(allowed(Access::Write, Privilege::El1) == !readOnly);
        CHECK(allowed(Access::Read, Privilege::El1Pan) == !el0);
        CHECK(allowed(Access::Write, Privilege::El1Pan) == (!el0 && !readOnly));
        const bool el0Writes = el0 && !readOnly;
        CHECK(allowed(Access::Fetch, Privilege::El1) ==
              (!pxn && !el0Writes && !(wxn && !readOnly)));
    }
}

TEST_CASE("table descriptors restrict everything below them") {
    const Granule& granule = kGranules[0];
    Tables tables(granule, false, vaFor(granule, false));
    tables.set(3, 0x77770000 | kAf | kEl0 | kTableOrPage);
    const uint64_t link = Tables::tableAt(2) | kTableOrPage;
    tables.set(1, link | uint64_t{1} << 61); // APTable[0]: not from EL0
    CHECK(fscOf(tables.walk(Access::Read, Privilege::El0)) == 0x0f);
    tables.set(1, link | uint64_t{1} << 62); // APTable[1]: read-only
    CHECK(fscOf(tables.walk(Access::Write, Privilege::El1)) == 0x0f);
    tables.set(1, link | uint64_t{1} << 60); // UXNTable
    CHECK(fscOf(tables.walk(Access::Fetch, Privilege::El0)) == 0x0f);
    tables.set(1, link | uint64_t{1} << 59); // PXNTable
    CHECK(fscOf(tables.walk(Access::Fetch, Privilege::El1)) == 0x0f);
}

TEST_CASE("addresses between the halves, disabled walks and ignored top bytes") {
    const Granule& granule = kGranules[1]; // 39 bits
    const uint64_t va = vaFor(granule, false);
    Tables tables(granule, false, va);
    tables.set(3, 0x77770000 | kAf | kTableOrPage);
    const auto at = [&](uint64_t address) {
        return translate(tables.state, tables.memory(), address, Access::Read, Privilege::El1);
    };
    CHECK(fscOf(at(va | uint64_t{1} << 39)) == 0x04);
    CHECK(fscOf(at(va | uint64_t{0xaa} << 56)) == 0x04);
    tables.state[Reg::TCR_EL1] |= uint64_t{1} << 37; // TBI0
    CHECK(std::holds_alternative<Translation>(at(va | uint64_t{0xaa} << 56)));
    CHECK(fscOf(at(va | uint64_t{1} << 39)) == 0x04);
    tables.state[Reg::TCR_EL1] |= 1 << 7; // EPD0
    CHECK(fscOf(at(va)) == 0x04);
}
