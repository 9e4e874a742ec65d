#include "traces/trace_file.h"

#include "traces/trace_format.h"

#include "tests/support/catch.h"
#include "tests/support/allocations.h"
#include "tests/traces/sample.h"
#include "tests/traces/temp_file.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <sys/resource.h>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

std::vector<Frame> sampleFrames(size_t n) {
    Sampler sampler(5);
    std::vector<Frame> frames;
    for (size_t i = 0; i < n; ++i)
        frames.push_back(sampler.frame(i));
    return frames;
}

void writeTrace(const std::string& path, const std::vector<Frame>& frames, bool finish = true) {
    auto writer = TraceWriter::create(path, smallHeader());
    REQUIRE(writer);
    for (const Frame& frame : frames)
        REQUIRE(writer->put(frame));
    REQUIRE(writer->frameCount() == frames.size());
    if (finish)
        REQUIRE(writer->finish());
}

std::vector<uint8_t> traceBytes(const std::vector<Frame>& frames) {
    const TempFile file;
    writeTrace(file.path(), frames);
    return file.bytes();
}

std::string openError(const std::vector<uint8_t>& bytes) {
    const auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    REQUIRE(!reader);
    return reader.error().message();
}

/// What the reader makes of damaged bytes. The frames must be the first ones of `frames`.
void requirePrefix(const std::vector<uint8_t>& bytes, const std::vector<Frame>& frames) {
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    if (!reader) {
        REQUIRE(reader.error().message().find("t.seatape") == 0);
        return;
    }
    const TraceContents contents = reader->readAll();
    REQUIRE(contents.damage);
    REQUIRE(contents.frames.size() <= frames.size());
    REQUIRE(std::equal(contents.frames.begin(), contents.frames.end(), frames.begin()));
    REQUIRE(reader->frameCount() == contents.frames.size());
    REQUIRE(reader->header() == smallHeader());
}

/// Appends a record with a correct check.
void appendRecord(std::vector<uint8_t>& bytes, char tag, const std::vector<uint8_t>& payload) {
    std::array<uint8_t, kRecordHeadSize> head{};
    writeRecordHead(static_cast<Tag>(tag), payload, head.data());
    bytes.insert(bytes.end(), head.begin(), head.end());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
}

/// Makes writes beyond `bytes` of any file fail with EFBIG, as a quota or a full disk would.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : m_handler(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &m_old);
        const rlimit limited{bytes, m_old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    void (*m_handler)(int);
    rlimit m_old{};
};

constexpr size_t kEndRecordSize = kRecordHeadSize + 1;

} // namespace

TEST_CASE("a written trace reads back: in order, as a whole, and by number") {
    const auto frames = sampleFrames(3000); // more than one buffer on both sides
    const TempFile file;
    writeTrace(file.path(), frames);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader);
    REQUIRE(reader->header() == smallHeader());
    for (const Frame& frame : frames) {
        const auto next = reader->next();
        REQUIRE(next);
        REQUIRE(*next == frame);
    }
    for (int i = 0; i < 2; ++i)
        REQUIRE(reader->next().value() == std::nullopt);

    const TraceContents contents = reader->readAll();
    REQUIRE(!contents.damage);
    REQUIRE(contents.frames == frames);
    REQUIRE(reader->frameCount() == frames.size());
    for (size_t n = frames.size(); n > 0; n -= 250)
        REQUIRE(reader->frame(n - 1).value() == frames[n - 1]);
    REQUIRE(reader->frame(3000).error().message() ==
            file.path() + ": there is no frame 3000; the trace has 3000 "
                          "(give a number below that; frames count from 0)");
}

TEST_CASE("an empty trace is whole") {
    const auto bytes = traceBytes({});
    auto reader = TraceReader::fromBytes(bytes, "t.seatape");
    REQUIRE(reader);
    REQUIRE(reader->next().value() == std::nullopt);
    REQUIRE(reader->frameCount() == 0);
}

