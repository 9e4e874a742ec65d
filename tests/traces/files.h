// SPDX-License-Identifier: Apache-2.0
/// Traces for the tests of writer and reader: made of sample frames, as files and as bytes.
#pragma once

#include "traces/container/trace_reader.h"
#include "traces/container/trace_writer.h"

#include "tests/support/catch.h"
#include "tests/traces/sample.h"
#include "tests/traces/temp_file.h"

#include <chrono>
#include <vector>

#include <fmt/format.h>

namespace seatape::test {

/// Every frame becomes a chunk of its own.
inline const trace::WriterOptions kChunkPerFrame{trace::Sync::None, trace::Coding::Plain,
                                                 std::chrono::milliseconds(0)};
/// Chunks are written when they are full, whatever the clock says.
inline const trace::WriterOptions kFullChunks{trace::Sync::None, trace::Coding::Plain,
                                              std::chrono::hours(1)};

inline std::vector<Frame> sampleFrames(size_t n) {
    Sampler sampler(5);
    std::vector<Frame> frames;
    for (size_t i = 0; i < n; ++i)
        frames.push_back(sampler.frame(i));
    return frames;
}

inline std::vector<Frame> typicalFrames(size_t n) {
    std::vector<Frame> frames;
    for (size_t i = 0; i < n; ++i)
        frames.push_back(typicalSeaFrame(i));
    return frames;
}

inline void writeTrace(const std::string& path, const std::vector<Frame>& frames,
                       const trace::WriterOptions& options, bool finish = true) {
    auto writer = trace::TraceWriter::create(path, smallHeader(), options);
    REQUIRE(writer);
    for (const Frame& frame : frames)
        REQUIRE(writer->put(frame));
    REQUIRE(writer->frameCount() == frames.size());
    if (finish)
        REQUIRE(writer->finish());
}

inline std::vector<uint8_t> traceBytes(const std::vector<Frame>& frames,
                                       const trace::WriterOptions& options, bool finish = true) {
    const TempFile file;
    writeTrace(file.path(), frames, options, finish);
    return file.bytes();
}

/// Every frame that the reader can give, and how often it met damage.
struct Intact {
    std::vector<Frame> frames;
    size_t damages = 0;
};

inline Intact readIntact(trace::TraceReader& reader) {
    Intact intact;
    while (true) {
        auto frame = reader.next();
        if (frame && !*frame)
            return intact;
        if (frame) {
            intact.frames.push_back(std::move(**frame));
            continue;
        }
        ++intact.damages;
        if (!reader.skipDamage())
            return intact;
    }
}

} // namespace seatape::test
