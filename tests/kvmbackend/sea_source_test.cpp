// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/hardware_source.h"
#include "kvmbackend/module_source.h"
#include "kvmbackend/poison-module/seatape_poison.h"
#include "tests/kvmbackend/small_vm.h"
#include "tests/support/catch.h"

#include <csignal>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace seatape;
using namespace seatape::kvm;
using namespace seatape::kvm::test;

namespace {

constexpr uint64_t kPage = 0x40001000;
constexpr uint64_t kReadAbort = 0x93c08007; // data abort from EL1, ISV, translation level 3

/// A guest about to read 8 bytes at X1; bytes 0x40001008 and on are bad.
Scenario readingGuest(uint64_t address) {
    Scenario scenario = smallScenario();
    scenario.images = {{"code", 0x40000000, {0x20, 0x00, 0x40, 0xf9}}};
    scenario.poison = {{kPage + 8, 8}};
    scenario.vcpus[0].registers.push_back({xReg(1), address});
    return scenario;
}

/// The stop of the module at a read of `address`, with stage 1 off.
FakeKernel::RunStep stopsAt(uint64_t address) {
    return exitsWith(SEATAPE_EXIT_POISON, [address](uapi::kvm_run& run) {
        const seatape_poison_exit stop{kReadAbort, address, address >> 12 << 4, 0};
        std::memcpy(run.padding, &stop, sizeof stop);
    });
}

FakeKernel::RunStep stepEnds() {
    return exitsWith(4, [](uapi::kvm_run& run) { run.debug = {0xca000022, 0, 0}; });
}

FakeKernel::RunStep powersOff() {
    return exitsWith(24, [](uapi::kvm_run& run) { run.system_event.type = 1; });
}

KvmOptions optionsFor(SeaSourceKind kind) {
    KvmOptions options;
    options.seaSource = kind;
    return options;
}

std::unique_ptr<KvmBackend> machineOn(FakeKernel& kernel, const Scenario& scenario,
                                      SeaSourceKind kind) {
    hostLike(kernel, scenario);
    auto machine = KvmBackend::create(scenario, optionsFor(kind), kernel);
    INFO((machine ? std::string() : machine.error().message()));
    REQUIRE(machine.has_value());
    return std::move(*machine);
}

/// The calls to the module: the request and its first words.
using Calls = std::vector<std::pair<unsigned long, std::vector<uint64_t>>>;
Calls::value_type watch(uint64_t page, uint64_t on) {
    return {SEATAPE_POISON_WATCH, {page, on}};
}
const Calls::value_type kPass{SEATAPE_POISON_ANSWER, {SEATAPE_POISON_PASS, 0, 0, 0}};

/// What the module is told of a bad read at 0x40001008: ESR without the ISV group, FSC 0x10.
Calls::value_type bad(uint64_t action) {
    return {SEATAPE_POISON_ANSWER,
            {action, 0x92000010, kPage + 8, uint64_t{1} << 63 | kPage >> 12 << 4}};
}

std::string errorOf(FakeKernel& kernel, const Scenario& scenario, SeaSourceKind kind) {
    hostLike(kernel, scenario);
    auto machine = KvmBackend::create(scenario, optionsFor(kind), kernel);
    return machine ? std::string() : machine.error().message();
}

} // namespace

TEST_CASE("the module's structures and requests are what the kernel has") {
    CHECK(sizeof(seatape_poison_exit) <= sizeof(uapi::kvm_run::padding));
    CHECK(SEATAPE_POISON_WATCH == 0x4010ea01);
    CHECK(SEATAPE_POISON_ANSWER == 0x4020ea02);
}

TEST_CASE("a good access to a page with poison passes for one instruction") {
    FakeKernel kernel;
    kernel.files["/dev/seatape-poison"] = 0;
    const auto machine = machineOn(kernel, readingGuest(kPage), SeaSourceKind::Auto);
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 1)});
    const size_t dropped = kernel.advices.size();
    kernel.steps = {stopsAt(kPage), stepEnds(), powersOff()};
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(exitName(exit->exit) == "SYSTEM_EVENT");
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 1), kPass, watch(kPage, 1)});
    CHECK(kernel.vcpus.back()->debug ==
          std::vector<uint32_t>{uapi::GUESTDBG_ENABLE | uapi::GUESTDBG_SINGLESTEP, 0});
    CHECK(kernel.advices.size() == dropped + 1);
}

