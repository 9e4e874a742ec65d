// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/expectations.h"

#include "seatape/core/recorder.h"

#include <algorithm>

#include <fmt/format.h>

namespace seatape {
namespace {

class Checker {
public:
    Checker(const Scenario& scenario, const RunSummary& summary)
        : m_scenario(scenario), m_summary(summary) {}

    std::vector<Divergence> check(const std::vector<Frame>& frames, const VcpuState& finalState) {
        const Expectations& expect = m_scenario.expect;
        if (expect.end)
            text(0, 0, "end", std::string(runEndName(*expect.end)),
                 std::string(runEndName(m_summary.end)));
        if (expect.aborts)
            text(0, 0, "aborts", std::to_string(*expect.aborts), std::to_string(m_summary.aborts));
        if (expect.console)
            text(0, 0, "console", fmt::format("\"{}\"", *expect.console),
                 fmt::format("\"{}\"", m_summary.console));
        for (const RegChange& change : expect.registers)
            number(frames.empty() ? 0 : frames.back().index, 0, regInfo(change.reg).name,
                   change.value, finalState[change.reg]);
        checkFrames(frames);
        return std::move(m_found);
    }

private:
    void checkFrames(const std::vector<Frame>& frames) {
        StateTracker states;
        uint64_t aborts = 0;
        for (const Frame& frame : frames) {
            states.atExit(frame);
            const VcpuState& after = states.afterInjection(frame);
            if (!isAbort(frame.exit, m_scenario.console))
                continue;
            for (const ExpectedFrame& expected : m_scenario.expect.frames)
                if (expected.abort == aborts)
                    checkFrame(expected, frame, after);
            ++aborts;
        }
        for (const ExpectedFrame& expected : m_scenario.expect.frames)
            if (expected.abort >= aborts)
                text(0, 0, fmt::format("abort {}", expected.abort), expected.exit, "-");
    }

    void checkFrame(const ExpectedFrame& expected, const Frame& frame, const VcpuState& after) {
        if (!expected.exit.empty())
            text(frame.index, frame.vcpu, "exit", expected.exit, std::string(exitName(frame.exit)));
        for (const auto& [name, value] : expected.values)
            number(frame.index, frame.vcpu, name, value, lookUp(name, frame, after));
    }

    static std::optional<uint64_t> lookUp(const std::string& name, const Frame& frame,
                                          const VcpuState& after) {
        if (name == "errno")
            return static_cast<uint64_t>(frame.result.eventsErr);
        if (name == "vcpu")
            return frame.vcpu;
        if (const auto reg = regByName(name))
            return after[*reg];
        const auto fields = exitFields(frame.exit);
        const auto field = std::ranges::find(fields, name, &NamedValue::name);
        return field == fields.end() ? std::nullopt : std::optional(field->value);
    }

    void number(uint64_t frame, uint32_t vcpu, std::string_view field, uint64_t expected,
                std::optional<uint64_t> observed) {
        text(frame, vcpu, field, fmt::format("{:#x}", expected),
             observed ? fmt::format("{:#x}", *observed) : "-");
    }

    void text(uint64_t frame, uint32_t vcpu, std::string_view field, const std::string& expected,
              const std::string& observed) {
        if (expected != observed)
            m_found.push_back({frame, vcpu, std::string(field), expected, observed, {}});
    }

    const Scenario& m_scenario;
    const RunSummary& m_summary;
    std::vector<Divergence> m_found;
};

} // namespace

std::vector<Divergence> checkExpectations(const Scenario& scenario, const RunSummary& summary,
                                          const std::vector<Frame>& frames,
                                          const VcpuState& finalState) {
    return Checker(scenario, summary).check(frames, finalState);
}

} // namespace seatape
