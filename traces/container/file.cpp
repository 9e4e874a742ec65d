// SPDX-License-Identifier: Apache-2.0
#include "traces/container/file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace seatape::trace {
namespace {

namespace fs = std::filesystem;

constexpr size_t kReadAhead = size_t{256} << 10;

std::string causeOf(int error) {
    return std::generic_category().message(error);
}

std::string remedyOf(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "free some space or write to another disk";
    case EACCES:
    case EPERM:
    case EROFS:
        return "check the permissions of the file and of its folder";
    case ENOENT:
        return "check the path";
    default:
        return {};
    }
}

tl::unexpected<Error> systemFailure(const std::string& what, const std::string& where, int error) {
    return failure(fmt::format("{}: {}", what, causeOf(error)), where, remedyOf(error));
}

/// Calls `call` again as long as a signal interrupts it.
template <class Call>
auto retrying(Call call) {
    auto n = call();
    while (n < 0 && errno == EINTR)
        n = call();
    return n;
}

/// Follows links to the end, also to a file that is still to be made.
fs::path behindLinks(fs::path path) {
    constexpr int kMostLinks = 40; // as the kernel
    std::error_code error;
    for (int links = 0; links < kMostLinks && fs::is_symlink(path, error); ++links)
        path = path.parent_path() / fs::read_symlink(path, error);
    return path;
}

/// Returns what a new file is to replace, or nothing if there is no name to replace: a device, a
/// pipe, or a file that is open but was deleted, as /dev/stdout may be.
std::optional<std::string> replaceable(const std::string& path) {
    std::error_code error;
    const auto target = behindLinks(path);
    if (!fs::exists(path, error))
        return target.string();
    const bool isNamed = fs::is_regular_file(path, error) && fs::equivalent(path, target, error);
    return isNamed ? std::optional(target.string()) : std::nullopt;
}

/// Makes a file that was not there, with the permissions of `model` if that is there. Returns an
/// errno, or 0.
int createLike(const std::string& path, const std::string& model) {
    const FileDescriptor file(retrying(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
    struct stat status {};
    if (!file.isOpen())
        return errno;
    if (::stat(model.c_str(), &status) == 0)
        (void)::fchmod(file.get(), status.st_mode & 07777); // as good as it gets
    return 0;
}

} // namespace

FileDescriptor::~FileDescriptor() {
    if (m_fd >= 0)
        ::close(m_fd);
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    FileDescriptor old(std::exchange(m_fd, other.release()));
    return *this;
}

int FileDescriptor::release() {
    return std::exchange(m_fd, -1);
}

Result<OutFile> OutFile::create(const std::string& path) {
    OutFile file;
    file.m_path = path;
    file.m_fd = FileDescriptor(retrying(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }));
    if (!file.m_fd.isOpen())
        return systemFailure("cannot create the file", path, errno);
    return file;
}

Result<OutFile> OutFile::standardOutput() {
    OutFile file;
    file.m_path = "standard output";
    file.m_hasName = false;
    file.m_fd = FileDescriptor(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!file.m_fd.isOpen())
        return systemFailure("cannot write there", file.m_path, errno);
    return file;
}

Result<void> OutFile::write(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = retrying([&] { return ::write(m_fd.get(), bytes.data(), bytes.size()); });
        if (n < 0)
            return systemFailure("cannot write the file",
                                 fmt::format("{}, byte {}", m_path, m_offset), errno);
        m_offset += static_cast<uint64_t>(n);
        bytes = bytes.subspan(static_cast<size_t>(n));
    }
    return {};
}

