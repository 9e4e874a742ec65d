// SPDX-License-Identifier: Apache-2.0
// Loads poisoned memory with SError masked; an ESB turns the pending SError into DISR_EL1.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {1, 2};

void guest_main(uint64_t cpu) {
    (void)cpu;
    put("guest: loading 8 bytes at 0x40100000 with SError masked\n");
    probe_read((uint64_t)&words[0]);
    SAY(TEXT("guest: ISR_EL1.A is "), DEC(READ_REG("isr_el1") >> 8 & 1), TEXT(", now an ESB\n"));
    __asm__ volatile("hint #16" ::: "memory"); // ESB
    SAY(TEXT("guest: DISR_EL1 is "), HEX(READ_REG("s3_0_c12_c1_1")), TEXT(", ISR_EL1.A is "),
        DEC(READ_REG("isr_el1") >> 8 & 1), TEXT("\n"));
    UNMASK_SERROR();
    put("guest: unmasked SError, and nothing came\n");
}
