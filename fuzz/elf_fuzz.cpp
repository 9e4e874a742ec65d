// SPDX-License-Identifier: Apache-2.0
// Any bytes as a guest program: an error or images, never a crash or an allocation beyond the file.

#include "scenarios/loader/elf.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto program = seatape::scenario::parseElf({data, size}, "fuzz.elf");
    if (!program)
        return 0;
    size_t bytes = 0;
    for (const auto& image : program->images("fuzz"))
        bytes += image.bytes.size();
    constexpr size_t kMaxSegments = 64; // segments may share bytes of the file
    if (bytes > size * kMaxSegments)
        std::abort();
    return 0;
}
