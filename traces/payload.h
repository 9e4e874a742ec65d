/// The bytes of a header and of a frame as they stand in a record. Knows no files; needs no Boost
/// to include. Sizes and checks are the container's business, the meaning is here.
#pragma once

#include "traces/trace_header.h"

#include "core/frame.h"
#include "core/result.h"

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

/// A header and what is needed to read the frames behind it.
struct HeaderPayload {
    TraceHeader header;
    ClassVersions versions;
};

/// Reads the payload of a header record. Fails, naming the byte, on a payload that is damaged or
/// newer.
Result<HeaderPayload> readHeader(std::span<const uint8_t> payload);

/// Appends the payload of a frame record. Fails on a field of 4 GiB or more.
Result<void> appendFrame(const Frame& frame, std::vector<uint8_t>& out);

/// Reads the payload of a frame record into `frame`, whose storage is used again. Fails, naming the
/// byte, on a payload that is damaged; `frame` is then unspecified.
Result<void> readFrame(std::span<const uint8_t> payload, const ClassVersions& versions,
                       Frame& frame);

/// Appends the payload of an end record: the number of frame records.
Result<void> appendEnd(uint64_t frames, std::vector<uint8_t>& out);

/// Reads the payload of an end record. Fails on a payload that is damaged.
Result<uint64_t> readEnd(std::span<const uint8_t> payload);

} // namespace seatape::trace
