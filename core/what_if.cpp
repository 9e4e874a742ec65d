// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/what_if.h"

#include "seatape/core/injection_text.h"

#include <fmt/format.h>

namespace seatape {
namespace {

tl::unexpected<Error> noSuchFrame(uint64_t wanted, uint64_t count) {
    return failure(fmt::format("there is no frame {}", wanted), "--edit",
                   count == 0 ? "the trace has no frames"
                              : fmt::format("the trace has frames 0 to {}", count - 1));
}

} // namespace

std::string editsText(const TraceEdits& edits, Dialect recorded) {
    const Dialect dialect = edits.dialect.value_or(recorded);
    std::string text;
    for (const auto& [frame, answer] : edits.answers)
        text += fmt::format("{}frame {}: {}", text.empty() ? "" : "; ", frame,
                            summarizeInjection(answer, dialect));
    if (edits.dialect)
        text += fmt::format("{}dialect {}", text.empty() ? "" : "; ", dialectName(dialect));
    return text;
}

Result<ForkPlan> planFork(FrameSource& frames, const EditedAnswers& edits,
                          const Scenario& scenario) {
    ForkPlan plan;
    size_t aborts = 0;
    uint64_t count = 0;
    Frame frame;
    for (auto edit = edits.begin(); edit != edits.end(); ++count) {
        auto more = frames.next(frame);
        if (!more)
            return passOn(more);
        if (!*more)
            return noSuchFrame(edit->first, count);
        const bool hasAnswer = isAbort(frame.exit, scenario.console);
        const bool isEdited = frame.index == edit->first;
        if (isEdited && !hasAnswer)
            return failure(
                fmt::format("frame {} ({}) has no injection", frame.index, exitName(frame.exit)),
                "--edit", "`seatape show --aborts FILE` lists the frames that have one");
        if (isEdited)
            plan.edited[aborts] = (edit++)->second;
        else if (hasAnswer && plan.edited.empty())
            plan.recorded.push_back(std::move(frame.injection));
        aborts += hasAnswer ? 1 : 0;
    }
    return plan;
}

} // namespace seatape
