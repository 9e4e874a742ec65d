// SPDX-License-Identifier: Apache-2.0
#include "seatape/arch/digest.h"

#include "seatape/base/bits.h"

#include <algorithm>
#include <bit>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace seatape {
namespace {

bool isZero(std::span<const uint8_t> bytes) {
    // Comparing the bytes with themselves, shifted by one, lets memcmp do the search.
    return bytes.empty() ||
           (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

} // namespace

uint64_t vcpuDigest(uint32_t index, const VcpuState& state) {
    if constexpr (std::endian::native == std::endian::little)
        return XXH3_64bits_withSeed(state.words.data(), sizeof state.words, index);
    std::array<uint64_t, kRegCount> words;
    std::ranges::transform(state.words, words.begin(), littleEndian<uint64_t>);
    return XXH3_64bits_withSeed(words.data(), sizeof words, index);
}

uint64_t pageDigest(uint64_t gpa, std::span<const uint8_t> bytes) {
    return isZero(bytes) ? 0 : XXH3_64bits_withSeed(bytes.data(), bytes.size(), gpa);
}

} // namespace seatape
