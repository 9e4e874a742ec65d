// SPDX-License-Identifier: Apache-2.0
// Any text as a filter: an error with a place inside the text, or a filter whose canonical text is
// the same filter; and completion anywhere in it.

#include "fuzz/require.h"
#include "traces/filter/filter.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace seatape;
using namespace seatape::trace;

namespace {

/// A frame with something after every name.
Frame busyFrame() {
    Frame frame;
    frame.exit = SeaExit{0x92000017, 0x40018008, 0x80000000};
    frame.ran = {{Reg::PC, 0x40000000}};
    frame.injected = {{Reg::ESR_EL1, 0x96000010}};
    frame.injection.memory = {{MemoryAction::Kind::Heal, ~uint64_t{0}, 0x1000, {}}};
    frame.injection.events.emplace()[2] = 1;
    return frame;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Frame frame = busyFrame();
    static const Scenario scenario;
    static const VcpuState state;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    completeFilter(text, size);
    const auto filter = Filter::compile(text);
    if (!filter) {
        require(filter.error().column >= 1 && filter.error().column <= size + 1);
        require(!formatFilterError(text, filter.error()).empty());
        return 0;
    }
    const auto again = Filter::compile(filter->text());
    if (!again) { // canonical numbers and parentheses may be longer and deeper
        require(filter->text().size() > Filter::kMaxLength || size >= Filter::kMaxDepth / 2);
        return 0;
    }
    const FrameView view{frame, scenario, &state};
    require(again->text() == filter->text());
    require(again->matches(view) == filter->matches(view));
    require(again->needsState() == filter->needsState());
    return 0;
}
