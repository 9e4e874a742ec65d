// SPDX-License-Identifier: Apache-2.0
/// What the writer does when the system does not do what it is asked.
///
/// The linker sends the writer's system calls through the functions below (-Wl,--wrap), which let
/// the n-th of them fail.

#include "traces/container/trace_writer.h"

#include "tests/traces/files.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::test;

namespace {

/// How the n-th call, counted over all of them, goes wrong.
struct Fault {
    enum Kind { Errno, ShortWrite } kind = Errno;
    int error = 0;
    int at = -1; // none
    bool forever = false;
};
Fault g_fault;
int g_calls = 0;

bool failsNow() {
    const int call = g_calls++;
    return g_fault.at >= 0 && (call == g_fault.at || (g_fault.forever && call > g_fault.at));
}

int failNow() {
    errno = g_fault.error;
    return -1;
}

class WithFault {
public:
    explicit WithFault(const Fault& fault) {
        g_fault = fault;
        g_calls = 0;
    }
    ~WithFault() { g_fault = {}; }
    WithFault(const WithFault&) = delete;
    WithFault& operator=(const WithFault&) = delete;
};

constexpr size_t kFrames = 12;

/// Records until an error and returns how many frames put() took, and the error.
struct Recorded {
    size_t accepted = 0;
    std::optional<Error> error;
};
Recorded record(const std::string& path, const WriterOptions& options) {
    auto writer = TraceWriter::create(path, smallHeader(), options);
    if (!writer)
        return {0, writer.error()};
    Recorded recorded;
    for (const Frame& frame : sampleFrames(kFrames)) {
        if (auto put = writer->put(frame); !put) {
            REQUIRE(writer->put(frame).error().message() == put.error().message());
            REQUIRE(writer->finish().error().message() == put.error().message());
            recorded.error = put.error();
            return recorded;
        }
        ++recorded.accepted;
    }
    if (auto finished = writer->finish(); !finished)
        recorded.error = finished.error();
    return recorded;
}

size_t framesIn(const std::string& path) {
    auto reader = TraceReader::open(path);
    if (!reader)
        return 0;
    const auto frames = sampleFrames(kFrames);
    const TraceContents contents = reader->readAll();
    REQUIRE(contents.frames.size() <= frames.size());
    REQUIRE(std::equal(contents.frames.begin(), contents.frames.end(), frames.begin()));
    return contents.frames.size();
}

WriterOptions withSync(Sync sync) {
    WriterOptions options = kChunkPerFrame;
    options.sync = sync;
    return options;
}

} // namespace

extern "C" {
ssize_t __real_write(int fd, const void* bytes, size_t size);
int __real_fdatasync(int fd);
int __real_fsync(int fd);
int __real_close(int fd);

ssize_t __wrap_write(int fd, const void* bytes, size_t size);
int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd);
int __wrap_close(int fd);

ssize_t __wrap_write(int fd, const void* bytes, size_t size) {
    if (!failsNow())
        return __real_write(fd, bytes, size);
    if (g_fault.kind == Fault::ShortWrite)
        return __real_write(fd, bytes, size > 1 ? size / 2 : size);
    return failNow();
}
int __wrap_fdatasync(int fd) {
    return failsNow() && g_fault.kind == Fault::Errno ? failNow() : __real_fdatasync(fd);
}
int __wrap_fsync(int fd) {
    return failsNow() && g_fault.kind == Fault::Errno ? failNow() : __real_fsync(fd);
}
int __wrap_close(int fd) {
    const bool fails = failsNow() && g_fault.kind == Fault::Errno;
    const int closed = __real_close(fd); // close(2): the descriptor is gone even then
    return fails ? failNow() : closed;
}
}

TEST_CASE("whichever call fails, the error names the cause and every written frame is there") {
    const Sync sync = GENERATE(Sync::None, Sync::Chunk, Sync::Frame);
    const int error = GENERATE(ENOSPC, EIO);
    const bool forever = GENERATE(false, true);
    bool failed = true;
    for (int n = 0; failed; ++n) {
        const TempFile file;
        Recorded recorded;
        {
            const WithFault fault({Fault::Errno, error, n, forever});
            recorded = record(file.path(), withSync(sync));
            failed = n < g_calls;
        }
        INFO("call " << n << " of " << g_calls);
        // Closing a folder, or a file whose writing failed already, is nobody's loss.
        if (recorded.error)
            REQUIRE(contains(recorded.error->message(),
                             error == ENOSPC ? "No space left on device" : "Input/output error"));
        REQUIRE(framesIn(file.path()) >= recorded.accepted);
        if (!recorded.error)
            REQUIRE(TraceReader::open(file.path())->isFinished());
    }
}

TEST_CASE("interrupted calls and short writes are carried on, whichever they are") {
    const Sync sync = GENERATE(Sync::None, Sync::Frame);
    const Fault::Kind kind = GENERATE(Fault::Errno, Fault::ShortWrite);
    const TempFile sound;
    record(sound.path(), withSync(sync));
    const auto expected = sound.bytes();
    int calls = 1;
    for (int n = 0; n < calls; ++n) {
        const TempFile file;
        {
            const WithFault fault({kind, EINTR, n, false});
            REQUIRE(!record(file.path(), withSync(sync)).error);
            calls = g_calls;
        }
        REQUIRE(file.bytes() == expected);
    }
}

