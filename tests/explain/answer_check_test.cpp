// SPDX-License-Identifier: Apache-2.0
#include "explain/answer_templates.h"
#include "tests/session/runs.h"

#include "seatape/arch/exception_entry.h"
#include "simbackend/machine/memory.h"

#include <algorithm>

using namespace seatape;
using namespace seatape::explain;

namespace {

AnswerPlace place(Dialect dialect) {
    AnswerPlace where;
    where.dialect = dialect;
    where.before[Reg::PSTATE] = pstate::EL1h;
    return where;
}

Injection pending(Dialect dialect, const VcpuEvents& events) {
    Injection answer;
    answer.events = encodeEvents(dialect, events).value();
    return answer;
}

Legality worst(const std::vector<AnswerNote>& notes) {
    return std::ranges::max_element(notes, {}, &AnswerNote::legality)->legality;
}

} // namespace

TEST_CASE("a plain data abort is legal, and the guest reads what KVM generates") {
    const auto notes =
        checkAnswer(place(Dialect::Mainline), pending(Dialect::Mainline, {.ext_dabt_pending = 1}));
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].legality == Legality::Legal);
    CHECK(notes[0].guestEsr == 0x96000010);
}

TEST_CASE("what the kernel refuses is refused here, with its reason") {
    for (const Dialect dialect : kDialects)
        for (const bool ras : {false, true})
            for (unsigned bits = 0; bits < 64; ++bits) {
                VcpuEvents events;
                events.serror_pending = bits & 1;
                events.serror_has_esr = bits >> 1 & 1;
                events.ext_dabt_pending = bits >> 2 & 1;
                events.ext_iabt_pending = bits >> 3 & 1;
                events.ext_abt_has_esr = bits >> 4 & 1;
                events.serror_esr = (bits & 32) != 0 ? uint64_t{1} << 40 : 0;
                if (!encodeEvents(dialect, events))
                    continue;
                AnswerPlace where = place(dialect);
                where.host.ras = ras;
                const Injection answer = pending(dialect, events);
                const EventsPlan plan = planEvents(dialect, *answer.events, ras);
                const auto notes = checkAnswer(where, answer);
                INFO(dialectName(dialect) << " " << bits << " ras " << ras);
                if (plan.err != 0) {
                    CHECK(worst(notes) == Legality::Refused);
                }
                if (worst(notes) == Legality::Refused) {
                    CHECK(plan.err != 0);
                }
            }
}

TEST_CASE("nonsense is accepted, and each reason names a field") {
    const auto notes =
        checkAnswer(place(Dialect::LayoutA),
                    pending(Dialect::LayoutA,
                            {.ext_dabt_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = 0x4}));
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].legality == Legality::Nonsense);
    REQUIRE_FALSE(notes[0].reasons.empty());
    CHECK(notes[0].reasons[0].find("DFSC") != std::string::npos);
}

TEST_CASE("a masked SError is said to wait, a refused one is not") {
    const auto lastReason = [](const VcpuEvents& events, uint64_t pstateBits) {
        AnswerPlace where = place(Dialect::Mainline);
        where.before[Reg::PSTATE] |= pstateBits;
        const auto reasons = checkAnswer(where, pending(Dialect::Mainline, events)).back().reasons;
        return reasons.empty() ? std::string() : reasons.back();
    };
    constexpr uint64_t kMasked = uint64_t{1} << pstate::A;
    constexpr VcpuEvents kRefused{
        .serror_pending = 1, .serror_has_esr = 1, .serror_esr = uint64_t{1} << 25};
    CHECK(lastReason({.serror_pending = 1}, kMasked).find("pending") != std::string::npos);
    CHECK(lastReason({.serror_pending = 1}, 0).empty());
    CHECK(lastReason(kRefused, kMasked).find("pending") == std::string::npos);
    // The entry of the abort before it masks it.
    CHECK(lastReason({.serror_pending = 1, .ext_dabt_pending = 1}, 0).find("pending") !=
          std::string::npos);
}

TEST_CASE("what is sound for itself is refused with its call, and the guest reads nothing of it") {
    const auto notes = checkAnswer(
        place(Dialect::LayoutA),
        pending(Dialect::LayoutA,
                {.serror_pending = 1, .ext_abt_has_esr = 1, .ext_abt_esr = uint64_t{1} << 25}));
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].legality == Legality::Refused);
    CHECK_FALSE(notes[0].guestEsr.has_value());
}

TEST_CASE("an answer of registers is judged by the syndrome it writes") {
    Injection answer;
    answer.registers = {{Reg::ESR_EL1, 0x96000010}, {Reg::PC, 0x200}};
    CHECK(worst(checkAnswer(place(Dialect::Mainline), answer)) == Legality::Legal);
    answer.registers[0].value = 0x96000090; // S1PTW without a walk
    CHECK(worst(checkAnswer(place(Dialect::Mainline), answer)) == Legality::Nonsense);
    answer.registers.erase(answer.registers.begin());
    CHECK(checkAnswer(place(Dialect::Mainline), answer).size() == 1);
    CHECK(checkAnswer(place(Dialect::Mainline), {}).size() == 1);
    answer.verdict = Verdict::Kill;
    CHECK(checkAnswer(place(Dialect::Mainline), answer).size() == 2);
}

