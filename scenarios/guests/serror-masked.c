// SPDX-License-Identifier: Apache-2.0
// Loads poisoned memory with SError masked, looks at ISR_EL1, then unmasks.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

static void show_pending(void) {
    SAY(TEXT("guest: ISR_EL1.A is "), DEC(READ_REG("isr_el1") >> 8 & 1), TEXT("\n"));
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x40100000 with SError masked\n");
    probe_read((uint64_t)&words[0]);
    show_pending();
    put("guest: unmasking SError\n");
    UNMASK_SERROR();
    show_pending();
}
