// SPDX-License-Identifier: Apache-2.0
// Every wrapper on a bad descriptor, and with every errno that a kernel can give.

#include "kvmbackend/vcpu_registers.h"
#include "kvmbackend/vm.h"
#include "tests/kvmbackend/fake_kernel.h"
#include "tests/support/catch.h"

#include "kvmbackend/ioctl_error.h"
#include "seatape/core/exit.h"

using namespace seatape;
using namespace seatape::kvm;
using namespace seatape::kvm::test;

namespace {

/// One wrapper: the ioctl that it makes, and a call of it that tells what went wrong.
template <class Object>
struct Wrapper {
    uapi::Ioctl ioctl;
    std::string (*call)(const Object& object);
};

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? std::string() : result.error().message();
}

const Wrapper<Vm> kVmCalls[] = {
    {uapi::ENABLE_CAP, [](const Vm& vm) { return messageOf(vm.enableCap(uapi::ARM_SEA_TO_USER)); }},
    {uapi::SET_USER_MEMORY_REGION, [](const Vm& vm) { return messageOf(vm.setMemory({})); }},
    {uapi::GET_DIRTY_LOG, [](const Vm& vm) { return messageOf(vm.dirtyLog(0, {})); }},
    {uapi::ARM_PREFERRED_TARGET, [](const Vm& vm) { return messageOf(vm.preferredTarget()); }},
    {uapi::CREATE_VCPU, [](const Vm& vm) { return messageOf(vm.createVcpu(0, 8192)); }},
};

const Wrapper<Vcpu> kVcpuCalls[] = {
    {uapi::ARM_VCPU_INIT, [](const Vcpu& vcpu) { return messageOf(vcpu.init({})); }},
    {uapi::GET_VCPU_EVENTS, [](const Vcpu& vcpu) { return messageOf(vcpu.events()); }},
    {uapi::GET_MP_STATE, [](const Vcpu& vcpu) { return messageOf(vcpu.mpState()); }},
    {uapi::SET_GUEST_DEBUG, [](const Vcpu& vcpu) { return messageOf(vcpu.setSingleStep(true)); }},
};

/// The calls whose refusal is a result.
struct Refusable {
    uapi::Ioctl ioctl;
    int (*call)(const Vcpu& vcpu);
};
const Refusable kRefusables[] = {
    {uapi::RUN, [](const Vcpu& vcpu) { return vcpu.run(); }},
    {uapi::SET_VCPU_EVENTS, [](const Vcpu& vcpu) { return vcpu.setEvents({}); }},
    {uapi::SET_ONE_REG, [](const Vcpu& vcpu) { return writeRegister(vcpu, Reg::X0, 1); }},
    {uapi::GET_ONE_REG, [](const Vcpu& vcpu) { return writeRegister(vcpu, Reg::V0, 1); }},
};

constexpr int kMaxErrno = 133;

Vcpu vcpuOf(Kernel& kernel, int fd) {
    Fd made(kernel, fd);
    Mapping nothing(made, FakeKernel::kMmapSize);
    return Vcpu(std::move(made), std::move(nothing), 0);
}

void checkNames(const std::string& message, const uapi::Ioctl& ioctl, int err) {
    INFO(message);
    CHECK(message.find(ioctl.name) != std::string::npos);
    CHECK(message.find(errnoText(err)) != std::string::npos);
}

} // namespace

TEST_CASE("every wrapper reports a bad descriptor of the real kernel") {
    const Vm vm(Fd(linuxKernel(), -1));
    for (const auto& wrapper : kVmCalls)
        checkNames(wrapper.call(vm), wrapper.ioctl, EBADF);
    CHECK(vm.checkExtension(uapi::ARM_SEA_TO_USER) == 0);
    const Vcpu vcpu = vcpuOf(linuxKernel(), -1);
    for (const auto& wrapper : kVcpuCalls)
        checkNames(wrapper.call(vcpu), wrapper.ioctl, EBADF);
    for (const Refusable& refusable : kRefusables)
        CHECK(refusable.call(vcpu) == EBADF);
}

