// SPDX-License-Identifier: Apache-2.0
// Compares the simulator with this machine's KVM on random guests and random answers
// (docs/conformance.md). Exits with 0 if they never differ, 1 if they do, 2 if it could not run.

#include "kvmbackend/kvm_backend.h"
#include "seatape/core/policy.h"
#include "seatape/core/session.h"
#include "simbackend/machine/sim_backend.h"
#include "tests/conformance/random_compare.h"
#include "tests/conformance/random_scenario.h"
#include "tests/conformance/random_shrink.h"
#include "tests/conformance/random_toml.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

using namespace seatape;
using namespace seatape::test;

namespace {

struct Options {
    uint64_t seed = 1;
    uint64_t injections = 2000;
    uint64_t seconds = 0;
    std::string folder = ".";
    bool self = false;
};

Result<std::unique_ptr<Backend>> makeSimulator(const Scenario& scenario) {
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    return std::move(*machine);
}

Result<std::unique_ptr<Backend>> makeKvm(const Scenario& scenario) {
    auto machine = kvm::KvmBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    return std::move(*machine);
}

class Campaign {
public:
    explicit Campaign(const Options& options)
        : m_options(options), m_real(options.self ? makeSimulator : makeKvm) {}

    Result<void> run() {
        for (uint64_t seed = m_options.seed; !isDone(); ++seed) {
            const Scenario scenario = randomScenario(seed);
            if (isBeyondCpu(scenario))
                continue;
            if (auto ok = compare(scenario); !ok)
                return ok;
        }
        return {};
    }

    /// Prints what was compared, and how many scenarios differ first in which field.
    bool report() const {
        fmt::print("{} scenarios, {} injections compared in {} s, {} scenarios differ\n",
                   m_scenarios, m_injections, elapsed().count(), m_differing);
        for (const auto& [field, count] : m_fields)
            fmt::print("  {}: {}\n", field, count);
        return m_differing == 0;
    }

private:
    using Clock = std::chrono::steady_clock;

    Result<void> compare(const Scenario& scenario) {
        auto found = compareMachines(scenario, m_real, makeSimulator);
        if (!found)
            return passOn(found);
        ++m_scenarios;
        m_injections += found->injections;
        if (m_scenarios % 10 == 0)
            fmt::print(stderr, "{} scenarios, {} injections, {} differ\n", m_scenarios,
                       m_injections, m_differing);
        return found->divergences.empty() ? Result<void>() : note(scenario, *found);
    }

    /// Counts a difference; the first one of its kind is shrunk and written to a file.
    Result<void> note(const Scenario& scenario, const Comparison& found) {
        ++m_differing;
        const std::string field = found.divergences.front().field;
        fmt::print(stderr, "{}: {}\n", scenario.name, found.divergences.front().message());
        if (m_fields[field]++ != 0)
            return {};
        const Scenario smallest =
            shrink(scenario, [&](const Scenario& s) { return differsIn(s, field); });
        return write(smallest);
    }

    /// A scenario in which the guest loops is none to show, and a real machine takes long over it.
    static bool endsByItself(const Scenario& scenario) {
        auto machine = makeSimulator(scenario);
        auto policy = makePolicy(scenario.policy, scenario.dialect);
        if (!machine || !policy)
            return false;
        const auto ran = runSession(**machine, **policy, sessionOptions(scenario));
        return ran && ran->end != RunEnd::Interrupted;
    }

    bool differsIn(const Scenario& scenario, const std::string& field) {
        if (!endsByItself(scenario))
            return false;
        const auto found = compareMachines(scenario, m_real, makeSimulator);
        return found && !found->divergences.empty() && found->divergences.front().field == field;
    }

    Result<void> write(const Scenario& scenario) {
        const auto path = std::filesystem::path(m_options.folder) / (scenario.name + ".toml");
        std::ofstream file(path);
        if (auto found = compareMachines(scenario, m_real, makeSimulator))
            for (const Divergence& divergence : found->divergences)
                file << "# " << divergence.message() << '\n';
        file << tomlOf(scenario);
        if (!file.flush())
            return failure("cannot write the file", path.string(), "choose another --output");
        fmt::print(stderr, "the smallest scenario that shows it is {}\n", path.string());
        return {};
    }

    std::chrono::seconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - m_start);
    }
    bool isDone() const {
        const bool isLate =
            m_options.seconds != 0 && elapsed() >= std::chrono::seconds(m_options.seconds);
        return isLate || m_injections >= m_options.injections;
    }

    /// Not every CPU has FEAT_DoubleFault2. Whether this one does is asked once.
    bool isBeyondCpu(const Scenario& scenario) {
        if (!scenario.cpu.doubleFault2)
            return false;
        if (!m_hasDoubleFault2) {
            const auto machine = m_real(scenario);
            m_hasDoubleFault2 = machine.has_value();
            if (!machine)
                fmt::print(stderr, "without scenarios that need FEAT_DoubleFault2: {}\n",
                           machine.error().message());
        }
        return !*m_hasDoubleFault2;
    }

    const Options& m_options;
    MachineFactory m_real;
    Clock::time_point m_start = Clock::now();
    std::optional<bool> m_hasDoubleFault2; // not known yet
    uint64_t m_scenarios = 0, m_injections = 0, m_differing = 0;
    std::map<std::string, uint64_t> m_fields; // of the first divergence of each scenario
};

int runCampaign(const Options& options) {
    Campaign campaign(options);
    const auto ran = campaign.run();
    const bool equal = campaign.report();
    if (ran)
        return equal ? 0 : 1;
    fmt::print(stderr, "random_conformance: {}\n", ran.error().message());
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Compares the simulator with KVM on random guests and answers",
                 "random_conformance");
    app.add_option("--seed", options.seed, "First seed; each scenario has the next one");
    app.add_option("--injections", options.injections, "Stop after so many answers");
    app.add_option("--seconds", options.seconds, "Stop after so many seconds; 0: never");
    app.add_option("--output", options.folder, "Folder for the smallest scenarios that differ");
    app.add_flag("--self", options.self, "Compare the simulator with itself");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return runCampaign(options);
}
