// SPDX-License-Identifier: Apache-2.0
/// The three ways to use a trace: as a machine (Replayer), as a judge of a machine (verify), and as
/// the past of another future (ForkPolicy).
#pragma once

#include "seatape/core/divergence.h"
#include "seatape/core/frame.h"
#include "seatape/core/policy.h"
#include "seatape/core/recorder.h"

#include <map>
#include <span>
#include <vector>

namespace seatape {

/// A Backend that is fed by a trace: does the policy answer as the recorded one did?
///
/// It gives the recorded exits whatever the answers are, and lists every answer that differs.
class Replayer final : public Backend {
public:
    /// `source` must outlive the replayer.
    Replayer(FrameSource& source, Dialect dialect) : m_source(source), m_dialect(dialect) {}

    /// Returns the next recorded exit; an INTR exit after the last one.
    Result<VmExit> run() override;
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override;
    uint32_t vcpuCount() const override { return m_vcpuCount; }
    const VcpuState& state(uint32_t vcpu) override { return m_states.of(vcpu); }
    Result<uint64_t> digest() override { return m_frame.digest; }
    bool readMemory(uint64_t, std::span<uint8_t>) override { return false; }

    const std::vector<Divergence>& divergences() const { return m_divergences; }
    uint64_t framesSeen() const { return m_framesSeen; }

private:
    FrameSource& m_source;
    Dialect m_dialect;
    StateTracker m_states;
    Frame m_frame;
    bool m_atEnd = false;
    uint32_t m_vcpuCount = 0;
    uint64_t m_framesSeen = 0;
    std::vector<Divergence> m_divergences;
};

/// What verify() found.
struct VerifyReport {
    uint64_t frames = 0;      ///< compared
    uint64_t framesEqual = 0; ///< without a divergence
    std::vector<Divergence> divergences;
    std::vector<Divergence> hostDependent; ///< the host's registers that differ, once each
    bool stoppedEarly = false; ///< the machine took another way, so the rest could not be compared
};

/// Drives a live machine with the recorded answers and compares every frame: is the model the
/// machine? `progress` is called after each frame if it is set.
///
/// `hostRegisters` are the registers that a host gives alike to all vCPUs of a VM. Differences in
/// them are no divergences; in the digests the recorded host's values count on both sides, so that
/// nothing else can hide behind them.
Result<VerifyReport> verify(Backend& live, FrameSource& trace, Dialect dialect,
                            const std::function<void(uint64_t frames)>& progress = {},
                            std::span<const Reg> hostRegisters = {});

/// What is given of a run that forks: the answers to its aborts, which count from 0.
struct ForkPlan {
    std::vector<Injection> recorded;    ///< to the first aborts
    std::map<size_t, Injection> edited; ///< to later ones, if the run comes to them
};

/// Answers as planned, and as another policy where the plan has no answer. The other policy sees
/// every abort, so that its counts are right.
class ForkPolicy final : public Policy {
public:
    ForkPolicy(ForkPlan plan, Policy& afterwards)
        : m_plan(std::move(plan)), m_afterwards(afterwards) {}

    Injection decide(const VmExit& exit, const VcpuState& state) override;

private:
    ForkPlan m_plan;
    Policy& m_afterwards;
    size_t m_seen = 0;
};

} // namespace seatape
