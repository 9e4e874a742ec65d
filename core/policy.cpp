// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/policy.h"

#include "seatape/arch/exception_entry.h"
#include "seatape/base/page.h"
#include "seatape/base/seatape_assert.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/fault_status.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape {
namespace {

Injection withEvents(Dialect dialect, const VcpuEvents& events) {
    const auto raw = encodeEvents(dialect, events);
    SEATAPE_ASSERT(raw.has_value()); // callers use only members that the dialect has
    Injection injection;
    injection.events = *raw;
    return injection;
}

Injection kill() {
    Injection injection;
    injection.verdict = Verdict::Kill;
    return injection;
}

/// Injects through KVM_SET_ONE_REG what enterException computes, as a VMM must where the ABI
/// cannot.
Injection byRegisters(const VcpuState& before, uint64_t esr, std::optional<uint64_t> far) {
    VcpuState after = before;
    after[Reg::ESR_EL1] = esr;
    if (far)
        after[Reg::FAR_EL1] = *far;
    enterException(after, externalAbortVector(before));
    Injection injection;
    appendChanges(before, after, injection.registers);
    return injection;
}

/// The same abort with the syndrome of the exit: through the events if the kernel would then
/// generate exactly that ESR, else through the registers.
Injection reflect(Dialect dialect, const SeaExit& exit, const VcpuState& state) {
    const uint64_t ps = state[Reg::PSTATE];
    const bool isIabt = esrClass(exit.esr) == ExceptionClass::IABT_LOW;
    const uint64_t wanted = generatedAbortEsr(ps, isIabt, 0, esrIss(exit.esr));
    VcpuEvents events;
    (isIabt ? events.ext_iabt_pending : events.ext_dabt_pending) = 1;
    uint64_t userIss = 0;
    if (eventsLayout(dialect).has("ext_abt_esr")) {
        events.ext_abt_has_esr = 1;
        events.ext_abt_esr = userIss = esrIss(exit.esr);
    }
    const bool canPend = !isIabt || eventsLayout(dialect).has("ext_iabt_pending");
    if (canPend && generatedAbortEsr(ps, isIabt, fsc::SyncExternal, userIss) == wanted)
        return withEvents(dialect, events);
    return byRegisters(state, wanted, exit.gva);
}

VcpuEvents dataAbort() {
    VcpuEvents events;
    events.ext_dabt_pending = 1;
    return events;
}

/// Accesses to nothing (MMIO, NISV) have no syndrome of their own: they become plain data aborts.
Injection reflectAny(Dialect dialect, const VmExit& exit, const VcpuState& state) {
    if (const auto* sea = std::get_if<SeaExit>(&exit.exit))
        return reflect(dialect, *sea, state);
    return withEvents(dialect, dataAbort());
}

class ReflectDabt final : public Policy {
public:
    explicit ReflectDabt(Dialect dialect) : m_answer(withEvents(dialect, dataAbort())) {}
    Injection decide(const VmExit&, const VcpuState&) override { return m_answer; }

private:
    Injection m_answer;
};

class ReflectEsr final : public Policy {
public:
    explicit ReflectEsr(Dialect dialect) : m_dialect(dialect) {}
    Injection decide(const VmExit& exit, const VcpuState& state) override {
        return reflectAny(m_dialect, exit, state);
    }

private:
    Dialect m_dialect;
};

class SErrorInstead final : public Policy {
public:
    explicit SErrorInstead(Dialect dialect) {
        VcpuEvents events;
        events.serror_pending = 1;
        m_answer = withEvents(dialect, events);
    }
    Injection decide(const VmExit&, const VcpuState&) override { return m_answer; }

private:
    Injection m_answer;
};

class Kill final : public Policy {
public:
    Injection decide(const VmExit&, const VcpuState&) override { return kill(); }
};

class Retry final : public Policy {
public:
    explicit Retry(uint64_t limit) : m_limit(limit) {}
    Injection decide(const VmExit& exit, const VcpuState&) override {
        if (m_last != exit.exit)
            m_tries = 0;
        m_last = exit.exit;
        return ++m_tries > m_limit ? kill() : Injection{};
    }

private:
    uint64_t m_limit;
    uint64_t m_tries = 0;
    std::optional<Exit> m_last;
};

class Unmap final : public Policy {
public:
    Unmap(Dialect dialect, uint64_t limit) : m_dialect(dialect), m_limit(limit) {}
    Injection decide(const VmExit& exit, const VcpuState& state) override {
        Injection answer = reflectAny(m_dialect, exit, state);
        const auto* sea = std::get_if<SeaExit>(&exit.exit);
        if (sea == nullptr || !sea->gpa || !m_pages.insert(*sea->gpa).second)
            return answer;
        if (m_pages.size() > m_limit)
            return kill();
        answer.memory.push_back({MemoryAction::Kind::Unmap, *sea->gpa, kPageSize, {}});
        return answer;
    }

private:
    Dialect m_dialect;
    uint64_t m_limit;
    std::set<uint64_t> m_pages;
};

class Script final : public Policy {
public:
    explicit Script(std::vector<ScriptedAnswer> answers) : m_answers(std::move(answers)) {}
    Injection decide(const VmExit&, const VcpuState&) override {
        return m_next < m_answers.size() ? m_answers[m_next++].injection : kill();
    }

private:
    std::vector<ScriptedAnswer> m_answers;
    size_t m_next = 0;
};

struct PolicyRow {
    PolicyInfo info;
    std::unique_ptr<Policy> (*make)(const PolicyChoice& choice, Dialect dialect, uint64_t limit);
};

constexpr PolicyRow kPolicies[] = {
    {{"reflect-dabt", "pend a data abort, whatever kind of abort it was", "", 0},
     [](const PolicyChoice&, Dialect dialect, uint64_t) -> std::unique_ptr<Policy> {
         return std::make_unique<ReflectDabt>(dialect);
     }},
    {{"reflect-esr", "the same abort with the exit's own ESR: by events, or else by registers", "",
      0},
     [](const PolicyChoice&, Dialect dialect, uint64_t) -> std::unique_ptr<Policy> {
         return std::make_unique<ReflectEsr>(dialect);
     }},
    {{"serror", "pend an SError instead of the abort", "", 0},
     [](const PolicyChoice&, Dialect dialect, uint64_t) -> std::unique_ptr<Policy> {
         return std::make_unique<SErrorInstead>(dialect);
     }},
    {{"kill", "end the VM at the first abort", "", 0},
     [](const PolicyChoice&, Dialect, uint64_t) -> std::unique_ptr<Policy> {
         return std::make_unique<Kill>();
     }},
    {{"retry", "run the instruction again, then end the VM", "tries of the same exit", 3},
     [](const PolicyChoice&, Dialect, uint64_t limit) -> std::unique_ptr<Policy> {
         return std::make_unique<Retry>(limit);
     }},
    {{"unmap", "unmap each poisoned page, then as reflect-esr; end the VM when there are too many",
      "distinct pages", 16},
     [](const PolicyChoice&, Dialect dialect, uint64_t limit) -> std::unique_ptr<Policy> {
         return std::make_unique<Unmap>(dialect, limit);
     }},
    {{"script", "answer the n-th abort with the n-th entry, then end the VM", "", 0},
     [](const PolicyChoice& choice, Dialect, uint64_t) -> std::unique_ptr<Policy> {
         return std::make_unique<Script>(choice.script);
     }},
};

} // namespace

std::span<const PolicyInfo> policies() {
    static const auto infos = [] {
        std::array<PolicyInfo, std::size(kPolicies)> list;
        std::ranges::transform(kPolicies, list.begin(), &PolicyRow::info);
        return list;
    }();
    return infos;
}

Result<std::unique_ptr<Policy>> makePolicy(const PolicyChoice& choice, Dialect dialect) {
    for (const PolicyRow& row : kPolicies)
        if (row.info.name == choice.name)
            return row.make(choice, dialect,
                            choice.limit != 0 ? choice.limit : row.info.defaultLimit);
    std::vector<std::string_view> names;
    std::ranges::transform(policies(), std::back_inserter(names), &PolicyInfo::name);
    return failure(fmt::format("there is no policy '{}'", choice.name), {},
                   fmt::format("use one of {}", fmt::join(names, ", ")));
}

bool isAbort(const Exit& exit, std::optional<uint64_t> console) {
    if (const auto* mmio = std::get_if<MmioExit>(&exit))
        return mmio->phys_addr != console;
    return std::holds_alternative<SeaExit>(exit) || std::holds_alternative<ArmNisvExit>(exit) ||
           std::holds_alternative<LdSt64BExit>(exit);
}

} // namespace seatape
