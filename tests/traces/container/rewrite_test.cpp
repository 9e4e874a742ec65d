// SPDX-License-Identifier: Apache-2.0
/// Traces made of traces: whatever is left out, each frame that is kept tells the true state.

#include "traces/container/rewrite.h"

#include "tests/traces/files.h"

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

/// Frames of three vCPUs whose changes are true changes, as a recorder writes them.
std::vector<Frame> recordedFrames(size_t n) {
    Sampler sampler(21);
    std::vector<VcpuState> known(3);
    std::vector<Frame> frames;
    for (size_t i = 0; i < n; ++i) {
        Frame frame = sampler.frame(i);
        frame.vcpu = static_cast<uint32_t>(sampler.below(3));
        frame.instructions = 10 * i;
        VcpuState& state = known[frame.vcpu];
        for (std::vector<RegChange>* list : {&frame.ran, &frame.injected}) {
            VcpuState next = state;
            for (const RegChange& change : *list)
                next[change.reg] = change.value;
            list->clear();
            appendChanges(state, next, *list);
            state = next;
        }
        frames.push_back(std::move(frame));
    }
    return frames;
}

/// The states at the exit and after the injection, of each frame.
std::vector<std::pair<VcpuState, VcpuState>> statesOf(const std::vector<Frame>& frames) {
    std::vector<std::pair<VcpuState, VcpuState>> states;
    StateTracker tracker;
    for (const Frame& frame : frames) {
        const VcpuState atExit = tracker.atExit(frame);
        states.emplace_back(atExit, tracker.afterInjection(frame));
    }
    return states;
}

TraceReader readerOf(const std::vector<uint8_t>& bytes) {
    auto reader = TraceReader::fromBytes(bytes, "t.seatape", OpenMode::Salvage);
    REQUIRE(reader);
    return std::move(*reader);
}

struct Copied {
    CopyReport report;
    std::vector<Frame> frames;
};

Copied copied(const std::vector<uint8_t>& bytes, const Selection& selection) {
    auto reader = readerOf(bytes);
    const TempFile file;
    auto writer = TraceWriter::create(file.path(), reader.header(), kFullChunks);
    const auto report = copyFrames(reader, selection, *writer);
    REQUIRE(report);
    REQUIRE(writer->finish());
    const TraceContents contents = TraceReader::open(file.path())->readAll();
    REQUIRE(!contents.damage);
    REQUIRE(contents.frames.size() == report->written);
    return {*report, contents.frames};
}

/// Requires that `part` are the frames of `whole` with these numbers, in the same states.
void requireSame(const std::vector<Frame>& part, const std::vector<Frame>& whole,
                 const std::vector<size_t>& numbers) {
    REQUIRE(part.size() == numbers.size());
    const auto partStates = statesOf(part), wholeStates = statesOf(whole);
    for (size_t i = 0; i < part.size(); ++i) {
        Frame expected = whole[numbers[i]];
        REQUIRE(partStates[i] == wholeStates[numbers[i]]);
        expected.index = i;
        expected.ran = part[i].ran; // relative to the frames that are left
        REQUIRE(part[i] == expected);
    }
}

std::vector<size_t> numbers(size_t first, size_t end, size_t step = 1) {
    std::vector<size_t> list;
    for (; first < end; first += step)
        list.push_back(first);
    return list;
}

} // namespace

TEST_CASE("copying all frames gives the same trace") {
    const auto frames = recordedFrames(2000);
    const auto bytes = traceBytes(frames, kFullChunks);
    REQUIRE(copied(bytes, {}).frames == frames);
}

TEST_CASE("a cut and a filtered trace tell the true states") {
    const auto frames = recordedFrames(2000);
    const auto bytes = traceBytes(frames, kFullChunks);
    requireSame(copied(bytes, {1500, 1600}).frames, frames, numbers(1500, 1600));
    requireSame(copied(bytes, {1999, UINT64_MAX}).frames, frames, {1999});
    Selection selection;
    selection.pick = [](const Frame& frame, const VcpuState&) { return frame.index % 7 == 3; };
    requireSame(copied(bytes, selection).frames, frames, numbers(3, frames.size(), 7));
}

TEST_CASE("what is picked by the state sees the state at the exit") {
    const auto frames = recordedFrames(500);
    const auto bytes = traceBytes(frames, kFullChunks);
    const auto states = statesOf(frames);
    Selection selection;
    selection.pick = [&](const Frame& frame, const VcpuState& atExit) {
        REQUIRE(atExit == states[static_cast<size_t>(frame.index)].first);
        return false;
    };
    REQUIRE(copied(bytes, selection).report.read == frames.size());
}

TEST_CASE("recovering a damaged trace keeps every intact frame in its true state") {
    const auto frames = recordedFrames(3000);
    auto bytes = traceBytes(frames, kFullChunks);
    const auto chunks = TraceMap::of(InBytes::fromMemory(bytes, "t"), OpenMode::Strict)->chunks();
    REQUIRE(chunks.size() > 4);
    bytes[static_cast<size_t>(chunks[2].offset) + 50] ^= 4;
    auto reader = readerOf(bytes);
    const auto damages = reader.check();
    const ChunkSummary& lost = chunks[2].summary;
    const TraceHeader header = recoveredHeader(reader, damages);
    REQUIRE(header.isPart);
    REQUIRE(header.origin ==
            fmt::format("recovered without the frames {}..{}", lost.first, lost.end() - 1));
    auto kept = numbers(0, frames.size());
    kept.erase(kept.begin() + static_cast<ptrdiff_t>(lost.first),
               kept.begin() + static_cast<ptrdiff_t>(lost.end()));
    const Copied copy = copied(bytes, {});
    REQUIRE(copy.report.damages.size() == 1);
    requireSame(copy.frames, frames, kept);
}

