// SPDX-License-Identifier: Apache-2.0
// Stores eight bytes into poisoned memory.
#include "runtime/sea.h"

VICTIM uint64_t words[8] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: storing 8 bytes at 0x40100010\n");
    probe_write((uint64_t)&words[2], 0xabcd);
    put("guest: going on behind the store\n");
}