TEST_CASE("what the check promises is what the simulated guest reads, in every scenario") {
    size_t compared = 0;
    for (const Scenario& scenario : test::allScenarios()) {
        std::vector<VcpuState> states(scenario.vcpus.size());
        for (const Frame& frame : test::record(scenario)) {
            VcpuState& state = states[frame.vcpu];
            for (const RegChange& change : frame.ran)
                state[change.reg] = change.value;
            const AnswerPlace where{scenario.dialect, scenario.cpu,  scenario.host, state,
                                    frame.exit,       scenario.slots};
            for (const RegChange& change : frame.injected)
                state[change.reg] = change.value;
            auto notes = checkAnswer(where, frame.injection);
            std::erase_if(notes, [](const AnswerNote& note) { return !note.guestEsr; });
            if (notes.size() != 1 || !frame.injection.events ||
                state[Reg::PC] == where.before[Reg::PC])
                continue;
            INFO(scenario.name << " frame " << frame.index);
            CHECK(state[Reg::ESR_EL1] == *notes[0].guestEsr);
            ++compared;
        }
    }
    CHECK(compared > 30);
}

TEST_CASE("what the check says of memory actions is what the simulated memory does") {
    using Kind = MemoryAction::Kind;
    Scenario scenario;
    scenario.slots = {{0x2000, 0x1000, false}, {0x3000, 0x2000, true}, {0x8000, 0x1000, false}};
    std::vector<MemoryAction> actions;
    for (const Kind kind : {Kind::Write, Kind::Poison, Kind::Heal, Kind::Unmap})
        for (const uint64_t gpa :
             {0x1ffful, 0x2000ul, 0x2800ul, 0x3000ul, 0x4ffful, 0x8000ul, ~0ul})
            for (const uint64_t size : {0ul, 1ul, 0x1000ul, 0x3000ul, ~0ul})
                if (kind != Kind::Write || size <= 0x3000)
                    actions.push_back(
                        {kind, gpa, size, std::vector<uint8_t>(kind == Kind::Write ? size : 0)});
    AnswerPlace where = place(Dialect::Mainline);
    where.slots = scenario.slots;
    for (const MemoryAction& first : actions)
        for (const MemoryAction& second : actions) {
            sim::GuestMemory memory = sim::GuestMemory::create(scenario).value();
            const int errs[] = {memory.perform(first), memory.perform(second)};
            Injection answer;
            answer.memory = {first, second};
            const auto notes = checkAnswer(where, answer);
            INFO(notes[0].title);
            REQUIRE(notes.size() == (errs[0] == 0 ? 2u : 1u));
            for (size_t i = 0; i < notes.size(); ++i) {
                CHECK((notes[i].legality == Legality::Refused) == (errs[i] != 0));
                if (errs[i] != 0)
                    CHECK(notes[i].reasons[0].starts_with(errnoText(errs[i])));
            }
        }
}

TEST_CASE("data for anything but an MMIO read, or wider than it, is nonsense") {
    AnswerPlace where = place(Dialect::Mainline);
    Injection answer;
    answer.mmioData = 0x1ff;
    CHECK(worst(checkAnswer(where, answer)) == Legality::Nonsense);
    for (const uint32_t len : {1u, 2u, 4u, 8u})
        for (const bool isWrite : {false, true}) {
            where.exit = MmioExit{0x1000, len, isWrite, 0};
            INFO(len << " " << isWrite);
            CHECK((worst(checkAnswer(where, answer)) == Legality::Legal) == (len > 1 && !isWrite));
        }
    where.exit = MmioExit{0x1000, 1, false, 0};
    CHECK(checkAnswer(where, answer).at(0).reasons.at(0).find("0xff") != std::string::npos);
}

TEST_CASE("the templates for a bad page need its address, and name it") {
    AnswerPlace where = place(Dialect::Mainline);
    const auto pages = [&where] {
        std::vector<Result<Injection>> found;
        for (const AnswerTemplate& one : answerTemplates(where))
            if (one.name.ends_with("bad page"))
                found.push_back(one.answer);
        return found;
    };
    for (const Exit& exit : {Exit(UnknownExit{}), Exit(SeaExit{0x92000010, 0x1000, {}})}) {
        where.exit = exit;
        REQUIRE(pages().size() == 2);
        for (const auto& answer : pages())
            CHECK_FALSE(answer.has_value());
    }
    where.exit = SeaExit{0x92000010, {}, 0x4000};
    for (const auto& answer : pages()) {
        REQUIRE(answer.has_value());
        CHECK(answer->memory.at(0).gpa == 0x4000);
    }
}

TEST_CASE("templates are answers of their dialect, and all but the refused are accepted") {
    for (const Dialect dialect : kDialects) {
        AnswerPlace where = place(dialect);
        where.before[Reg::VBAR_EL1] = 0x80000;
        where.before[Reg::PC] = 0x1234;
        const auto templates = answerTemplates(where);
        CHECK(templates.size() > 10);
        for (const AnswerTemplate& one : templates) {
            INFO(dialectName(dialect) << " " << one.name);
            if (!one.answer) {
                CHECK_FALSE(one.answer.error().what.empty());
                continue;
            }
            if (dialect != Dialect::Union)
                CHECK(worst(checkAnswer(where, *one.answer)) == Legality::Legal);
        }
        CHECK(templates.front().answer.has_value());
    }
}

TEST_CASE("the template that writes registers is an exception entry") {
    AnswerPlace where = place(Dialect::Mainline);
    where.before[Reg::VBAR_EL1] = 0x80000;
    where.before[Reg::PC] = 0x1234;
    for (const AnswerTemplate& one : answerTemplates(where)) {
        if (!one.answer || one.answer->registers.empty())
            continue;
        VcpuState after = where.before;
        for (const RegChange& change : one.answer->registers)
            after[change.reg] = change.value;
        CHECK(isExceptionEntry(where.before, after));
        CHECK(after[Reg::ELR_EL1] == 0x1234);
    }
}
