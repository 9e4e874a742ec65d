// SPDX-License-Identifier: Apache-2.0
#include "traces/container/crc32c.h"

#include <boost/crc.hpp>

#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#include <sys/auxv.h>
#endif

namespace seatape::trace {
namespace {

#if defined(__x86_64__)

bool hasInstruction() {
    return __builtin_cpu_supports("sse4.2");
}
[[gnu::target("sse4.2")]] uint32_t add8(uint32_t crc, uint64_t word) {
    return static_cast<uint32_t>(_mm_crc32_u64(crc, word));
}
[[gnu::target("sse4.2")]] uint32_t add1(uint32_t crc, uint8_t byte) {
    return _mm_crc32_u8(crc, byte);
}
#define SEATAPE_CRC_TARGET [[gnu::target("sse4.2")]]

#elif defined(__aarch64__)

bool hasInstruction() {
    constexpr unsigned long kHwcapCrc32 = 1UL << 7; // Linux uapi asm/hwcap.h, HWCAP_CRC32
    return (::getauxval(AT_HWCAP) & kHwcapCrc32) != 0;
}
[[gnu::target("+crc")]] uint32_t add8(uint32_t crc, uint64_t word) {
    return __crc32cd(crc, word);
}
[[gnu::target("+crc")]] uint32_t add1(uint32_t crc, uint8_t byte) {
    return __crc32cb(crc, byte);
}
#define SEATAPE_CRC_TARGET [[gnu::target("+crc")]]

#else
#define SEATAPE_NO_CRC_INSTRUCTION
#endif

#ifndef SEATAPE_NO_CRC_INSTRUCTION
// Both CPUs with the instruction are little-endian as Linux runs them, and the words are taken as
// they stand in memory.
SEATAPE_CRC_TARGET uint32_t addBytes(uint32_t crc, std::span<const uint8_t> bytes) {
    size_t done = 0;
    for (; bytes.size() - done >= 8; done += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + done, sizeof word);
        crc = add8(crc, word);
    }
    for (; done < bytes.size(); ++done)
        crc = add1(crc, bytes[done]);
    return crc;
}
#endif

} // namespace

uint32_t crc32cPortable(std::initializer_list<std::span<const uint8_t>> parts) {
    boost::crc_optimal<32, 0x1edc6f41, 0xffffffff, 0xffffffff, true, true> crc;
    for (const auto part : parts)
        crc.process_bytes(part.data(), part.size());
    return crc.checksum();
}

uint32_t crc32c(std::initializer_list<std::span<const uint8_t>> parts) {
#ifndef SEATAPE_NO_CRC_INSTRUCTION
    static const bool isFast = hasInstruction();
    if (isFast) {
        uint32_t crc = 0xffffffff;
        for (const auto part : parts)
            crc = addBytes(crc, part);
        return ~crc;
    }
#endif
    return crc32cPortable(parts);
}

} // namespace seatape::trace
