// SPDX-License-Identifier: Apache-2.0
/// A kernel that answers the backend's calls: enough of KVM's bookkeeping for one VM, scripted
/// results of KVM_RUN, and a chosen errno for any ioctl. Memory is real.
#pragma once

#include "kvmbackend/kernel.h"
#include "kvmbackend/uapi.h"
#include "seatape/core/vcpu_events.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace seatape::kvm::test {

using Words = std::array<uint64_t, 2>; ///< a register of up to 128 bits

class FakeKernel final : public Kernel {
public:
    /// What KVM_RUN does: fills in the exit, returns 0 or an errno.
    using RunStep = std::function<int(uapi::kvm_run& run)>;

    struct FakeVcpu {
        std::vector<uint8_t> shared = std::vector<uint8_t>(kMmapSize);
        std::map<uint64_t, Words> registers;
        uint32_t mpState = 0;
        std::vector<RawVcpuEvents> events; ///< that were accepted
        std::vector<uint32_t> debug;       ///< controls of KVM_SET_GUEST_DEBUG
    };

    static constexpr size_t kMmapSize = 8192;

    // The machine.
    std::map<std::string, int> files{{"/dev/kvm", 0}}; ///< path to 0 or the errno of opening it
    std::map<unsigned long, int> failures;             ///< ioctl to the errno that it fails with
    std::map<uint32_t, int> caps{{uapi::ARM_PSCI_0_2, 1},
                                 {uapi::ARM_VM_IPA_SIZE, 48},
                                 {uapi::ARM_NISV_TO_USER, 1},
                                 {uapi::ARM_SEA_TO_USER, 1}};
    std::set<uint64_t> absent; ///< ONE_REG ids that this host does not have
    std::set<uint64_t> fixed;  ///< ONE_REG ids that cannot be changed
    std::map<uint64_t, Words> reset;
    Dialect dialect = Dialect::Mainline;
    bool hostRas = true;
    std::deque<RunStep> steps;
    std::vector<uint64_t> dirtyBits; ///< what the next KVM_GET_DIRTY_LOG gives
    std::string pagemap;             ///< the bytes of any file that is read

    // What was done.
    std::vector<uapi::kvm_userspace_memory_region> regions;
    std::vector<uint32_t> enabled;
    std::vector<std::unique_ptr<FakeVcpu>> vcpus;
    std::vector<int> advices;
    std::vector<std::pair<unsigned long, std::vector<uint64_t>>> moduleCalls;
    std::vector<std::string> written; ///< "path=text"
    int openCount = 0;                ///< descriptors that are not closed

    int open(const char* path, int) override {
        const auto file = files.find(path);
        if (file == files.end())
            return -ENOENT;
        return file->second != 0 ? -file->second : add({Kind::File, 0, path});
    }
    int createMemory(const char* name, uint64_t size) override {
        return add({Kind::Memory, linuxKernel().createMemory(name, size), {}});
    }
    void close(int fd) override {
        const Object object = at(fd);
        if (object.kind == Kind::Memory)
            linuxKernel().close(object.number);
        m_objects.erase(fd);
        --openCount;
    }
    int ioctl(int fd, unsigned long request, uintptr_t argument) override {
        if (const auto failure = failures.find(request); failure != failures.end())
            return -failure->second;
        const Object object = at(fd);
        if (object.kind == Kind::Vcpu)
            return vcpuIoctl(*vcpus[static_cast<size_t>(object.number)], request, argument);
        if (object.path == "/dev/seatape-poison")
            return moduleIoctl(request, argument);
        return vmIoctl(request, argument);
    }
    int64_t read(int, uint64_t offset, std::span<uint8_t> out) override {
        if (offset + out.size() > pagemap.size() && pagemap.size() != out.size())
            return -EIO;
        std::memcpy(out.data(), pagemap.data(), out.size()); // every entry is alike
        return static_cast<int64_t>(out.size());
    }
    int64_t write(int fd, std::span<const uint8_t> bytes) override {
        written.push_back(at(fd).path + "=" + std::string(bytes.begin(), bytes.end()));
        return static_cast<int64_t>(bytes.size());
    }
    void* map(int fd, size_t size) override {
        const Object object = at(fd);
        if (object.kind == Kind::Memory)
            return linuxKernel().map(object.number, size);
        return vcpus[static_cast<size_t>(object.number)]->shared.data();
    }
    void unmap(void* start, size_t size) override {
        for (const auto& vcpu : vcpus)
            if (vcpu->shared.data() == start)
                return;
        linuxKernel().unmap(start, size);
    }
    int advise(void* start, size_t size, int advice) override {
        advices.push_back(advice);
        constexpr int kDontNeed = 4;
        return advice == kDontNeed ? linuxKernel().advise(start, size, advice) : 0;
    }
    int punchHole(int fd, uint64_t offset, uint64_t size) override {
        return linuxKernel().punchHole(at(fd).number, offset, size);
    }

private:
    enum class Kind { File, Vm, Vcpu, Memory };
    struct Object {
        Kind kind;
        int number; ///< index of the vCPU, or the real descriptor of memory
        std::string path;
    };

