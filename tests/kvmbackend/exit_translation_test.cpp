// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/exit_translation.h"

#include "tests/support/catch.h"

#include <cerrno>
#include <cstring>
#include <random>
#include <set>

using namespace seatape;
using namespace seatape::kvm;

namespace {

uapi::kvm_run runWith(uint32_t reason) {
    uapi::kvm_run run{};
    run.exit_reason = reason;
    return run;
}

} // namespace

TEST_CASE("an MMIO write has its bytes as a little-endian number, a read has none") {
    auto run = runWith(6);
    run.mmio.phys_addr = 0x9000000;
    run.mmio.len = 2;
    std::memcpy(run.mmio.data, "\x34\x12\xff\xff\xff\xff\xff\xff", 8);
    CHECK(translateExit(run, 0) == Exit(MmioExit{0x9000000, 2, false, 0}));
    run.mmio.is_write = 1;
    CHECK(translateExit(run, 0) == Exit(MmioExit{0x9000000, 2, true, 0x1234}));
    run.mmio.len = 8;
    CHECK(translateExit(run, 0) == Exit(MmioExit{0x9000000, 8, true, 0xffffffffffff1234}));
    run.mmio.len = 0xffffffff; // no kernel says so
    CHECK(translateExit(run, 0) == Exit(MmioExit{0x9000000, 0xffffffff, true, 0xffffffffffff1234}));
}

TEST_CASE("an SEA has the addresses that are valid") {
    auto run = runWith(41);
    run.arm_sea = {1, 0x92000010, 0xffff000012345678, 0x40001000};
    CHECK(translateExit(run, 0) == Exit(SeaExit{0x92000010, 0xffff000012345678, 0x40001000}));
    run.arm_sea.flags = 2; // a flag of the future
    CHECK(translateExit(run, 0) == Exit(SeaExit{0x92000010, 0xffff000012345678, std::nullopt}));
    run.arm_sea = {0, 0x92000410, 0, 0};
    CHECK(translateExit(run, 0) == Exit(SeaExit{0x92000410, std::nullopt, std::nullopt}));
}

TEST_CASE("the other exits have their members") {
    auto run = runWith(28);
    run.arm_nisv = {0x46, 0x9000008};
    CHECK(translateExit(run, 0) == Exit(ArmNisvExit{0x46, 0x9000008}));
    run.exit_reason = 42;
    CHECK(translateExit(run, 0) == Exit(LdSt64BExit{0x46, 0x9000008}));

    run = runWith(24);
    run.system_event.type = 2;
    run.system_event.data[0] = 7;
    CHECK(translateExit(run, 0) == Exit(SystemEventExit{2, 0, 0}));
    run.system_event.ndata = 1;
    CHECK(translateExit(run, 0) == Exit(SystemEventExit{2, 1, 7}));

    run = runWith(3);
    run.hypercall.nr = 0x84000008;
    run.hypercall.flags = 1;
    CHECK(translateExit(run, 0) == Exit(HypercallExit{0x84000008, 1}));

    run = runWith(4);
    run.debug = {0xca000022, 1, 0x1234};
    CHECK(translateExit(run, 0) == Exit(DebugExit{0xca000022, 1, 0x1234}));

    run = runWith(9);
    run.fail_entry = {1, 3};
    CHECK(translateExit(run, 0) == Exit(FailEntryExit{1, 3}));
    CHECK(translateExit(run, EINVAL) == Exit(FailEntryExit{1, 3}));

    run = runWith(17);
    run.internal.suberror = 1;
    CHECK(translateExit(run, 0) == Exit(InternalErrorExit{1, 0, {}}));
}

TEST_CASE("a KVM_RUN that fails is told by its errno") {
    auto run = runWith(39);
    run.memory_fault = {8, 0x40000000, 0x1000};
    CHECK(translateExit(run, EFAULT) == Exit(MemoryFaultExit{8, 0x40000000, 0x1000, EFAULT}));
    CHECK(translateExit(run, EHWPOISON) == Exit(MemoryFaultExit{8, 0x40000000, 0x1000, EHWPOISON}));
    CHECK(translateExit(run, 0) == Exit(UnknownExit{39, 0}));
    for (const uint32_t reason : {0u, 6u, 10u, 39u})
        CHECK(translateExit(runWith(reason), EINTR) == Exit(InterruptedExit{}));
    CHECK(translateExit(runWith(0), ENOSYS) == Exit(UnknownExit{0, ENOSYS}));
}

TEST_CASE("each kind of exit comes back under its own number, whatever the bytes are") {
    std::mt19937_64 random(1);
    std::set<size_t> seen;
    for (uint32_t reason = 0; reason < 300; ++reason)
        for (const int err : {0, EINTR, EFAULT, EINVAL, EHWPOISON, ENOEXEC}) {
            auto run = runWith(reason);
            for (uint8_t& byte : run.padding)
                byte = static_cast<uint8_t>(random());
            const Exit exit = translateExit(run, err);
            seen.insert(exit.index());
            if (err == 0)
                CHECK(exitReason(exit) == reason);
        }
    CHECK(seen.size() == std::variant_size_v<Exit>);
}