TEST_CASE("a trace whose recorder stopped gives all its frames, then says so and stays there") {
    const auto frames = sampleFrames(20);
    const TempFile file;
    writeTrace(file.path(), frames, false);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader);
    for (const Frame& frame : frames)
        REQUIRE(reader->next().value() == frame);
    for (int i = 0; i < 2; ++i)
        REQUIRE(contains(reader->next().error().message(),
                         "frame 20: the trace has no end record: its recorder was stopped, or the "
                         "file was cut; everything from here on is lost (the 20 frames before it "
                         "are intact; record the scenario again for the rest)"));
    REQUIRE(contains(reader->frame(20).error().what, "no end record"));
    REQUIRE(reader->frame(19).value() == frames[19]);
}

TEST_CASE("a trace cut at any byte gives every whole frame and an error") {
    const auto frames = sampleFrames(14);
    const auto bytes = traceBytes(frames);
    size_t whole = 0;
    for (size_t n = 0; n < bytes.size(); ++n) {
        const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n));
        requirePrefix(cut, frames);
        auto reader = TraceReader::fromBytes(cut, "t.seatape");
        if (!reader)
            continue;
        REQUIRE(reader->frameCount() >= whole);
        whole = reader->frameCount();
    }
    REQUIRE(whole == frames.size());
}

TEST_CASE("a trace with any bit flipped is noticed and gives no wrong frame") {
    const auto frames = sampleFrames(14);
    auto bytes = traceBytes(frames);
    for (size_t n = 0; n < 8 * bytes.size(); ++n) {
        const auto mask = static_cast<uint8_t>(1u << (n % 8));
        bytes[n / 8] ^= mask;
        requirePrefix(bytes, frames);
        bytes[n / 8] ^= mask;
    }
}

TEST_CASE("what is no trace is called so") {
    REQUIRE(openError({}) == "t.seatape: the file is empty "
                             "(give a file that `seatape record` wrote)");
    REQUIRE(openError({0x7f, 'E', 'L', 'F', 2, 1, 1}) ==
            "t.seatape: this is not a trace (give a file that `seatape record` wrote)");
    auto mangled = traceBytes({}); // CR LF became LF
    mangled.erase(mangled.begin() + 8);
    REQUIRE(contains(openError(mangled), "this is not a trace"));
}

TEST_CASE("a trace of a later format is read unless it needs a later reader") {
    const auto frames = sampleFrames(3);
    auto bytes = traceBytes(frames);
    auto preamble = makePreamble(7, kFormatVersion);
    std::copy(preamble.begin(), preamble.end(), bytes.begin());
    REQUIRE(TraceReader::fromBytes(bytes, "t.seatape")->readAll().frames == frames);

    preamble = makePreamble(7, 2);
    std::copy(preamble.begin(), preamble.end(), bytes.begin());
    REQUIRE(openError(bytes) ==
            "t.seatape: the trace needs a reader of format version 2, but this program reads up to "
            "version 1 (use a newer seatape to read this trace)");
}

TEST_CASE("records of unknown tags are skipped") {
    const auto frames = sampleFrames(2);
    auto bytes = traceBytes(frames);
    const std::vector<uint8_t> end(bytes.end() - static_cast<ptrdiff_t>(kEndRecordSize),
                                   bytes.end());
    bytes.resize(bytes.size() - kEndRecordSize);
    appendRecord(bytes, 'x', {1, 2, 3});
    bytes.insert(bytes.end(), end.begin(), end.end());
    const TraceContents contents = TraceReader::fromBytes(bytes, "t.seatape")->readAll();
    REQUIRE(!contents.damage);
    REQUIRE(contents.frames == frames);
}

TEST_CASE("a lost record and bytes behind the end are noticed") {
    const auto frames = sampleFrames(2);
    auto bytes = traceBytes(frames);
    auto longer = bytes;
    longer.push_back(0);
    REQUIRE(contains(TraceReader::fromBytes(longer, "t.seatape")->readAll().damage->what,
                     "1 bytes stand behind the end record"));
    bytes.resize(bytes.size() - kEndRecordSize);
    appendRecord(bytes, 'E', {6}); // zigzag of 3
    REQUIRE(contains(TraceReader::fromBytes(bytes, "t.seatape")->readAll().damage->what,
                     "speaks of 3 frames, but 2 were found"));
}

