// SPDX-License-Identifier: Apache-2.0
/// Decides whether a guest access to a watched page touches poison, and what the CPU is to report.
///
/// Pure: the poison module (poison-module/seatape_poison.h) stops an access, this tells the answer,
/// byte for byte and bit for bit what the simulator's PE does.
#pragma once

#include "seatape/arch/poison_list.h"
#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <functional>
#include <span>

namespace seatape::kvm {

/// The registers as the exception to EL2 left them: a stage-2 abort of a watched page.
struct GuestAbort {
    uint64_t esr = 0;
    uint64_t far = 0;
    uint64_t hpfar = 0; ///< FIPA only counts
};

/// What KVM is to see instead, if the access is bad.
struct PoisonAnswer {
    bool isBad = false;
    uint64_t esr = 0;
    uint64_t far = 0;
    uint64_t hpfar = 0; ///< with NS, bit 63, iff the IPA is to be valid
    bool operator==(const PoisonAnswer&) const = default;
};

/// Copies guest memory by its intermediate physical address; false if it cannot.
using ReadGuest = std::function<bool(uint64_t gpa, std::span<uint8_t> out)>;

/// The guest at the time of the access.
struct GuestView {
    const VcpuState& state; ///< PC at the instruction
    const PoisonList& poison;
    ReadGuest read;
    uint64_t zeroBlockBytes = 64; ///< of DC ZVA: 4 << DCZID_EL0.BS
    bool cpuHasRas = true;        ///< FEAT_RAS, without which ESR.SET is RES0
};

/// Answers a stop of the poison module: what the instruction at PC touches in the page that HPFAR
/// names, which is mapped for it if the answer is good, from its fetch to its last element. Other
/// pages fault by themselves. Cache maintenance and AT never consume poison, but their walks do. A
/// data access of an instruction that arch/load_store.h does not know is judged by the
/// byte at FAR.
PoisonAnswer answerAccess(const GuestAbort& abort, const GuestView& guest);

} // namespace seatape::kvm
