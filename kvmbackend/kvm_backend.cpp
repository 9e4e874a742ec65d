// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/kvm_backend.h"

#include "kvmbackend/exit_translation.h"
#include "kvmbackend/identity.h"
#include "kvmbackend/probe.h"
#include "kvmbackend/vcpu_registers.h"
#include "seatape/arch/digest.h"
#include "seatape/core/cpu_identification.h"
#include "seatape/core/memory_rules.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

Result<void> enableCaps(const Vm& vm, const VmCaps& caps) {
    if (caps.nisvToUser)
        if (auto ok = vm.enableCap(uapi::ARM_NISV_TO_USER); !ok)
            return ok;
    if (caps.seaToUser)
        if (auto ok = vm.enableCap(uapi::ARM_SEA_TO_USER); !ok)
            return ok;
    // Without it MIDR_EL1 is the host's.
    if (vm.checkExtension(uapi::ARM_WRITABLE_IMP_ID_REGS) != 0)
        return vm.enableCap(uapi::ARM_WRITABLE_IMP_ID_REGS);
    return {};
}

} // namespace

Result<std::unique_ptr<KvmBackend>> KvmBackend::create(const Scenario& scenario,
                                                       const KvmOptions& options, Kernel& kernel) {
    if (auto valid = validate(scenario); !valid)
        return passOn(valid);
    auto probe = probeKvm(kernel);
    if (!probe)
        return passOn(probe);
    if (auto suits = checkHost(scenario, *probe); !suits)
        return passOn(suits);
    auto kvm = Kvm::open(kernel);
    if (!kvm)
        return passOn(kvm);
    auto mmapSize = kvm->vcpuMmapSize();
    if (!mmapSize)
        return passOn(mmapSize);
    auto vm = kvm->createVm(scenario.host.ipaBits);
    if (!vm)
        return passOn(vm);
    std::unique_ptr<KvmBackend> made(new KvmBackend(std::move(*vm), scenario, options));
    if (auto built = made->build(*mmapSize); !built)
        return passOn(built);
    return made;
}

Result<void> KvmBackend::build(size_t mmapSize) {
    if (auto enabled = enableCaps(m_vm, m_scenario.caps); !enabled)
        return enabled;
    if (auto built = m_memory.build(m_scenario); !built)
        return built;
    for (uint32_t i = 0; i < m_scenario.vcpus.size(); ++i)
        if (auto added = addVcpu(i, mmapSize); !added)
            return added;
    if (auto poisoned = poisonMemory(); !poisoned)
        return poisoned;
    Scenario identified = asIdentified(m_scenario, state(0));
    if (auto suits = checkFeatures(m_scenario.cpu, identified.cpu); !suits)
        return suits;
    m_scenario = std::move(identified);
    return {};
}

Result<void> KvmBackend::poisonMemory() {
    auto source =
        openSeaSource(m_vm.kernel(), m_options.seaSource, {m_memory, m_poison, m_scenario.host});
    if (!source)
        return passOn(source);
    m_source = std::move(*source);
    for (const PoisonRange& range : m_scenario.poison) {
        m_poison.add(range);
        if (auto updated = updateSource(range.gpa, range.size); !updated)
            return updated;
    }
    return {};
}

/// Tells the source which pages may have got or lost poison.
Result<void> KvmBackend::updateSource(uint64_t gpa, uint64_t size) {
    if (!m_source)
        return failure("this machine has no source of synchronous external aborts", "--sea-source",
                       "load kvmbackend/poison-module (scripts/lab does), use a machine with EINJ, "
                       "or --backend sim");
    for (uint64_t page = gpa & ~kPageMask; page - (gpa & ~kPageMask) < size + (gpa & kPageMask);
         page += kPageSize)
        if (auto updated = m_source->update(page); !updated)
            return updated;
    return {};
}

Result<void> KvmBackend::addVcpu(uint32_t index, size_t mmapSize) {
    auto vcpu = m_vm.createReadyVcpu(index, mmapSize, m_scenario.vcpus[index].powerOff);
    if (!vcpu)
        return passOn(vcpu);
    if (auto identified = identify(*vcpu, m_scenario); !identified)
        return identified;
    auto timer = RunTimer::create(&vcpu->shared().immediate_exit);
    if (!timer)
        return passOn(timer);
    m_vcpus.push_back({std::move(*vcpu), std::move(*timer), {}});
    if (auto entered = enter(m_vcpus.back()); !entered)
        return entered;
    return look(m_vcpus.back());
}

