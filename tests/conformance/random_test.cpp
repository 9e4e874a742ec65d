// SPDX-License-Identifier: Apache-2.0
// The random scenarios, the comparison and the shrinker, without a KVM: the simulator is compared
// with itself, and with a machine in which a fault is planted.

#include "seatape/arch/digest.h"
#include "seatape/arch/exception_entry.h"
#include "seatape/core/recorder.h"
#include "seatape/core/replay.h"
#include "seatape/esr/exception_class.h"
#include "tests/conformance/random_compare.h"
#include "tests/conformance/random_guest.h"
#include "tests/conformance/random_scenario.h"
#include "tests/conformance/random_shrink.h"
#include "tests/conformance/random_toml.h"
#include "tests/session/runs.h"

#include <map>
#include <set>

#include <fmt/format.h>

using namespace seatape;
using namespace seatape::test;

namespace {

constexpr uint64_t kSeeds = 200;

Result<std::unique_ptr<Backend>> makeSimulator(const Scenario& scenario) {
    auto machine = sim::SimBackend::create(scenario);
    if (!machine)
        return passOn(machine);
    return std::move(*machine);
}

/// A machine whose KVM forgets PSTATE.PAN when it injects an exception and SCTLR_EL1.SPAN is 0.
class ForgetsPan final : public Backend {
public:
    explicit ForgetsPan(std::unique_ptr<Backend> inner) : m_inner(std::move(inner)) {}

    Result<VmExit> run() override { return m_inner->run(); }
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override {
        constexpr unsigned kSpan = 23;
        const uint64_t pan = uint64_t{1} << pstate::PAN;
        Injection before = injection;
        before.events.reset();
        auto result = m_inner->apply(vcpu, before);
        if (!result || !injection.events)
            return result;
        const VcpuState old = m_inner->state(vcpu);
        Injection events;
        events.events = injection.events;
        result->eventsErr = m_inner->apply(vcpu, events)->eventsErr;
        const VcpuState& now = m_inner->state(vcpu);
        if (isExceptionEntry(old, now) && !bit(now[Reg::SCTLR_EL1], kSpan))
            m_inner->apply(vcpu, {{}, {{Reg::PSTATE, now[Reg::PSTATE] & ~pan}}, {}, {}, {}});
        return result;
    }
    uint32_t vcpuCount() const override { return m_inner->vcpuCount(); }
    const VcpuState& state(uint32_t vcpu) override { return m_inner->state(vcpu); }
    Result<uint64_t> digest() override { return m_inner->digest(); }
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override {
        return m_inner->readMemory(gpa, out);
    }

private:
    std::unique_ptr<Backend> m_inner;
};

Result<std::unique_ptr<Backend>> makeForgetful(const Scenario& scenario) {
    auto machine = makeSimulator(scenario);
    if (!machine)
        return passOn(machine);
    return std::make_unique<ForgetsPan>(std::move(*machine));
}

Comparison compared(const Scenario& scenario, const MachineFactory& real) {
    auto found = compareMachines(scenario, real, makeSimulator);
    REQUIRE(found.has_value());
    return std::move(*found);
}

/// Counts what a guest and its KVM have met, by name.
class Coverage {
public:
    void add(const Frame& frame, const VcpuState& atExit, const VcpuState& after) {
        see(std::string(exitName(frame.exit)));
        see(fmt::format("mode {:#x}", pstate::mode(atExit[Reg::PSTATE])));
        see(bit(atExit[Reg::SCTLR_EL1], 0) ? "stage 1 on" : "stage 1 off");
        if (const auto* sea = std::get_if<SeaExit>(&frame.exit))
            addSea(*sea);
        if (const auto* mmio = std::get_if<MmioExit>(&frame.exit))
            see(fmt::format("mmio {} of {}", mmio->is_write ? "write" : "read", mmio->len));
        addGuestSyndrome(atExit[Reg::ESR_EL1]);
        if (frame.injection.events)
            addInjection(frame, atExit, after);
        see(frame.result.registersErr != 0 ? "KVM_SET_ONE_REG refused" : "KVM_SET_ONE_REG taken");
    }

    std::set<std::string> seen;

private:
    void see(std::string what) { seen.insert(std::move(what)); }

