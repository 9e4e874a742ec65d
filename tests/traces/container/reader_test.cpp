// SPDX-License-Identifier: Apache-2.0
/// Finding one's way in a trace: by number, by state, by what happened, while it grows.

#include "traces/container/trace_reader.h"

#include "tests/support/allocations.h"
#include "tests/traces/files.h"

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

/// Frames of four vCPUs and all exits, in enough chunks to search in.
std::vector<Frame> manyFrames() {
    auto frames = sampleFrames(3000);
    for (Frame& frame : frames)
        frame.vcpu = static_cast<uint32_t>((frame.index / 700) % 4);
    return frames;
}

std::optional<uint64_t> naiveNext(const std::vector<Frame>& frames, std::optional<uint64_t> n,
                                  const FrameQuery& query) {
    for (uint64_t i = n ? *n + 1 : 0; i < frames.size(); ++i)
        if (query.matches(frames[static_cast<size_t>(i)]))
            return i;
    return std::nullopt;
}

std::optional<uint64_t> naivePrevious(const std::vector<Frame>& frames, uint64_t n,
                                      const FrameQuery& query) {
    for (uint64_t i = std::min<uint64_t>(n, frames.size()); i > 0; --i)
        if (query.matches(frames[static_cast<size_t>(i - 1)]))
            return i - 1;
    return std::nullopt;
}

} // namespace

TEST_CASE("a written trace reads back: in order, as a whole, and by number") {
    const auto frames = manyFrames();
    const auto coding = GENERATE(Coding::Plain, Coding::Zstd);
    WriterOptions options = kFullChunks;
    options.coding = coding;
    const TempFile file;
    writeTrace(file.path(), frames, options);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader);
    REQUIRE(reader->header() == smallHeader());
    REQUIRE(reader->isFinished());
    for (const Frame& frame : frames)
        REQUIRE(reader->next().value() == frame);
    for (int i = 0; i < 2; ++i)
        REQUIRE(reader->next().value() == std::nullopt);
    const TraceContents contents = reader->readAll();
    REQUIRE(!contents.damage);
    REQUIRE(contents.frames == frames);
    REQUIRE(reader->check().empty());
    REQUIRE(TraceReader::open(file.path(), OpenMode::Salvage)->check().empty());
    REQUIRE(reader->frameCount() == frames.size());
    for (size_t n = frames.size(); n > 0; n -= 250)
        REQUIRE(reader->frame(n - 1).value() == frames[n - 1]);
    REQUIRE(reader->frame(3000).error().message() ==
            file.path() + ": there is no frame 3000 (the trace has frames 0 to 2999)");
}

TEST_CASE("an empty trace is whole") {
    const auto bytes = traceBytes({}, kFullChunks);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    REQUIRE(reader);
    REQUIRE(reader->next().value() == std::nullopt);
    REQUIRE(reader->frameCount() == 0);
    REQUIRE(reader->check().empty());
    REQUIRE(reader->findNext({}, {}) == std::nullopt);
    REQUIRE(reader->findPrevious(0, {}) == std::nullopt);
    REQUIRE(reader->frame(0).error().message() ==
            "t.seatape: there is no frame 0 (the trace has no frames)");
}

TEST_CASE("next goes on from where seek points") {
    const auto frames = manyFrames();
    const auto bytes = traceBytes(frames, kFullChunks);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    for (const uint64_t n : {2999u, 0u, 1u, 1500u, 1499u, 700u}) {
        reader->seek(n);
        for (uint64_t i = n; i < std::min<uint64_t>(n + 40, frames.size()); ++i)
            REQUIRE(reader->next().value() == frames[static_cast<size_t>(i)]);
    }
    reader->seek(3000);
    REQUIRE(reader->next().value() == std::nullopt);
}

TEST_CASE("the state at any frame is the sum of all changes before it") {
    const auto frames = manyFrames();
    const auto bytes = traceBytes(frames, kFullChunks);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    StateTracker states;
    for (const Frame& frame : frames) {
        if (frame.index % 97 == 0) {
            const auto moment = reader->moment(frame.index);
            REQUIRE(moment);
            REQUIRE(moment->frame == frame);
            REQUIRE(moment->states.all() == states.all());
        }
        states.atExit(frame);
        states.afterInjection(frame);
    }
}

