// SPDX-License-Identifier: Apache-2.0
/// Layouts of the system registers that a story about an abort needs beside ESR_ELx. Decode them
/// with decodeFields(), edit them with editRegister(), print them with formatFieldTree().
#pragma once

#include "seatape/esr/layout.h"

#include <string_view>

namespace seatape {

namespace layouts {

extern const Layout spsr; ///< SPSR_ELx and PSTATE as KVM's user_pt_regs shows it
extern const Layout hpfarEl2;
extern const Layout isrEl1;
extern const Layout vsesrEl2;
extern const Layout disrEl1;
extern const Layout sctlrEl1; ///< the bits that decide how an exception is entered, by name
extern const Layout sctlr2El1;
extern const Layout parEl1;
extern const Layout errStatus; ///< ERR<n>STATUS, ERXSTATUS_EL1

} // namespace layouts

/// Lists every layout above.
TableView<const Layout*> registerLayouts();

/// Returns the layout of a register by its architectural name without regard to case ("SPSR_EL1",
/// "PSTATE", "ERR0STATUS"), or nullptr if there is none.
const Layout* registerLayout(std::string_view name);

} // namespace seatape
