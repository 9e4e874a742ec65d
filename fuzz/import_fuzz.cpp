// SPDX-License-Identifier: Apache-2.0
// Any text as a trace in JSON: an error with a place, or a trace that is the same when it is
// exported and read again.

#include "fuzz/require.h"
#include "traces/export/export.h"
#include "traces/import/json.h"

#include <memory>
#include <sstream>
#include <vector>

using namespace seatape;
using namespace seatape::trace;

namespace {

Result<JsonReader> open(const std::string& text) {
    auto in = std::make_shared<std::istringstream>(text);
    return JsonReader::open(
        [in](std::string& line) -> Result<bool> {
            return static_cast<bool>(std::getline(*in, line));
        },
        "fuzz");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    auto reader = open(text);
    if (!reader) {
        require(!reader.error().where.empty());
        return 0;
    }
    std::string again = wholeHeaderJson(reader->header()) + '\n';
    std::vector<Frame> frames;
    for (auto frame = reader->next(); frame && *frame; frame = reader->next()) {
        frames.push_back(**frame);
        again += frameJson(frames.back(), reader->header().scenario.dialect) + '\n';
    }
    auto second = open(again);
    require(second.has_value() && second->header() == reader->header());
    for (const Frame& frame : frames) {
        const auto same = second->next();
        require(same.has_value() && *same == frame);
    }
    return 0;
}