TEST_CASE("a bad access aborts, and whatever KVM makes of it is the session's") {
    FakeKernel kernel;
    kernel.files["/dev/seatape-poison"] = 0;
    const auto machine = machineOn(kernel, readingGuest(kPage + 8), SeaSourceKind::Module);
    kernel.steps = {stopsAt(kPage + 8), exitsWith(41, [](uapi::kvm_run& run) {
                        run.arm_sea = {1, 0x92000010, kPage + 8, kPage};
                    })};
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(exit->exit == Exit(SeaExit{0x92000010, kPage + 8, kPage}));
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 1), bad(SEATAPE_POISON_ABORT)});
    CHECK(kernel.vcpus.back()->debug.empty());
}

TEST_CASE("an exit of its own kind in the middle of a step is the session's") {
    FakeKernel kernel;
    kernel.files["/dev/seatape-poison"] = 0;
    const auto machine = machineOn(kernel, readingGuest(kPage), SeaSourceKind::Module);
    kernel.steps = {stopsAt(kPage), exitsWith(4, [](uapi::kvm_run& run) {
                        run.debug = {0xf2000000, 0, 0};
                    })};
    const auto exit = machine->run(); // BRK, not the end of the step
    REQUIRE(exit.has_value());
    CHECK(exitName(exit->exit) == "DEBUG");
    CHECK(kernel.vcpus.back()->debug.back() == 0);
}

TEST_CASE("APEI claims as often as the scenario says, and the last claim heals") {
    FakeKernel kernel;
    kernel.files["/dev/seatape-poison"] = 0;
    Scenario scenario = readingGuest(kPage + 8);
    scenario.host.apei = Apei::Claims;
    scenario.host.apeiClaims = 2;
    const auto machine = machineOn(kernel, scenario, SeaSourceKind::Module);
    for (int i = 0; i < 3; ++i)
        kernel.steps.push_back(stopsAt(kPage + 8));
    kernel.steps.push_back(stepEnds());
    kernel.steps.push_back(powersOff());
    REQUIRE(machine->run().has_value());
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 1), bad(SEATAPE_POISON_CLAIM),
                                      bad(SEATAPE_POISON_CLAIM), kPass, watch(kPage, 0)});
}

TEST_CASE("poison comes and goes with the answers") {
    FakeKernel kernel;
    kernel.files["/dev/seatape-poison"] = 0;
    const auto machine = machineOn(kernel, readingGuest(kPage), SeaSourceKind::Module);
    const auto perform = [&](MemoryAction::Kind kind, uint64_t gpa, uint64_t size) {
        kernel.moduleCalls.clear();
        Injection answer;
        answer.memory = {{kind, gpa, size, {}}};
        return machine->apply(0, answer)->memoryErr;
    };
    CHECK(perform(MemoryAction::Kind::Poison, 0x40002ff0, 0x20) == 0);
    CHECK(kernel.moduleCalls == Calls{watch(0x40002000, 1), watch(0x40003000, 1)});
    CHECK(perform(MemoryAction::Kind::Heal, kPage + 8, 4) == 0); // 4 bytes are still bad
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 1)});
    CHECK(perform(MemoryAction::Kind::Heal, kPage, 0x1000) == 0);
    CHECK(kernel.moduleCalls == Calls{watch(kPage, 0)});
    CHECK(perform(MemoryAction::Kind::Unmap, 0x40002000, 0x1000) == 0);
    CHECK(kernel.moduleCalls == Calls{watch(0x40002000, 0)});
    CHECK(perform(MemoryAction::Kind::Unmap, 0x40002000, 0x1000) == EFAULT);
    CHECK(perform(MemoryAction::Kind::Poison, 0x40002000, 1) == EFAULT);
    CHECK(perform(MemoryAction::Kind::Heal, kPage, 0) == EFAULT);
    CHECK(perform(MemoryAction::Kind::Unmap, 0x40003001, 0x1000) == EINVAL);
}

