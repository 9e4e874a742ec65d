// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/session.h"

namespace seatape {
namespace {

/// The machine's end, if the exit is one that no injection can answer.
std::optional<RunEnd> endOf(const Exit& exit) {
    constexpr uint32_t kShutdown = 1, kReset = 2; // KVM_SYSTEM_EVENT_*
    if (const auto* event = std::get_if<SystemEventExit>(&exit))
        return event->type == kShutdown ? RunEnd::SystemOff
               : event->type == kReset  ? RunEnd::Reset
                                        : RunEnd::Stopped;
    if (std::holds_alternative<InterruptedExit>(exit))
        return RunEnd::Interrupted;
    return RunEnd::Stopped;
}

class Loop {
public:
    Loop(Backend& machine, Policy& policy, const SessionOptions& options)
        : m_machine(machine), m_policy(policy), m_options(options) {}

    Result<RunSummary> run() {
        for (std::optional<RunEnd> end; !end;) {
            auto exit = m_machine.run();
            if (!exit)
                return passOn(exit);
            ++m_summary.exits;
            Injection answer;
            end = answerTo(*exit, answer);
            if (auto applied = m_machine.apply(exit->vcpu, answer); !applied)
                return passOn(applied);
            if (!end && limitReached())
                end = RunEnd::ExitLimit;
            if (end)
                m_summary.last = std::move(*exit);
            m_summary.end = end.value_or(RunEnd::Stopped);
        }
        return std::move(m_summary);
    }

private:
    std::optional<RunEnd> answerTo(const VmExit& exit, Injection& answer) {
        if (isAbort(exit.exit, m_options.console)) {
            ++m_summary.aborts;
            answer = m_policy.decide(exit, m_machine.state(exit.vcpu));
            return answer.verdict == Verdict::Kill ? std::optional(RunEnd::Killed) : std::nullopt;
        }
        if (const auto* mmio = std::get_if<MmioExit>(&exit.exit)) {
            answer = console(*mmio);
            return std::nullopt;
        }
        return endOf(exit.exit);
    }

    Injection console(const MmioExit& mmio) {
        Injection answer;
        if (!mmio.is_write) {
            answer.mmioData = 0;
            return answer;
        }
        const char character = static_cast<char>(mmio.data & 0xff);
        m_summary.console.push_back(character);
        if (m_options.onConsole)
            m_options.onConsole(std::string_view(&character, 1));
        return answer;
    }

    bool limitReached() const {
        return m_summary.exits >= m_options.maxExits ||
               (m_options.stopRequested && m_options.stopRequested());
    }

    Backend& m_machine;
    Policy& m_policy;
    const SessionOptions& m_options;
    RunSummary m_summary;
};

} // namespace

SessionOptions sessionOptions(const Scenario& scenario) {
    SessionOptions options;
    options.console = scenario.console;
    options.maxExits = scenario.limits.exits;
    return options;
}

Result<RunSummary> runSession(Backend& machine, Policy& policy, const SessionOptions& options) {
    return Loop(machine, policy, options).run();
}

} // namespace seatape
