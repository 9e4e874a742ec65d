// SPDX-License-Identifier: Apache-2.0
#include "kvmbackend/kernel.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace seatape::kvm {
namespace {

/// Turns -1 and errno into minus the errno.
template <class T>
T answer(T returned) {
    return returned < 0 ? static_cast<T>(-errno) : returned;
}

class LinuxKernel final : public Kernel {
public:
    int open(const char* path, int flags) override {
        return answer(::open(path, flags | O_CLOEXEC));
    }

    int createMemory(const char* name, uint64_t size) override {
        const int fd = answer(::memfd_create(name, MFD_CLOEXEC));
        if (fd < 0)
            return fd;
        const int sized = answer(::ftruncate(fd, static_cast<off_t>(size)));
        if (sized == 0)
            return fd;
        ::close(fd);
        return sized;
    }

    void close(int fd) override { ::close(fd); }

    int ioctl(int fd, unsigned long request, uintptr_t argument) override {
        return answer(::ioctl(fd, request, argument));
    }

    int64_t read(int fd, uint64_t offset, std::span<uint8_t> out) override {
        return answer(::pread(fd, out.data(), out.size(), static_cast<off_t>(offset)));
    }

    int64_t write(int fd, std::span<const uint8_t> bytes) override {
        return answer(::write(fd, bytes.data(), bytes.size()));
    }

    void* map(int fd, size_t size) override {
        void* start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        return start == MAP_FAILED ? nullptr : start;
    }

    void unmap(void* start, size_t size) override { ::munmap(start, size); }

    int advise(void* start, size_t size, int advice) override {
        return answer(::madvise(start, size, advice));
    }

    int punchHole(int fd, uint64_t offset, uint64_t size) override {
        return answer(::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                  static_cast<off_t>(offset), static_cast<off_t>(size)));
    }
};

} // namespace

Kernel& linuxKernel() {
    static LinuxKernel kernel;
    return kernel;
}

} // namespace seatape::kvm