    int add(const Object& object) {
        ++openCount;
        m_objects.emplace(++m_last, object);
        return m_last;
    }
    const Object& at(int fd) const { return m_objects.at(fd); }

    template <class T>
    static T& as(uintptr_t argument) {
        return *reinterpret_cast<T*>(argument);
    }

    int vmIoctl(unsigned long request, uintptr_t argument) {
        if (request == uapi::GET_API_VERSION.number)
            return uapi::API_VERSION;
        if (request == uapi::CHECK_EXTENSION.number)
            return caps.contains(static_cast<uint32_t>(argument))
                       ? caps[static_cast<uint32_t>(argument)]
                       : 0;
        if (request == uapi::GET_VCPU_MMAP_SIZE.number)
            return static_cast<int>(kMmapSize);
        if (request == uapi::CREATE_VM.number)
            return add({Kind::Vm, 0, {}});
        if (request == uapi::CREATE_VCPU.number) {
            vcpus.push_back(std::make_unique<FakeVcpu>());
            vcpus.back()->registers = reset;
            return add({Kind::Vcpu, static_cast<int>(vcpus.size() - 1), {}});
        }
        if (request == uapi::SET_USER_MEMORY_REGION.number)
            regions.push_back(as<uapi::kvm_userspace_memory_region>(argument));
        else if (request == uapi::ENABLE_CAP.number)
            return enable(as<uapi::kvm_enable_cap>(argument).cap);
        else if (request == uapi::GET_DIRTY_LOG.number)
            giveDirtyLog(as<uapi::kvm_dirty_log>(argument));
        else if (request == uapi::ARM_PREFERRED_TARGET.number)
            as<uapi::kvm_vcpu_init>(argument).target = 5;
        else
            return -ENOTTY;
        return 0;
    }

    int enable(uint32_t cap) {
        if (!caps.contains(cap) || (cap == uapi::ARM_SEA_TO_USER && dialect != Dialect::Mainline))
            return -EINVAL;
        enabled.push_back(cap);
        return 0;
    }

    void giveDirtyLog(const uapi::kvm_dirty_log& log) {
        if (!dirtyBits.empty())
            std::memcpy(reinterpret_cast<void*>(log.dirty_bitmap), dirtyBits.data(),
                        dirtyBits.size() * sizeof(uint64_t));
        dirtyBits.clear();
    }

    int vcpuIoctl(FakeVcpu& vcpu, unsigned long request, uintptr_t argument) {
        if (request == uapi::ARM_VCPU_INIT.number)
            vcpu.mpState = as<uapi::kvm_vcpu_init>(argument).features[0] & 1 ? 5 : 0;
        else if (request == uapi::RUN.number)
            return runStep(vcpu);
        else if (request == uapi::GET_ONE_REG.number || request == uapi::SET_ONE_REG.number)
            return oneReg(vcpu, as<uapi::kvm_one_reg>(argument),
                          request == uapi::SET_ONE_REG.number);
        else if (request == uapi::GET_VCPU_EVENTS.number)
            as<uapi::kvm_vcpu_events>(argument).exception.serror_has_esr = hostRas ? 1 : 0;
        else if (request == uapi::SET_VCPU_EVENTS.number)
            return setEvents(vcpu, as<RawVcpuEvents>(argument));
        else if (request == uapi::GET_MP_STATE.number)
            as<uapi::kvm_mp_state>(argument).mp_state = vcpu.mpState;
        else if (request == uapi::SET_GUEST_DEBUG.number)
            vcpu.debug.push_back(as<uapi::kvm_guest_debug>(argument).control);
        else
            return -ENOTTY;
        return 0;
    }

    int runStep(FakeVcpu& vcpu) {
        if (steps.empty())
            return -EIO;
        const RunStep step = std::move(steps.front());
        steps.pop_front();
        return -step(*reinterpret_cast<uapi::kvm_run*>(vcpu.shared.data()));
    }

    int oneReg(FakeVcpu& vcpu, const uapi::kvm_one_reg& request, bool isSet) {
        if (absent.contains(request.id))
            return -ENOENT;
        const size_t size = size_t{1} << (request.id >> 52 & 0xf);
        Words& words = vcpu.registers[request.id];
        if (!isSet)
            std::memcpy(reinterpret_cast<void*>(request.addr), words.data(), size);
        else if (fixed.contains(request.id))
            return -EINVAL;
        else
            std::memcpy(words.data(), reinterpret_cast<const void*>(request.addr), size);
        return 0;
    }

    int setEvents(FakeVcpu& vcpu, const RawVcpuEvents& raw) {
        if (const int err = planEvents(dialect, raw, hostRas).err)
            return -err;
        vcpu.events.push_back(raw);
        return 0;
    }

    int moduleIoctl(unsigned long request, uintptr_t argument) {
        std::vector<uint64_t> words((request >> 16 & 0x3fff) / sizeof(uint64_t));
        std::memcpy(words.data(), reinterpret_cast<const void*>(argument), words.size() * 8);
        moduleCalls.emplace_back(request, words);
        return 0;
    }

    std::map<int, Object> m_objects;
    int m_last = 1000; // no number that a real descriptor has
};

} // namespace seatape::kvm::test