    void addSea(const SeaExit& sea) {
        see(sea.gva ? "gva" : "no gva");
        see(sea.gpa ? "gpa" : "no gpa");
        see(fmt::format("SEA EC {:#x} FSC {:#x}", bits(sea.esr, 31, 26), bits(sea.esr, 5, 0)));
        see(fmt::format("SEA SET {}", bits(sea.esr, 12, 11)));
        see(fmt::format("SEA EA {}", bits(sea.esr, 9, 9)));
        see(fmt::format("SEA WnR {}", bits(sea.esr, 6, 6)));
    }

    void addGuestSyndrome(uint64_t esr) {
        see(fmt::format("EC {:#x}", bits(esr, 31, 26)));
        if (bits(esr, 31, 26) == 0x25)
            see(fmt::format("DFSC {:#x}", bits(esr, 5, 0)));
    }

    void addInjection(const Frame& frame, const VcpuState& atExit, const VcpuState& after) {
        const VcpuEvents events = decodeEvents(Dialect::Mainline, *frame.injection.events);
        see(fmt::format("dabt {} serror {}, {}", events.ext_dabt_pending != 0,
                        events.serror_pending != 0,
                        frame.result.eventsErr != 0 ? "refused" : "taken"));
        if (after[Reg::SERROR_PENDING] != 0)
            see(events.serror_has_esr != 0 ? "pending with ESR" : "pending");
        const uint64_t vector = after[Reg::PC] - after[Reg::VBAR_EL1];
        if (after[Reg::ELR_EL1] != atExit[Reg::ELR_EL1] && vector < 0x800 && vector % 0x80 == 0)
            see(fmt::format("vector {:#x}", vector));
    }
};

Coverage coverageOf(uint64_t seeds) {
    Coverage coverage;
    for (uint64_t seed = 0; seed < seeds; ++seed) {
        StateTracker states;
        for (const Frame& frame : record(randomScenario(seed))) {
            const VcpuState atExit = states.atExit(frame);
            coverage.add(frame, atExit, states.afterInjection(frame));
        }
    }
    return coverage;
}

/// What random scenarios are for: each of these must come up.
constexpr const char* kWanted[] = {
    "MMIO",
    "ARM_NISV",
    "ARM_SEA",
    "mode 0x0",
    "mode 0x4",
    "mode 0x5",
    "stage 1 on",
    "stage 1 off",
    "mmio write of 1",
    "mmio write of 2",
    "mmio write of 4",
    "mmio write of 8",
    "mmio read of 1",
    "mmio read of 2",
    "mmio read of 4",
    "mmio read of 8",
    // external aborts to KVM: data and instruction, on the access and on each level of a walk
    "SEA EC 0x24 FSC 0x10",
    "SEA EC 0x24 FSC 0x15",
    "SEA EC 0x24 FSC 0x16",
    "SEA EC 0x24 FSC 0x17",
    "SEA EC 0x20 FSC 0x10",
    "SEA EC 0x20 FSC 0x15",
    "SEA EC 0x20 FSC 0x16",
    "SEA EC 0x20 FSC 0x17",
    "SEA SET 0",
    "SEA SET 2",
    "SEA SET 3",
    "SEA EA 0",
    "SEA EA 1",
    "SEA WnR 0",
    "SEA WnR 1",
    "gva",
    "no gva",
    "gpa",
    "no gpa",
    // what the guest saw: UNKNOWN, ILL, SVC64, aborts, PC_ALIGN, SERROR, BRK64
    "EC 0x0",
    "EC 0xe",
    "EC 0x15",
    "EC 0x20",
    "EC 0x21",
    "EC 0x22",
    "EC 0x24",
    "EC 0x25",
    "EC 0x2f",
    "EC 0x3c",
    // translation, access flag and permission faults, KVM's aborts on the access and on walks
    "DFSC 0x4",
    "DFSC 0x5",
    "DFSC 0x6",
    "DFSC 0x7",
    "DFSC 0xb",
    "DFSC 0xf",
    "DFSC 0x10",
    "DFSC 0x16",
    "DFSC 0x17",
    // what user space asked for
    "dabt true serror false, taken",
    "dabt true serror true, taken",
    "dabt false serror true, taken",
    "dabt false serror false, taken",
    "dabt true serror false, refused",
    "dabt true serror true, refused",
    "dabt false serror true, refused",
    "dabt false serror false, refused",
    "pending",
    "pending with ESR",
    "KVM_SET_ONE_REG taken",
    "KVM_SET_ONE_REG refused",
    "vector 0x0",
    "vector 0x200",
    "vector 0x400",
    "vector 0x180",
    "vector 0x380",
    "vector 0x580",
};

} // namespace

