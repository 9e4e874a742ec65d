// SPDX-License-Identifier: Apache-2.0
/// The ISS and ISS2 layouts, one per section of the Arm ARM's description of ESR_EL1.ISS.
/// Layouts say where fields are; esr/class_table.h says which class uses which.
#pragma once

#include "seatape/esr/layout.h"

namespace seatape::layouts {

extern const Layout none; ///< classes without an ISS: 25 reserved bits
extern const Layout upperNone;
extern const Layout unallocated; ///< classes without a meaning: 25 bits of which nothing is known

extern const Layout dataAbort;
extern const Layout instructionAbort;
extern const Layout sError;
extern const Layout dataAbortUpper;
extern const Layout instructionAbortUpper;

extern const Layout wfx;
extern const Layout mcrMrc;
extern const Layout mcrrMrrc;
extern const Layout ldcStc;
extern const Layout fpTrap;
extern const Layout other;
extern const Layout bti;
extern const Layout immediate16; ///< SVC, HVC, SMC from AArch64
extern const Layout smc32;
extern const Layout sys64;
extern const Layout sys128;
extern const Layout eret;
extern const Layout tstart;
extern const Layout pacFailure;
extern const Layout sme;
extern const Layout granuleProtectionCheck;
extern const Layout implementationDefined;
extern const Layout mops;
extern const Layout fpException;
extern const Layout gcs;
extern const Layout profiling;

extern const Layout breakpoint;
extern const Layout softwareStep;
extern const Layout watchpoint;
extern const Layout watchpointUpper;
extern const Layout breakpointInstruction;

} // namespace seatape::layouts
