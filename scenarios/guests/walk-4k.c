// SPDX-License-Identifier: Apache-2.0
// Loads through translation tables of the 4 KiB granule, one of which may be poisoned.
#define GRANULE 4
#include "runtime/walk.h"

void guest_main(uint64_t cpu) {
    (void)cpu;
    probe_through_tables();
}
