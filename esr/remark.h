// SPDX-License-Identifier: Apache-2.0
/// What can be odd about a field's value. Depends on nothing but the language.
#pragma once

#include <cstdint>
#include <string_view>

namespace seatape {

/// What is odd about a field's value.
enum class Remark : uint8_t {
    None,
    ReservedBitSet,   ///< a RES0 bit is 1
    ReservedBitClear, ///< a RES1 bit is 0
    Unallocated,      ///< the code has no meaning in the architecture
    FeatureMissing,   ///< the CPU lacks the feature that gives the field or code its meaning
    FeatureExcludes,  ///< a feature of the CPU rules the code out
    WrongTargetEl,    ///< the field or code cannot appear in a syndrome of this Exception level
    HiddenBitSet,     ///< KVM clears this bit before it shows the value
    NotAccepted,      ///< the ABI refuses this bit from user space with EINVAL
    NotAnSeaExit,     ///< KVM_EXIT_ARM_SEA is not taken for this class or fault status
    // Combinations of fields, see Contradiction.
    IsvOfExternalAbort, ///< ISV=1 and an external abort
    NotALoadOrStore,    ///< ISV=1 and CM=1
    EaOfOtherFault,     ///< EA=1 and a fault status that is no external abort
    NotOnWalk,          ///< S1PTW=1 and a fault status that is not on a walk
    MaintenanceIsWrite, ///< WnR=0 and CM=1
    NoFarToBeNear,      ///< FnP=1 and FnV=1
    StoreCannotExtend,  ///< SSE=1 and WnR=1
    NarrowRegister,     ///< SF=0 and an access of 8 bytes
    VncrFromLowerEl,    ///< VNCR=1 and the class for a lower Exception level
    // What only an injected exception can earn, see core/legality.h.
    NotAnExternalAbort, ///< the fault status is no external abort
    MergedByKvm,        ///< the fault status became another one when KVM OR-ed in its own
    NobodysSyndrome,    ///< implementation defined, but a virtual CPU has no implementation
};

/// Returns the remark in words, empty for None.
std::string_view remarkText(Remark remark);

} // namespace seatape
