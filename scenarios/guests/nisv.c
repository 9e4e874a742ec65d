// SPDX-License-Identifier: Apache-2.0
// Loads from 0x08000000 by an instruction that writes its base back, so that hardware gives no
// syndrome.
#include "runtime/sea.h"

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x8000000 with post-index\n");
    __asm__ volatile(".global nisv_load\n"
                     "mov x0, #0x08000000\n"
                     "nisv_load: ldr x1, [x0], #8" ::
                         : "x0", "x1", "memory");
    put("guest: going on\n");
}
