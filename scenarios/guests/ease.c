// SPDX-License-Identifier: Apache-2.0
// SCTLR2_EL1.EASE sends synchronous external aborts to the SError vector.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

void guest_main(uint64_t cpu) {
    (void)cpu;
    WRITE_REG(SCTLR2_EL1, SCTLR2_EASE);
    put("guest: loading 8 bytes at 0x40100000 with EASE set\n");
    probe_read((uint64_t)&words[0]);
    put("guest: going on\n");
}
