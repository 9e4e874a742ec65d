// SPDX-License-Identifier: Apache-2.0
/// The bytes of a header, a keyframe and a frame as they stand in a record. Knows no files; needs
/// no Boost to include. Sizes and checks are the container's business, the meaning is here.
#pragma once

#include "traces/container/prediction.h"
#include "traces/container/trace_header.h"

#include "seatape/base/result.h"
#include "seatape/core/frame.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seatape::trace {

/// The class versions that a file was written with, by class number (docs/trace-format.md).
using ClassVersions = std::vector<uint32_t>;

/// Returns the versions that this program writes.
const ClassVersions& currentVersions();

/// Appends the payload of a header record. Fails on a field of 4 GiB or more.
Result<void> appendHeader(const TraceHeader& header, std::vector<uint8_t>& out);

/// A header and what is needed to read the frames after it.
struct HeaderPayload {
    TraceHeader header;
    ClassVersions versions;
};

/// Reads the payload of a header record. Fails, naming the byte, on a payload that is damaged or
/// newer.
Result<HeaderPayload> readHeader(std::span<const uint8_t> payload);

/// Appends a frame of a chunk; `prediction` is what the frames before it left.
/// Fails on a field of 4 GiB or more, and on a vCPU that cannot be.
Result<void> appendFrame(const Frame& frame, Prediction& prediction, std::vector<uint8_t>& out);

/// Reads the frame at the start of `bytes` into `frame`, whose storage is used again, and returns
/// its size. Fails, naming the byte, on bytes that are damaged; `frame` and `prediction` are then
/// unspecified. Leaves `frame.index` alone.
Result<size_t> readFrame(std::span<const uint8_t> bytes, const ClassVersions& versions,
                         Prediction& prediction, Frame& frame);

/// Appends what stands before the frames of a chunk: the states of the vCPUs that are known.
void appendKeyframe(const StateTracker& states, std::vector<uint8_t>& out);

/// Reads a keyframe into `states` and returns its size. Fails as readFrame() does.
Result<size_t> readKeyframe(std::span<const uint8_t> bytes, const ClassVersions& versions,
                            StateTracker& states);

} // namespace seatape::trace