/// Gives a vCPU the entry state of the scenario.
Result<void> KvmBackend::enter(const HostedVcpu& hosted) const {
    const std::string where = fmt::format("vCPU {} at entry", hosted.vcpu.index());
    const VcpuEntry& entry = m_scenario.vcpus[hosted.vcpu.index()];
    for (const RegChange& change : entry.registers)
        if (const int err = writeRegister(hosted.vcpu, change.reg, change.value))
            return failure(fmt::format("KVM_SET_ONE_REG of {} = {:#x}: {}",
                                       regInfo(change.reg).name, change.value, std::strerror(err)),
                           where, "give the register another value");
    if (!entry.events)
        return {};
    auto raw = encodeEvents(m_scenario.dialect, *entry.events);
    if (!raw)
        return passOn(raw);
    if (const int err = hosted.vcpu.setEvents(*raw))
        return failure(fmt::format("KVM_SET_VCPU_EVENTS: {}", std::strerror(err)), where,
                       "give the events other values");
    return {};
}

/// Takes note of the state of a vCPU that has run or was written to.
Result<void> KvmBackend::look(HostedVcpu& hosted) {
    auto state = readState(hosted.vcpu);
    if (!state)
        return passOn(state);
    hosted.state = *state;
    return {};
}

Result<VmExit> KvmBackend::run() {
    auto exit = runToExit();
    if (!exit)
        return exit;
    for (HostedVcpu& hosted : m_vcpus) // what PSCI does to another one shows there, too
        if (auto seen = look(hosted); !seen)
            return passOn(seen);
    return exit;
}

Result<VmExit> KvmBackend::runToExit() {
    const auto end = Clock::now() + m_options.limit;
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
        auto isRunnable = switchToRunnable();
        if (!isRunnable)
            return passOn(isRunnable);
        if (!*isRunnable)
            break;
        HostedVcpu& hosted = m_vcpus[m_current];
        const int err = runSlice(hosted, end - now);
        auto isSources = m_source ? m_source->handleStop(hosted.vcpu, err) : Result<bool>(false);
        if (!isSources)
            return passOn(isSources);
        if (*isSources)
            continue;
        Exit exit = translateExit(hosted.vcpu.shared(), err);
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
int KvmBackend::runSlice(HostedVcpu& hosted, Clock::duration left) {
    const Clock::duration slice =
        m_vcpus.size() == 1 ? left : std::min<Clock::duration>(left, m_options.slice);
    hosted.timer->start(std::chrono::ceil<std::chrono::microseconds>(slice));
    const int err = hosted.vcpu.run();
    hosted.timer->stop();
    return err;
}

Result<InjectionResult> KvmBackend::apply(uint32_t index, const Injection& injection) {
    HostedVcpu& hosted = m_vcpus[index];
    InjectionResult result;
    for (const MemoryAction& action : injection.memory) {
        auto err = perform(action);
        if (!err)
            return passOn(err);
        if (result.memoryErr = *err; result.memoryErr != 0)
            break;
    }
    for (const RegChange& change : injection.registers)
        if (result.registersErr = writeRegister(hosted.vcpu, change.reg, change.value);
            result.registersErr != 0)
            break;
    if (injection.events)
        result.eventsErr = hosted.vcpu.setEvents(*injection.events);
    if (injection.mmioData)
        std::memcpy(hosted.vcpu.shared().mmio.data, &*injection.mmioData, sizeof(uint64_t));
    if (!injection.registers.empty() || injection.events)
        if (auto seen = look(hosted); !seen)
            return passOn(seen);
    return result;
}

Result<int> KvmBackend::perform(const MemoryAction& action) {
    const auto backs = [this](const AddressRange& range) { return m_memory.covers(range); };
    if (const int err = checkMemoryAction(action, backs); err != 0)
        return err;
    if (action.kind == MemoryAction::Kind::Write)
        return m_memory.write(action.gpa, action.bytes) ? 0 : EFAULT; // a page may be broken
    if (action.kind == MemoryAction::Kind::Poison)
        m_poison.add({.gpa = action.gpa, .size = action.size});
    else
        m_poison.remove(action.gpa, action.size);
    Result<void> done;
    if (m_source || action.kind == MemoryAction::Kind::Poison)
        done = updateSource(action.gpa, action.size);
    if (done && action.kind == MemoryAction::Kind::Heal)
        m_memory.clear(action.gpa, action.size);
    if (done && action.kind == MemoryAction::Kind::Unmap)
        done = m_memory.unmap(action.gpa, action.size);
    if (!done)
        return passOn(done);
    return 0;
}

Result<uint64_t> KvmBackend::digest() {
    auto memory = m_memory.digest();
    if (!memory)
        return memory;
    uint64_t sum = *memory;
    for (uint32_t i = 0; i < vcpuCount(); ++i)
        sum += vcpuDigest(i, state(i));
    return sum;
}

bool KvmBackend::readMemory(uint64_t gpa, std::span<uint8_t> out) {
    return m_memory.read(gpa, out);
}

} // namespace seatape::kvm
