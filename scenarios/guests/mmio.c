// SPDX-License-Identifier: Apache-2.0
// Loads from 0x08000000, where there is neither memory nor a device.
#include "runtime/sea.h"

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x8000000\n");
    SAY(TEXT("guest: going on, X0 is "), HEX(probe_read(0x08000000)), TEXT("\n"));
}