TEST_CASE("a hostile length takes no memory") {
    auto bytes = traceBytes({});
    bytes.resize(bytes.size() - kEndRecordSize);
    const auto length = GENERATE(uint32_t{0xffffffff}, uint32_t{kMaxPayload + 1},
                                 uint32_t{kMaxPayload}, uint32_t{1000});
    for (const uint32_t byte : {uint32_t{'F'}, length, length >> 8, length >> 16, length >> 24})
        bytes.push_back(static_cast<uint8_t>(byte));
    bytes.insert(bytes.end(), 100, 0);
    const TempFile file;
    file.write(bytes);
    const PeakAllocation peak;
    const TraceContents contents = TraceReader::open(file.path())->readAll();
    REQUIRE(contents.damage);
    REQUIRE(peak.bytes() < 64 * 1024);
}

TEST_CASE("the reader refuses what is no regular file") {
    REQUIRE(TraceReader::open("/").error().what == "this is no regular file");
    REQUIRE(TraceReader::open("/dev/zero").error().what == "this is no regular file");
    REQUIRE(TraceReader::open("/nonexistent/t.seatape").error().message() ==
            "/nonexistent/t.seatape: cannot open the trace: No such file or directory "
            "(check the path)");
}

TEST_CASE("a full disk is reported with path and cause") {
    const auto writer = TraceWriter::create("/dev/full", smallHeader());
    REQUIRE(!writer);
    REQUIRE(writer.error().message() == "/dev/full, byte 0: cannot write the trace: No space left "
                                        "on device (free some space or write to another disk)");
}

TEST_CASE("a write that fails in mid-recording is reported ever after; what was written stays") {
    const TempFile file;
    const FileSizeLimit limit(600'000); // the writer's third piece does not fit
    auto writer = TraceWriter::create(file.path(), smallHeader());
    REQUIRE(writer);
    Result<void> put;
    uint64_t accepted = 0;
    for (; put && accepted < 20'000; ++accepted)
        put = writer->put(typicalSeaFrame(accepted));
    REQUIRE(!put);
    REQUIRE(contains(put.error().message(), file.path() + ", byte 600000: cannot write the trace"));
    REQUIRE(writer->put(typicalSeaFrame(0)).error().message() == put.error().message());
    REQUIRE(writer->finish().error().message() == put.error().message());

    const TraceContents contents = TraceReader::open(file.path())->readAll();
    REQUIRE(contents.damage);
    REQUIRE(contents.frames.size() > 5000);
    for (uint64_t i = 0; i < contents.frames.size(); ++i)
        REQUIRE(contents.frames[i] == typicalSeaFrame(i));
}

TEST_CASE("a path that cannot be created is reported") {
    const auto writer = TraceWriter::create("/nonexistent/t.seatape", smallHeader());
    REQUIRE(writer.error().message() ==
            "/nonexistent/t.seatape: cannot create the trace: No such file or directory "
            "(check the path)");
}

TEST_CASE("a scenario that is too large costs no file") {
    const TempFile file;
    TraceHeader header = smallHeader();
    header.scenario.images.push_back({"huge", 0, std::vector<uint8_t>(kMaxPayload)});
    REQUIRE(!TraceWriter::create(file.path(), header));
    REQUIRE(!std::filesystem::exists(file.path()));
}

TEST_CASE("a frame that is too large ends the recording and those before it are kept") {
    const TempFile file;
    {
        auto writer = TraceWriter::create(file.path(), smallHeader());
        REQUIRE(writer->put(typicalSeaFrame(0)));
        Frame huge = typicalSeaFrame(1);
        huge.injection.memory.push_back(
            {MemoryAction::Kind::Write, 0, kMaxPayload, std::vector<uint8_t>(kMaxPayload)});
        const auto refused = writer->put(huge);
        REQUIRE(contains(refused.error().message(), "frame 1: cannot store the frame"));
        REQUIRE(writer->put(typicalSeaFrame(1)).error().message() == refused.error().message());
        REQUIRE(writer->finish().error().message() == refused.error().message());
    }
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader->frameCount() == 1);
}
