// SPDX-License-Identifier: Apache-2.0
#include "traces/export/xml.h"

#include "traces/container/serialize_scenario.h"
#include "traces/xml/archive.h"

#include <exception>
#include <locale>
#include <sstream>

namespace seatape::trace {
namespace {

/// Passes on what has been written since the last time.
Result<void> drain(std::ostringstream& text, const TextSink& sink) {
    auto passed = sink(text.view());
    text.str({});
    return passed;
}

/// Names the classes that are not in version 0, the first one.
std::vector<NamedNumber> raisedVersions() {
    std::vector<NamedNumber> raised;
    for (size_t i = 0; i < TracedClasses::size; ++i)
        if (TracedClasses::current[i] != 0)
            raised.emplace_back(kClassNames[i], TracedClasses::current[i]);
    return raised;
}

void writeStart(xml::XmlOut& archive, const TraceHeader& header) {
    auto formatVersion = kFormatVersion;
    auto raised = raisedVersions();
    archive.element("trace", [&] {
        field(archive, "formatVersion", formatVersion);
        field(archive, "versions", raised);
        field(archive, "header", header);
    });
}

/// Writes a frame, or that none follows.
void writeNext(xml::XmlOut& archive, const Frame* frame) {
    bool isPresent = frame != nullptr;
    archive.element("next", [&] {
        field(archive, "present", isPresent);
        if (isPresent)
            field(archive, "frame", *frame);
    });
}

Result<void> writeAll(const TraceHeader& header, FrameSource& frames, const TextSink& sink) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    {
        xml::XmlOut archive(text); // its end writes the closing tag
        writeStart(archive, header);
        Frame frame;
        auto more = frames.next(frame);
        for (; more && *more; more = frames.next(frame)) {
            writeNext(archive, &frame);
            if (auto passed = drain(text, sink); !passed)
                return passed;
        }
        if (!more)
            return passOn(more);
        writeNext(archive, nullptr);
    }
    return drain(text, sink);
}

} // namespace

Result<void> exportXml(const TraceHeader& header, FrameSource& frames, const TextSink& sink) {
    try {
        return writeAll(header, frames, sink);
    } catch (const std::exception& e) {
        return failure(e.what());
    }
}

} // namespace seatape::trace
