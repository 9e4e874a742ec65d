#include "kvmbackend/kvm_backend.h"

#include "core/digest.h"
#include "kvmbackend/exit_translation.h"
#include "kvmbackend/vcpu_registers.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/utsname.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

Result<void> enableCaps(const Vm& vm, const VmCaps& caps) {
    if (caps.nisvToUser)
        if (auto ok = vm.enableCap(uapi::ARM_NISV_TO_USER); !ok)
            return ok;
    if (caps.seaToUser)
        return vm.enableCap(uapi::ARM_SEA_TO_USER);
    return {};
}

} // namespace

std::string kernelRelease() {
    utsname name{};
    ::uname(&name);
    return name.release;
}

Result<std::unique_ptr<KvmBackend>> KvmBackend::create(const Scenario& scenario,
                                                       const KvmOptions& options, Kernel& kernel) {
    if (auto valid = validate(scenario); !valid)
        return passOn(valid);
    auto kvm = Kvm::open(kernel);
    if (!kvm)
        return passOn(kvm);
    auto mmapSize = kvm->vcpuMmapSize();
    if (!mmapSize)
        return passOn(mmapSize);
    auto vm = kvm->createVm(scenario.host.ipaBits);
    if (!vm)
        return passOn(vm);
    if (auto enabled = enableCaps(*vm, scenario.caps); !enabled)
        return passOn(enabled);
    std::unique_ptr<KvmBackend> made(new KvmBackend(std::move(*vm), options));
    if (auto built = made->m_memory.build(scenario); !built)
        return passOn(built);
    if (auto added = made->addVcpus(scenario, *mmapSize); !added)
        return passOn(added);
    return made;
}

Result<void> KvmBackend::addVcpus(const Scenario& scenario, size_t mmapSize) {
    auto target = m_vm.preferredTarget();
    if (!target)
        return passOn(target);
    for (uint32_t i = 0; i < scenario.vcpus.size(); ++i) {
        auto vcpu = m_vm.createVcpu(i, mmapSize);
        if (!vcpu)
            return passOn(vcpu);
        uapi::kvm_vcpu_init init = *target;
        init.features[0] |= 1u << uapi::ARM_VCPU_PSCI_0_2;
        if (scenario.vcpus[i].powerOff)
            init.features[0] |= 1u << uapi::ARM_VCPU_POWER_OFF;
        if (auto ready = vcpu->init(init); !ready)
            return ready;
        auto timer = RunTimer::create(&vcpu->shared().immediate_exit);
        if (!timer)
            return passOn(timer);
        m_vcpus.push_back({std::move(*vcpu), std::move(*timer), std::nullopt});
        if (auto entered = enter(m_vcpus.back(), scenario); !entered)
            return entered;
    }
    return {};
}

/// Gives a vCPU the entry state of the scenario.
Result<void> KvmBackend::enter(Seat& seat, const Scenario& scenario) {
    const std::string where = fmt::format("vCPU {} at entry", seat.vcpu.index());
    const VcpuEntry& entry = scenario.vcpus[seat.vcpu.index()];
    for (const RegChange& change : entry.registers)
        if (const int err = writeRegister(seat.vcpu, change.reg, change.value))
            return failure(fmt::format("KVM_SET_ONE_REG of {} = {:#x}: {}",
                                       regInfo(change.reg).name, change.value, std::strerror(err)),
                           where, "give the register another value");
    if (!entry.events)
        return {};
    auto raw = encodeEvents(scenario.dialect, *entry.events);
    if (!raw)
        return passOn(raw);
    if (const int err = seat.vcpu.setEvents(*raw))
        return failure(fmt::format("KVM_SET_VCPU_EVENTS: {}", std::strerror(err)), where,
                       "give the events other values");
    return {};
}

