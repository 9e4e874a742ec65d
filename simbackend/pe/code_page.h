// SPDX-License-Identifier: Apache-2.0
/// The cache of decoded instructions of one page. Filled by the PE, emptied by whoever writes the
/// page.
#pragma once

#include "simbackend/a64/decode.h"
#include "simbackend/machine/memory.h"

#include <array>
#include <cstdint>

namespace seatape::sim {

/// The handler of a slot that is not decoded yet: checks the fetch, decodes, caches, executes.
void fetchDecodeExecute(Pe& pe, uint32_t insn);

struct CachedInsn {
    Execute execute = fetchDecodeExecute;
    uint32_t insn = 0;
};

struct CodePage {
    std::array<CachedInsn, kPageSize / 4> insns{};
};

} // namespace seatape::sim
