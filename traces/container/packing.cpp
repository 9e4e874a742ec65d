// SPDX-License-Identifier: Apache-2.0
#include "traces/container/packing.h"

#include <algorithm>

#include <fmt/format.h>
#include <zstd.h>

namespace seatape::trace {
namespace {

constexpr int kLevel = 1; // recording must not wait; higher ones gain little on such short bodies

} // namespace

Coding appendPacked(std::span<const uint8_t> body, Coding wanted, std::vector<uint8_t>& out) {
    const size_t start = out.size();
    out.resize(start + body.size());
    if (wanted == Coding::Zstd) {
        // Given no more room than the body has, it fails where compression would not pay.
        const size_t size =
            ZSTD_compress(out.data() + start, body.size(), body.data(), body.size(), kLevel);
        if (ZSTD_isError(size) == 0) {
            out.resize(start + size);
            return Coding::Zstd;
        }
    }
    std::copy(body.begin(), body.end(), out.begin() + static_cast<ptrdiff_t>(start));
    return Coding::Plain;
}

Result<std::vector<uint8_t>> unpack(std::span<const uint8_t> stored, Coding coding, uint32_t size) {
    const bool isPlain = coding == Coding::Plain;
    const uint64_t claimed =
        isPlain ? stored.size() : ZSTD_getFrameContentSize(stored.data(), stored.size());
    if (claimed != size)
        return failure("its body has another size than its record says");
    std::vector<uint8_t> body(stored.begin(), stored.begin() + (isPlain ? size : 0));
    if (isPlain)
        return body;
    body.resize(size);
    const size_t got = ZSTD_decompress(body.data(), body.size(), stored.data(), stored.size());
    if (ZSTD_isError(got) != 0)
        return failure(fmt::format("its body cannot be decompressed: {}", ZSTD_getErrorName(got)));
    return body;
}

} // namespace seatape::trace
