// SPDX-License-Identifier: Apache-2.0
#include "gui/app/simulator.h"

#include "scenarios/loader/catalog.h"
#include "scenarios/loader/scenario_file.h"
#include "simbackend/machine/sim_backend.h"

namespace seatape::gui {
namespace {

class SimulatedMachine final : public Machine {
public:
    explicit SimulatedMachine(std::unique_ptr<sim::SimBackend> backend)
        : m_backend(std::move(backend)) {}

    Backend& backend() override { return *m_backend; }
    void completeMmio() override {
        sim::KvmVcpu& vcpu = m_backend->vcpu(m_backend->currentVcpu());
        vcpu.setImmediateExit(true);
        vcpu.run(0);
        vcpu.setImmediateExit(false);
    }
    std::optional<VmExit> step() override { return m_backend->runFor(1); }
    uint32_t currentVcpu() const override { return m_backend->currentVcpu(); }
    std::optional<uint64_t> translate(uint32_t vcpu, uint64_t va) override {
        const sim::WalkResult walked = m_backend->walk(vcpu, va, Access::Fetch);
        const auto* found = std::get_if<Translation>(&walked);
        return found != nullptr ? std::optional(found->ipa) : std::nullopt;
    }
    std::vector<PoisonRange> poisonIn(uint64_t gpa, uint64_t size) const override {
        return m_backend->poisonIn(gpa, size);
    }

private:
    std::unique_ptr<sim::SimBackend> m_backend;
};

} // namespace

ScenarioSource committedScenarios() {
    ScenarioSource source;
    source.names = [] {
        std::vector<std::string> names;
        for (const scenario::CatalogEntry& entry : scenario::listScenarios())
            names.push_back(entry.name);
        return names;
    };
    source.load = [](const std::string& nameOrPath) -> Result<Scenario> {
        auto path = scenario::findScenario(nameOrPath);
        if (!path)
            return passOn(path);
        return scenario::loadScenario(*path);
    };
    return source;
}

MachineFactory simulatedMachines() {
    return [](const Scenario& scenario) -> Result<std::unique_ptr<Machine>> {
        auto backend = sim::SimBackend::create(scenario);
        if (!backend)
            return passOn(backend);
        return std::make_unique<SimulatedMachine>(std::move(*backend));
    };
}

} // namespace seatape::gui
