// Compares the simulator with this machine's KVM on random guests and random answers
// (docs/conformance.md). Exits with 0 if they never differ, 1 if they do, 2 if it could not run.

#include "simbackend/sim_backend.h"
#include "tests/conformance/random_compare.h"
#include "tests/conformance/random_scenario.h"
#include "tests/conformance/random_shrink.h"
#include "tests/conformance/random_toml.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#if __has_include("kvmbackend/kvm_backend.h")
#include "kvmbackend/kvm_backend.h"
#endif

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

#if __has_include("kvmbackend/kvm_backend.h")
Result<std::unique_ptr<Backend>> makeKvm(const Scenario& scenario) {
    auto machine = kvm::KvmBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    return std::move(*machine);
}
#else
Result<std::unique_ptr<Backend>> makeKvm(const Scenario&) {
    return failure("there is no KVM backend yet", {}, "use --self");
}
#endif

class Campaign {
public:
    explicit Campaign(const Options& options)
        : m_options(options), m_real(options.self ? makeSimulator : makeKvm) {}

    Result<void> run() {
        for (uint64_t seed = m_options.seed; m_injections < m_options.injections && !isLate();
             ++seed)
            if (auto ok = compare(randomScenario(seed)); !ok)
                return ok;
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

    bool differsIn(const Scenario& scenario, const std::string& field) {
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
    bool isLate() const {
        return m_options.seconds != 0 && elapsed() >= std::chrono::seconds(m_options.seconds);
    }

    const Options& m_options;
    MachineFactory m_real;
    Clock::time_point m_start = Clock::now();
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
