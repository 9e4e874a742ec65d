// SPDX-License-Identifier: Apache-2.0
/// The machine of a trace at any place of it, in a worker: memory, code, and every instruction
/// inside a frame. The trace is executed again up to there.
#pragma once

#include "gui/models/job.h"
#include "gui/models/machine.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace seatape::gui {

/// A place in a run: at the exit of a frame, or some steps after the answer of the frame before,
/// whose MMIO access is then complete.
struct MachinePlace {
    uint64_t frame = 0;
    std::optional<uint64_t> step;
    bool operator==(const MachinePlace&) const = default;
};

/// What somebody wants to see there.
struct MachineQuery {
    MachinePlace place;
    uint64_t gpa = 0; ///< of the memory
    uint64_t size = 0;
    std::vector<uint64_t> code; ///< virtual addresses, a stretch of code around each
    uint32_t vcpu = 0;          ///< whose addresses they are
};

/// Code at consecutive virtual addresses.
struct CodeStretch {
    uint64_t wanted = 0; ///< the address that was asked for
    uint64_t va = 0;     ///< of the first word
    std::vector<std::optional<uint32_t>> words;
};

struct MachineView {
    MachineQuery query;
    std::vector<std::optional<uint8_t>> memory; ///< nothing: no slot backs the byte
    std::vector<PoisonRange> poison;
    std::vector<CodeStretch> code;
};

/// One instruction, or one trap that stays in the kernel.
struct Step {
    uint32_t vcpu = 0;
    uint64_t pc = 0; ///< before it
    std::optional<uint32_t> word;
    std::vector<RegChange> changed;
};

/// The way to a frame's exit.
struct StepList {
    static constexpr size_t kMost = 100'000;

    uint64_t frame = 0;
    std::vector<VcpuState> start; ///< of all vCPUs
    std::vector<Step> steps;      ///< from the start; at most kMost
    bool isWhole = false;         ///< the last one led to the exit

    /// Returns the state of a vCPU after the first `count` steps.
    VcpuState stateAfter(uint64_t count, uint32_t vcpu) const;
};

class MachineRoom final : public QObject {
    Q_OBJECT

public:
    /// `path` is a trace that can be executed from its beginning.
    MachineRoom(MachineFactory factory, const QString& path, QObject* parent = nullptr);
    ~MachineRoom() override;

    using Seen = std::function<void(const Result<MachineView>&)>;
    /// Goes there and looks. Of several requests while one is under way only the last is served.
    void look(const MachineQuery& query, Seen seen);

    using Stepped = std::function<void(const Result<StepList>&)>;
    /// Executes the way to a frame's exit step by step.
    void listSteps(uint64_t frame, Stepped stepped);

private:
    class Seat; // the machine and where it is

    void start(std::function<void()> request, bool isLook);
    void next();

    std::shared_ptr<Seat> m_seat;
    CancelFlag m_flag;
    bool m_isBusy = false;
    std::function<void()> m_waitingLook;
    std::function<void()> m_waitingSteps;
};

} // namespace seatape::gui