TEST_CASE("a module that refuses or a source that is missing is told with the remedy") {
    FakeKernel kernel;
    const Scenario scenario = readingGuest(kPage);
    CHECK(errorOf(kernel, scenario, SeaSourceKind::Module).find("poison-module") !=
          std::string::npos);
    CHECK(errorOf(kernel, scenario, SeaSourceKind::Einj).find("modprobe einj") !=
          std::string::npos);
    CHECK(errorOf(kernel, scenario, SeaSourceKind::Auto).find("--backend sim") !=
          std::string::npos);
    kernel.files["/dev/seatape-poison"] = 0;
    kernel.failures = {{SEATAPE_POISON_WATCH, ENOMEM}};
    CHECK(errorOf(kernel, scenario, SeaSourceKind::Auto).find("SEATAPE_POISON_WATCH") !=
          std::string::npos);
    kernel.failures = {{SEATAPE_POISON_ANSWER, EIO}};
    const auto machine = machineOn(kernel, scenario, SeaSourceKind::Auto);
    kernel.steps = {stopsAt(kPage)};
    const auto exit = machine->run();
    REQUIRE_FALSE(exit.has_value());
    CHECK(exit.error().message().find("SEATAPE_POISON_ANSWER") != std::string::npos);
}

TEST_CASE("EINJ damages the physical page behind the guest's, once") {
    FakeKernel kernel;
    for (const char* name :
         {"error_type", "flags", "param1", "param2", "notrigger", "error_inject"})
        kernel.files[std::string(HardwareSource::kEinjFolder) + "/" + name] = 0;
    kernel.files["/proc/self/pagemap"] = 0;
    const uint64_t entry = uint64_t{1} << 63 | 0x12345;
    kernel.pagemap.assign(reinterpret_cast<const char*>(&entry), sizeof entry);
    Scenario scenario = readingGuest(kPage);
    scenario.poison.push_back({kPage + 0x100, 8});
    const auto machine = machineOn(kernel, scenario, SeaSourceKind::Auto);
    const std::string folder = std::string(HardwareSource::kEinjFolder) + "/";
    CHECK(kernel.written == std::vector<std::string>{
                                folder + "error_type=0x10", folder + "flags=0x2",
                                folder + "param1=0x12345000", folder + "param2=0xfffffffffffff000",
                                folder + "notrigger=0x1", folder + "error_inject=0x1"});
    kernel.pagemap.assign(sizeof entry, '\0'); // without CAP_SYS_ADMIN
    CHECK(errorOf(kernel, scenario, SeaSourceKind::Einj).find("CAP_SYS_ADMIN") !=
          std::string::npos);
}

TEST_CASE("the SIGBUS of MADV_HWPOISON is reported as what it is") {
    FakeKernel kernel;
    const auto machine = machineOn(kernel, readingGuest(kPage), SeaSourceKind::HwPoison);
    CHECK(kernel.advices.back() == MADV_HWPOISON);
    const uint64_t host = kernel.regions.back().userspace_addr + (kPage - 0x40000000);
    kernel.steps = {[host](uapi::kvm_run&) {
        siginfo_t info{};
        info.si_signo = SIGBUS;
        info.si_code = BUS_MCEERR_AR;
        info.si_addr = reinterpret_cast<void*>(host);
        ::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), ::gettid(), SIGBUS, &info);
        return EINTR;
    }};
    const auto exit = machine->run();
    REQUIRE_FALSE(exit.has_value());
    const std::string message = exit.error().message();
    INFO(message);
    CHECK(message.find("SIGBUS") != std::string::npos);
    CHECK(message.find("0x40001000") != std::string::npos);
    CHECK(message.find("--sea-source module") != std::string::npos);
}
