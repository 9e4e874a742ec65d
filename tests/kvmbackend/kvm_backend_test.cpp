// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/kvm_backend.h"

#include "kvmbackend/probe.h"
#include "seatape/arch/digest.h"
#include "seatape/core/recorder.h"
#include "seatape/core/session.h"
#include "tests/kvmbackend/small_vm.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::kvm;
using namespace seatape::kvm::test;

namespace {

std::unique_ptr<KvmBackend> machineOn(FakeKernel& kernel, const Scenario& scenario,
                                      const KvmOptions& options = {}) {
    hostLike(kernel, scenario);
    auto machine = KvmBackend::create(scenario, options, kernel);
    INFO((machine ? std::string() : machine.error().message()));
    REQUIRE(machine.has_value());
    return std::move(*machine);
}

std::string errorOf(FakeKernel& kernel, const Scenario& scenario, const KvmOptions& options = {}) {
    auto machine = KvmBackend::create(scenario, options, kernel);
    return machine ? std::string() : machine.error().message();
}

uapi::kvm_run& sharedOf(FakeKernel& kernel, size_t fromTheEnd = 1) {
    return *reinterpret_cast<uapi::kvm_run*>(
        kernel.vcpus[kernel.vcpus.size() - fromTheEnd]->shared.data());
}

} // namespace

TEST_CASE("a machine is made as the scenario says") {
    FakeKernel kernel;
    Scenario scenario = smallScenario();
    scenario.caps.nisvToUser = true;
    kernel.caps[uapi::ARM_WRITABLE_IMP_ID_REGS] = 1;
    scenario.vcpus[0].events.emplace().serror_pending = 1;
    const auto machine = machineOn(kernel, scenario);
    CHECK(kernel.enabled == std::vector<uint32_t>{245, 177, 245, 239}); // probe, machine
    CHECK(kernel.vcpus.back()->events ==
          std::vector{*encodeEvents(Dialect::Mainline, *scenario.vcpus[0].events)});
    CHECK(machine->vcpuCount() == 1);
    CHECK(machine->state(0)[Reg::PC] == 0x40000000);
    CHECK(machine->scenario() == scenario);
    CHECK(machine->digest() == vcpuDigest(0, machine->state(0)));
}

TEST_CASE("an exit is translated, an answer applied, an MMIO read completed") {
    FakeKernel kernel;
    const auto machine = machineOn(kernel, smallScenario());
    kernel.steps.push_back(exitsWith(6, [](uapi::kvm_run& run) {
        run.mmio.phys_addr = 0x9000000;
        run.mmio.len = 4;
        run.mmio.is_write = 0;
    }));
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(*exit == VmExit{0, 0, MmioExit{0x9000000, 4, false, 0}});

    Injection answer;
    answer.mmioData = 0x1122334455667788;
    answer.registers = {{xReg(3), 7}, {Reg::SERROR_ESR, 1}, {xReg(4), 7}};
    VcpuEvents events;
    events.ext_dabt_pending = 1;
    answer.events = *encodeEvents(Dialect::Mainline, events);
    answer.memory = {{MemoryAction::Kind::Write, 0x40000010, 1, {9}},
                     {MemoryAction::Kind::Unmap, 0x40001001, 0x1000, {}},
                     {MemoryAction::Kind::Write, 0x40000011, 1, {9}}};
    CHECK(machine->apply(0, answer) == InjectionResult{EINVAL, ENOENT, 0});
    CHECK(sharedOf(kernel).mmio.data[0] == 0x88);
    CHECK(sharedOf(kernel).mmio.data[7] == 0x11);
    CHECK(machine->state(0)[xReg(3)] == 7);
    CHECK(machine->state(0)[xReg(4)] == 0); // not tried after the refusal
    std::array<uint8_t, 2> bytes{};
    CHECK(machine->readMemory(0x40000010, bytes));
    CHECK(bytes == std::array<uint8_t, 2>{9, 0});
}

TEST_CASE("a guest that never exits is interrupted") {
    FakeKernel kernel;
    KvmOptions options;
    options.limit = std::chrono::milliseconds(30);
    const auto machine = machineOn(kernel, smallScenario(), options);
    for (int i = 0; i < 3; ++i)
        kernel.steps.push_back(runsForEver());
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(exit->exit == Exit(InterruptedExit{}));
    CHECK(sharedOf(kernel).immediate_exit == 0);
}

