// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/guest_memory.h"

#include "seatape/core/memory_rules.h"
#include "simbackend/machine/memory.h"
#include "tests/kvmbackend/fake_kernel.h"
#include "tests/support/catch.h"

#include <random>

using namespace seatape;
using namespace seatape::kvm;
using namespace seatape::kvm::test;

namespace {

Scenario twoSlots() {
    Scenario scenario;
    scenario.slots = {{0x40000000, 0x20000, false}, {0x50000000, 0x3000, true}};
    scenario.images = {{"code", 0x40000ffe, {1, 2, 3, 4}}, {"rom", 0x50001000, {5}}};
    return scenario;
}

/// Memory on a fake VM.
struct Machine {
    FakeKernel kernel;
    Vm vm = *Kvm::open(kernel)->createVm(40);
    kvm::GuestMemory memory{vm};

    explicit Machine(const Scenario& scenario) { REQUIRE(memory.build(scenario).has_value()); }
};

} // namespace

TEST_CASE("slots are given to KVM, and only those that the guest writes are logged") {
    Machine machine(twoSlots());
    const auto& regions = machine.kernel.regions;
    REQUIRE(regions.size() == 2);
    CHECK(regions[0].guest_phys_addr == 0x40000000);
    CHECK(regions[0].memory_size == 0x20000);
    CHECK(regions[0].flags == uapi::MEM_LOG_DIRTY_PAGES);
    CHECK(regions[1].flags == uapi::MEM_READONLY);
    CHECK(regions[0].slot != regions[1].slot);
    std::array<uint8_t, 4> bytes{};
    CHECK(machine.memory.read(0x40000ffe, bytes));
    CHECK(bytes == std::array<uint8_t, 4>{1, 2, 3, 4});
    CHECK(regions[0].userspace_addr ==
          reinterpret_cast<uintptr_t>(machine.memory.hostAddress(0x40000000)));
    CHECK(machine.memory.pageAt(machine.memory.hostAddress(0x50001000) + 7) == 0x50001000);
    CHECK(machine.memory.pageAt(&bytes) == std::nullopt);
}

TEST_CASE("the digest is the simulator's for equal memory, whatever was done to it") {
    const Scenario scenario = twoSlots();
    Machine machine(scenario);
    auto simulated = sim::GuestMemory::create(scenario);
    REQUIRE(simulated.has_value());
    CHECK(*machine.memory.digest() == simulated->digest());
    std::mt19937_64 random(5);
    for (int i = 0; i < 400; ++i) {
        const uint64_t gpa = 0x40000000 + random() % 0x21000 - 0x800; // partly outside
        const uint64_t size = random() % 0x1800;
        MemoryAction action{MemoryAction::Kind::Write, gpa, size, std::vector<uint8_t>(size)};
        for (uint8_t& byte : action.bytes)
            byte = static_cast<uint8_t>(random());
        bool done = false;
        if (i % 3 == 0) {
            action.kind = MemoryAction::Kind::Heal;
            done = size != 0 && machine.memory.clear(gpa, size);
            CHECK(done == (simulated->perform(action) == 0));
        } else if (i % 50 == 1) {
            action.kind = MemoryAction::Kind::Unmap;
            action.gpa &= ~kPageMask;
            action.size = 0x1000;
            done = machine.memory.covers(rangeOf(action));
            CHECK(done == (simulated->perform(action) == 0));
            if (done)
                REQUIRE(machine.memory.unmap(action.gpa, action.size).has_value());
        } else {
            CHECK(machine.memory.write(gpa, action.bytes) == (simulated->perform(action) == 0));
        }
        CHECK(*machine.memory.digest() == simulated->digest());
    }
    std::array<uint8_t, 64> ours{}, theirs{};
    for (uint64_t gpa = 0x40000000; gpa < 0x40020000; gpa += ours.size()) {
        CHECK(machine.memory.read(gpa, ours) == simulated->read(gpa, theirs));
        CHECK(ours == theirs);
    }
}

