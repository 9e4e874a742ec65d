// SPDX-License-Identifier: Apache-2.0
#include "gui/models/machine_room.h"

#include "gui/models/overview.h"

#include <fmt/format.h>

#include <array>

namespace seatape::gui {

/// Is used by one worker at a time.
class MachineRoom::Seat {
public:
    Seat(MachineFactory factory, std::string path)
        : m_factory(std::move(factory)), m_path(std::move(path)) {}

    Result<MachineView> look(const MachineQuery& query, const CancelFlag& flag) {
        if (auto there = goTo(query.place, flag); !there)
            return passOn(there);
        MachineView view{
            query, memoryAt(query.gpa, query.size), m_machine->poisonIn(query.gpa, query.size), {}};
        for (const uint64_t va : query.code)
            view.code.push_back(codeAround(query.vcpu, va));
        return view;
    }

    Result<StepList> listSteps(uint64_t frame, const CancelFlag& flag) {
        if (auto there = goTo({frame, 0}, flag); !there)
            return passOn(there);
        StepList list{frame, states(), {}, false};
        std::vector<VcpuState> known = list.start;
        while (!list.isWhole && list.steps.size() < StepList::kMost && !flag.isCancelled())
            list.steps.push_back(stepOnce(known, list.isWhole));
        return list;
    }

private:
    /// Goes on to a place, from the beginning if the machine is past it.
    Result<void> goTo(const MachinePlace& place, const CancelFlag& flag) {
        if (!m_machine || isBeyond(place))
            if (auto begun = begin(); !begun)
                return begun;
        while (m_frame < place.frame) {
            if (flag.isCancelled())
                return failure("nobody waits any more");
            if (auto done = finishFrame(); !done)
                return done;
        }
        if (!place.step)
            return runToExit();
        if (m_steps == 0 && !m_exit)
            m_machine->completeMmio(); // the access was the frame before's, not a step of this one
        while (m_steps < *place.step && !m_exit)
            advance();
        return {};
    }

    bool isBeyond(const MachinePlace& place) const {
        if (m_frame != place.frame)
            return m_frame > place.frame;
        return place.step && (m_isExact ? m_steps > *place.step : true);
    }

    Result<void> begin() {
        m_machine.reset();
        auto reader = openTrace(m_path);
        if (!reader)
            return passOn(reader);
        if (reader->header().isPart)
            return failure("frames of this trace are missing, so it cannot be executed again",
                           m_path, "open the whole trace");
        m_reader.emplace(std::move(*reader));
        auto machine = m_factory(m_reader->header().scenario);
        if (!machine)
            return passOn(machine);
        m_machine = std::move(*machine);
        m_frame = 0;
        enterFrame();
        return {};
    }

    void enterFrame() {
        m_steps = 0;
        m_isExact = true;
        m_exit.reset();
    }

    Result<void> runToExit() {
        if (m_exit)
            return {};
        auto exit = m_machine->backend().run();
        if (!exit)
            return passOn(exit);
        m_isExact = false;
        m_exit = std::move(*exit);
        return {};
    }

    /// Runs to the exit of the current frame and gives the recorded answer.
    Result<void> finishFrame() {
        if (auto done = runToExit(); !done)
            return done;
        auto more = m_reader->next(m_recorded);
        if (!more)
            return passOn(more);
        if (!*more || m_recorded.index != m_frame ||
            m_recorded.exit.index() != m_exit->exit.index())
            return failure("the simulator takes another way than the trace",
                           fmt::format("frame {}", m_frame),
                           "`seatape replay` lists the differences");
        if (auto applied = m_machine->backend().apply(m_exit->vcpu, m_recorded.injection); !applied)
            return passOn(applied);
        ++m_frame;
        enterFrame();
        return {};
    }

    /// Makes one step; returns whether it led to the exit.
    bool advance() {
        m_exit = m_machine->step();
        ++m_steps;
        return m_exit.has_value();
    }

    /// Makes a step; `known` has the states before it and gets those after it.
    Step stepOnce(std::vector<VcpuState>& known, bool& isAtExit) {
        const uint32_t expected = m_machine->currentVcpu();
        Step step{expected, m_machine->backend().state(expected)[Reg::PC], {}, {}};
        step.word = wordAt(expected, step.pc);
        isAtExit = advance();
        step.vcpu = m_machine->currentVcpu();
        if (step.vcpu != expected) {
            step.pc = known[step.vcpu][Reg::PC];
            step.word = wordAt(step.vcpu, step.pc);
        }
        const VcpuState& now = m_machine->backend().state(step.vcpu);
        appendChanges(known[step.vcpu], now, step.changed);
        known[step.vcpu] = now;
        return step;
    }