TEST_CASE("a seed gives the same scenario on every machine") {
    uint64_t sum = 0;
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const std::string text = tomlOf(randomScenario(seed));
        sum += pageDigest(seed, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
    }
    CHECK(sum == 0x771502a5986c6fcc); // changes whenever the generator does
}

TEST_CASE("random scenarios are valid, and half of their answers at least are used") {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Scenario scenario = randomScenario(seed);
        INFO(scenario.name);
        CHECK(validate(scenario).has_value());
        const size_t answers = scenario.policy.script.size();
        CHECK(answers >= 20);
        CHECK(answers <= 100);
        const auto policy = policyFor(scenario);
        const auto machine = machineFor(scenario);
        const auto summary = runSession(*machine, *policy, sessionOptions(scenario));
        REQUIRE(summary.has_value());
        CHECK(summary->end == RunEnd::Killed); // by the end of the script
        CHECK(summary->aborts > answers / 2);
    }
}

TEST_CASE("random scenarios meet everything that they are for") {
    const Coverage coverage = coverageOf(kSeeds);
    for (const char* wanted : kWanted) {
        INFO(wanted);
        CHECK(coverage.seen.contains(wanted));
    }
}

TEST_CASE("law: a recording of a random scenario verifies on a fresh machine") {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Scenario scenario = randomScenario(seed);
        INFO(scenario.name);
        const auto frames = record(scenario);
        FramesInMemory reel(frames);
        const auto report = verify(*machineFor(scenario), reel, scenario.dialect);
        REQUIRE(report.has_value());
        CHECK(report->framesEqual == frames.size());
    }
}

TEST_CASE("law: the simulator never differs from itself") {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Scenario scenario = randomScenario(seed);
        INFO(scenario.name);
        const Comparison found = compared(scenario, makeSimulator);
        CHECK(found.divergences.empty());
        CHECK(found.injections > scenario.policy.script.size() / 2);
    }
}

TEST_CASE("law: a random scenario written as TOML reads back as it was") {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Scenario scenario = randomScenario(seed);
        const auto parsed = scenario::parseScenario(tomlOf(scenario), "other", ".");
        INFO(scenario.name << ": " << (parsed ? "" : parsed.error().message()));
        REQUIRE(parsed.has_value());
        CHECK(*parsed == scenario);
    }
}

TEST_CASE("a planted fault is found, shrunk, and shown again by the file") {
    size_t found = 0;
    for (uint64_t seed = 0; seed < 8; ++seed) {
        const Scenario scenario = randomScenario(seed);
        if (compared(scenario, makeForgetful).divergences.empty())
            continue;
        ++found;
        INFO(scenario.name);
        const auto shows = [](const Scenario& s) {
            const auto divergences = compared(s, makeForgetful).divergences;
            return !divergences.empty() && divergences.front().field == "PSTATE";
        };
        REQUIRE(shows(scenario));
        const Scenario smallest = shrink(scenario, shows);
        CHECK(smallest.policy.script.size() <= 2);
        CHECK(smallest.policy.script[0].injection.registers.size() <= 2);
        CHECK(smallest.poison.size() <= 1);
        CHECK(smallest.images.size() <= 5); // code, and four tables if stage 1 is on
        const auto parsed = scenario::parseScenario(tomlOf(smallest), "smallest", ".");
        INFO((parsed ? tomlOf(smallest) : parsed.error().message()));
        REQUIRE(parsed.has_value());
        CHECK(*parsed == smallest);
        CHECK(shows(*parsed));
        CHECK(compared(*parsed, makeSimulator).divergences.empty());
    }
    CHECK(found >= 6);
}

TEST_CASE("the comparison sees a difference in memory alone") {
    /// A machine that writes a byte which its guest never touches.
    const MachineFactory dirty = [](const Scenario& scenario) {
        auto machine = makeSimulator(scenario);
        if (machine) {
            const uint64_t far = guest_map::kRam + guest_map::kRamSize - 1;
            (*machine)->apply(0, {{{MemoryAction::Kind::Write, far, 1, {1}}}, {}, {}, {}, {}});
        }
        return machine;
    };
    const auto divergences = compared(randomScenario(1), dirty).divergences;
    REQUIRE(divergences.size() == 1);
    CHECK(divergences[0].field == "digest");
    CHECK(divergences[0].frame == 0);
}

TEST_CASE("a machine that cannot be made is an error") {
    Scenario scenario = randomScenario(1);
    scenario.slots.clear();
    CHECK_FALSE(compareMachines(scenario, makeSimulator, makeSimulator).has_value());
}
