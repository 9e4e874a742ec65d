// SPDX-License-Identifier: Apache-2.0
// Recording, replaying and judging with machines that are lists of exits.

#include "seatape/core/replay.h"

#include "seatape/arch/digest.h"
#include "seatape/core/session.h"
#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

#include <array>

using namespace seatape;
using namespace seatape::test;

namespace {

std::unique_ptr<Policy> policyNamed(const char* name, uint64_t limit = 0) {
    PolicyChoice choice;
    choice.name = name;
    choice.limit = limit;
    auto policy = makePolicy(choice, Dialect::Mainline);
    REQUIRE(policy.has_value());
    return std::move(*policy);
}

const std::vector<Exit> kExits{seaAt(0x1000), seaAt(0x1000), seaAt(0x2000),
                               SystemEventExit{1, 1, 0}};

std::vector<Frame> record(const std::vector<Exit>& exits = kExits,
                          const char* policyName = "reflect-dabt") {
    FakeMachine machine(exits);
    FrameList list;
    Recorder recorder(machine, list);
    const auto policy = policyNamed(policyName);
    REQUIRE(runSession(recorder, *policy, {}).has_value());
    return list.frames;
}

VerifyReport verifyOn(FakeMachine& machine, const std::vector<Frame>& frames) {
    FramesInMemory reel(frames);
    auto report = verify(machine, reel, Dialect::Mainline);
    REQUIRE(report.has_value());
    return std::move(*report);
}

} // namespace

TEST_CASE("a recorder numbers its frames and writes what changed") {
    const auto frames = record();
    REQUIRE(frames.size() == 4);
    for (size_t i = 0; i < frames.size(); ++i) {
        CHECK(frames[i].index == i);
        CHECK(frames[i].instructions == i);
        CHECK(frames[i].exit == kExits[i]);
        CHECK(frames[i].digest == 1);
    }
    CHECK(frames[1].ran == std::vector<RegChange>{{Reg::X0, 1}});
    CHECK(frames[0].injection == pendDabt());
    CHECK(frames[0].injected.empty());
}

TEST_CASE("a recorder stops at a sink that fails") {
    class FullDisk final : public FrameSink {
        Result<void> put(const Frame&) override { return failure("full"); }
    } sink;
    FakeMachine machine(kExits);
    Recorder recorder(machine, sink);
    REQUIRE(recorder.run().has_value());
    CHECK_FALSE(recorder.apply(0, {}).has_value());
}

TEST_CASE("the replayer agrees with the recorded policy and names every other answer") {
    const auto frames = record();
    const auto replayWith = [&frames](Policy& policy) {
        FramesInMemory reel(frames);
        Replayer replayer(reel, Dialect::Mainline);
        const auto summary = runSession(replayer, policy, {});
        REQUIRE(summary.has_value());
        CHECK(replayer.framesSeen() == 4);
        return std::pair(replayer.divergences(), summary->end);
    };
    const auto same = policyNamed("reflect-dabt");
    CHECK(replayWith(*same).first.empty());
    const auto other = policyNamed("serror");
    const auto [divergences, end] = replayWith(*other);
    CHECK(end == RunEnd::SystemOff);
    REQUIRE(divergences.size() == 3);
    CHECK(divergences[2] ==
          Divergence{2, 0, "injection", "ext_dabt_pending=1", "serror_pending=1", {}});
}

TEST_CASE("a replayer at its end interrupts and accepts any answer") {
    const std::vector<Frame> none;
    FramesInMemory reel(none);
    Replayer replayer(reel, Dialect::Mainline);
    const auto exit = replayer.run();
    REQUIRE(exit.has_value());
    CHECK(std::holds_alternative<InterruptedExit>(exit->exit));
    CHECK(replayer.apply(0, pendDabt()) == InjectionResult{});
    CHECK(replayer.divergences().empty());
    CHECK(replayer.framesSeen() == 0);
}

TEST_CASE("a frame of a vCPU that cannot exist costs no memory for all those below it") {
    std::vector<Frame> frames(1);
    frames[0].vcpu = 0xffffffff;
    frames[0].ran = {{Reg::PC, 0x40}};
    FramesInMemory reel(frames);
    Replayer replayer(reel, Dialect::Mainline);
    const auto exit = replayer.run();
    REQUIRE(exit.has_value());
    CHECK(replayer.state(exit->vcpu)[Reg::PC] == 0x40);
    CHECK(replayer.state(0) == VcpuState{});
}

