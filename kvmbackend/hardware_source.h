// SPDX-License-Identifier: Apache-2.0
/// The SEA sources that damage real pages: ACPI error injection and MADV_HWPOISON.
///
/// Both know whole pages only. A page is good again when another one has taken its place, so its
/// bytes are lost, as they are on real hardware.
#pragma once

#include "kvmbackend/sea_source.h"

#include <map>

namespace seatape::kvm {

class HardwareSource : public SeaSource {
public:
    static constexpr const char* kEinjFolder = "/sys/kernel/debug/apei/einj";

    /// Opens the source `kind`, Einj or HwPoison.
    static Result<std::unique_ptr<SeaSource>> open(Kernel& kernel, SeaSourceKind kind,
                                                   const SeaTarget& target);

    SeaSourceKind kind() const override { return m_kind; }
    Result<void> update(uint64_t page) override;
    /// Fails if the kernel has sent SIGBUS for a page of the guest: that is how KVM reports a page
    /// that the kernel knows to be bad.
    Result<bool> handleStop(const Vcpu& vcpu, int err) override;

private:
    HardwareSource(Kernel& kernel, SeaSourceKind kind, const SeaTarget& target)
        : m_kernel(kernel), m_kind(kind), m_target(target) {}
    Result<void> damage(uint64_t page) const;
    Result<void> injectAt(uint64_t physical) const;
    Result<uint64_t> physicalAddress(uint64_t page) const;

    Kernel& m_kernel;
    SeaSourceKind m_kind;
    SeaTarget m_target;
    std::map<uint64_t, bool> m_isBad; // what was done to each page last
};

} // namespace seatape::kvm
