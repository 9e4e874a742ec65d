// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/random_guest.h"

#include "tests/conformance/random_code.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace seatape::test {
namespace {

using namespace guest_map;

// ---- Descriptors (Arm ARM D8.3)

constexpr uint64_t kTable = 3, kPageType = 3, kBlock = 1,
                   kTableOrPage = 1; // the type depends on the level
constexpr uint64_t kAF = 1 << 10, kInnerShareable = 3 << 8, kDevice = 1 << 2; // AttrIndx 1
constexpr uint64_t kKernelRw = 0 << 6, kUserRw = 1 << 6, kUserRo = 3 << 6;    // AP[2:1]
constexpr uint64_t kPxn = uint64_t{1} << 53, kUxn = uint64_t{1} << 54, kXn = kPxn | kUxn;
constexpr uint64_t kMemory = kAF | kInnerShareable | kPageType;

constexpr uint64_t kUnbacked = 0x50000000;        // in no slot
constexpr uint64_t kUnbackedTable = 0x60000000;   // in no slot either
constexpr uint64_t kBeyondVm = uint64_t{1} << 40; // more than HostModel::ipaBits

struct Mapped {
    unsigned first, count;
    uint64_t attributes;
};
// The pages of the tables are not mapped: with stage 1 on, the guest cannot change them.
constexpr Mapped kMapped[] = {
    {kVectors, 8, kUserRo | kMemory}, // with kCode and kBadCode; a writable page of EL0 is never PX
    {kKernelData, 4, kKernelRw | kXn | kMemory},
    {kUserData, 2, kUserRw | kXn | kMemory},
    {kReadOnlyData, 2, kUserRo | kXn | kMemory},
    {kBadData, 8, kUserRw | kXn | kMemory},
    {kWritableCode, 1, kKernelRw | kMemory},
};

std::vector<uint64_t> lastLevel() {
    std::vector<uint64_t> table(kWritableCode + 1);
    for (const Mapped& mapped : kMapped)
        for (unsigned n = mapped.first; n < mapped.first + mapped.count; ++n)
            table[n] = page(n) | mapped.attributes;
    return table;
}

std::vector<uint64_t> oddDescriptors() {
    return {kUnbacked | kUserRw | kMemory,
            0,
            page(kUserData) | kUserRw | kXn | (kMemory & ~kAF),
            kBeyondVm | kUserRw | kMemory,
            page(kUserData) | kUserRw | kTableOrPage,
            page(kBadData) | kUserRw | kXn | kMemory,
            page(kKernelData) | kKernelRw | kDevice | kXn | kMemory,
            page(kBadCode) | kUserRo | kMemory};
}

/// Levels 0 to 3, and the level-3 table of odd descriptors, one page each.
std::vector<std::vector<uint64_t>> tables() {
    const auto table = [](unsigned n) { return page(kTables + n) | kTable; };
    constexpr uint64_t block = kBlock | kAF | kDevice | kXn;
    const uint64_t bad = page(kBadTable) | kTable, unbacked = kUnbackedTable | kTable;
    return {{table(1), bad},
            {block | kKernelRw, table(2), bad, unbacked, block | kUserRw},
            {table(3), bad, unbacked, 0, table(4)},
            lastLevel(),
            oddDescriptors()};
}

constexpr uint64_t kGiB = uint64_t{1} << 30, kBlock2M = uint64_t{1} << 21;

/// Virtual addresses that end in a fault or an abort, whatever is done there, if stage 1 is on.
constexpr uint64_t kHoles[] = {
    oddPage(0),
    oddPage(1),
    oddPage(3),
    oddPage(4),
    kRam + 1 * kBlock2M, // level-3 table is bad
    kRam + 2 * kBlock2M, // level-3 table is in no slot
    kRam + 3 * kBlock2M, // level 2 is invalid
    2 * kGiB,            // level-2 table is bad
    3 * kGiB,            // level-2 table is in no slot
    5 * kGiB,            // level 1 is invalid
    uint64_t{1} << 39,   // level-1 table is bad
    uint64_t{1} << 40,   // level 0 is invalid; without stage 1, beyond the VM
};

constexpr uint64_t kDataPlaces[] = {
    kMmio,
    kMmio,
    kMmio,
    kUserMmio,
    kUserMmio,
    page(kKernelData),
    page(kUserData),
    page(kReadOnlyData),
    page(kBadData),
    page(kBadData),
    page(kBadData + 1),
    page(kSpotted),
    page(kBadCode),
    oddPage(0),
    oddPage(2),
    oddPage(5),
    oddPage(6),
};

constexpr uint64_t kBadCodePlaces[] = {page(kBadCode), oddPage(7), page(kWritableCode), kMmio};

// ---- Bytes

template <class T>
GuestImage imageOf(std::string name, uint64_t gpa, std::span<const T> words) {
    GuestImage image{std::move(name), gpa, {}};
    for (const T word : words)
        for (unsigned i = 0; i < sizeof(T); ++i)
            image.bytes.push_back(static_cast<uint8_t>(word >> 8 * i));
    return image;
}

void addCode(Dice& dice, Scenario& scenario) {
    std::vector<uint32_t> words(kCodeWords);
    std::ranges::generate(words, [&] { return randomInstruction(dice); });
    scenario.images.push_back(imageOf<uint32_t>("hex", page(kCode), words));
}

/// What no exception gets past without an exit, then anything.
void addVector(Dice& dice, uint64_t gpa, Scenario& scenario) {
    constexpr size_t kWords = 32;
    constexpr unsigned kPointer = 15, kValue = 14;
    std::vector<uint32_t> words(dice.below(4));
    std::ranges::generate(words, [&] { return randomHarmlessInstruction(dice); });
    words.push_back(loadAddress(kPointer, kMmio));
    words.push_back(storeWord(kValue, kPointer));
    while (words.size() < kWords)
        words.push_back(randomInstruction(dice));
    scenario.images.push_back(imageOf<uint32_t>("hex", gpa, words));
}

// ---- Poison

PoisonRange randomPoison(Dice& dice, uint64_t gpa, uint64_t size) {
    constexpr uint8_t kSets[] = {0, 2, 3};
    return {gpa, size, dice.chance(25), dice.chance(30), dice.oneOf(kSets)};
}

/// Makes a whole page bad, its parts in different ways: no access to it succeeds.
void addBadPage(Dice& dice, unsigned n, Scenario& scenario) {
    constexpr uint64_t kPart = 512;
    for (uint64_t at = 0; at < kPage; at += kPart)
        scenario.poison.push_back(randomPoison(dice, page(n) + at, kPart));
}

void addPoison(Dice& dice, Scenario& scenario) {
    for (unsigned n = 0; n < kBadDataPages; ++n)
        addBadPage(dice, kBadData + n, scenario);
    addBadPage(dice, kBadCode, scenario);
    scenario.poison.push_back(randomPoison(dice, page(kBadTable), kPage));
    for (uint64_t at = 0x400; at < 0xc00; at += 0x100) // single bytes, good ones around them
        scenario.poison.push_back(
            randomPoison(dice, page(kSpotted) + at + dice.below(0xf0), 1 + dice.below(16)));
}

} // namespace