TEST_CASE("vCPUs take turns, and those that are off do not run") {
    FakeKernel kernel;
    Scenario scenario = smallScenario();
    scenario.vcpus.resize(3);
    scenario.vcpus[1].powerOff = true;
    KvmOptions options;
    options.slice = std::chrono::milliseconds(1);
    const auto machine = machineOn(kernel, scenario, options);
    std::vector<uapi::kvm_run*> ran;
    for (int i = 0; i < 4; ++i)
        kernel.steps.push_back([&ran](uapi::kvm_run& run) {
            ran.push_back(&run);
            return runsForEver()(run);
        });
    kernel.steps.push_back(exitsWith(41, [](uapi::kvm_run& run) { run.arm_sea = {}; }));
    const auto exit = machine->run();
    REQUIRE(exit.has_value());
    CHECK(exit->vcpu == 0);
    CHECK(ran == std::vector{&sharedOf(kernel, 3), &sharedOf(kernel, 1), &sharedOf(kernel, 3),
                             &sharedOf(kernel, 1)});
    for (auto& vcpu : kernel.vcpus)
        vcpu->mpState = uapi::MP_STATE_STOPPED;
    CHECK(machine->run()->exit == Exit(InterruptedExit{}));
}

TEST_CASE("a scenario about another host or kernel is refused with the reason") {
    FakeKernel kernel;
    hostLike(kernel, smallScenario());
    const auto refused = [&](const Scenario& scenario, const std::string& where) {
        const std::string message = errorOf(kernel, scenario);
        INFO(message);
        CHECK(message.find(where) != std::string::npos);
    };
    Scenario scenario = smallScenario();
    scenario.host.ras = false;
    refused(scenario, "host.ras");
    scenario = smallScenario();
    scenario.dialect = Dialect::LayoutA;
    refused(scenario, "dialect");
    scenario = smallScenario();
    scenario.slots.clear();
    refused(scenario, "memory slot");
    scenario = smallScenario();
    scenario.poison = {{0x40001000, 8}};
    refused(scenario, "no source of synchronous external aborts");
    kernel.caps.erase(uapi::ARM_SEA_TO_USER);
    refused(smallScenario(), "caps.sea-to-user");
    scenario = smallScenario();
    scenario.caps.seaToUser = false;
    CHECK(errorOf(kernel, scenario).empty());
    kernel.fixed = {regInfo(Reg::ID_AA64PFR0_EL1).oneRegId};
    scenario.cpu.ras = false;
    refused(scenario, "cpu.ras");
}

TEST_CASE("the guest's identification is the model's, or the host's where the kernel insists") {
    FakeKernel kernel;
    const Scenario scenario = smallScenario();
    hostLike(kernel, scenario);
    const uint64_t pfr0 = regInfo(Reg::ID_AA64PFR0_EL1).oneRegId;
    const uint64_t isar1 = regInfo(Reg::ID_AA64ISAR1_EL1).oneRegId;
    const uint64_t model = kernel.reset[pfr0][0];
    kernel.reset[pfr0] = {0x11111112, 0};
    kernel.reset[isar1] = {0x123, 0};
    kernel.reset[regInfo(Reg::AMAIR_EL1).oneRegId] = {5, 0};
    kernel.fixed = {isar1};
    auto machine = KvmBackend::create(scenario, {}, kernel);
    REQUIRE(machine.has_value());
    CHECK((*machine)->state(0)[Reg::ID_AA64PFR0_EL1] == model);
    CHECK((*machine)->state(0)[Reg::AMAIR_EL1] == regInfo(Reg::AMAIR_EL1).reset);
    Scenario expected = scenario;
    expected.idRegisters = {{Reg::ID_AA64ISAR1_EL1, 0x123}};
    CHECK((*machine)->scenario() == expected);
    CHECK(validate((*machine)->scenario()).has_value());
}