TEST_CASE("every wrapper names its ioctl and the errno, whichever it is") {
    FakeKernel kernel;
    auto kvm = Kvm::open(kernel);
    REQUIRE(kvm.has_value());
    auto vm = kvm->createVm(40);
    REQUIRE(vm.has_value());
    auto vcpu = vm->createVcpu(0, FakeKernel::kMmapSize);
    REQUIRE(vcpu.has_value());
    for (int err = 1; err <= kMaxErrno; ++err) {
        for (const auto& wrapper : kVmCalls) {
            kernel.failures = {{wrapper.ioctl.number, err}};
            checkNames(wrapper.call(*vm), wrapper.ioctl, err);
        }
        for (const auto& wrapper : kVcpuCalls) {
            kernel.failures = {{wrapper.ioctl.number, err}};
            checkNames(wrapper.call(*vcpu), wrapper.ioctl, err);
        }
        for (const Refusable& refusable : kRefusables) {
            kernel.failures = {{refusable.ioctl.number, err}};
            CHECK(refusable.call(*vcpu) == err);
        }
        kernel.failures = {{uapi::CREATE_VM.number, err}};
        checkNames(messageOf(kvm->createVm(40)), uapi::CREATE_VM, err);
        kernel.failures = {{uapi::GET_VCPU_MMAP_SIZE.number, err}};
        checkNames(messageOf(kvm->vcpuMmapSize()), uapi::GET_VCPU_MMAP_SIZE, err);
        kernel.failures = {{uapi::GET_API_VERSION.number, err}};
        checkNames(messageOf(Kvm::open(kernel)), uapi::GET_API_VERSION, err);
    }
}

TEST_CASE("a machine without usable KVM is told what to do") {
    FakeKernel kernel;
    for (const int err : {ENOENT, ENXIO}) {
        kernel.files["/dev/kvm"] = err;
        const std::string message = messageOf(Kvm::open(kernel));
        INFO(message);
        CHECK(message.find("scripts/lab") != std::string::npos);
    }
    kernel.files["/dev/kvm"] = EACCES;
    CHECK(messageOf(Kvm::open(kernel)).find("group kvm") != std::string::npos);
    kernel.files["/dev/kvm"] = 0;
    kernel.caps.erase(uapi::ARM_PSCI_0_2);
    CHECK(messageOf(Kvm::open(kernel)).find("another architecture") != std::string::npos);
}

TEST_CASE("an IPA space beyond the host's is refused with its size") {
    FakeKernel kernel;
    const auto kvm = Kvm::open(kernel);
    CHECK(kvm->createVm(48).has_value());
    CHECK(messageOf(kvm->createVm(49)).find("at most 48") != std::string::npos);
}

TEST_CASE("descriptors are closed with their owners") {
    FakeKernel kernel;
    {
        auto kvm = Kvm::open(kernel);
        auto vm = kvm->createVm(40);
        auto vcpu = vm->createReadyVcpu(0, FakeKernel::kMmapSize, true);
        REQUIRE(vcpu.has_value());
        CHECK(*vcpu->mpState() == uapi::MP_STATE_STOPPED);
        CHECK(kernel.openCount == 3);
    }
    CHECK(kernel.openCount == 0);
}

TEST_CASE("every register is written and read back, halves of V registers alone") {
    FakeKernel kernel;
    auto kvm = Kvm::open(kernel);
    auto vm = kvm->createVm(40);
    auto vcpu = vm->createReadyVcpu(0, FakeKernel::kMmapSize, false);
    REQUIRE(vcpu.has_value());
    VcpuState expected = *readState(*vcpu);
    for (size_t i = 0; i < kRegCount; ++i) {
        const auto reg = static_cast<Reg>(i);
        const bool is32 = reg == Reg::FPSR || reg == Reg::FPCR;
        const uint64_t value = is32 ? 0x12340000 + i : 0x1122334400000000 + i;
        const int err = writeRegister(*vcpu, reg, value);
        CHECK(err == (regInfo(reg).oneRegId == 0 ? ENOENT : 0));
        if (err == 0)
            expected[reg] = value;
        CHECK(*readState(*vcpu) == expected);
    }
    kernel.absent = {regInfo(Reg::SCTLR2_EL1).oneRegId};
    expected[Reg::SCTLR2_EL1] = 0;
    CHECK(*readState(*vcpu) == expected);
    kernel.absent = {regInfo(Reg::X0).oneRegId};
    CHECK(messageOf(readState(*vcpu)).find("X0") != std::string::npos);
}