TEST_CASE("verify of the same machine finds nothing") {
    FakeMachine machine(kExits);
    const VerifyReport report = verifyOn(machine, record());
    CHECK(report.frames == 4);
    CHECK(report.framesEqual == 4);
    CHECK(report.divergences.empty());
    CHECK_FALSE(report.stoppedEarly);
}

TEST_CASE("verify names the field that was flipped") {
    const struct {
        const char* field;
        void (*flip)(Frame&);
    } cases[] = {
        {"digest", [](Frame& f) { f.digest ^= 1; }},
        {"instructions", [](Frame& f) { f.instructions ^= 2; }},
        {"X0", [](Frame& f) { f.ran[0].value ^= 1; }},
        {"gva", [](Frame& f) { std::get<SeaExit>(f.exit).gva = 1; }},
        {"esr", [](Frame& f) { std::get<SeaExit>(f.exit).esr ^= 1 << 6; }},
        {"KVM_SET_VCPU_EVENTS errno", [](Frame& f) { f.result.eventsErr = 22; }},
        {"KVM_SET_ONE_REG errno", [](Frame& f) { f.result.registersErr = 22; }},
        {"memory errno", [](Frame& f) { f.result.memoryErr = 22; }},
    };
    for (const auto& c : cases) {
        INFO(c.field);
        auto frames = record();
        c.flip(frames[1]);
        FakeMachine machine(kExits);
        const VerifyReport report = verifyOn(machine, frames);
        CHECK_FALSE(report.stoppedEarly);
        CHECK(report.frames == 4);
        CHECK(report.framesEqual == 3);
        REQUIRE(report.divergences.size() == 1);
        CHECK(report.divergences[0].frame == 1);
        CHECK(report.divergences[0].field == c.field);
    }
}

TEST_CASE("a count of instructions that one side does not know is not compared") {
    auto frames = record();
    for (Frame& frame : frames)
        frame.instructions = 0;
    FakeMachine machine(kExits);
    CHECK(verifyOn(machine, frames).framesEqual == 4);
    frames[2].digest = 7;
    FakeMachine again(kExits);
    CHECK(verifyOn(again, frames).framesEqual == 3);
}

namespace {

/// Two vCPUs, of which the second never exits, on a host with a MIDR of its own.
class HostMachine final : public Backend {
public:
    explicit HostMachine(uint64_t midr) {
        for (VcpuState& state : states)
            state[Reg::MIDR_EL1] = midr;
    }

    Result<VmExit> run() override {
        ++states[0].words[0];
        return VmExit{0, 0, seaAt(0x1000)};
    }
    Result<InjectionResult> apply(uint32_t, const Injection&) override { return InjectionResult{}; }
    uint32_t vcpuCount() const override { return 2; }
    const VcpuState& state(uint32_t vcpu) override { return states[vcpu]; }
    Result<uint64_t> digest() override {
        return vcpuDigest(0, states[0]) + vcpuDigest(1, states[1]) + memory;
    }
    bool readMemory(uint64_t, std::span<uint8_t>) override { return false; }

    std::array<VcpuState, 2> states;
    uint64_t memory = 5;
};

std::vector<Frame> twoFramesOf(HostMachine machine) {
    FrameList list;
    Recorder recorder(machine, list);
    for (int i = 0; i < 2; ++i) {
        REQUIRE(recorder.run().has_value());
        recorder.apply(0, {});
    }
    return list.frames;
}

} // namespace

