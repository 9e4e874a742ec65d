// SPDX-License-Identifier: Apache-2.0
/// Files as traces need them: append-only writing, bounded-memory reading. Errors name path and
/// cause.
#pragma once

#include "seatape/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seatape::trace {

/// Owns a file descriptor.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd = -1) : m_fd(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : m_fd(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;

    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    int release();

private:
    int m_fd;
};

/// A file that is written from its start to its end, once.
class OutFile {
public:
    /// Makes the file, or empties the one that is there.
    static Result<OutFile> create(const std::string& path);
    /// Takes standard output, whatever it is. Its descriptor stays open when this one is closed.
    static Result<OutFile> standardOutput();
    /// Makes the file's name survive a power cut, too. Does nothing for standard output.
    Result<void> syncFolder();

    const std::string& path() const { return m_path; }
    bool isOpen() const { return m_fd.isOpen(); }
    /// Writes all the bytes. Fails with the cause and the byte offset (full disk, I/O error, …).
    Result<void> write(std::span<const uint8_t> bytes);
    Result<void> write(std::string_view text);
    /// Makes what is written survive a power cut. Does nothing where there is no such thing (pipes,
    /// devices).
    Result<void> sync();
    /// Closes the file; some file systems report a full disk only now.
    Result<void> close();

private:
    std::string m_path;
    FileDescriptor m_fd;
    bool m_hasName = true; // which m_path is; else it only stands in messages
    uint64_t m_offset = 0;
};

/// A new file that takes the place of another when it is whole. Until then it stands beside it, as
/// NAME.part; without takePlace() nothing of it is left, and the file that was there before.
/// What is no regular file (a device, a pipe) is written in place.
class Replacement {
public:
    /// Makes the empty file beside `path`. A link is followed: its target is replaced.
    static Result<Replacement> of(const std::string& path);
    ~Replacement();
    Replacement(Replacement&& other) noexcept;
    Replacement& operator=(Replacement&&) = delete;

    /// Returns the file to write, which is there and empty.
    const std::string& path() const { return m_part; }
    /// Returns whether path() is a file beside the one that was asked for.
    bool isBeside() const { return m_part != m_target; }
    /// Gives the file, closed by now, its name. If there was one before, that is the name of a
    /// whole file at any time, also after a power cut.
    Result<void> takePlace();

private:
    Replacement(std::string target, std::string part)
        : m_target(std::move(target)), m_part(std::move(part)) {}
    Result<void> makeDurable() const;

    std::string m_target;
    std::string m_part; // empty: nothing is left to be removed
};

/// Removes a file that is of no use. Devices and the like stay.
void removeRegularFile(const std::string& path);

/// Bytes that are read by offset: a regular file through one buffer, or memory.
class InBytes {
public:
    /// Opens a regular file.
    static Result<InBytes> open(const std::string& path);
    /// Takes bytes that outlive this object; `name` stands in messages.
    static InBytes fromMemory(std::span<const uint8_t> bytes, std::string name);

    const std::string& name() const { return m_name; }
    uint64_t size() const { return m_size; }
    /// Looks how long the file is now. A file that has become shorter keeps its size; reading the
    /// missing bytes fails.
    Result<void> refresh();
    /// Returns the bytes at [offset, offset + length), which must lie inside; valid until the next
    /// call.
    Result<std::span<const uint8_t>> view(uint64_t offset, size_t length);

private:
    InBytes() = default;
    Result<void> fill(uint64_t offset, size_t length);

    std::string m_name;
    uint64_t m_size = 0;
    std::span<const uint8_t> m_memory; // used when no file is open
    FileDescriptor m_fd;
    std::vector<uint8_t> m_buffer;
    uint64_t m_bufferStart = 0; // the file offset of m_buffer[0]
};

} // namespace seatape::trace
