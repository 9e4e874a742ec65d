// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/hardware_source.h"

#include "kvmbackend/ioctl_error.h"
#include "seatape/base/bits.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr const char* kPagemap = "/proc/self/pagemap";

// Of this thread: where the last SIGBUS for bad memory was, nullptr if none was.
thread_local void* volatile g_badAddress = nullptr;

/// Remembers a SIGBUS for bad memory. Any other one ends the program as if nobody had looked, and
/// so does one that comes again: then it was the program that touched the memory.
void onBusError(int, siginfo_t* info, void*) {
    const bool isBadMemory = info->si_code == BUS_MCEERR_AR || info->si_code == BUS_MCEERR_AO;
    if (isBadMemory && g_badAddress == nullptr)
        g_badAddress = info->si_addr;
    else
        ::signal(SIGBUS, SIG_DFL);
}

void catchBusErrors() {
    struct sigaction action {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGBUS, &action, nullptr);
}

Result<Fd> openFile(Kernel& kernel, const std::string& path, int flags) {
    const int opened = kernel.open(path.c_str(), flags);
    if (opened < 0) {
        Error error = openError(path, opened);
        error.remedy = "run as root on a machine with EINJ (modprobe einj), or choose another "
                       "--sea-source";
        return tl::unexpected(std::move(error));
    }
    return Fd(kernel, opened);
}

/// Writes a number into one of the files that control EINJ.
Result<void> writeNumber(Kernel& kernel, const char* name, uint64_t value) {
    const std::string path = fmt::format("{}/{}", HardwareSource::kEinjFolder, name);
    auto file = openFile(kernel, path, O_WRONLY);
    if (!file)
        return passOn(file);
    const std::string text = fmt::format("{:#x}", value);
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const int64_t done = kernel.write(file->get(), {bytes, text.size()});
    if (done < 0)
        return failure(fmt::format("writing {}: {}", text, std::strerror(static_cast<int>(-done))),
                       path,
                       "see whether the firmware can inject memory errors "
                       "(available_error_type)");
    return {};
}

} // namespace

Result<std::unique_ptr<SeaSource>> HardwareSource::open(Kernel& kernel, SeaSourceKind kind,
                                                        const SeaTarget& target) {
    if (kind == SeaSourceKind::Einj)
        for (const std::string& path :
             {fmt::format("{}/error_inject", kEinjFolder), std::string(kPagemap)})
            if (auto file = openFile(kernel, path, path == kPagemap ? O_RDONLY : O_WRONLY); !file)
                return passOn(file);
    catchBusErrors();
    return std::unique_ptr<SeaSource>(new HardwareSource(kernel, kind, target));
}

Result<void> HardwareSource::update(uint64_t page) {
    const bool isBad = m_target.poison.find(page, kPageSize) != nullptr;
    bool& wasBad = m_isBad[page];
    if (isBad == wasBad)
        return {};
    wasBad = isBad;
    return isBad ? damage(page) : m_target.memory.replace(page);
}

Result<void> HardwareSource::damage(uint64_t page) const {
    uint8_t* host = m_target.memory.hostAddress(page);
    // The page must be there, and its own, before it can be damaged.
    *static_cast<volatile uint8_t*>(host) = *host;
    m_target.memory.markBroken(page);
    if (m_kind == SeaSourceKind::Einj) {
        auto physical = physicalAddress(page);
        if (!physical)
            return passOn(physical);
        return injectAt(*physical);
    }
    const int done = m_kernel.advise(host, kPageSize, MADV_HWPOISON);
    if (done < 0)
        return failure(fmt::format("madvise(MADV_HWPOISON): {}", std::strerror(-done)),
                       fmt::format("guest memory at {:#x}", page),
                       "run as root on a kernel with CONFIG_MEMORY_FAILURE");
    return {};
}

/// Finds the physical page behind one of the guest's (Linux Documentation/admin-guide/mm/pagemap).
Result<uint64_t> HardwareSource::physicalAddress(uint64_t page) const {
    auto file = openFile(m_kernel, kPagemap, O_RDONLY);
    if (!file)
        return passOn(file);
    uint64_t entry = 0;
    const uint64_t index =
        reinterpret_cast<uintptr_t>(m_target.memory.hostAddress(page)) / kPageSize;
    const int64_t done = m_kernel.read(file->get(), index * sizeof entry,
                                       {reinterpret_cast<uint8_t*>(&entry), sizeof entry});
    constexpr unsigned kIsPresent = 63;
    const uint64_t frame = bits(entry, 54, 0);
    if (done != sizeof entry || !bit(entry, kIsPresent) || frame == 0)
        return failure("the physical address is not shown", kPagemap,
                       "run as root: it takes CAP_SYS_ADMIN");
    return frame * kPageSize;
}

/// Injects an uncorrectable memory error (Linux Documentation/firmware-guide/acpi/apei/einj.rst).
Result<void> HardwareSource::injectAt(uint64_t physical) const {
    struct Setting {
        const char* file;
        uint64_t value;
    };
    constexpr uint64_t kMemoryUncorrectable = 0x10, kAddressIsValid = 0x2;
    const Setting settings[] = {{"error_type", kMemoryUncorrectable},
                                {"flags", kAddressIsValid},
                                {"param1", physical},
                                {"param2", ~kPageMask},
                                {"notrigger", 1},
                                {"error_inject", 1}};
    for (const Setting& setting : settings)
        if (auto ok = writeNumber(m_kernel, setting.file, setting.value); !ok)
            return ok;
    return {};
}

Result<bool> HardwareSource::handleStop(const Vcpu&, int err) {
    if (err != EINTR || g_badAddress == nullptr)
        return false;
    const void* address = std::exchange(g_badAddress, nullptr);
    const auto page = m_target.memory.pageAt(address);
    return failure(fmt::format("SIGBUS (BUS_MCEERR) at {}, {}: the kernel knows that the memory is "
                               "bad, so KVM makes no exit 41 of it",
                               address,
                               page ? fmt::format("guest memory at {:#x}", *page)
                                    : std::string("not the guest's memory")),
                   fmt::format("SEA source {}", seaSourceName(m_kind)),
                   "use --sea-source module for KVM_EXIT_ARM_SEA");
}

} // namespace seatape::kvm
