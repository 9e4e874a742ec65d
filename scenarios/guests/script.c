// SPDX-License-Identifier: Apache-2.0
// Three loads from bad memory; the scenario's script answers each in another way.
#include "runtime/sea.h"

VICTIM uint64_t first_word = 1;

static void load(uint64_t address) {
    SAY(TEXT("guest: loading 8 bytes at "), HEX(address), TEXT("\n"));
    SAY(TEXT("guest:   X0 is "), HEX(probe_read(address)), TEXT("\n"));
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    load((uint64_t)victim);
    load((uint64_t)victim + 0x1000);
    load((uint64_t)victim + 0x2000);
}