TEST_CASE("searches find what a walk over all frames finds, both ways") {
    const auto frames = manyFrames();
    const auto bytes = traceBytes(frames, kFullChunks);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    const FrameQuery query = GENERATE(FrameQuery{}, FrameQuery{2, {}}, FrameQuery{{}, 2},
                                      FrameQuery{3, 11}, FrameQuery{9, {}}, FrameQuery{0, 0});
    for (uint64_t n = 0; n <= frames.size(); n += 61) {
        REQUIRE(reader->findNext(n, query) == naiveNext(frames, n, query));
        REQUIRE(reader->findPrevious(n, query) == naivePrevious(frames, n, query));
    }
    REQUIRE(reader->findNext({}, query) == naiveNext(frames, {}, query));
}

TEST_CASE("vCPUs beyond the summary's bits are found too") {
    auto frames = typicalFrames(300);
    for (Frame& frame : frames)
        frame.vcpu = static_cast<uint32_t>(frame.index);
    const auto bytes = traceBytes(frames, kChunkPerFrame);
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    for (const uint32_t vcpu : {0u, 62u, 63u, 64u, 299u})
        REQUIRE(reader->findNext({}, {vcpu, {}}) == vcpu);
}

TEST_CASE("a reader follows a trace that is being written") {
    const auto frames = sampleFrames(60);
    const TempFile file;
    auto writer = TraceWriter::create(file.path(), smallHeader(), kChunkPerFrame);
    REQUIRE(writer);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader);
    size_t seen = 0;
    for (size_t n = 0; n < frames.size(); ++n) {
        REQUIRE(writer->put(frames[n]));
        if (n % 7 != 0)
            continue;
        REQUIRE(reader->refresh());
        for (; seen <= n; ++seen)
            REQUIRE(reader->next().value() == frames[seen]);
        REQUIRE(!reader->next());
        REQUIRE(!reader->isFinished());
    }
    REQUIRE(writer->finish());
    REQUIRE(reader->refresh());
    for (; seen < frames.size(); ++seen)
        REQUIRE(reader->next().value() == frames[seen]);
    REQUIRE(reader->next().value() == std::nullopt);
    REQUIRE(reader->isFinished());
}

TEST_CASE("a reader that looks in the middle of a write sees the rest later") {
    const auto frames = sampleFrames(5);
    const auto bytes = traceBytes(frames, kChunkPerFrame);
    for (size_t n = traceBytes({}, kChunkPerFrame, false).size(); n < bytes.size(); n += 13) {
        const TempFile file;
        file.write({bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n)});
        auto reader = TraceReader::open(file.path());
        REQUIRE(reader);
        std::vector<Frame> read = readIntact(*reader).frames;
        file.write(bytes);
        REQUIRE(reader->refresh());
        for (Frame& frame : readIntact(*reader).frames)
            read.push_back(std::move(frame));
        REQUIRE(read == frames);
    }
}

TEST_CASE("the reader refuses what is no regular file") {
    REQUIRE(TraceReader::open("/").error().what == "this is no regular file");
    REQUIRE(TraceReader::open("/dev/zero").error().what == "this is no regular file");
    REQUIRE(TraceReader::open("/nonexistent/t.seatape").error().message() ==
            "/nonexistent/t.seatape: cannot open the trace: No such file or directory "
            "(check the path)");
}

TEST_CASE("a file that becomes shorter is an error, not a crash") {
    const auto bytes = traceBytes(manyFrames(), kFullChunks);
    const TempFile file;
    file.write(bytes);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader);
    file.write({bytes.begin(), bytes.begin() + 1000});
    auto frame = reader->next();
    while (frame && *frame)
        frame = reader->next();
    REQUIRE(!frame);
    REQUIRE(contains(frame.error().what, "became shorter"));
}

TEST_CASE("memory is bounded by the chunks, whatever the size of the file") {
    const TempFile file;
    writeTrace(file.path(), typicalFrames(100'000), kFullChunks);
    const PeakAllocation peak;
    auto reader = TraceReader::open(file.path());
    Frame frame;
    while (reader->next(frame).value()) {
    }
    REQUIRE(frame.index == 99'999);
    REQUIRE(peak.bytes() <= 512 * 1024); // the read-ahead buffer is the largest
}
