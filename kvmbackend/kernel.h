// SPDX-License-Identifier: Apache-2.0
/// The system calls that the backend makes, behind an interface, so that tests can answer them.
///
/// Calls return what the kernel returns: a number from 0 on, or minus an errno.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seatape::kvm {

class Kernel {
public:
    virtual ~Kernel() = default;

    /// Opens a file close-on-exec with the O_* flags; returns the descriptor.
    virtual int open(const char* path, int flags) = 0;
    /// Makes an anonymous file of `size` zero bytes; returns the descriptor.
    virtual int createMemory(const char* name, uint64_t size) = 0;
    virtual void close(int fd) = 0;
    virtual int ioctl(int fd, unsigned long request, uintptr_t argument) = 0;
    /// Reads at an offset, or writes at the file's position; returns the number of bytes.
    virtual int64_t read(int fd, uint64_t offset, std::span<uint8_t> out) = 0;
    virtual int64_t write(int fd, std::span<const uint8_t> bytes) = 0;

    /// Maps a file shared, for reading and writing; nullptr if it cannot be mapped.
    virtual void* map(int fd, size_t size) = 0;
    virtual void unmap(void* start, size_t size) = 0;
    /// Advises on whole pages (MADV_*); returns 0.
    virtual int advise(void* start, size_t size, int advice) = 0;
    /// Gives whole pages of a file back, so that they read as zero; returns 0.
    virtual int punchHole(int fd, uint64_t offset, uint64_t size) = 0;
};

/// Returns the system that the program runs on.
Kernel& linuxKernel();

/// A file descriptor that is closed with its owner.
class Fd {
public:
    Fd(Kernel& kernel, int fd) : m_kernel(&kernel), m_fd(fd) {}
    Fd(Fd&& other) noexcept : m_kernel(other.m_kernel), m_fd(other.m_fd) { other.m_fd = -1; }
    Fd& operator=(Fd&&) = delete;
    ~Fd() {
        if (m_fd >= 0)
            m_kernel->close(m_fd);
    }

    int get() const { return m_fd; }
    Kernel& kernel() const { return *m_kernel; }

    /// Calls ioctl(2) with a number or the address of a structure.
    int ioctl(unsigned long request, uintptr_t argument = 0) const {
        return m_kernel->ioctl(m_fd, request, argument);
    }
    template <class T>
    int ioctl(unsigned long request, T* argument) const {
        return ioctl(request, reinterpret_cast<uintptr_t>(argument));
    }

private:
    Kernel* m_kernel;
    int m_fd;
};

/// A file mapped into memory, unmapped with its owner.
class Mapping {
public:
    /// Maps `size` bytes of a file; check isMapped().
    Mapping(const Fd& fd, size_t size)
        : m_kernel(&fd.kernel()), m_start(m_kernel->map(fd.get(), size)), m_size(size) {}
    Mapping(Mapping&& other) noexcept
        : m_kernel(other.m_kernel), m_start(other.m_start), m_size(other.m_size) {
        other.m_start = nullptr;
    }
    Mapping& operator=(Mapping&&) = delete;
    ~Mapping() {
        if (m_start != nullptr)
            m_kernel->unmap(m_start, m_size);
    }

    bool isMapped() const { return m_start != nullptr; }
    uint8_t* start() const { return static_cast<uint8_t*>(m_start); }
    size_t size() const { return m_size; }

private:
    Kernel* m_kernel;
    void* m_start;
    size_t m_size;
};

} // namespace seatape::kvm
