// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/sea_source.h"

#include "kvmbackend/hardware_source.h"
#include "kvmbackend/module_source.h"

#include <fcntl.h>

#include <fmt/format.h>

namespace seatape::kvm {
namespace {

constexpr std::string_view kNames[] = {"auto", "module", "einj", "hwpoison"};
static_assert(std::size(kNames) == kSeaSourceKinds.size());

bool canOpen(Kernel& kernel, const std::string& path) {
    const int opened = kernel.open(path.c_str(), O_WRONLY);
    if (opened >= 0)
        kernel.close(opened);
    return opened >= 0;
}

} // namespace

std::string_view seaSourceName(SeaSourceKind kind) {
    return kNames[static_cast<size_t>(kind)];
}

bool hasSeaSource(Kernel& kernel, SeaSourceKind kind) {
    switch (kind) {
    case SeaSourceKind::Auto:
        return false;
    case SeaSourceKind::Module:
        return canOpen(kernel, ModuleSource::kDevice);
    case SeaSourceKind::Einj:
        return canOpen(kernel, fmt::format("{}/error_inject", HardwareSource::kEinjFolder));
    case SeaSourceKind::HwPoison: // the file that tells of CONFIG_MEMORY_FAILURE, root's only
        return canOpen(kernel, "/proc/sys/vm/memory_failure_recovery");
    }
    return false;
}

Result<std::unique_ptr<SeaSource>> openSeaSource(Kernel& kernel, SeaSourceKind kind,
                                                 const SeaTarget& target) {
    if (kind == SeaSourceKind::Auto) {
        for (const SeaSourceKind found : {SeaSourceKind::Module, SeaSourceKind::Einj})
            if (hasSeaSource(kernel, found))
                return openSeaSource(kernel, found, target);
        return std::unique_ptr<SeaSource>();
    }
    return kind == SeaSourceKind::Module ? ModuleSource::open(kernel, target)
                                         : HardwareSource::open(kernel, kind, target);
}

} // namespace seatape::kvm