TEST_CASE("a trace that lost its end only is not a part") {
    const auto bytes = traceBytes(recordedFrames(10), kChunkPerFrame, false);
    auto reader = readerOf(bytes);
    const TraceHeader header = recoveredHeader(reader, reader.check());
    REQUIRE(!header.isPart);
    REQUIRE(header.origin == "recovered");
}

TEST_CASE("the header of an edited trace speaks the edits' dialect and tells where it comes from") {
    TraceHeader header = smallHeader();
    header.scenario.dialect = Dialect::Mainline;
    REQUIRE(editedHeader(header, "/tmp/a.seatape", {}, "edited from") == header);
    TraceEdits edits;
    edits.answers[3].verdict = Verdict::Kill;
    TraceHeader edited = editedHeader(header, "/tmp/a.seatape", edits, "edited from");
    REQUIRE(edited.origin == "edited from a.seatape: frame 3: kill");
    REQUIRE(edited.scenario == header.scenario);
    edits.dialect = Dialect::Iabt;
    edited = editedHeader(edited, "b.seatape", edits, "the what-if of");
    REQUIRE(edited.origin == "the what-if of b.seatape: frame 3: kill; dialect iabt; that one was "
                             "edited from a.seatape: frame 3: kill");
    REQUIRE(edited.scenario.dialect == Dialect::Iabt);
}

TEST_CASE("traces of different machines merge by instruction count, their vCPUs renumbered") {
    const auto frames = recordedFrames(300);
    TraceHeader header = smallHeader();
    header.scenario.vcpus.resize(3);
    const auto fileOf = [&](uint64_t delay) {
        const TempFile file;
        auto writer = TraceWriter::create(file.path(), header, kFullChunks);
        for (Frame frame : frames) {
            frame.instructions += delay;
            REQUIRE(writer->put(frame));
        }
        REQUIRE(writer->finish());
        return file.bytes();
    };
    const auto early = fileOf(0), late = fileOf(5);
    std::vector<TraceReader> readers;
    readers.push_back(readerOf(early));
    readers.push_back(readerOf(late));
    const std::vector<std::string> names{"early", "late"};
    const auto plan = planMerge(readers, names);
    REQUIRE(plan);
    REQUIRE(plan->vcpuShift == std::vector<uint32_t>{0, 3});
    REQUIRE(plan->header.scenario.vcpus.size() == 6);
    REQUIRE(plan->header.origin == "merged from early, late");
    const TempFile out;
    auto writer = TraceWriter::create(out.path(), plan->header, kFullChunks);
    REQUIRE(mergeFrames(readers, *plan, *writer));
    REQUIRE(writer->finish());
    const auto merged = TraceReader::open(out.path())->readAll().frames;
    REQUIRE(merged.size() == 600);
    for (size_t i = 0; i < merged.size(); ++i) {
        Frame expected = frames[i / 2];
        expected.index = i;
        expected.vcpu += i % 2 == 0 ? 0 : 3;
        expected.instructions += i % 2 == 0 ? 0 : 5;
        REQUIRE(merged[i] == expected);
    }
}

TEST_CASE("parts of one machine with different vCPUs merge to the whole") {
    const auto frames = recordedFrames(900);
    const auto bytes = traceBytes(frames, kFullChunks);
    std::vector<std::vector<uint8_t>> parts;
    for (uint32_t vcpu = 0; vcpu < 3; ++vcpu) {
        auto reader = readerOf(bytes);
        const TempFile file;
        auto writer = TraceWriter::create(file.path(), reader.header(), kFullChunks);
        Selection selection;
        selection.pick = [vcpu](const Frame& frame, const VcpuState&) {
            return frame.vcpu == vcpu;
        };
        REQUIRE(copyFrames(reader, selection, *writer));
        REQUIRE(writer->finish());
        parts.push_back(file.bytes());
    }
    std::vector<TraceReader> readers;
    for (const auto& part : parts)
        readers.push_back(readerOf(part));
    const std::vector<std::string> names{"0", "1", "2"};
    const auto plan = planMerge(readers, names);
    REQUIRE(plan->vcpuShift == std::vector<uint32_t>{0, 0, 0});
    const TempFile out;
    auto writer = TraceWriter::create(out.path(), plan->header, kFullChunks);
    REQUIRE(mergeFrames(readers, *plan, *writer));
    REQUIRE(writer->finish());
    REQUIRE(TraceReader::open(out.path())->readAll().frames == frames);
}

TEST_CASE("copying and merging end where their progress says so") {
    const auto frames = recordedFrames(100);
    const auto bytes = traceBytes(frames, kFullChunks);
    for (const uint64_t last : {1u, 50u, 100u}) {
        const auto isBefore = [last](uint64_t count) { return count < last; };
        auto reader = readerOf(bytes);
        const TempFile copy, merged;
        auto writer = TraceWriter::create(copy.path(), reader.header(), kFullChunks);
        REQUIRE_FALSE(copyFrames(reader, {}, *writer, isBefore));
        REQUIRE(writer->frameCount() == last);
        std::vector<TraceReader> readers;
        readers.push_back(readerOf(bytes));
        const std::vector<std::string> names{"a"};
        const auto plan = planMerge(readers, names);
        auto joined = TraceWriter::create(merged.path(), plan->header, kFullChunks);
        REQUIRE_FALSE(mergeFrames(readers, *plan, *joined, isBefore));
        REQUIRE(joined->frameCount() == last);
    }
}
