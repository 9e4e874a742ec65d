// SPDX-License-Identifier: Apache-2.0
// Atomic accesses: the exclusive pair and LSE on good memory, then LSE on poisoned memory.
#include "runtime/sea.h"

VICTIM uint64_t words[2] = {15, 6};
// On a page without poison: on KVM, accesses to a page with poison are single-stepped, and no
// exclusive pair survives that (docs/lab.md).
static uint64_t counter = 5;

static uint64_t add_exclusive(uint64_t* word, uint64_t value) {
    return __atomic_add_fetch(word, value, __ATOMIC_ACQ_REL); // ldaxr, stlxr: no LSE in armv8-a
}

__attribute__((noinline, noclone)) static uint64_t add_lse(uint64_t* word, uint64_t value) {
    uint64_t old;
    __asm__ volatile(".arch_extension lse\n"
                     "mov x0, %2\n"
                     "mov x1, %1\n"
                     ".global lse_add\n"
                     "lse_add: ldaddal x1, x0, [x0]\n"
                     "mov %0, x0"
                     : "=r"(old)
                     : "r"(value), "r"(word)
                     : "x0", "x1", "memory");
    return old;
}

void guest_main(uint64_t cpu) {
    (void)cpu;
    SAY(TEXT("guest: exclusive add: "), DEC(add_exclusive(&counter, 10)), TEXT("\n"));
    SAY(TEXT("guest: LSE add: was "), DEC(add_lse(&words[0], 1)), TEXT(", is "), DEC(words[0]),
        TEXT("\n"));
    put("guest: LSE add at 0x40100008\n");
    SAY(TEXT("guest: going on, X0 is "), DEC(add_lse(&words[1], 1)), TEXT("\n"));
}
