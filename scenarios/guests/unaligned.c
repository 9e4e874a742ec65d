// SPDX-License-Identifier: Apache-2.0
// Loads around one poisoned byte: only the access that touches it aborts.
#include "runtime/sea.h"

VICTIM uint8_t bytes[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static void load(uint64_t address) {
    SAY(TEXT("guest: loading 8 bytes at "), HEX(address), TEXT("\n"));
    SAY(TEXT("guest:   X0 is "), HEX(probe_read(address)), TEXT("\n"));
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    load((uint64_t)bytes);
    load((uint64_t)bytes + 8);  // ends one byte before the poisoned one
    load((uint64_t)bytes + 13); // touches it with its fourth byte
    load((uint64_t)bytes + 17); // starts one byte behind it
}