TEST_CASE("registers of the host may differ, and hide nothing else") {
    const auto frames = twoFramesOf(HostMachine(0x413fd0c1));
    const auto judge = [&frames](HostMachine machine, std::span<const Reg> hostRegisters) {
        FramesInMemory reel(frames);
        auto report = verify(machine, reel, Dialect::Mainline, {}, hostRegisters);
        REQUIRE(report.has_value());
        return *report;
    };
    constexpr std::array kHosts{Reg::MIDR_EL1, Reg::ID_AA64PFR0_EL1};
    const VerifyReport report = judge(HostMachine(0xf5ea0), kHosts);
    CHECK(report.framesEqual == 2);
    CHECK(report.divergences.empty());
    CHECK(report.hostDependent ==
          std::vector<Divergence>{{0, 0, "MIDR_EL1", "0x413fd0c1", "0xf5ea0", {}}});
    CHECK(judge(HostMachine(0x413fd0c1), kHosts).hostDependent.empty());
    CHECK(judge(HostMachine(0xf5ea0), {}).framesEqual == 0);

    HostMachine otherMemory(0xf5ea0);
    otherMemory.memory = 6;
    HostMachine otherVcpu(0xf5ea0);
    otherVcpu.states[1].words[3] = 1; // of a vCPU that no frame tells of
    for (const HostMachine& machine : {otherMemory, otherVcpu}) {
        const VerifyReport found = judge(machine, kHosts);
        CHECK(found.framesEqual == 0);
        REQUIRE(found.divergences.size() == 2);
        CHECK(found.divergences[1].field == "digest");
    }
}

TEST_CASE("verify stops where the machine takes another way") {
    auto exits = kExits;
    exits[1] = MmioExit{0x5000, 4, false, 0};
    FakeMachine machine(exits);
    const VerifyReport report = verifyOn(machine, record());
    CHECK(report.stoppedEarly);
    CHECK(report.frames == 2);
    CHECK(report.framesEqual == 1);
    REQUIRE_FALSE(report.divergences.empty());
    CHECK(report.divergences[0].message() == "frame 1 vcpu0 exit: recorded ARM_SEA, observed MMIO");
}

TEST_CASE("two runs are compared frame by frame, answers and missing frames included") {
    const auto frames = record();
    CHECK(compareRuns(frames, frames, Dialect::Mainline).empty());
    const auto other = record(kExits, "serror");
    const auto found = compareRuns(frames, other, Dialect::Mainline);
    REQUIRE(found.size() == 3);
    CHECK(found[0].field == "injection");
    auto shorter = frames;
    shorter.pop_back();
    CHECK(compareRuns(frames, shorter, Dialect::Mainline)[0].observed == "-");
    CHECK(compareRuns(shorter, frames, Dialect::Mainline)[0].recorded == "-");
}

TEST_CASE("a difference that has no short text is a divergence all the same") {
    const auto frames = record();
    auto a = frames, b = frames;
    a[0].injection.memory = {{MemoryAction::Kind::Write, 0x1000, 1, {1}}};
    b[0].injection.memory = {{MemoryAction::Kind::Write, 0x1000, 1, {2}}};
    CHECK(compareRuns(a, b, Dialect::Mainline).size() == 1);
    a = b = frames;
    a[0].exit = InternalErrorExit{1, 0, "FADD"};
    b[0].exit = InternalErrorExit{1, 0, "FSUB"};
    CHECK(compareRuns(a, b, Dialect::Mainline).size() == 1);
}

TEST_CASE("a fork answers as recorded, then as edited, then as the live policy") {
    const std::vector<Exit> same(6, seaAt(0x1000));
    const auto afterwards = policyNamed("retry", 4);
    Injection edited;
    edited.mmioData = 1;
    ForkPolicy fork({{pendDabt(), pendDabt()}, {{2, edited}}}, *afterwards);
    FakeMachine machine(same);
    REQUIRE(runSession(machine, fork, {}).has_value());
    REQUIRE(machine.answers.size() == 5);
    CHECK(machine.answers[0] == pendDabt());
    CHECK(machine.answers[1] == pendDabt());
    CHECK(machine.answers[2] == edited);
    CHECK(machine.answers[3] == Injection{});           // the fourth try
    CHECK(machine.answers[4].verdict == Verdict::Kill); // retry has counted the first three
}

TEST_CASE("a fork at the first abort, and an unmap policy that remembers pages before it") {
    const auto afterwards = policyNamed("unmap");
    ForkPolicy fork({{}, {{0, pendDabt()}}}, *afterwards);
    FakeMachine machine({seaAt(0x1000), seaAt(0x1008), seaAt(0x2000), InterruptedExit{}});
    REQUIRE(runSession(machine, fork, {}).has_value());
    CHECK(machine.answers[0] == pendDabt());
    CHECK(machine.answers[1].memory.empty()); // page 0x1000 is known from the fork itself
    CHECK(machine.answers[2].memory.size() == 1);
}