uint64_t randomDataAddress(Dice& dice) {
    const uint64_t place = dice.chance(75) ? dice.oneOf(kDataPlaces) : dice.oneOf(kHoles);
    return place + 0x400 + 16 * dice.below(0x80);
}

uint64_t randomCodeAddress(Dice& dice) {
    const uint64_t kind = dice.below(100);
    if (kind < 70)
        return page(kCode) + 4 * dice.below(kCodeWords);
    if (kind < 80)
        return randomVectorTable(dice) + 0x80 * dice.below(16);
    if (kind < 83)
        return page(kCode) + dice.below(4 * kCodeWords);
    const uint64_t place = kind < 92 ? dice.oneOf(kBadCodePlaces) : dice.oneOf(kHoles);
    return place + 4 * dice.below(kPage / 4);
}

uint64_t randomVectorTable(Dice& dice) {
    return page(kVectors) + 0x800 * dice.below(kVectorTables);
}

void addRandomGuest(Dice& dice, Scenario& scenario) {
    scenario.slots = {{kRam, kRamSize, false}};
    unsigned n = kTables;
    for (const std::vector<uint64_t>& table : tables())
        scenario.images.push_back(imageOf<uint64_t>("hex", page(n++), table));
    for (uint64_t at = 0; at < kVectorTables * 0x800; at += 0x80)
        addVector(dice, page(kVectors) + at, scenario);
    addCode(dice, scenario);
    addPoison(dice, scenario);
}

std::vector<RegChange> translationRegisters() {
    // 48-bit addresses, 4 KiB granule, TTBR1 off, write-back inner-shareable walks
    constexpr uint64_t kTcr = uint64_t{5} << 32 | 1 << 23 | 3 << 12 | 1 << 10 | 1 << 8 | 16;
    constexpr uint64_t kMair = 0x00ff; // 0: normal write-back, 1: Device-nGnRnE
    return {{Reg::TTBR0_EL1, page(kTables)}, {Reg::TCR_EL1, kTcr}, {Reg::MAIR_EL1, kMair}};
}

} // namespace seatape::test
