// SPDX-License-Identifier: Apache-2.0
/// The simulator as the models' machine, and the scenarios that can be run: all that the window
/// knows of backends.
#pragma once

#include "gui/app/run_dialog.h"
#include "gui/models/machine.h"

namespace seatape::gui {

/// Returns the factory of simulated machines.
MachineFactory simulatedMachines();

/// Returns the scenarios that `seatape scenarios` lists.
ScenarioSource committedScenarios();

} // namespace seatape::gui
