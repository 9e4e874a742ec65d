// SPDX-License-Identifier: Apache-2.0
// What checkAnswer() promises of an answer is what the simulated machine makes of it.

#include "explain/answer_templates.h"
#include "seatape/core/injection_text.h"
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
        result = *m_machine->apply(m_vcpu, answer);
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
    VcpuState after;        ///< after the last answer

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
        answer.registers[0].value = level; // the refused one and what is after it do not count
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

namespace {

bool waits(const AnswerNote& note) {
    return !note.reasons.empty() && note.reasons.back().find("stays pending") != std::string::npos;
}

/// What the notes say of ESR_EL1 after the answer: `before` if nothing sets it.
uint64_t promisedEsr(const std::vector<AnswerNote>& notes, uint64_t before) {
    const auto note = std::ranges::find_if(
        notes, [](const AnswerNote& one) { return one.guestEsr && !waits(one); });
    return note == notes.end() ? before : *note->guestEsr;
}

/// Writes that change what an exception is: its level, its mask, its vector; and some that KVM
/// refuses, with what is then not written after them.
std::vector<std::vector<RegChange>> someWrites() {
    std::vector<std::vector<RegChange>> all{
        {},
        {{Reg::ESR_EL1, 0x96000010}},
        {{Reg::SCTLR2_EL1, 1}},
        {{Reg::PSTATE, pstate::EL1h}, {Reg::SCTLR2_EL1, ~uint64_t{0}}},
    };
    for (const uint64_t mode : {pstate::EL0t, pstate::EL1t, pstate::EL1h})
        for (const uint64_t mask : {uint64_t{0}, pstate::kDaif}) {
            all.push_back({{Reg::PSTATE, mode | mask}});
            all.push_back({{Reg::PSTATE, mode | mask}, {Reg::MIDR_EL1, 1}, {Reg::PSTATE, 0x5}});
            all.push_back({{Reg::PSTATE, 0xf}, {Reg::PSTATE, mode | mask}});
        }
    return all;
}

/// All flags, with syndromes that are taken, are refused, or share a place with another one.
std::vector<Injection> someEvents(Dialect dialect) {
    std::vector<Injection> all;
    for (unsigned flags = 0; flags < 128; ++flags) {
        VcpuEvents events;
        events.serror_pending = bit(flags, 0);
        events.serror_has_esr = bit(flags, 1);
        events.ext_dabt_pending = bit(flags, 2);
        events.ext_iabt_pending = bit(flags, 3);
        events.ext_abt_has_esr = bit(flags, 4);
        events.serror_esr = bit(flags, 5) ? 0x2000011 : 0x11;
        events.ext_abt_esr = bit(flags, 6) ? 0x2000400 : 0x400;
        if (!eventsLayout(dialect).has("ext_abt_esr"))
            events.ext_abt_esr = 0;
        if (const auto raw = encodeEvents(dialect, events))
            all.emplace_back().events = *raw;
    }
    return all;
}

/// The templates that do something to registers, and every form of the events.
std::vector<Injection> someAnswers(const AnswerPlace& place) {
    std::vector<Injection> all = someEvents(place.dialect);
    for (const AnswerTemplate& one : answerTemplates(place))
        if (one.answer && one.answer->memory.empty())
            all.push_back(*one.answer);
    return all;
}

} // namespace

TEST_CASE("ESR_EL1 is what the check promises, at the first aborts of every scenario") {
    constexpr size_t kAborts = 3; // the policies retry some for ever
    size_t compared = 0;
    for (const Scenario& scenario : test::allScenarios()) {
        const std::vector<Frame> frames = test::record(scenario);
        size_t aborts = 0;
        for (size_t i = 0; i < frames.size() && aborts < kAborts; ++i) {
            if (!isAbort(frames[i].exit, scenario.console))
                continue;
            ++aborts;
            Halted halted(scenario, std::span(frames).first(i));
            for (const Injection& given : someAnswers(halted.place))
                for (const std::vector<RegChange>& writes : someWrites()) {
                    Injection answer = given;
                    answer.registers.insert(answer.registers.begin(), writes.begin(), writes.end());
                    halted.give(answer);
                    const auto notes = checkAnswer(halted.place, answer);
                    INFO(scenario.name << " frame " << i << ": "
                                       << summarizeInjection(answer, scenario.dialect));
                    CHECK(halted.after[Reg::ESR_EL1] ==
                          promisedEsr(notes, halted.place.before[Reg::ESR_EL1]));
                    CHECK(std::ranges::any_of(notes, [](const AnswerNote& one) {
                              return one.legality == Legality::Refused;
                          }) == (halted.result != InjectionResult{}));
                    ++compared;
                }
        }
    }
    CHECK(compared > 10'000);
}