TEST_CASE("a recorder that is killed loses no frame that was flushed") {
    const Sync sync = GENERATE(Sync::None, Sync::Chunk, Sync::Frame);
    for (unsigned round = 0; round < 8; ++round) {
        const TempFile file;
        int acknowledged[2];
        REQUIRE(::pipe(acknowledged) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto writer = TraceWriter::create(file.path(), smallHeader(), withSync(sync));
            for (uint64_t n = 0; writer; ++n) {
                const char byte = 0;
                if (!writer->put(typicalSeaFrame(n)) || ::write(acknowledged[1], &byte, 1) != 1)
                    break;
            }
            ::_exit(1);
        }
        ::close(acknowledged[1]);
        ::usleep(1000 * (1 + 5 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        uint64_t count = 0;
        char bytes[4096];
        for (ssize_t n = 0; (n = ::read(acknowledged[0], bytes, sizeof bytes)) > 0;)
            count += static_cast<uint64_t>(n);
        ::close(acknowledged[0]);
        auto reader = TraceReader::open(file.path());
        if (!reader) {
            REQUIRE(count == 0); // killed before the header was written
            continue;
        }
        const TraceContents contents = reader->readAll();
        REQUIRE(contents.damage);
        REQUIRE(contents.frames.size() >= count);
        for (uint64_t i = 0; i < contents.frames.size(); ++i)
            REQUIRE(contents.frames[static_cast<size_t>(i)] == typicalSeaFrame(i));
    }
}

TEST_CASE("frames are written when a chunk is full, when they have waited, and on demand") {
    const TempFile file;
    const auto written = [&file] { return TraceReader::open(file.path())->frameCount(); };
    auto writer = TraceWriter::create(file.path(), smallHeader(), kFullChunks);
    REQUIRE(writer->put(typicalSeaFrame(0)));
    REQUIRE(written() == 0);
    REQUIRE(writer->flush());
    REQUIRE(writer->flush()); // nothing to do
    REQUIRE(written() == 1);
    uint64_t n = 1;
    while (written() == 1) {
        REQUIRE(writer->put(typicalSeaFrame(n++)));
        REQUIRE(n < 100'000);
    }
    REQUIRE(written() == n);
    REQUIRE(TraceReader::open(file.path())->check().size() == 1);

    auto impatient = TraceWriter::create(file.path(), smallHeader(), kChunkPerFrame);
    REQUIRE(impatient->put(typicalSeaFrame(0)));
    REQUIRE(written() == 1);
}

TEST_CASE("a writer that is dropped has written its frames, without an end") {
    const TempFile file;
    writeTrace(file.path(), typicalFrames(3), kFullChunks, false);
    auto reader = TraceReader::open(file.path());
    REQUIRE(reader->frameCount() == 3);
    REQUIRE(!reader->isFinished());
}

TEST_CASE("a folder that is removed under the recorder does no harm") {
    const auto folder = std::filesystem::temp_directory_path() / "seatape-test-folder";
    std::filesystem::create_directory(folder);
    auto writer =
        TraceWriter::create((folder / "t.seatape").string(), smallHeader(), withSync(Sync::Chunk));
    REQUIRE(writer);
    std::filesystem::remove_all(folder);
    REQUIRE(writer->put(typicalSeaFrame(0)));
    REQUIRE(writer->finish());
}

TEST_CASE("a full disk is reported with path and cause") {
    const auto writer = TraceWriter::create("/dev/full", smallHeader());
    REQUIRE(!writer);
    REQUIRE(writer.error().message() == "/dev/full, byte 0: cannot write the file: No space left "
                                        "on device (free some space or write to another disk)");
}

TEST_CASE("a path that cannot be created is reported") {
    const auto writer = TraceWriter::create("/nonexistent/t.seatape", smallHeader());
    REQUIRE(writer.error().message() ==
            "/nonexistent/t.seatape: cannot create the file: No such file or directory "
            "(check the path)");
}

TEST_CASE("a scenario that is too large costs no file") {
    const TempFile file;
    TraceHeader header = smallHeader();
    header.scenario.images.push_back({"huge", 0, std::vector<uint8_t>(kMaxBody)});
    const auto writer = TraceWriter::create(file.path(), header);
    REQUIRE(!writer);
    REQUIRE(contains(writer.error().message(), "cannot store the scenario: it takes"));
    REQUIRE(!std::filesystem::exists(file.path()));
}

TEST_CASE("a frame that is too large ends the recording and those before it are kept") {
    const TempFile file;
    auto writer = TraceWriter::create(file.path(), smallHeader());
    REQUIRE(writer->put(typicalSeaFrame(0)));
    Frame huge = typicalSeaFrame(1);
    huge.injection.memory.push_back(
        {MemoryAction::Kind::Write, 0, kMaxBody, std::vector<uint8_t>(kMaxBody)});
    const auto refused = writer->put(huge);
    REQUIRE(contains(refused.error().message(), "frame 1: cannot store the frame"));
    REQUIRE(writer->put(typicalSeaFrame(1)).error().message() == refused.error().message());
    REQUIRE(writer->finish().error().message() == refused.error().message());
    REQUIRE(TraceReader::open(file.path())->frameCount() == 1);
}
