// SPDX-License-Identifier: Apache-2.0
// Any text as a trace in XML: an error with a place, or a trace that is the same when it is
// exported and read again.

#include "fuzz/require.h"
#include "seatape/core/recorder.h"
#include "traces/export/xml.h"
#include "traces/import/xml.h"

#include <memory>
#include <sstream>
#include <vector>

using namespace seatape;
using namespace seatape::trace;

namespace {

Result<XmlReader> open(const std::string& text) {
    auto in = std::make_shared<std::istringstream>(text);
    return XmlReader::open(
        [in](std::string& line) -> Result<bool> {
            return static_cast<bool>(std::getline(*in, line));
        },
        "fuzz");
}

std::vector<Frame> framesOf(XmlReader& reader) {
    std::vector<Frame> frames;
    auto frame = reader.next();
    for (; frame && *frame; frame = reader.next())
        frames.push_back(**frame);
    require(frame.has_value() || !frame.error().where.empty());
    return frames;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto reader = open(std::string(reinterpret_cast<const char*>(data), size));
    if (!reader) {
        require(!reader.error().where.empty());
        return 0;
    }
    const std::vector<Frame> frames = framesOf(*reader);
    FramesInMemory reel(frames);
    std::string again;
    const TextSink sink = [&again](std::string_view part) -> Result<void> {
        again += part;
        return {};
    };
    require(exportXml(reader->header(), reel, sink).has_value());
    auto second = open(again);
    require(second.has_value() && second->header() == reader->header());
    require(framesOf(*second) == frames);
    return 0;
}