    std::vector<VcpuState> states() {
        std::vector<VcpuState> all;
        for (uint32_t i = 0; i < m_machine->backend().vcpuCount(); ++i)
            all.push_back(m_machine->backend().state(i));
        return all;
    }

    std::optional<uint32_t> wordAt(uint32_t vcpu, uint64_t va) {
        std::array<uint8_t, 4> bytes{};
        const auto gpa = m_machine->translate(vcpu, va);
        if (!gpa || !m_machine->backend().readMemory(*gpa, bytes))
            return std::nullopt;
        return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
               uint32_t{bytes[3]} << 24;
    }

    CodeStretch codeAround(uint32_t vcpu, uint64_t va) {
        constexpr uint64_t kBefore = 16, kWords = 48;
        CodeStretch stretch{va, va - std::min(va, 4 * kBefore), {}};
        for (uint64_t i = 0; i < kWords; ++i)
            stretch.words.push_back(wordAt(vcpu, stretch.va + 4 * i));
        return stretch;
    }

    std::vector<std::optional<uint8_t>> memoryAt(uint64_t gpa, uint64_t size) {
        constexpr uint64_t kPiece = 64; // slots begin and end at multiples of it
        std::vector<std::optional<uint8_t>> memory(size);
        std::array<uint8_t, kPiece> bytes{};
        for (uint64_t at = 0; at < size;) {
            const uint64_t part = std::min(kPiece - (gpa + at) % kPiece, size - at);
            if (m_machine->backend().readMemory(gpa + at, std::span(bytes).first(part)))
                std::copy_n(bytes.begin(), part, memory.begin() + static_cast<ptrdiff_t>(at));
            at += part;
        }
        return memory;
    }

    MachineFactory m_factory;
    std::string m_path;
    std::optional<trace::TraceReader> m_reader;
    std::unique_ptr<Machine> m_machine;
    uint64_t m_frame = 0;         // whose exit comes next, or is there
    uint64_t m_steps = 0;         // made in it
    bool m_isExact = true;        // every step was counted
    std::optional<VmExit> m_exit; // the machine is there
    Frame m_recorded;
};

VcpuState StepList::stateAfter(uint64_t count, uint32_t vcpu) const {
    VcpuState state = vcpu < start.size() ? start[vcpu] : VcpuState{};
    for (uint64_t i = 0; i < std::min<uint64_t>(count, steps.size()); ++i)
        if (steps[i].vcpu == vcpu)
            for (const RegChange& change : steps[i].changed)
                state[change.reg] = change.value;
    return state;
}

MachineRoom::MachineRoom(MachineFactory factory, const QString& path, QObject* parent)
    : QObject(parent), m_seat(std::make_shared<Seat>(std::move(factory), path.toStdString())) {}

MachineRoom::~MachineRoom() {
    m_flag.cancel();
}

void MachineRoom::look(const MachineQuery& query, Seen seen) {
    start(
        [this, query, seen = std::move(seen)] {
            startJob(
                this, m_flag,
                [seat = m_seat, query, flag = m_flag] { return seat->look(query, flag); },
                [this, seen](const Result<MachineView>& view) {
                    seen(view);
                    next();
                });
        },
        true);
}

void MachineRoom::listSteps(uint64_t frame, Stepped stepped) {
    start(
        [this, frame, stepped = std::move(stepped)] {
            startJob(
                this, m_flag,
                [seat = m_seat, frame, flag = m_flag] { return seat->listSteps(frame, flag); },
                [this, stepped](const Result<StepList>& steps) {
                    stepped(steps);
                    next();
                });
        },
        false);
}

void MachineRoom::start(std::function<void()> request, bool isLook) {
    if (m_isBusy) {
        (isLook ? m_waitingLook : m_waitingSteps) = std::move(request);
        return;
    }
    m_isBusy = true;
    request();
}

/// Starts the last request that came while a worker was busy.
void MachineRoom::next() {
    m_isBusy = false;
    for (auto* waiting : {&m_waitingSteps, &m_waitingLook})
        if (*waiting) {
            m_isBusy = true;
            return std::exchange(*waiting, {})();
        }
}

} // namespace seatape::gui
