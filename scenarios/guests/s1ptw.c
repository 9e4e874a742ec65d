// SPDX-License-Identifier: Apache-2.0
// Loads through a level 2 descriptor that points to where no memory slot is.
#define GRANULE 4
#define WALK_L2_ENTRY (0xfffffff000ull + TABLE)
#include "runtime/walk.h"

void guest_main(uint64_t cpu) {
    (void)cpu;
    probe_through_tables();
}