Result<VmExit> KvmBackend::run() {
    if (m_failure)
        return tl::unexpected(*m_failure);
    for (Seat& seat : m_vcpus)
        seat.state.reset();
    const auto end = Clock::now() + m_options.limit;
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
        auto runnable = switchToRunnable();
        if (!runnable)
            return passOn(runnable);
        if (!*runnable)
            break;
        Seat& seat = m_vcpus[m_current];
        Exit exit = translateExit(seat.vcpu.shared(), runSlice(seat, end - now));
        if (!std::holds_alternative<InterruptedExit>(exit))
            return VmExit{m_current, 0, std::move(exit)};
        m_current = (m_current + 1) % vcpuCount();
    }
    return VmExit{m_current, 0, InterruptedExit{}};
}

/// Makes the current vCPU one that is not powered off, in turn; false if all are.
Result<bool> KvmBackend::switchToRunnable() {
    if (m_vcpus.size() == 1)
        return true; // KVM_RUN itself waits for a vCPU that is off
    for (size_t tried = 0; tried < m_vcpus.size(); ++tried) {
        auto state = m_vcpus[m_current].vcpu.mpState();
        if (!state)
            return passOn(state);
        if (*state != uapi::MP_STATE_STOPPED)
            return true;
        m_current = (m_current + 1) % vcpuCount();
    }
    return false;
}

/// Calls KVM_RUN for a slice of the time that is left; returns its errno.
int KvmBackend::runSlice(Seat& seat, Clock::duration left) {
    const Clock::duration slice =
        m_vcpus.size() == 1 ? left : std::min<Clock::duration>(left, m_options.slice);
    seat.timer->start(std::chrono::ceil<std::chrono::microseconds>(slice));
    const int err = seat.vcpu.run();
    seat.timer->stop();
    return err;
}

InjectionResult KvmBackend::apply(uint32_t index, const Injection& injection) {
    Seat& seat = m_vcpus[index];
    InjectionResult result;
    for (const MemoryAction& action : injection.memory)
        if (result.memoryErr = perform(action); result.memoryErr != 0)
            break;
    if (!injection.registers.empty() || injection.events)
        seat.state.reset();
    for (const RegChange& change : injection.registers)
        if (result.registersErr = writeRegister(seat.vcpu, change.reg, change.value);
            result.registersErr != 0)
            break;
    if (injection.events)
        result.eventsErr = seat.vcpu.setEvents(*injection.events);
    if (injection.mmioData)
        std::memcpy(seat.vcpu.shared().mmio.data, &*injection.mmioData, sizeof(uint64_t));
    return result;
}

int KvmBackend::perform(const MemoryAction& action) {
    if (action.kind == MemoryAction::Kind::Write)
        return m_memory.write(action.gpa, action.bytes) ? 0 : EFAULT;
    if (action.size == 0 || !m_memory.covers(action.gpa, action.size))
        return EFAULT;
    switch (action.kind) {
    case MemoryAction::Kind::Heal:
        m_memory.clear(action.gpa, action.size);
        return 0;
    case MemoryAction::Kind::Unmap:
        if (((action.gpa | action.size) & kPageMask) != 0)
            return EINVAL;
        if (auto gone = m_memory.unmap(action.gpa, action.size); !gone)
            note(gone.error());
        return 0;
    default:
        return EFAULT;
    }
}

/// Keeps the first error of a call that has no way to report it.
void KvmBackend::note(const Error& error) {
    if (!m_failure)
        m_failure = error;
}

const VcpuState& KvmBackend::state(uint32_t vcpu) {
    Seat& seat = m_vcpus[vcpu];
    if (!seat.state) {
        auto read = readState(seat.vcpu);
        if (!read)
            note(read.error());
        seat.state = read.value_or(VcpuState{});
    }
    return *seat.state;
}

uint64_t KvmBackend::digest() {
    auto memory = m_memory.digest();
    if (!memory)
        note(memory.error());
    uint64_t sum = memory.value_or(0);
    for (uint32_t i = 0; i < vcpuCount(); ++i)
        sum += vcpuDigest(i, state(i));
    return sum;
}

bool KvmBackend::readMemory(uint64_t gpa, std::span<uint8_t> out) {
    return m_memory.read(gpa, out);
}

} // namespace seatape::kvm