Result<void> OutFile::write(std::string_view text) {
    return write({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Result<void> OutFile::sync() {
    const int failed = retrying([&] { return ::fdatasync(m_fd.get()); });
    if (failed != 0 && errno != EINVAL && errno != EROFS)
        return systemFailure("cannot make the file durable",
                             fmt::format("{}, byte {}", m_path, m_offset), errno);
    return {};
}

Result<void> OutFile::syncFolder() {
    if (!m_hasName)
        return {};
    const auto parent = fs::absolute(m_path).parent_path();
    const FileDescriptor folder(
        retrying([&] { return ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (!folder.isOpen())
        return {}; // a folder that may be written but not read, or is gone by now
    const int failed = retrying([&] { return ::fsync(folder.get()); });
    if (failed != 0 && errno != EINVAL && errno != EROFS)
        return systemFailure("cannot make the file's name durable", m_path, errno);
    return {};
}

Result<void> OutFile::close() {
    // Not retried on EINTR: Linux has released the descriptor by then (close(2)).
    if (::close(m_fd.release()) != 0 && errno != EINTR)
        return systemFailure("cannot close the file", m_path, errno);
    return {};
}

Result<Replacement> Replacement::of(const std::string& path) {
    if (path.empty())
        return systemFailure("cannot create the file", "''", ENOENT);
    const auto target = replaceable(path);
    if (!target)
        return Replacement(path, path);
    constexpr int kMostLeftovers = 100; // of programs that were killed
    int error = EEXIST;
    for (int n = 1; error == EEXIST && n <= kMostLeftovers; ++n) {
        const std::string part = n == 1 ? *target + ".part" : fmt::format("{}.{}.part", *target, n);
        error = createLike(part, *target);
        if (error == 0)
            return Replacement(*target, part);
    }
    return systemFailure("cannot create the file", path, error);
}

Replacement::~Replacement() {
    if (isBeside() && !m_part.empty())
        ::unlink(m_part.c_str());
}

Replacement::Replacement(Replacement&& other) noexcept
    : m_target(std::move(other.m_target)), m_part(std::exchange(other.m_part, {})) {}

Result<void> Replacement::takePlace() {
    if (!isBeside())
        return {};
    if (auto durable = makeDurable(); !durable)
        return durable;
    if (::rename(m_part.c_str(), m_target.c_str()) != 0)
        return systemFailure("cannot give the file its name", m_target, errno);
    m_part.clear();
    return {};
}

/// Without this the new name may be on the disk before what it names.
Result<void> Replacement::makeDurable() const {
    std::error_code error;
    if (!fs::exists(m_target, error))
        return {}; // there is nothing to be lost
    const FileDescriptor file(
        retrying([&] { return ::open(m_part.c_str(), O_WRONLY | O_CLOEXEC); }));
    const int failed = file.isOpen() ? retrying([&] { return ::fdatasync(file.get()); }) : -1;
    if (failed != 0 && errno != EINVAL && errno != EROFS)
        return systemFailure("cannot make the file durable", m_target, errno);
    return {};
}

void removeRegularFile(const std::string& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error))
        fs::remove(path, error);
}

Result<InBytes> InBytes::open(const std::string& path) {
    InBytes bytes;
    bytes.m_name = path;
    // O_NONBLOCK so that a FIFO does not hang us before we see that it is one.
    bytes.m_fd = FileDescriptor(
        retrying([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
    struct stat status {};
    if (!bytes.m_fd.isOpen() || ::fstat(bytes.m_fd.get(), &status) != 0)
        return systemFailure("cannot open the trace", path, errno);
    if (!S_ISREG(status.st_mode))
        return failure("this is no regular file", path, "give the path of a trace file");
    bytes.m_size = static_cast<uint64_t>(status.st_size);
    return bytes;
}

Result<void> InBytes::refresh() {
    struct stat status {};
    if (m_fd.isOpen() && ::fstat(m_fd.get(), &status) != 0)
        return systemFailure("cannot look at the trace", m_name, errno);
    m_size = std::max(m_size, static_cast<uint64_t>(status.st_size));
    return {};
}

InBytes InBytes::fromMemory(std::span<const uint8_t> bytes, std::string name) {
    InBytes source;
    source.m_name = std::move(name);
    source.m_size = bytes.size();
    source.m_memory = bytes;
    return source;
}

Result<std::span<const uint8_t>> InBytes::view(uint64_t offset, size_t length) {
    if (!m_fd.isOpen())
        return m_memory.subspan(static_cast<size_t>(offset), length);
    const bool isBuffered = offset >= m_bufferStart && offset - m_bufferStart <= m_buffer.size() &&
                            length <= m_buffer.size() - (offset - m_bufferStart);
    if (!isBuffered)
        if (auto filled = fill(offset, length); !filled)
            return passOn(filled);
    return std::span<const uint8_t>(m_buffer).subspan(static_cast<size_t>(offset - m_bufferStart),
                                                      length);
}

Result<void> InBytes::fill(uint64_t offset, size_t length) {
    const uint64_t ahead = std::min<uint64_t>(std::max(length, kReadAhead), m_size - offset);
    m_buffer.resize(static_cast<size_t>(ahead));
    m_bufferStart = offset;
    for (size_t got = 0; got < m_buffer.size();) {
        const ssize_t n = retrying([&] {
            return ::pread(m_fd.get(), m_buffer.data() + got, m_buffer.size() - got,
                           static_cast<off_t>(offset + got));
        });
        const int error = errno;
        if (n > 0) {
            got += static_cast<size_t>(n);
            continue;
        }
        m_buffer.clear();
        const std::string where = fmt::format("{}, byte {}", m_name, offset + got);
        return n < 0 ? systemFailure("cannot read the trace", where, error)
                     : failure("the file became shorter while it was being read", where,
                               "open it again");
    }
    return {};
}

} // namespace seatape::trace
