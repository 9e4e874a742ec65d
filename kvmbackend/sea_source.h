// SPDX-License-Identifier: Apache-2.0
/// Where synchronous external aborts come from: memory that the machine can make bad.
#pragma once

#include "kvmbackend/guest_memory.h"
#include "kvmbackend/vcpu.h"
#include "seatape/arch/poison_list.h"
#include "seatape/core/scenario.h"

#include <array>
#include <memory>
#include <string_view>

namespace seatape::kvm {

/// The ways to make memory bad.
enum class SeaSourceKind : uint8_t {
    Auto,    ///< Module if the machine has it, else Einj, else none
    Module,  ///< the poison module: exact to the byte, on any arm64 KVM
    Einj,    ///< ACPI error injection: real hardware errors, of whole pages
    HwPoison ///< MADV_HWPOISON: the kernel itself takes the page away; SIGBUS, never an exit 41
};

/// Returns the name used on the command line (`auto`, `module`, `einj`, `hwpoison`).
std::string_view seaSourceName(SeaSourceKind kind);
/// The kinds in the order of the enumeration.
inline constexpr std::array kSeaSourceKinds{SeaSourceKind::Auto, SeaSourceKind::Module,
                                            SeaSourceKind::Einj, SeaSourceKind::HwPoison};

/// What a source works on; it must outlive the source.
struct SeaTarget {
    GuestMemory& memory;
    PoisonList& poison;
    HostModel host; ///< of the scenario: whether APEI is to claim aborts
};

class SeaSource {
public:
    virtual ~SeaSource() = default;
    virtual SeaSourceKind kind() const = 0;

    /// Takes note that poison begins or ends in a page that is in a slot: SeaTarget::poison has
    /// changed there.
    virtual Result<void> update(uint64_t page) = 0;

    /// Looks at what KVM_RUN returned with (`err` is its errno), and says whether that is the
    /// source's own business, so that the vCPU is to run on. Fails if there is no going on.
    virtual Result<bool> handleStop(const Vcpu& vcpu, int err) = 0;
};

/// Returns whether this machine has a source that can be asked for by its kind; not for Auto.
bool hasSeaSource(Kernel& kernel, SeaSourceKind kind);

/// Opens a source; nullptr for Auto on a machine without any. Fails if a kind that was asked for
/// is not there.
Result<std::unique_ptr<SeaSource>> openSeaSource(Kernel& kernel, SeaSourceKind kind,
                                                 const SeaTarget& target);

} // namespace seatape::kvm
