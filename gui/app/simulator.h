/// The simulator as the models' machine, and the scenarios that can be run: all that the window
/// knows of backends.
#pragma once

#include "gui/models/machine.h"

namespace seatape::gui {

/// Returns the factory of simulated machines.
MachineFactory simulatedMachines();

} // namespace seatape::gui
