// SPDX-License-Identifier: Apache-2.0
/// Answers and scenarios in the words of another dialect: what it cannot say is left out.
#pragma once

#include "seatape/core/frame.h"
#include "seatape/core/scenario.h"
#include "seatape/core/vcpu_events.h"

#include <optional>

namespace seatape {

/// Returns the bytes that mean the same in another dialect; nothing if it has no word for it.
std::optional<RawVcpuEvents> translateEvents(const RawVcpuEvents& raw, Dialect from, Dialect to);

/// Returns an answer for a kernel of another dialect; what that dialect cannot say is left out.
Injection translateInjection(Injection injection, Dialect from, Dialect to);

/// Gives the frames of a source with their answers translated.
class TranslatedFrames final : public FrameSource {
public:
    /// `source` must outlive this.
    TranslatedFrames(FrameSource& source, Dialect from, Dialect to)
        : m_source(source), m_from(from), m_to(to) {}

    using FrameSource::next;
    Result<bool> next(Frame& frame) override;

private:
    FrameSource& m_source;
    Dialect m_from;
    Dialect m_to;
};

/// Returns the scenario on a kernel of another dialect, with its scripted answers translated.
Scenario translateScenario(Scenario scenario, Dialect to);

} // namespace seatape
