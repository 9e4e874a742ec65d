/// What the window needs of a machine, so that the models know no backend: gui/app gives them one.
#pragma once

#include "core/backend.h"
#include "core/scenario.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace seatape::gui {

/// A machine that can also be stopped after any number of instructions.
class Machine {
public:
    virtual ~Machine() = default;

    virtual Backend& backend() = 0;
};

/// Builds the machine of a scenario; fails as the backend does. Is called in worker threads.
using MachineFactory = std::function<Result<std::unique_ptr<Machine>>(const Scenario& scenario)>;

} // namespace seatape::gui
