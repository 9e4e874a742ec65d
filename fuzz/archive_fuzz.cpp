// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a header and as that of a chunk, behind all checks of the container: an
// error, or values that are the same when they are written and read again.

#include "fuzz/require.h"
#include "traces/container/payload.h"

#include <vector>

using namespace seatape;
using namespace seatape::trace;

namespace {

using Bytes = std::span<const uint8_t>;

void checkHeader(Bytes body) {
    const auto header = readHeader(body);
    if (!header)
        return;
    std::vector<uint8_t> written;
    require(appendHeader(header->header, written).has_value());
    const auto again = readHeader(written);
    require(again.has_value() && again->header == header->header);
}

struct Body {
    StateTracker keyframe;
    std::vector<Frame> frames;
};

/// Reads the keyframe and the frames before the first error; nothing if the keyframe is bad.
std::optional<Body> readBody(Bytes bytes) {
    Body body;
    auto size = readKeyframe(bytes, currentVersions(), body.keyframe);
    if (!size)
        return std::nullopt;
    Prediction prediction;
    prediction.start(body.keyframe);
    Frame frame;
    while (!(bytes = bytes.subspan(*size)).empty()) {
        size = readFrame(bytes, currentVersions(), prediction, frame);
        if (!size)
            break;
        body.frames.push_back(frame);
    }
    return body;
}

std::vector<uint8_t> written(const Body& body) {
    std::vector<uint8_t> bytes;
    appendKeyframe(body.keyframe, bytes);
    Prediction prediction;
    prediction.start(body.keyframe);
    for (const Frame& frame : body.frames)
        require(appendFrame(frame, prediction, bytes).has_value());
    return bytes;
}

void checkBody(Bytes bytes) {
    const auto body = readBody(bytes);
    if (!body)
        return;
    const auto bytesAgain = written(*body);
    const auto again = readBody(bytesAgain);
    require(again.has_value() && again->frames == body->frames);
    require(again->keyframe.all() == body->keyframe.all());
    require(written(*again) == bytesAgain); // a value has one form in which it is written
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    checkHeader({data, size});
    checkBody({data, size});
    return 0;
}
