// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/module_source.h"

#include "kvmbackend/exit_translation.h"
#include "kvmbackend/ioctl_error.h"
#include "kvmbackend/poison-module/seatape_poison.h"
#include "kvmbackend/poisoned_access.h"
#include "kvmbackend/vcpu_registers.h"
#include "seatape/base/bits.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_address.h"

#include <cstring>

#include <fcntl.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr uapi::Ioctl kWatch{"SEATAPE_POISON_WATCH", SEATAPE_POISON_WATCH};
constexpr uapi::Ioctl kAnswer{"SEATAPE_POISON_ANSWER", SEATAPE_POISON_ANSWER};

/// Returns what DC ZVA clears. The guest sees the register of the CPU that it shares with us.
uint64_t zeroBlockBytes() {
    uint64_t blockSize = 4; // 64 bytes, for the tests on other machines
#ifdef __aarch64__
    asm("mrs %0, dczid_el0" : "=r"(blockSize));
#endif
    return uint64_t{4} << bits(blockSize, 3, 0);
}

/// Returns whether an exit is the end of a single step.
bool isStepEnd(const Exit& exit) {
    const auto* debug = std::get_if<DebugExit>(&exit);
    return debug != nullptr && esrClass(debug->hsr) == ExceptionClass::SOFTSTP_LOW;
}

} // namespace

Result<std::unique_ptr<SeaSource>> ModuleSource::open(Kernel& kernel, const SeaTarget& target) {
    const int opened = kernel.open(kDevice, O_RDWR);
    if (opened < 0) {
        Error error = openError(kDevice, opened);
        error.remedy =
            "load kvmbackend/poison-module as root (scripts/lab does), or choose another "
            "--sea-source";
        return tl::unexpected(std::move(error));
    }
    return std::unique_ptr<SeaSource>(new ModuleSource(Fd(kernel, opened), target));
}

Result<void> ModuleSource::update(uint64_t page) {
    const bool isBad = m_target.poison.find(page, kPageSize) != nullptr;
    seatape_poison_page request{page, isBad ? 1u : 0u};
    if (auto ok = checked(kWatch, m_device.ioctl(kWatch.number, &request),
                          fmt::format("page {:#x}", page));
        !ok)
        return ok;
    return isBad ? m_target.memory.dropMapping(page) : Result<void>();
}

Result<bool> ModuleSource::handleStop(const Vcpu& vcpu, int err) {
    if (err == 0 && vcpu.shared().exit_reason == SEATAPE_EXIT_POISON) {
        if (auto answered = answer(vcpu); !answered)
            return passOn(answered);
        return true;
    }
    if (m_opened.empty())
        return false;
    if (auto ended = endStep(vcpu); !ended)
        return passOn(ended);
    return isStepEnd(translateExit(vcpu.shared(), err));
}

/// Decides about the access that the module has stopped.
Result<void> ModuleSource::answer(const Vcpu& vcpu) {
    seatape_poison_exit stop{};
    std::memcpy(&stop, vcpu.shared().padding, sizeof stop);
    const uint64_t page = ipaPage(stop.hpfar_el2);
    if (m_target.poison.find(page, kPageSize) == nullptr) // claimed meanwhile
        return pass(vcpu, page);
    auto state = readState(vcpu);
    if (!state)
        return passOn(state);
    const auto read = [this](uint64_t gpa, std::span<uint8_t> out) {
        return m_target.memory.read(gpa, out);
    };
    const PoisonAnswer found = answerAccess({stop.esr_el2, stop.far_el2, stop.hpfar_el2},
                                            {*state, m_target.poison, read, zeroBlockBytes()});
    if (!found.isBad)
        return pass(vcpu, page);
    seatape_poison_answer reply{claimOrAbort(page), found.esr, found.far, found.hpfar};
    return checked(kAnswer, m_device.ioctl(kAnswer.number, &reply));
}

/// Lets the access through, for one instruction if the page has poison elsewhere.
Result<void> ModuleSource::pass(const Vcpu& vcpu, uint64_t page) {
    seatape_poison_answer reply{SEATAPE_POISON_PASS, 0, 0, 0};
    if (auto ok = checked(kAnswer, m_device.ioctl(kAnswer.number, &reply)); !ok)
        return ok;
    m_opened.push_back(page);
    return vcpu.setSingleStep(true);
}

/// Returns how a bad access is answered. With the last claim the host has repaired the memory: the
/// page stays watched until the guest comes back to it.
uint64_t ModuleSource::claimOrAbort(uint64_t page) {
    if (m_target.host.apei != Apei::Claims || m_claimsLeft == 0)
        return SEATAPE_POISON_ABORT;
    if (--m_claimsLeft == 0) {
        const PoisonRange repaired = *m_target.poison.find(page, kPageSize);
        m_target.poison.remove(repaired.gpa, repaired.size);
    }
    return SEATAPE_POISON_CLAIM;
}

/// Closes what was opened for one instruction, or stops watching it if its poison is gone.
Result<void> ModuleSource::endStep(const Vcpu& vcpu) {
    for (const uint64_t page : std::exchange(m_opened, {}))
        if (auto closed = update(page); !closed)
            return closed;
    return vcpu.setSingleStep(false);
}

} // namespace seatape::kvm