TEST_CASE("what the guest wrote is hashed where the dirty log tells, and only there") {
    const Scenario scenario = twoSlots();
    Machine machine(scenario);
    const uint64_t before = *machine.memory.digest();
    machine.memory.hostAddress(0x40003000)[5] = 1; // as the guest does
    CHECK(*machine.memory.digest() == before);
    machine.kernel.dirtyBits = {uint64_t{1} << 3 | uint64_t{1} << 60}; // and one after the slot
    auto simulated = sim::GuestMemory::create(scenario);
    const uint8_t one = 1;
    simulated->write(0x40003005, {&one, 1});
    CHECK(*machine.memory.digest() == simulated->digest());
}

TEST_CASE("an emptied stage 2 finds the same bytes, a replaced page zeros") {
    Machine machine(twoSlots());
    REQUIRE(machine.memory.dropMapping(0x40000000).has_value());
    CHECK(machine.memory.hostAddress(0x40000000)[0xffe] == 1);
    REQUIRE(machine.memory.replace(0x40000000).has_value());
    CHECK(machine.memory.hostAddress(0x40000000)[0xffe] == 0);
    CHECK(machine.memory.hostAddress(0x40001000)[0] == 3);
}

TEST_CASE("a broken page is not touched until it is replaced") {
    Machine machine(twoSlots());
    std::array<uint8_t, 4> bytes{};
    machine.memory.markBroken(0x40001000);
    CHECK_FALSE(machine.memory.read(0x40000ffe, bytes));
    CHECK_FALSE(machine.memory.write(0x40001fff, bytes));
    CHECK_FALSE(machine.memory.clear(0x40001800, 1));
    CHECK(machine.memory.read(0x40000ffc, bytes));
    CHECK(machine.memory.read(0x40002000, bytes));
    Scenario without = twoSlots();
    without.images[0].bytes.resize(2); // those in the page before
    CHECK(*machine.memory.digest() == sim::GuestMemory::create(without)->digest());
    REQUIRE(machine.memory.replace(0x40001000).has_value());
    CHECK(machine.memory.read(0x40000ffe, bytes));
    CHECK(bytes == std::array<uint8_t, 4>{1, 2, 0, 0});
}

TEST_CASE("unmapping leaves the rest of a slot in slots of its own") {
    Machine machine(twoSlots());
    uint8_t* const base = machine.memory.hostAddress(0x40000000);
    REQUIRE(machine.memory.unmap(0x40004000, 0x2000).has_value());
    CHECK_FALSE(machine.memory.covers({0x40004000, 1}));
    CHECK_FALSE(machine.memory.covers({0x40003fff, 2}));
    CHECK(machine.memory.covers({0x40006000, 0x1a000}));
    CHECK(machine.memory.hostAddress(0x40006000) == base + 0x6000);
    const auto& regions = machine.kernel.regions;
    REQUIRE(regions.size() == 5);
    CHECK(regions[2].memory_size == 0); // deleted
    CHECK(regions[3].memory_size == 0x4000);
    CHECK(regions[4].guest_phys_addr == 0x40006000);
    CHECK(regions[4].userspace_addr == reinterpret_cast<uintptr_t>(base + 0x6000));
}

TEST_CASE("a kernel that refuses a slot or the dirty log is an error") {
    FakeKernel kernel;
    const Vm vm = *Kvm::open(kernel)->createVm(40);
    kvm::GuestMemory memory(vm);
    kernel.failures = {{uapi::SET_USER_MEMORY_REGION.number, EINVAL}};
    CHECK_FALSE(memory.build(twoSlots()).has_value());
    kernel.failures = {};
    kvm::GuestMemory second(vm);
    REQUIRE(second.build(twoSlots()).has_value());
    kernel.failures = {{uapi::GET_DIRTY_LOG.number, ENOENT}};
    CHECK_FALSE(second.digest().has_value());
    CHECK_FALSE(second.unmap(0x40000000, 0x1000).has_value());
}
