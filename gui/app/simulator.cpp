#include "gui/app/simulator.h"

#include "simbackend/sim_backend.h"

namespace seatape::gui {
namespace {

class SimulatedMachine final : public Machine {
public:
    explicit SimulatedMachine(std::unique_ptr<sim::SimBackend> backend)
        : m_backend(std::move(backend)) {}

    Backend& backend() override { return *m_backend; }

private:
    std::unique_ptr<sim::SimBackend> m_backend;
};

} // namespace

MachineFactory simulatedMachines() {
    return [](const Scenario& scenario) -> Result<std::unique_ptr<Machine>> {
        auto backend = sim::SimBackend::create(scenario);
        if (!backend)
            return passOn(backend);
        return std::make_unique<SimulatedMachine>(std::move(*backend));
    };
}

} // namespace seatape::gui
