// SPDX-License-Identifier: Apache-2.0
// Translation tables of stage 1, built at run time: VA = PA, Device below 1 GiB, Normal above.
#include "sea.h"

#define ENTRIES 512 // of the 4 KiB granule

extern uint64_t level0[], level1[], level2[], level3[]; // guest.ld: zeroed pages

extern char __user_start[], __user_data[], __user_end[];

#define BLOCK 1u
#define TABLE 3u
#define PAGE 3u
#define NORMAL (1u << 2 | 3u << 8 | 1u << 10)    // MAIR attribute 1, inner shareable, AF
#define DEVICE (0u << 2 | 1u << 10 | 3ull << 53) // MAIR attribute 0, AF, never executable
#define EL0_TOO (1u << 6)
#define READ_ONLY (1u << 7)
#define PXN (1ull << 53)
#define UXN (1ull << 54)

// Turns the MMU on with 48-bit addresses; TTBR1 stays unused.
void mmu_on(const void* root, uint64_t tg0) {
    WRITE_REG("mair_el1", 0xff00);
    WRITE_REG("tcr_el1", 16u | 1u << 8 | 1u << 10 | 3u << 12 | tg0 << 14 | 1u << 23 | 2ull << 32);
    WRITE_REG("ttbr0_el1", (uint64_t)root);
    __asm__ volatile("dsb ish\n\ttlbi vmalle1\n\tdsb ish\n\tisb" ::: "memory");
    WRITE_REG("sctlr_el1", READ_REG("sctlr_el1") | 0x1005); // M, C, I
}

void mmu_identity_4k(void) {
    level0[0] = (uint64_t)level1 | TABLE;
    level1[0] = DEVICE | BLOCK;
    level1[1] = 0x40000000u | NORMAL | BLOCK;
    mmu_on(level0, 0);
}

static uint64_t page_attributes(uint64_t address) {
    if (address < (uint64_t)__user_start || address >= (uint64_t)__user_end)
        return UXN;
    return address < (uint64_t)__user_data ? EL0_TOO | READ_ONLY | PXN : EL0_TOO | UXN | PXN;
}

void mmu_with_el0(void) {
    level0[0] = (uint64_t)level1 | TABLE;
    level1[0] = DEVICE | BLOCK;
    level1[1] = (uint64_t)level2 | TABLE;
    level2[0] = (uint64_t)level3 | TABLE;
    for (uint64_t i = 0; i < ENTRIES; ++i) {
        const uint64_t address = 0x40000000u + (i << 12);
        level3[i] = address | page_attributes(address) | NORMAL | PAGE;
    }
    mmu_on(level0, 0);
}

__attribute__((weak)) void guest_mmu(void) {
    mmu_identity_4k();
}
