// SPDX-License-Identifier: Apache-2.0
// Loads eight bytes that the scenario may have poisoned, and lives on.
#include "runtime/sea.h"

VICTIM uint64_t words[8] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x40100020\n");
    const uint64_t value = probe_read((uint64_t)&words[4]);
    SAY(TEXT("guest: going on, X0 is "), HEX(value), TEXT("\n"));
}
