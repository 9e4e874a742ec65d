// SPDX-License-Identifier: Apache-2.0
/// Recording: a Backend around another one that writes a Frame for each exit and its answer.
#pragma once

#include "seatape/core/frame.h"

#include <map>
#include <optional>
#include <vector>

namespace seatape {

class Recorder final : public Backend {
public:
    /// `inner` and `sink` must outlive the recorder.
    Recorder(Backend& inner, FrameSink& sink);

    Result<VmExit> run() override;
    /// Fails with the sink's error, too, if the frame could not be written.
    Result<InjectionResult> apply(uint32_t vcpu, const Injection& injection) override;
    uint32_t vcpuCount() const override { return m_inner.vcpuCount(); }
    const VcpuState& state(uint32_t vcpu) override { return m_inner.state(vcpu); }
    Result<uint64_t> digest() override { return m_inner.digest(); }
    bool readMemory(uint64_t gpa, std::span<uint8_t> out) override {
        return m_inner.readMemory(gpa, out);
    }

private:
    Backend& m_inner;
    FrameSink& m_sink;
    std::vector<VcpuState>
        m_known; // of each vCPU, as its last frame left it; zeros before the first
    Frame m_frame;
    uint64_t m_nextIndex = 0;
};

/// Keeps frames in memory.
class FrameList final : public FrameSink {
public:
    Result<void> put(const Frame& frame) override {
        frames.push_back(frame);
        return {};
    }
    std::vector<Frame> frames;
};

/// Gives frames that are in memory; `frames` must outlive it.
class FramesInMemory final : public FrameSource {
public:
    explicit FramesInMemory(const std::vector<Frame>& frames) : m_frames(frames) {}
    using FrameSource::next;
    Result<bool> next(Frame& frame) override {
        if (m_next == m_frames.size())
            return false;
        frame = m_frames[m_next++];
        return true;
    }

private:
    const std::vector<Frame>& m_frames;
    size_t m_next = 0;
};

/// Rebuilds the full state of each vCPU from the changes in consecutive frames.
class StateTracker {
public:
    /// Applies `frame.ran`: the state at the exit.
    const VcpuState& atExit(const Frame& frame);
    /// Applies `frame.injected`: the state after the injection. Follows atExit of the same frame.
    const VcpuState& afterInjection(const Frame& frame);
    /// Returns the last known state; all zero if the vCPU has had no frame yet.
    const VcpuState& of(uint32_t vcpu);
    /// Sets what is known of a vCPU, for those who start in the middle of a trace.
    void set(uint32_t vcpu, const VcpuState& state) { m_states[vcpu] = state; }
    /// Returns the states of all vCPUs that are known, by number.
    const std::map<uint32_t, VcpuState>& all() const { return m_states; }

private:
    std::map<uint32_t, VcpuState> m_states; // a damaged trace may name any vCPU
};

} // namespace seatape
