// SPDX-License-Identifier: Apache-2.0
// Tables whose descriptors are in the image, so that they can be bad from the start.
//
// A guest includes this with GRANULE 4, 16 or 64 defined. Its own code runs through entry 0 of the
// root table; the address PROBE runs through entry 1 and one table of each further level, down to
// the page at 0x40100000. The symbols walk_l0 … walk_l3 are the descriptors that PROBE's walk
// reads.
#include "sea.h"

#define TABLE 3u
#define WALK_PAGE (1u << 10 | 3u << 8 | 1u << 2 | 3u) // page, AF, inner shareable, MAIR attribute 1
#define WALK_BLOCK (1u << 10 | 3u << 8 | 1u << 2 | 1u)
#define WALK_DEVICE (1u << 10 | 3ull << 53 | 1u)

#ifndef WALK_L2_ENTRY // s1ptw.c replaces it
#define WALK_L2_ENTRY ((uint64_t)walk_l3 + TABLE)
#endif

VICTIM uint64_t walk_target = 0x600d;

#if GRANULE == 64
#define ROOT walk_l1_table
#define PROBE (1ull << 42)
#define TG0 1
#else
#define ROOT walk_l0_table
#define PROBE (GRANULE == 4 ? 1ull << 39 : 1ull << 47)
#define TG0 (GRANULE == 4 ? 0 : 2)
#endif

extern uint64_t walk_l0[], walk_l1[], walk_l2[], walk_l3[];
#define IN(section_name) __attribute__((section(section_name), used))

IN(".walk.l3") uint64_t walk_l3[1] = {0x40100000u + WALK_PAGE};
IN(".walk.l2") uint64_t walk_l2[1] = {WALK_L2_ENTRY};
#if GRANULE == 64
IN(".walk.l1") uint64_t walk_l1_table[2] = {0, (uint64_t)walk_l2 + TABLE};
__asm__(".global walk_l1\n.set walk_l1, walk_l1_table + 8\n");
#else
IN(".walk.l1") uint64_t walk_l1[1] = {(uint64_t)walk_l2 + TABLE};
IN(".walk.l0") uint64_t walk_l0_table[2] = {0, (uint64_t)walk_l1 + TABLE};
__asm__(".global walk_l0\n.set walk_l0, walk_l0_table + 8\n");
#endif

// The identity map behind entry 0: Device memory with the console, Normal memory with the guest.
extern uint64_t own_l1[], own_l2[]; // guest.ld: zeroed memory, aligned for every granule

void guest_mmu(void) {
#if GRANULE == 4 // blocks of 1 GiB at level 1
    own_l1[0] = WALK_DEVICE;
    own_l1[1] = 0x40000000u + WALK_BLOCK;
    ROOT[0] = (uint64_t)own_l1 + TABLE;
#elif GRANULE == 16 // blocks of 32 MiB at level 2
    own_l2[0x08000000 >> 25] = 0x08000000 + WALK_DEVICE;
    own_l2[0x40000000 >> 25] = 0x40000000u + WALK_BLOCK;
    own_l1[0] = (uint64_t)own_l2 + TABLE;
    ROOT[0] = (uint64_t)own_l1 + TABLE;
#else               // blocks of 512 MiB at level 2
    own_l2[0] = WALK_DEVICE;
    own_l2[2] = 0x40000000u + WALK_BLOCK;
    ROOT[0] = (uint64_t)own_l2 + TABLE;
#endif
    mmu_on(ROOT, TG0);
}

static inline void probe_through_tables(void) {
    SAY(TEXT("guest: loading 8 bytes at "), HEX(PROBE), TEXT("\n"));
    SAY(TEXT("guest: going on, X0 is "), HEX(probe_read(PROBE)), TEXT("\n"));
}