TEST_CASE("a state that cannot be read is an error of the call after which it is due") {
    FakeKernel kernel;
    const auto machine = machineOn(kernel, smallScenario());
    FrameList frames;
    Recorder recorder(*machine, frames);
    REQUIRE(recorder.run().has_value());
    kernel.failures = {{uapi::GET_MP_STATE.number, EIO}};
    Injection answer;
    answer.registers = {{Reg::X0, 1}};
    const auto applied = recorder.apply(0, answer);
    REQUIRE_FALSE(applied.has_value());
    CHECK(applied.error().message().find("KVM_GET_MP_STATE") != std::string::npos);
    CHECK(frames.frames.empty()); // no frame says what is not known
    const auto exit = recorder.run();
    REQUIRE_FALSE(exit.has_value());
    CHECK(exit.error().message().find("KVM_GET_MP_STATE") != std::string::npos);
}

TEST_CASE("every ioctl of the way to a machine may fail, and is then named") {
    const uapi::Ioctl calls[] = {uapi::GET_API_VERSION, uapi::GET_VCPU_MMAP_SIZE,
                                 uapi::CREATE_VM,       uapi::CREATE_VCPU,
                                 uapi::ARM_VCPU_INIT,   uapi::ARM_PREFERRED_TARGET,
                                 uapi::GET_MP_STATE,    uapi::SET_USER_MEMORY_REGION,
                                 uapi::GET_VCPU_EVENTS, uapi::GET_ONE_REG,
                                 uapi::SET_ONE_REG};
    for (const uapi::Ioctl& call : calls) {
        FakeKernel kernel;
        hostLike(kernel, smallScenario());
        kernel.failures = {{call.number, EPERM}};
        CHECK(errorOf(kernel, smallScenario()).find(call.name) != std::string::npos);
        CHECK(kernel.openCount == 0);
    }
}

TEST_CASE("a session runs on the machine as on any other") {
    FakeKernel kernel;
    Scenario scenario = smallScenario();
    scenario.console = 0x9000000;
    const auto machine = machineOn(kernel, scenario);
    kernel.steps.push_back(exitsWith(6, [](uapi::kvm_run& run) {
        run.mmio = {0x9000000, {'h'}, 1, 1};
    }));
    kernel.steps.push_back(exitsWith(41, [](uapi::kvm_run& run) {
        run.arm_sea = {1, 0x92000010, 0x1000, 0x40001000};
    }));
    kernel.steps.push_back(exitsWith(24, [](uapi::kvm_run& run) {
        run.system_event.type = 1;
        run.system_event.ndata = 0;
    }));
    auto policy = makePolicy(scenario.policy, scenario.dialect);
    FrameList frames;
    Recorder recorder(*machine, frames);
    const auto summary = runSession(recorder, **policy, sessionOptions(scenario));
    REQUIRE(summary.has_value());
    CHECK(summary->end == RunEnd::SystemOff);
    CHECK(summary->console == "h");
    CHECK(summary->aborts == 1);
    REQUIRE(kernel.vcpus.back()->events.size() == 1);
    CHECK(decodeEvents(Dialect::Mainline, kernel.vcpus.back()->events[0]).ext_dabt_pending == 1);
}

TEST_CASE("the probe tells dialects apart, and the meanings of capability 245") {
    for (const Dialect dialect : kDialects) {
        FakeKernel kernel;
        hostLike(kernel, smallScenario());
        kernel.dialect = dialect;
        const auto probe = probeKvm(kernel);
        REQUIRE(probe.has_value());
        CHECK(probe->dialect == dialect);
        CHECK(probe->capability245);
        CHECK(probe->seaToUser == (dialect == Dialect::Mainline));
        CHECK(probe->hostRas);
        CHECK(probe->guest == CpuFeatures{});
        CHECK(probe->ipaBits == 48);
        CHECK(probe->sources.empty());
        CHECK(kernel.openCount == 0);
    }
    FakeKernel old;
    old.caps = {{uapi::ARM_PSCI_0_2, 1}};
    old.hostRas = false;
    old.files["/dev/seatape-poison"] = 0;
    const auto probe = probeKvm(old);
    REQUIRE(probe.has_value());
    CHECK_FALSE(probe->capability245);
    CHECK_FALSE(probe->hostRas);
    CHECK(probe->ipaBits == 0);
    CHECK(probe->sources == std::vector{SeaSourceKind::Module});
}
