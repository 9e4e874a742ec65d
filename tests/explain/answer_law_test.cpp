// What checkAnswer() promises of an answer is what the simulated machine makes of it.

#include "explain/answer_check.h"
#include "tests/session/runs.h"

#include <algorithm>
#include <span>

using namespace seatape;
using namespace seatape::explain;

namespace {

/// A machine at an exit, which takes one answer after the other as if it were the first.
class Halted {
public:
    /// Runs the scenario with the recorded answers and on to the next exit.
    Halted(const Scenario& scenario, std::span<const Frame> answered)
        : m_machine(test::machineFor(scenario)) {
        for (const Frame& frame : answered) {
            REQUIRE(m_machine->run().has_value());
            m_machine->apply(frame.vcpu, frame.injection);
        }
        const auto exit = m_machine->run();
        REQUIRE(exit.has_value());
        m_vcpu = exit->vcpu;
        place = {scenario.dialect,         scenario.cpu, scenario.host,
                 m_machine->state(m_vcpu), exit->exit,   scenario.slots};
    }

    /// Gives an answer, keeps what became of it, and puts the registers back. (A pending SError
    /// cannot be taken back; the next one is not hindered by it.)
    void give(const Injection& answer) {
        result = m_machine->apply(m_vcpu, answer);
        after = m_machine->state(m_vcpu);
        Injection back;
        appendChanges(after, place.before, back.registers);
        std::erase_if(back.registers, [](const RegChange& change) {
            return regInfo(change.reg).access == RegAccess::Events;
        });
        REQUIRE(m_machine->apply(m_vcpu, back) == InjectionResult{});
    }

    AnswerPlace place;
    InjectionResult result; ///< of the last answer
    VcpuState after;        ///< behind the last answer

private:
    std::unique_ptr<sim::SimBackend> m_machine;
    uint32_t m_vcpu = 0;
};

/// The scenarios whose CPUs differ in the registers that they have.
std::vector<Scenario> oneOfEachCpu() {
    std::vector<Scenario> all = test::allScenarios();
    std::ranges::stable_sort(all, {}, [](const Scenario& s) { return s.cpu.doubleFault2; });
    return {all.front(), all.back()};
}

} // namespace

TEST_CASE("register writes are refused where the simulated KVM refuses them, and end there") {
    for (const Scenario& scenario : oneOfEachCpu()) {
        Halted halted(scenario, {});
        for (size_t i = 0; i < kRegCount; ++i)
            for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{0xf}, uint64_t{0x3c5},
                                         halted.place.before.words[i], ~uint64_t{0}}) {
                Injection answer;
                answer.registers = {{static_cast<Reg>(i), value}, {Reg::ESR_EL1, 0x96000010}};
                halted.give(answer);
                const auto notes = checkAnswer(halted.place, answer);
                const int err = halted.result.registersErr;
                INFO(scenario.name << " " << notes.back().title);
                if (err == 0) {
                    CHECK(notes.back().guestEsr == halted.after[Reg::ESR_EL1]);
                    continue;
                }
                REQUIRE(notes.size() == 1);
                CHECK(notes[0].legality == Legality::Refused);
                CHECK(notes[0].reasons.front().starts_with(errnoText(err) + ":"));
                CHECK(notes[0].reasons.back().find("behind it") != std::string::npos);
                CHECK(halted.after == halted.place.before);
            }
    }
}

TEST_CASE("the writes before a refused one are told") {
    Halted halted(oneOfEachCpu().front(), {});
    Injection answer;
    answer.registers = {{Reg::ESR_EL1, 0x96000010}, {Reg::PSTATE, 0xf}};
    halted.give(answer);
    CHECK(halted.after[Reg::ESR_EL1] == 0x96000010);
    const auto notes = checkAnswer(halted.place, answer);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].guestEsr == 0x96000010);
    CHECK(notes[1].legality == Legality::Refused);
    CHECK(notes[1].reasons.size() == 1);
}

TEST_CASE("an abort comes from the level, and an SError meets the mask, that the answer writes") {
    AnswerPlace where = Halted(oneOfEachCpu().front(), {}).place;
    Injection answer;
    answer.registers = {{Reg::PSTATE, 0}, {Reg::PSTATE, 0xf}, {Reg::PSTATE, 0x3c5}};
    for (const uint64_t level : {pstate::EL0t, pstate::EL1h}) {
        answer.registers[0].value = level; // the refused one and what is behind it do not count
        for (const uint64_t before : {pstate::EL0t, pstate::EL1h}) {
            where.before[Reg::PSTATE] = before | pstate::kDaif;
            answer.events = encodeEvents(where.dialect, {.ext_dabt_pending = 1}).value();
            CHECK(checkAnswer(where, answer).back().guestEsr ==
                  (level == pstate::EL0t ? 0x92000010 : 0x96000010)); // DABT_LOW, DABT_CUR
            answer.events = encodeEvents(where.dialect, {.serror_pending = 1}).value();
            CHECK(checkAnswer(where, answer).back().reasons.empty());
        }
    }
}
